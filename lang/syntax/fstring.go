package syntax

import (
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// fstring makes f"a{x!r:>{w}}b" into <f>(("a", "x", "r", None, "b"))(x, w+">"):
// a template, made once, which is called with the values. A field is the text
// before it, its expression as written (for errors), its conversion, and its
// spec; None: the spec is made when it runs, and is the argument behind the
// value. The text after the last field ends the tuple.
func (l *lowering) fstring(e *tree.FString) syntax.Expr {
	before := ""
	var parts, args []syntax.Expr
	var k strings.Builder
	k.WriteByte('f')
	add := func(s string) {
		parts = append(parts, text(e.Pos, s))
		k.WriteString(key(s))
	}
	for _, p := range e.Parts {
		if p.Field == nil {
			before += p.Text
			continue
		}
		f := p.Field
		conv := ""
		if f.Conv != 0 {
			conv = string(f.Conv)
		}
		if f.Source != "" {
			before += f.Source
			if conv == "" && !f.Colon {
				conv = "r" // as in Python, f"{x=}" shows x as one would write it
			}
		}
		add(before)
		add(asWritten(e, f))
		add(conv)
		before = ""
		args = append(args, l.expr(f.X))
		if spec, ok := plain(f.Spec); ok {
			add(spec)
			continue
		}
		parts = append(parts, hidden(e.Pos, "None"))
		k.WriteString(key(nil))
		args = append(args, l.fstring(&tree.FString{Pos: e.Pos, EndPos: e.EndPos, Raw: e.Raw, Parts: f.Spec}))
	}
	add(before)
	if len(args) == 0 {
		return text(e.Pos, before)
	}
	template := l.fixed(e.Pos, k.String(), func() syntax.Expr { return call(l.prelude.pos, FString, tuple(l.prelude.pos, parts)) })
	if len(args) > 254 {
		args = []syntax.Expr{&syntax.UnaryExpr{OpPos: e.Pos, Op: syntax.STAR, X: tuple(e.Pos, args)}}
	}
	return &syntax.CallExpr{Fn: template, Lparen: e.Pos, Args: args, Rparen: e.EndPos}
}

// plain is a spec without fields.
func plain(spec []tree.Part) (string, bool) {
	out := ""
	for _, p := range spec {
		if p.Field != nil {
			return "", false
		}
		out += p.Text
	}
	return out, true
}

// asWritten is a field as its author wrote it; "": that is too long to be shown.
func asWritten(e *tree.FString, f *tree.Field) string {
	const most = 200
	if len(e.Raw) > most || f.Lbrace.Line != e.Pos.Line || f.Rbrace.Line != e.Pos.Line {
		return ""
	}
	raw := []rune(e.Raw)
	from, to := int(f.Lbrace.Col-e.Pos.Col), int(f.Rbrace.Col-e.Pos.Col)+1
	if from < 0 || from > to || to > len(raw) {
		return ""
	}
	return string(raw[from:to])
}
