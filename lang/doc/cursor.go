package doc

import (
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
)

// A cursor is a place in a text that need not parse: what stands before it.
type cursor struct {
	src    string       // up to the place
	tokens []scan.Token // without line ends
}

func newCursor(src string) cursor {
	c := cursor{src: src}
	for _, t := range scan.Scan("cell", src) {
		if !t.Layout() {
			c.tokens = append(c.tokens, t)
		}
	}
	return c
}

// without is the cursor before its last n tokens.
func (c cursor) without(n int) cursor {
	c.tokens = c.tokens[:len(c.tokens)-n]
	return c
}

func (c cursor) text(t scan.Token) string { return c.src[t.Start:t.End] }

// last is the kind of the last token but i; EOF: there is none.
func (c cursor) last(i int) syntax.Token {
	if i >= len(c.tokens) {
		return syntax.EOF
	}
	return c.tokens[len(c.tokens)-1-i].Kind
}

// word is the name, or part of one, that ends at the cursor; "": none does.
func (c cursor) word() string {
	if n := len(c.tokens); n > 0 && c.tokens[n-1].End == len(c.src) {
		if t := c.tokens[n-1]; t.Kind == syntax.IDENT || scan.IsKeyword(c.text(t)) {
			return c.text(t)
		}
	}
	return ""
}

// open is the string that the cursor stands in.
func (c cursor) open() (t scan.Token, ok bool) {
	n := len(c.tokens)
	if n == 0 || c.tokens[n-1].Kind != scan.Torn || c.tokens[n-1].End != len(c.src) {
		return t, false
	}
	return c.tokens[n-1], true
}

// primary is the text of the name, call, element or display that the tokens
// end with: table.new(a=[1]).columns; "": they end with none.
func (c cursor) primary() string {
	i := len(c.tokens) - 1
	for i >= 0 {
		switch kind := c.tokens[i].Kind; kind {
		case syntax.RPAREN, syntax.RBRACK, syntax.RBRACE:
			if i = c.opening(i); i < 0 {
				return ""
			}
			if kind == syntax.RBRACE || i == 0 || !c.endsValue(i-1) {
				return c.src[c.tokens[i].Start:c.end()]
			}
			i--
			continue
		case syntax.STRING, syntax.BYTES, scan.FString:
			return c.src[c.tokens[i].Start:c.end()]
		case syntax.IDENT:
		default:
			return ""
		}
		if i == 0 || c.tokens[i-1].Kind != syntax.DOT {
			return c.src[c.tokens[i].Start:c.end()]
		}
		i -= 2
	}
	return ""
}

func (c cursor) end() int { return c.tokens[len(c.tokens)-1].End }

// endsValue reports whether what follows token i in brackets is an argument or
// index of it.
func (c cursor) endsValue(i int) bool {
	switch c.tokens[i].Kind {
	case syntax.IDENT, syntax.STRING, scan.FString, syntax.RPAREN, syntax.RBRACK, syntax.RBRACE:
		return true
	}
	return false
}

// opening is the token of the bracket that token i closes; -1: there is none.
func (c cursor) opening(i int) int {
	depth := 0
	for ; i >= 0; i-- {
		switch c.tokens[i].Kind {
		case syntax.RPAREN, syntax.RBRACK, syntax.RBRACE:
			depth++
		case syntax.LPAREN, syntax.LBRACK, syntax.LBRACE:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// enclosing is the text of the function in whose call the cursor stands, and
// the tokens of the arguments so far; "": it stands in none.
func (c cursor) enclosing() (function string, arguments []scan.Token) {
	depth := 0
	for i := len(c.tokens) - 1; i >= 0; i-- {
		switch c.tokens[i].Kind {
		case syntax.RPAREN, syntax.RBRACK, syntax.RBRACE:
			depth++
		case syntax.LPAREN, syntax.LBRACK, syntax.LBRACE:
			if depth > 0 {
				depth--
				continue
			}
			if c.tokens[i].Kind != syntax.LPAREN {
				continue
			}
			before := c.without(len(c.tokens) - i)
			if before.last(0) == syntax.IDENT && before.last(1) == syntax.DEF {
				return "", nil
			}
			if f := before.primary(); f != "" {
				return f, c.tokens[i+1:]
			}
		}
	}
	return "", nil
}

// keyword is the name of the argument that the cursor gives the value of; "":
// it gives one by its place.
func (c cursor) keyword(arguments []scan.Token) string {
	if n := len(arguments); n >= 2 && arguments[n-1].Kind == syntax.EQ && arguments[n-2].Kind == syntax.IDENT {
		return c.text(arguments[n-2])
	}
	return ""
}

// position is how many arguments stand before the cursor.
func position(arguments []scan.Token) int {
	n, depth := 0, 0
	for _, t := range arguments {
		switch t.Kind {
		case syntax.LPAREN, syntax.LBRACK, syntax.LBRACE:
			depth++
		case syntax.RPAREN, syntax.RBRACK, syntax.RBRACE:
			depth--
		case syntax.COMMA:
			if depth == 0 {
				n++
			}
		}
	}
	return n
}

// field finds where in an f-string that is not closed the field begins that
// its end lies in; ok: in one, and not in its spec.
func field(raw string) (start int, ok bool) {
	n := strings.IndexAny(raw, `"'`)
	if !strings.ContainsAny(raw[:max(n, 0)], "fF") {
		return 0, false
	}
	q := raw[n : n+1]
	if strings.HasPrefix(raw[n:], strings.Repeat(q, 3)) {
		q = raw[n : n+3]
	}
	type level struct {
		start, depth int
		spec         bool
	}
	var levels []level // the fields that are open
	for i := n + len(q); i < len(raw); i++ {
		var in *level
		if len(levels) > 0 {
			in = &levels[len(levels)-1]
		}
		c := raw[i]
		if in == nil || in.spec { // text
			switch {
			case in == nil && (strings.HasPrefix(raw[i:], "{{") || strings.HasPrefix(raw[i:], "}}")), c == '\\':
				i++
			case c == '{':
				levels = append(levels, level{start: i + 1})
			case c == '}' && in != nil:
				levels = levels[:len(levels)-1]
			}
			continue
		}
		switch c {
		case '"', '\'':
			if end := strings.IndexByte(raw[i+1:], c); end >= 0 {
				i += 1 + end
			} else {
				return in.start, true
			}
		case '(', '[', '{':
			in.depth++
		case ')', ']':
			in.depth--
		case '}':
			if in.depth > 0 {
				in.depth--
			} else {
				levels = levels[:len(levels)-1]
			}
		case ':':
			in.spec = in.depth == 0
		}
	}
	if len(levels) == 0 || levels[len(levels)-1].spec {
		return 0, false
	}
	return levels[len(levels)-1].start, true
}
