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
	first      int32    // the line on which it begins
	last       int32    // the line on which it ends
	col        int32    // where it begins
	before     []remark // on lines of their own, since the word before it
	after      []remark // behind it on its line
	opens, end bool     // a bracket
}

// A remark is a comment.
type remark struct {
	text      string
	line, col int32
	own       bool // it has a line of its own
}

// start is the line on which the word or what is remarked before it begins.
func (w *word) start() int32 {
	if len(w.before) > 0 {
		return w.before[0].line
	}
	return w.first
}

// words splits a text. Semicolons are left out; muted says whether one ends
// the text. The last word is the end of the text.
func words(name, src string) (list []word, muted bool) {
	var before []remark
	fresh := true // nothing but comments since the last line ended
	for _, t := range scan.Scan(name, src) {
		text := src[t.Start:t.End]
		switch t.Kind {
		case syntax.NEWLINE:
			fresh = true
		case syntax.INDENT, syntax.OUTDENT:
		case syntax.SEMI:
			muted = true
		case scan.Comment:
			r := remark{strings.TrimRight(text, " \t"), t.Pos.Line, t.Pos.Col, true}
			if n := len(list) - 1; !fresh && n >= 0 && (t.Depth == 0 || r.line == list[n].last) {
				r.own = false
				list[n].after = append(list[n].after, r)
			} else {
				before = append(before, r)
			}
		default:
			w := word{kind: t.Kind, text: text, first: t.Pos.Line, col: t.Pos.Col, before: before}
			w.last = w.first + int32(strings.Count(lineFeeds(text), "\n"))
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
	p.last = w.last
	if n := len(w.after); n > 0 {
		p.last = w.after[n-1].line
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

// gap reports whether a line is left empty before the next word.
func (p *printer) gap() bool { return p.peek().start()-p.last > 1 }

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
