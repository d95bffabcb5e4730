package scan

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
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
	length, problem := stringLength(rest, n, kind == FString)
	if problem != "" {
		t := s.token(Torn, length)
		t.Err = problem
		return t
	}
	t := s.token(kind, length)
	if kind != FString {
		if _, err := Unquote(rest[:length]); err != nil {
			t.Kind, t.Err = Bad, err.Error()
		}
	}
	return t
}

// stringLength is the length of a string that begins with n letters, or of
// what there is of it, and what it lacks.
func stringLength(src string, n int, fields bool) (length int, problem string) {
	q := src[n : n+1]
	if strings.HasPrefix(src[n:], q+q+q) {
		q = q + q + q
	}
	for i := n + len(q); i < len(src); {
		c := src[i]
		switch {
		case strings.HasPrefix(src[i:], q):
			return i + len(q), ""
		case c == '\\' && i+1 < len(src):
			i += 2
		case (c == '\n' || c == '\r') && len(q) == 1:
			return i, "unexpected newline in string"
		case c == '{' && fields && !strings.HasPrefix(src[i:], "{{"):
			end, ok := fieldEnd(src, i+1, q, 0)
			if !ok {
				return lineEnd(src, i, q), "f-string: the { is not closed"
			}
			i = end
		case c == '{' && fields:
			i += 2
		default:
			i++
		}
	}
	return len(src), "unexpected EOF in string"
}

// lineEnd is where a string that lacks something is taken to end.
func lineEnd(src string, i int, q string) int {
	if n := strings.IndexAny(src[i:], "\r\n"); n >= 0 && len(q) == 1 {
		return i + n
	}
	return len(src)
}

// maxFields bounds how deeply f-strings may stand in one another.
const maxFields = 50

// fieldEnd is the index behind the } of a field whose inside begins at src[i].
// Within the expression brackets and strings nest; within the spec, fields do.
func fieldEnd(src string, i int, q string, nested int) (end int, ok bool) {
	if nested > maxFields {
		return i, false
	}
	depth, spec := 0, false
	for i < len(src) {
		c := src[i]
		switch {
		case (c == '\n' || c == '\r') && len(q) == 1:
			return i, false
		case c == '}' && depth == 0:
			return i + 1, true
		case spec && c == '{':
			if i, ok = fieldEnd(src, i+1, q, nested+1); !ok {
				return i, false
			}
			continue
		case spec:
			if strings.HasPrefix(src[i:], q) {
				return i, false
			}
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case c == ':' && depth == 0:
			spec = true
		case c == '#':
			return i, false
		default:
			n := prefixLength(src[i:])
			if n < 0 || n > 0 && isWordByte(src[i-1]) {
				break // no string, or the end of a longer name
			}
			if n == 0 && strings.HasPrefix(src[i:], q) && !closes(src, i, q) {
				return i, false
			}
			length, problem := stringLength(src[i:], n, strings.ContainsAny(src[i:i+n], "fF"))
			if problem != "" {
				return i, false
			}
			i += length
			continue
		}
		i++
	}
	return i, false
}

// closes reports whether a quote of the enclosing kind, found within a field,
// begins a string that ends before the line does, with the field's } behind it.
func closes(src string, i int, q string) bool {
	length, problem := stringLength(src[i:], 0, false)
	return problem == "" && strings.IndexByte(src[i+length:lineEnd(src, i+length, q)], '}') >= 0
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
	if len(raw) >= 6 && raw[1] == raw[0] && raw[2] == raw[0] {
		quotes = raw[:3]
	}
	return prefix, quotes, raw[len(quotes) : len(raw)-len(quotes)]
}

// Unquote is the value of a string as written.
func Unquote(raw string) (string, error) {
	prefix, _, body := Quotes(raw)
	return Unescape(body, strings.Contains(prefix, "r"), strings.Contains(prefix, "b"))
}

// Unescape is the value of what stands between quotes. Line breaks become \n.
func Unescape(body string, raw, bytes bool) (string, error) {
	special := "\\\r"
	if raw {
		special = "\r"
	}
	var b strings.Builder
	for {
		i := strings.IndexAny(body, special)
		if i < 0 {
			if b.Len() == 0 {
				return body, nil
			}
			b.WriteString(body)
			return b.String(), nil
		}
		b.WriteString(body[:i])
		body = body[i:]
		if body[0] == '\r' {
			body = strings.TrimPrefix(body[1:], "\n")
			b.WriteByte('\n')
			continue
		}
		text, n, err := escape(body, bytes)
		if err != nil {
			return "", err
		}
		b.WriteString(text)
		body = body[n:]
	}
}

// simple are the escapes of one letter.
var simple = map[byte]string{
	'\n': "", 'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v",
	'\\': "\\", '\'': "'", '"': `"`,
}

// escape is the text of the escape that s begins with, and its length.
func escape(s string, bytes bool) (text string, n int, err error) {
	if len(s) == 1 {
		return "", 0, fmt.Errorf(`truncated escape sequence \`)
	}
	c := s[1]
	if text, ok := simple[c]; ok {
		return text, 2, nil
	}
	if c == '\r' {
		return "", len(s) - len(strings.TrimPrefix(s[2:], "\n")), nil
	}
	if '0' <= c && c <= '7' {
		for n = 2; n < 4 && n < len(s) && '0' <= s[n] && s[n] <= '7'; n++ {
		}
		code, _ := strconv.ParseUint(s[1:n], 8, 16)
		switch {
		case !bytes && code > 127:
			return "", 0, fmt.Errorf(`non-ASCII octal escape \%o (use \u%04X for the UTF-8 encoding of U+%04X)`, code, code, code)
		case code > 255:
			return "", 0, fmt.Errorf(`invalid escape sequence \%03o`, code)
		}
		return string([]byte{byte(code)}), n, nil
	}
	n = map[byte]int{'x': 4, 'u': 6, 'U': 10}[c]
	if n == 0 {
		r, _ := utf8.DecodeRuneInString(s[1:])
		return "", 0, fmt.Errorf(`invalid escape sequence \%c`, r)
	}
	if len(s) < n {
		return "", 0, fmt.Errorf(`truncated escape sequence %s`, s)
	}
	code, err := strconv.ParseUint(s[2:n], 16, 32)
	switch {
	case err != nil:
		return "", 0, fmt.Errorf(`invalid escape sequence %s`, s[:n])
	case c == 'x' && !bytes && code > 127:
		return "", 0, fmt.Errorf(`non-ASCII hex escape %s (use \u%04X for the UTF-8 encoding of U+%04X)`, s[:n], code, code)
	case c == 'x':
		return string([]byte{byte(code)}), n, nil
	case code > unicode.MaxRune:
		return "", 0, fmt.Errorf(`code point out of range: %s (max \U%08x)`, s[:n], unicode.MaxRune)
	case 0xD800 <= code && code < 0xE000:
		return "", 0, fmt.Errorf(`invalid Unicode code point U+%04X`, code)
	}
	return string(rune(code)), n, nil
}
