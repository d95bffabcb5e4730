package parse

import (
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

const openField = "the { of this f-string is not closed"

// fstring reads the token of an f-string.
func (p *parser) fstring() syntax.Expr {
	t := p.tok
	f := &tree.FString{Pos: t.Pos, EndPos: p.end(), Raw: p.src[t.Start:t.End]}
	prefix, quotes, body := scan.Quotes(f.Raw)
	begin := t.Start + len(prefix) + len(quotes)
	r := &pieces{p: p, at: begin, end: begin + len(body), pos: t.Pos, raw: strings.Contains(prefix, "r")}
	r.pos.Col += int32(len(prefix) + len(quotes))
	f.Parts = r.read(false)
	p.next()
	return f
}

// pieces is on its way through what is between an f-string's quotes.
type pieces struct {
	p       *parser
	at, end int
	pos     syntax.Position // of src[at]
	raw     bool
}

// read reads texts and fields, to the end or, in a spec, to the } behind it.
func (r *pieces) read(spec bool) []tree.Part {
	var parts []tree.Part
	var text strings.Builder
	flush := func(more ...tree.Part) {
		if text.Len() > 0 {
			parts = append(parts, tree.Part{Text: text.String()})
			text.Reset()
		}
		parts = append(parts, more...)
	}
	for r.at < r.end {
		rest := r.p.src[r.at:r.end]
		switch c := rest[0]; {
		case c == '}' && spec:
			flush()
			return parts
		case !spec && (strings.HasPrefix(rest, "{{") || strings.HasPrefix(rest, "}}")):
			text.WriteByte(c)
			r.advance(2)
		case c == '}':
			r.p.fail(r.pos, "a } alone in an f-string; write }} for the character")
		case c == '{':
			flush(tree.Part{Field: r.field()})
		default:
			text.WriteString(r.text(rest))
		}
	}
	flush()
	return parts
}

// text reads up to the next brace.
func (r *pieces) text(rest string) string {
	n := 0
	for n < len(rest) && rest[n] != '{' && rest[n] != '}' {
		if n++; rest[n-1] == '\\' && !r.raw && n < len(rest) && rest[n] != '{' && rest[n] != '}' {
			n++
		}
	}
	s, wrong := scan.Unescape(rest[:n], r.raw, false)
	if wrong != nil {
		r.p.fail(scan.After(r.pos, rest[:wrong.At]), "%s", wrong.Msg)
	}
	r.advance(n)
	return s
}

// field reads {x=!r:spec}. A parser of its own reads the expression.
func (r *pieces) field() *tree.Field {
	defer r.p.leave(r.p.enter())
	f := &tree.Field{Lbrace: r.pos}
	r.advance(1)
	begin := r.at
	q := &parser{src: r.p.src, file: r.p.file, depth: r.p.depth, before: r.pos, tok: scan.Token{Kind: syntax.COMMA}}
	q.in = r.p.in.Field(r.p.src, r.pos, r.at, r.end)
	q.next()
	if q.is(syntax.RBRACE, syntax.COLON, scan.Bang, syntax.EQ) {
		q.fail(q.tok.Pos, "an expression should follow the { of an f-string; write {{ for the character")
	}
	f.X = q.exprs(false)
	r.p.height = max(r.p.height, q.height)
	if q.is(syntax.EQ) {
		f.Source = r.p.src[begin:q.tok.End]
		rest := r.p.src[q.tok.End:r.end]
		f.Source += rest[:len(rest)-len(strings.TrimLeft(rest, " \t"))]
		q.next()
	}
	if q.is(scan.Bang) {
		q.next()
		conv := r.p.src[q.tok.Start:q.tok.End]
		if conv != "r" && conv != "s" && conv != "a" {
			q.fail(q.tok.Pos, "got !%s in an f-string, want !r, !s or !a", conv)
		}
		f.Conv = conv[0]
		q.next()
	}
	switch q.tok.Kind {
	case syntax.COLON:
		f.Colon = true
		r.at, r.pos = q.tok.End, q.end()
		f.Spec = r.read(true)
		if r.at == r.end {
			r.p.fail(f.Lbrace, openField)
		}
	case syntax.RBRACE:
		r.at, r.pos = q.tok.Start, q.tok.Pos
	case syntax.EOF:
		r.p.fail(f.Lbrace, openField)
	default:
		q.unexpected("}")
	}
	f.Rbrace = r.pos
	r.advance(1)
	return f
}

func (r *pieces) advance(n int) {
	r.pos = scan.After(r.pos, r.p.src[r.at:r.at+n])
	r.at += n
}
