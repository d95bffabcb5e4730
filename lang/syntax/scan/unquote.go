package scan

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unquote is the value of a string as written.
func Unquote(raw string) (string, *Wrong) {
	prefix, quotes, body := Quotes(raw)
	s, wrong := Unescape(body, strings.Contains(prefix, "r"), strings.Contains(prefix, "b"))
	if wrong != nil {
		wrong.At += len(prefix) + len(quotes)
	}
	return s, wrong
}

// Unescape is the value of what stands between quotes. A line break becomes
// \n, and what is no UTF-8 the replacement character, as in the stock language.
func Unescape(body string, raw, bytes bool) (string, *Wrong) {
	special := "\\\r"
	if raw {
		special = "\r"
	}
	var b strings.Builder
	for rest := body; ; {
		i := strings.IndexAny(rest, special)
		if i < 0 && len(rest) == len(body) {
			return valid(body), nil
		}
		if i < 0 {
			b.WriteString(valid(rest))
			return b.String(), nil
		}
		b.WriteString(valid(rest[:i]))
		rest = rest[i:]
		if rest[0] == '\r' {
			rest = strings.TrimPrefix(rest[1:], "\n")
			b.WriteByte('\n')
			continue
		}
		text, n, problem := escape(rest, bytes)
		if problem != "" {
			return "", &Wrong{len(body) - len(rest), problem}
		}
		b.WriteString(text)
		rest = rest[n:]
	}
}

// valid puts a replacement character for each byte that is no UTF-8.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
	}
	return b.String()
}

// simple are the escapes of one letter.
var simple = map[byte]string{
	'\n': "", 'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v",
	'\\': "\\", '\'': "'", '"': `"`,
}

// escape is the text of the escape that s begins with, and its length, or what
// is wrong with it.
func escape(s string, bytes bool) (text string, n int, problem string) {
	if len(s) == 1 {
		return "", 0, `a \ alone; write \\ for the character`
	}
	c := s[1]
	if text, ok := simple[c]; ok {
		return text, 2, ""
	}
	switch {
	case c == '\r':
		return "", len(s) - len(strings.TrimPrefix(s[2:], "\n")), ""
	case '0' <= c && c <= '7':
		return octal(s, bytes)
	case c == 'x' || c == 'u' || c == 'U':
		return hex(s, bytes)
	}
	r, _ := utf8.DecodeRuneInString(s[1:])
	return "", 0, fmt.Sprintf(`\%c is no escape; write \\ for a backslash, or r"…" for a text that has many`, r)
}

// octal is escape for up to three octal digits.
func octal(s string, bytes bool) (text string, n int, problem string) {
	for n = 2; n < 4 && n < len(s) && '0' <= s[n] && s[n] <= '7'; n++ {
	}
	code, _ := strconv.ParseUint(s[1:n], 8, 16)
	switch {
	case !bytes && code > 127:
		return "", 0, notASCII(s[:n], code)
	case code > 255:
		return "", 0, s[:n] + ` is more than a byte (want at most \377)`
	}
	return string([]byte{byte(code)}), n, ""
}

// hex is escape for x, u and U, behind which 2, 4 and 8 digits stand.
func hex(s string, bytes bool) (text string, n int, problem string) {
	c := s[1]
	n = map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	digits := s[2:min(len(s), 2+n)]
	code, err := strconv.ParseUint(digits, 16, 32)
	s = s[:2+len(digits)]
	switch {
	case err != nil || len(digits) < n:
		return "", 0, fmt.Sprintf(`\%c: want %d hex digits`, c, n)
	case c == 'x' && !bytes && code > 127:
		return "", 0, notASCII(s, code)
	case c == 'x':
		return string([]byte{byte(code)}), len(s), ""
	case code > unicode.MaxRune:
		return "", 0, s + ` is no character (want at most \U0010FFFF)`
	case 0xD800 <= code && code < 0xE000:
		return "", 0, s + ` is half of a character: give the whole code, \U and 8 digits`
	}
	return string(rune(code)), len(s), ""
}

func notASCII(escape string, code uint64) string {
	return fmt.Sprintf(`%s is not ASCII; write \u%04X for the character, or b"…" for bytes`, escape, code)
}
