package syntax

import "strings"

// The stock scanner is not exported, and stops at the first error. scan.go
// splits a text just as far as is needed to see where statements, strings,
// brackets and comments begin and end.

type kind byte

const (
	word    kind = iota // a name, number or operator
	quoted              // a string
	open                // ( [ {
	closed              // ) ] }
	semi                // ;
	newline             // the end of a line outside brackets
	comment             // from # to the end of the line
	torn                // a string that the text does not end
	joined              // a backslash at the end of a line
)

// A piece is src[start:end]; depth is the number of brackets it stands in.
type piece struct {
	kind       kind
	start, end int
	depth      int
}

func scan(src string) []piece {
	var out []piece
	depth := 0
	add := func(k kind, start, end int) {
		out = append(out, piece{k, start, end, depth})
	}
	for i := 0; i < len(src); {
		start := i
		switch c := src[i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\f':
			i++
		case c == '\n':
			i++
			if depth == 0 {
				add(newline, start, i)
			}
		case c == '#':
			for i < len(src) && src[i] != '\n' {
				i++
			}
			add(comment, start, i)
		case c == '\\':
			i++
			if rest := strings.TrimLeft(src[i:], "\r"); rest == "" || rest[0] == '\n' {
				i = len(src) - len(rest)
				if rest != "" {
					i++
				}
				add(joined, start, i)
			} else {
				add(word, start, i)
			}
		case c == '"' || c == '\'':
			end, whole := quote(src, i)
			i = end
			if whole {
				add(quoted, start, i)
			} else {
				add(torn, start, i)
			}
		case strings.IndexByte("([{", c) >= 0:
			i++
			add(open, start, i)
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			i++
			depth = max(0, depth-1)
			add(closed, start, i)
		case c == ';':
			i++
			add(semi, start, i)
		case isWord(c):
			for i < len(src) && isWord(src[i]) {
				i++
			}
			add(word, start, i)
		default:
			i++
			add(word, start, i)
		}
	}
	return out
}

// quote returns the end of the string that begins at src[i], and whether the
// text ends it. A backslash keeps the next byte in raw strings too.
func quote(src string, i int) (end int, whole bool) {
	q := src[i : i+1]
	if strings.HasPrefix(src[i:], q+q+q) {
		q = q + q + q
	}
	for i += len(q); i < len(src); {
		switch {
		case strings.HasPrefix(src[i:], q):
			return i + len(q), true
		case src[i] == '\\':
			i += 2
		case src[i] == '\n' && len(q) == 1:
			return i, false
		default:
			i++
		}
	}
	return len(src), false
}

func isWord(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// isName reports whether s can be typed as a name.
func isName(s string) bool {
	for i := range len(s) {
		if !isWord(s[i]) {
			return false
		}
	}
	return s != "" && (s[0] < '0' || s[0] > '9')
}

// significant drops comments, line ends and joined lines.
func significant(pieces []piece) []piece {
	var out []piece
	for _, p := range pieces {
		if p.kind != comment && p.kind != newline && p.kind != joined {
			out = append(out, p)
		}
	}
	return out
}

func endsInSemicolon(src string) bool {
	p := significant(scan(src))
	return len(p) > 0 && p[len(p)-1].kind == semi
}
