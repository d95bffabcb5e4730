// Package scan splits a text into tokens.
//
//	Scan     all of them, comments and line ends too
//	Scanner  one after the other; the parser's way
//	Unquote  the value of a string as written (text.go)
//	Number   the value of a number as written (number.go)
//
// It never fails: what has no meaning is a token too, whose Err says why, so
// that a text that is being typed can be looked at as it is.
//
// The lines of a text are told as the stock scanner tells them: a line break
// is \n, \r\n or \r; a tab goes to the next column that is a multiple of
// eight; lines within brackets, blank lines and lines that hold just a comment
// have no end; a change of indentation is an INDENT or OUTDENTs.
package scan

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// Scan returns all tokens of a text; the last is EOF.
func Scan(file, src string) []Token {
	s := New(file, src)
	var out []Token
	for {
		t := s.Next()
		out = append(out, t)
		if t.Kind == syntax.EOF {
			return out
		}
	}
}

// A Scanner is on its way through a text.
type Scanner struct {
	src       string // up to where the scanner goes
	file      *string
	at        int   // the next byte
	line, col int32 // where that is
	depth     int   // of brackets
	indents   []int // columns of the blocks that are open; the first is 0
	dents     int   // INDENTs (> 0) or OUTDENTs (< 0) that are due
	dentErr   string
	fresh     bool // a line begins at the next byte
	braces    *braces
	field     bool // it reads a field of an f-string
}

// New returns a scanner at the beginning of a text.
func New(file, src string) *Scanner {
	return &Scanner{src: src, file: &file, line: 1, col: 1, indents: []int{0}, fresh: true, braces: &braces{src: src}}
}

// Field returns a scanner of the field of an f-string that begins at a token's
// place, as if within brackets; it ends at src[:end].
func (s *Scanner) Field(src string, pos syntax.Position, start, end int) *Scanner {
	return &Scanner{src: src[:end], file: s.file, at: start, line: pos.Line, col: pos.Col, depth: 1, indents: []int{0}, braces: s.braces, field: true}
}

// Release ends all brackets, so that the next line break ends the line.
func (s *Scanner) Release() { s.depth = 0 }

// Restart goes back to the beginning of a token's line, of which it is the
// first one, outside any bracket. A parser that has lost its way in brackets
// goes on from there.
func (s *Scanner) Restart(t Token) {
	begin := len(strings.TrimRight(s.src[:t.Start], " \t"))
	s.at, s.line, s.col = begin, t.Pos.Line, 1
	s.depth, s.fresh = 0, true
}

// Stop takes the rest of the text for read.
func (s *Scanner) Stop() {
	s.advance(len(s.src) - s.at)
	s.depth, s.dents, s.indents = 0, 0, s.indents[:1]
}

// Pos is the position of the next byte.
func (s *Scanner) Pos() syntax.Position { return syntax.MakePosition(s.file, s.line, s.col) }

// Next returns the next token. At the end of the text that is EOF, again and
// again.
func (s *Scanner) Next() Token {
	for {
		blank := false
		if s.fresh {
			blank = s.indentation()
		}
		if s.dents != 0 {
			return s.dent()
		}
		s.spaces()
		if s.at == len(s.src) {
			return s.end(blank)
		}
		switch c := s.src[s.at]; {
		case c == '#':
			t := s.token(Comment, s.lineLength())
			// Whoever takes comments for nothing still sees a blank line.
			s.fresh = blank
			return t
		case c == '\n' || c == '\r':
			t := s.token(syntax.NEWLINE, 1)
			s.fresh = true
			if blank || s.depth > 0 {
				continue
			}
			return t
		case c == '\\':
			if t, ok := s.backslash(); !ok {
				return t
			}
		default:
			return s.proper(c)
		}
	}
}

// indentation reads what is white at the beginning of a line, and finds what
// blocks begin or end there. It reports whether nothing else is on the line
// but perhaps a comment.
func (s *Scanner) indentation() (blank bool) {
	const tab = 8
	s.fresh = false
	col := 0
	for s.at < len(s.src) && (s.src[s.at] == ' ' || s.src[s.at] == '\t') {
		if s.src[s.at] == '\t' {
			col += tab - (int(s.col)-1)%tab
		} else {
			col++
		}
		s.advance(1)
	}
	if s.at == len(s.src) || strings.IndexByte("#\r\n", s.src[s.at]) >= 0 {
		return true
	}
	if s.depth > 0 {
		return false
	}
	last := func() int { return s.indents[len(s.indents)-1] }
	if col > last() {
		s.dents++
		s.indents = append(s.indents, col)
		return false
	}
	for col < last() {
		s.dents--
		s.indents = s.indents[:len(s.indents)-1]
	}
	if col != last() {
		s.dentErr = "this line is indented as no line above it is"
	}
	return false
}

// dent returns an INDENT or OUTDENT that is due.
func (s *Scanner) dent() Token {
	t := s.token(syntax.INDENT, 0)
	if s.dents > 0 {
		s.dents--
		return t
	}
	t.Kind = syntax.OUTDENT
	if s.dents++; s.dents == 0 {
		t.Err, s.dentErr = s.dentErr, ""
	}
	return t
}

func (s *Scanner) spaces() {
	for s.at < len(s.src) && (s.src[s.at] == ' ' || s.src[s.at] == '\t') {
		s.advance(1)
	}
}

// end is the end of the text, before which the last line and the blocks that
// are open end.
func (s *Scanner) end(blank bool) Token {
	if len(s.indents) == 1 || s.depth > 0 {
		return s.token(syntax.EOF, 0)
	}
	if !blank {
		s.fresh = true
		return s.token(syntax.NEWLINE, 0)
	}
	s.dents = 1 - len(s.indents)
	s.indents = s.indents[:1]
	return s.dent()
}

// backslash joins a line to the next one.
func (s *Scanner) backslash() (bad Token, joined bool) {
	problem := ""
	switch rest := s.src[s.at+1:]; {
	case rest == "":
		problem = `the text ends in a \, which joins the next line to this one`
	case rest[0] != '\n' && rest[0] != '\r':
		problem = `a \ ends a line, and joins the next one to it`
	default:
		s.advance(2)
		return Token{}, true
	}
	t := s.token(Bad, 1)
	t.Err = problem
	return t, false
}

// proper reads a token that is written.
func (s *Scanner) proper(c byte) Token {
	rest := s.src[s.at:]
	if n := prefixLength(rest); n >= 0 {
		return s.str(n)
	}
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case isDigit(c) || c == '.' && len(rest) > 1 && isDigit(rest[1]):
		return s.number()
	case isLetter(r):
		n := wordLength(rest)
		kind, ok := keywords[rest[:n]]
		if !ok {
			kind = syntax.IDENT
		}
		return s.token(kind, n)
	}
	if op, ok := operatorAt(rest); ok {
		return s.operator(op)
	}
	if c == '!' && s.field {
		return s.token(Bang, 1)
	}
	n := size // one token, however many such characters follow one another
	for n < len(rest) && !hasMeaning(rest[n:]) {
		_, more := utf8.DecodeRuneInString(rest[n:])
		n += more
	}
	t := s.token(Bad, n)
	switch {
	case r == utf8.RuneError && size == 1:
		t.Err = fmt.Sprintf("the byte %#02x is no text: save the file as UTF-8", c)
	case unicode.IsPrint(r):
		t.Err = string(r) + " has no meaning here"
	default:
		t.Err = fmt.Sprintf("the character U+%04X has no meaning here", r)
	}
	return t
}

// hasMeaning reports whether a token may begin with what src begins with.
func hasMeaning(src string) bool {
	if strings.IndexByte(" \t\r\n#\\\"'", src[0]) >= 0 || isDigit(src[0]) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(src)
	_, ok := operatorAt(src)
	return ok || isLetter(r)
}

func (s *Scanner) operator(op operator) Token {
	switch op.text[0] {
	case '(', '[', '{':
		t := s.token(op.kind, 1)
		s.depth++
		return t
	case ')', ']', '}':
		if s.depth == 0 {
			t := s.token(Bad, 1)
			t.Err = fmt.Sprintf("no bracket is open for %s to close", op.text)
			return t
		}
		s.depth--
	}
	return s.token(op.kind, len(op.text))
}

// token makes a token of the next n bytes.
func (s *Scanner) token(kind syntax.Token, n int) Token {
	t := Token{Kind: kind, Pos: s.Pos(), Start: s.at, Depth: s.depth}
	s.advance(n)
	t.End = s.at
	return t
}

// advance goes n bytes on, and over the whole of a line break at their end.
func (s *Scanner) advance(n int) {
	for end := s.at + n; s.at < end; {
		switch c := s.src[s.at]; {
		case c == '\n' || c == '\r':
			if s.at++; c == '\r' && s.at < len(s.src) && s.src[s.at] == '\n' {
				s.at++
			}
			s.line, s.col = s.line+1, 1
		case c < utf8.RuneSelf:
			s.at++
			s.col++
		default:
			_, size := utf8.DecodeRuneInString(s.src[s.at:])
			s.at += size
			s.col++
		}
	}
}

// lineLength is how many bytes are left of the line.
func (s *Scanner) lineLength() int {
	if n := strings.IndexAny(s.src[s.at:], "\r\n"); n >= 0 {
		return n
	}
	return len(s.src) - s.at
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(r rune) bool { return r == '_' || unicode.IsLetter(r) }

// wordLength is how many bytes of src are letters and digits.
func wordLength(src string) int {
	for i, r := range src {
		if !isLetter(r) && (r >= utf8.RuneSelf || !isDigit(byte(r))) {
			return i
		}
	}
	return len(src)
}

// IsName reports whether a word can be a name.
func IsName(word string) bool {
	return word != "" && !isDigit(word[0]) && wordLength(word) == len(word) && !IsKeyword(word)
}
