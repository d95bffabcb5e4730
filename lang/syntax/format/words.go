package format

import (
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
)

// A word is a token that is written, with the comments around it.
type word struct {
	kind       syntax.Token
	text       string
	line, col  int32    // where it begins
	before     []remark // on lines of their own, since the word before it
	after      []remark // behind it on its line
	fresh      bool     // it begins a line
	apart      bool     // an empty line is before it
	opens, end bool     // a bracket
}

// A remark is a comment.
type remark struct {
	text      string
	line, col int32
	own       bool // it has a line of its own
	apart     bool // an empty line is before it
}

// words splits a text. Semicolons are left out; muted says whether one ends
// the text. The last word is the end of the text.
func words(name, src string) (list []word, muted bool) {
	var before []remark
	fresh := true    // nothing but comments since the last line ended
	last := int32(0) // the line of what was before
	for _, t := range scan.Scan(name, src) {
		line, text := t.Pos.Line, src[t.Start:t.End]
		switch t.Kind {
		case syntax.NEWLINE:
			fresh = true
			continue
		case syntax.INDENT, syntax.OUTDENT:
			continue
		case syntax.SEMI:
			muted = true
		case scan.Comment:
			r := remark{text: strings.TrimRight(text, " \t"), line: line, col: t.Pos.Col, apart: line-last > 1}
			if n := len(list) - 1; !fresh && n >= 0 && (t.Depth == 0 || line == last) {
				list[n].after = append(list[n].after, r)
			} else {
				r.own = true
				before = append(before, r)
			}
		default:
			w := word{kind: t.Kind, text: text, line: line, col: t.Pos.Col, before: before}
			w.fresh, w.apart = line > last, line-last > 1
			switch t.Kind {
			case syntax.LPAREN, syntax.LBRACK, syntax.LBRACE:
				w.opens = true
			case syntax.RPAREN, syntax.RBRACK, syntax.RBRACE:
				w.end = true
			}
			list, before, fresh = append(list, w), nil, false
			if t.Kind != syntax.EOF {
				muted = false
			}
		}
		last = line + int32(strings.Count(lineFeeds(text), "\n"))
	}
	return list, muted
}

// lineFeeds ends lines with \n alone.
func lineFeeds(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// take sets the next word, and before it what has been remarked since the
// last.
func (p *printer) take() *doc {
	w := p.next()
	parts := append(p.flush(), remarks(w.before)...)
	p.pending = w.after
	return seq(append(parts, text(written(w)))...)
}

// drop goes over a word that is not set.
func (p *printer) drop() {
	w := p.next()
	p.pending = append(append(p.pending, w.before...), w.after...)
}

// next goes over a word.
func (p *printer) next() *word {
	w := p.peek()
	if w.kind != syntax.EOF {
		p.at++
	}
	return w
}

func (p *printer) peek() *word { return &p.words[p.at] }

func (p *printer) is(kind syntax.Token) bool { return p.peek().kind == kind }

// flush sets what is remarked behind the last word.
func (p *printer) flush() []*doc {
	list := remarks(p.pending)
	p.pending = nil
	return list
}

// fresh reports whether the next word, or what is remarked before it, begins a
// line.
func (p *printer) fresh() bool { return p.peek().fresh || len(p.peek().before) > 0 }

// apart reports whether an empty line is before the next word, or before what
// is remarked before it.
func (p *printer) apart() bool {
	w := p.peek()
	if len(w.before) > 0 {
		return w.before[0].apart
	}
	return w.apart
}

// lead sets what is remarked before the next word, with the empty lines that
// are between.
func (p *printer) lead() []*doc {
	w := p.peek()
	var parts []*doc
	for i, d := range remarks(w.before) {
		if i > 0 && w.before[i].apart {
			parts = append(parts, gap(true))
		}
		parts = append(parts, d)
	}
	if len(parts) > 0 && w.apart && !w.end {
		parts = append(parts, gap(true))
	}
	w.before = nil
	return parts
}

// behind sets what is remarked behind an element.
func (p *printer) behind() []*doc {
	var parts []*doc
	for i, d := range remarks(p.pending) {
		if p.pending[i].own && p.pending[i].apart {
			parts = append(parts, gap(true))
		}
		parts = append(parts, d)
	}
	p.pending = nil
	return parts
}

// commented reports whether within the bracket that is the next word, but
// outside of brackets within it, something is remarked.
func (p *printer) commented() bool {
	depth := 0
	for i := p.at; i < len(p.words); i++ {
		w := &p.words[i]
		if w.end {
			depth--
		}
		if i > p.at && (depth == 1 && !w.end || depth == 0) && len(w.before) > 0 {
			return true
		}
		if depth == 0 && w.end {
			return false
		}
		if w.opens {
			depth++
		}
		if (depth == 1 && !w.opens || i == p.at) && len(w.after) > 0 {
			return true
		}
	}
	return false
}
