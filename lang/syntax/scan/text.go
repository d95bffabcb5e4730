package scan

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// prefixLength is how many letters stand before the quote of a string that src
// begins with; -1: it begins with none.
func prefixLength(src string) int {
	for n := 0; n < len(src) && n <= 2; n++ {
		if src[n] == '"' || src[n] == '\'' {
			switch strings.ToLower(src[:n]) {
			case "", "r", "b", "rb", "br", "f", "rf", "fr":
				return n
			}
			return -1
		}
	}
	return -1
}

// str reads a string whose quote is n bytes on.
func (s *Scanner) str(n int) Token {
	rest := s.src[s.at:]
	prefix := strings.ToLower(rest[:n])
	kind := syntax.STRING
	switch {
	case strings.Contains(prefix, "f"):
		kind = FString
	case strings.Contains(prefix, "b"):
		kind = syntax.BYTES
	}
	m := measure{src: s.src, braces: s.braces}
	end, torn := m.str(s.at, n, kind == FString)
	wrong := torn
	if torn == nil && kind != FString {
		_, wrong = Unquote(rest[:end-s.at])
	}
	length := end - s.at
	t := s.token(kind, length)
	if wrong != nil {
		t.Kind, t.Err = Bad, wrong.Msg
		if torn != nil {
			t.Kind = Torn
		}
		t.ErrPos = After(t.Pos, rest[:wrong.At])
	}
	return t
}

// A Wrong is what is wrong with a string, and at which byte of it.
type Wrong struct {
	At  int
	Msg string
}

const (
	notClosed = "the string is not closed"
	openField = "the { of this f-string is not closed"
	tooNested = "f-strings are nested too deeply (want at most 20 in one another)"
)

// maxFields bounds how deeply f-strings and specs stand in one another. What is
// inside is read once for each.
const maxFields = 20

// A measure finds where strings end.
type measure struct {
	src    string
	braces *braces
	nested int
}

// str is the end of the string that begins at src[i] with n letters, or of what
// there is of it, and what it lacks.
func (m *measure) str(i, n int, fields bool) (end int, wrong *Wrong) {
	begin, src := i, m.src
	q := quotesAt(src[i+n:])
	for i += n + len(q); i < len(src); {
		c := src[i]
		switch {
		case c == q[0] && strings.HasPrefix(src[i:], q):
			return i + len(q), nil
		case c == '\\':
			i += m.escaped(i, fields)
		case (c == '\n' || c == '\r') && len(q) == 1:
			return i, &Wrong{0, notClosed}
		case c == '{' && fields && strings.HasPrefix(src[i:], "{{"):
			i += 2
		case c == '{' && fields:
			end, msg := m.field(i+1, q)
			if msg != "" {
				return m.lineEnd(i, q), &Wrong{i - begin, msg}
			}
			i = end
		default:
			i++
		}
	}
	return len(src), &Wrong{0, notClosed}
}

// quotesAt are the quotes that src begins with: one, or three.
func quotesAt(src string) string {
	if len(src) >= 3 && src[1] == src[0] && src[2] == src[0] {
		return src[:3]
	}
	return src[:1]
}

// escaped is the length of a backslash and what it takes with it: a line break
// is one character, and a brace of an f-string means what it always does.
func (m *measure) escaped(i int, fields bool) int {
	switch rest := m.src[i+1:]; {
	case rest == "", fields && (rest[0] == '{' || rest[0] == '}'):
		return 1
	case strings.HasPrefix(rest, "\r\n"):
		return 3
	}
	return 2
}

// lineEnd is where a string that lacks something is taken to end.
func (m *measure) lineEnd(i int, q string) int {
	if n := strings.IndexAny(m.src[i:], "\r\n"); n >= 0 && len(q) == 1 {
		return i + n
	}
	return len(m.src)
}

// field is the index behind the } of a field whose inside begins at src[i], or
// why there is none. Within the expression brackets and strings nest; within
// the spec, fields do.
func (m *measure) field(i int, q string) (end int, problem string) {
	if m.nested++; m.nested > maxFields {
		return i, tooNested
	}
	defer func() { m.nested-- }()
	src := m.src
	var open []byte // brackets
	for i < len(src) {
		c := src[i]
		switch {
		case (c == '\n' || c == '\r') && len(q) == 1, c == '#':
			return i, openField
		case c == '(' || c == '[' || c == '{':
			open = append(open, c)
		case c == '}' && (len(open) == 0 || open[len(open)-1] != '{'): // of ( and [ the parser will complain
			return i + 1, ""
		case (c == ')' || c == ']' || c == '}') && len(open) > 0:
			open = open[:len(open)-1]
		case c == ':' && len(open) == 0:
			return m.spec(i+1, q)
		default:
			n := prefixLength(src[i:])
			if n < 0 || n > 0 && isWordByte(src[i-1]) {
				break // no string, or the end of a longer name
			}
			if n == 0 && strings.HasPrefix(src[i:], q) && !m.begins(i, q) {
				return i, openField
			}
			end, wrong := m.str(i, n, strings.ContainsAny(src[i:i+n], "fF"))
			if wrong != nil {
				return i, cmpOr(wrong.Msg, tooNested, openField)
			}
			i = end
			continue
		}
		i++
	}
	return i, openField
}

// cmpOr is got where it is one, else other.
func cmpOr(got, one, other string) string {
	if got == one {
		return got
	}
	return other
}

// spec is field, from behind its colon.
func (m *measure) spec(i int, q string) (end int, problem string) {
	for i < len(m.src) {
		switch c := m.src[i]; {
		case c == '}':
			return i + 1, ""
		case c == '{':
			if i, problem = m.field(i+1, q); problem != "" {
				return i, problem
			}
			continue
		case (c == '\n' || c == '\r') && len(q) == 1, strings.HasPrefix(m.src[i:], q):
			return i, openField
		}
		i++
	}
	return i, openField
}

// begins reports whether a quote of the enclosing kind, found within a field,
// begins a string: it ends before the line does, with the field's } behind it.
// Else it ends the f-string, and the field was left open.
func (m *measure) begins(i int, q string) bool {
	end, wrong := m.str(i, 0, false)
	return wrong == nil && m.braces.behind(end, len(q) == 1)
}

// braces knows where the last } of a line is. It remembers the line, so that
// many questions about a long one are answered at once.
type braces struct {
	src              string
	start, end, last int // a line that was looked at, and its last }
	ofAll            int // the last } of the text; 0: not known
}

// behind reports whether a } is at src[i] or behind it, on the line or at all.
func (b *braces) behind(i int, line bool) bool {
	if !line {
		if b.ofAll == 0 {
			b.ofAll = strings.LastIndexByte(b.src, '}')
		}
		return b.ofAll >= i
	}
	if i < b.start || i > b.end || b.end == 0 {
		b.start, b.end = i, len(b.src)
		if n := strings.IndexAny(b.src[i:], "\r\n"); n >= 0 {
			b.end = i + n
		}
		b.last = i + strings.LastIndexByte(b.src[i:b.end], '}')
		if b.last < i {
			b.last = -1
		}
	}
	return b.last >= i
}

func isWordByte(c byte) bool {
	return c == '_' || c >= utf8.RuneSelf || isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// Quotes splits a string as written into its prefix, its quotes and what is
// between them.
func Quotes(raw string) (prefix, quotes, body string) {
	n := strings.IndexAny(raw, `"'`)
	prefix, raw = strings.ToLower(raw[:n]), raw[n:]
	quotes = raw[:1]
	if len(raw) >= 6 {
		quotes = quotesAt(raw)
	}
	return prefix, quotes, raw[len(quotes) : len(raw)-len(quotes)]
}

// After is the position behind a text that begins at pos.
func After(pos syntax.Position, text string) syntax.Position {
	for i, r := range text {
		switch {
		case r == '\n', r == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			pos.Line, pos.Col = pos.Line+1, 1
		case r != '\r':
			pos.Col++
		}
	}
	return pos
}
