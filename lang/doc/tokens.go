package doc

import (
	"strings"
	"unicode"
)

// A token is a word of a text that need not parse.
type token struct {
	kind  tokenKind
	text  string
	start int // index of its first character
	open  bool
}

type tokenKind int

const (
	word tokenKind = iota
	number
	text    // a string; open: without its end
	comment // to the end of its line
	mark    // one character of punctuation
	newline // outside brackets or not
)

func isWordStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }
func isWord(r rune) bool      { return isWordStart(r) || unicode.IsDigit(r) }

// scan splits a text, however broken, into tokens.
func scan(src []rune) []token {
	var out []token
	for i := 0; i < len(src); {
		start, r := i, src[i]
		switch {
		case r == '\n':
			i++
			out = append(out, token{kind: newline, text: "\n", start: start})
		case unicode.IsSpace(r):
			i++
		case r == '#':
			for i < len(src) && src[i] != '\n' {
				i++
			}
			out = append(out, token{kind: comment, start: start, open: i == len(src)})
		case r == '"' || r == '\'':
			end, open := scanString(src, i)
			i = end
			out = append(out, token{kind: text, text: string(src[start:end]), start: start, open: open})
		case isWordStart(r):
			for i < len(src) && isWord(src[i]) {
				i++
			}
			out = append(out, token{kind: word, text: string(src[start:i]), start: start})
		case unicode.IsDigit(r):
			for i < len(src) && (isWord(src[i]) || src[i] == '.') {
				i++
			}
			out = append(out, token{kind: number, text: string(src[start:i]), start: start})
		default:
			i++
			out = append(out, token{kind: mark, text: string(r), start: start})
		}
	}
	return out
}

// scanString returns where the string that begins at i ends.
func scanString(src []rune, i int) (end int, open bool) {
	quote := string(src[i])
	if s := string(src[i:min(i+3, len(src))]); s == strings.Repeat(quote, 3) {
		quote = s
	}
	n := len(quote)
	for j := i + n; j < len(src); j++ {
		switch {
		case src[j] == '\\':
			j++
		case src[j] == '\n' && n == 1:
			return j, false // not closed on its line: the line ends it
		case j+n <= len(src) && string(src[j:j+n]) == quote:
			return j + n, false
		}
	}
	return len(src), true
}

// chain returns the words of the dotted name that ends with tokens[end-1], or
// nil if that is no word, or follows something else than a name. The first may
// be a string.
func chain(tokens []token, end int) []string {
	var names []string
	for i := end - 1; i >= 0; i -= 2 {
		first := i == 0 || tokens[i-1].text != "." || tokens[i-1].kind != mark
		if tokens[i].kind != word && !(first && tokens[i].kind == text && !tokens[i].open) {
			return nil
		}
		names = append([]string{tokens[i].text}, names...)
		if first {
			return names
		}
	}
	return nil
}

// enclosing returns the dotted name of the function in whose call the end of
// tokens lies, and the tokens of the arguments so far.
func enclosing(tokens []token) (function []string, arguments []token) {
	depth := 0
	for i := len(tokens) - 1; i >= 0; i-- {
		if tokens[i].kind != mark {
			continue
		}
		switch tokens[i].text {
		case ")", "]", "}":
			depth++
		case "(", "[", "{":
			if depth > 0 {
				depth--
				continue
			}
			if tokens[i].text == "(" {
				if names := chain(tokens, i); names != nil && !isKeyword(names[0]) {
					return names, tokens[i+1:]
				}
			}
		}
	}
	return nil, nil
}
