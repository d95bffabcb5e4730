package scan

import (
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// A Token is a piece of a text: src[Start:End].
type Token struct {
	Kind       syntax.Token
	Pos        syntax.Position
	Start, End int
	Depth      int             // how many brackets it stands in
	Err        string          // what is wrong with it; "": nothing
	ErrPos     syntax.Position // where, if not at Pos
}

// At is where the token is wrong.
func (t Token) At() syntax.Position {
	if t.ErrPos.IsValid() {
		return t.ErrPos
	}
	return t.Pos
}

// Kinds that the stock language has not. Operators of our own have the tokens
// of package tree, but ** is STARSTAR.
const (
	Comment  syntax.Token = 110 + iota // from # to the end of the line
	FString                            // f"{x}"
	Arrow                              // ->
	Ellipsis                           // ...
	Bang                               // ! alone, which only a field of an f-string has
	Bad                                // what has no meaning; Err says why
	Torn                               // a string that the text does not end; Err says so
)

// Word is how an error message calls a kind.
func Word(k syntax.Token) string {
	switch k {
	case syntax.IDENT:
		return "a name"
	case syntax.INT, syntax.FLOAT:
		return "a number"
	case syntax.STRING, syntax.BYTES, FString:
		return "a string"
	case syntax.NEWLINE:
		return "the end of the line"
	case syntax.EOF:
		return "the end of the text"
	case syntax.INDENT:
		return "an indent"
	case syntax.OUTDENT:
		return "an outdent"
	case Comment:
		return "a comment"
	case Arrow:
		return "->"
	case Ellipsis:
		return "..."
	case Bang:
		return "!"
	case Bad, Torn:
		return "what has no meaning"
	}
	return tree.Op(k)
}

// Layout reports whether a token is not written: the end of a line, an indent,
// an outdent, the end of the text.
func (t Token) Layout() bool {
	switch t.Kind {
	case syntax.NEWLINE, syntax.INDENT, syntax.OUTDENT, syntax.EOF:
		return true
	}
	return false
}

// operators by how they are written, longer ones before those they begin with.
var operators = func() [128][]operator {
	var table [128][]operator
	add := func(kinds ...syntax.Token) {
		for _, k := range kinds {
			text := tree.Op(k)
			table[text[0]] = append(table[text[0]], operator{text, k})
		}
	}
	table['*'] = []operator{{"**=", tree.PowEq}}
	table['.'] = []operator{{"...", Ellipsis}}
	table['-'] = []operator{{"->", Arrow}}
	add(syntax.SLASHSLASH_EQ, syntax.LTLT_EQ, syntax.GTGT_EQ,
		syntax.STARSTAR, syntax.SLASHSLASH, syntax.LTLT, syntax.GTGT,
		syntax.LE, syntax.GE, syntax.EQL, syntax.NEQ, tree.MatMulEq,
		syntax.PLUS_EQ, syntax.MINUS_EQ, syntax.STAR_EQ, syntax.SLASH_EQ, syntax.PERCENT_EQ,
		syntax.AMP_EQ, syntax.PIPE_EQ, syntax.CIRCUMFLEX_EQ,
		syntax.PLUS, syntax.MINUS, syntax.STAR, syntax.SLASH, syntax.PERCENT, tree.MatMul,
		syntax.AMP, syntax.PIPE, syntax.CIRCUMFLEX, syntax.TILDE, syntax.LT, syntax.GT,
		syntax.DOT, syntax.COMMA, syntax.EQ, syntax.SEMI, syntax.COLON,
		syntax.LPAREN, syntax.RPAREN, syntax.LBRACK, syntax.RBRACK, syntax.LBRACE, syntax.RBRACE)
	return table
}()

type operator struct {
	text string
	kind syntax.Token
}

func operatorAt(src string) (operator, bool) {
	if src[0] < 128 {
		for _, op := range operators[src[0]] {
			if strings.HasPrefix(src, op.text) {
				return op, true
			}
		}
	}
	return operator{}, false
}

// keywords are the words that are no names, those of Python that have no
// meaning here among them.
var keywords = func() map[string]syntax.Token {
	words := map[string]syntax.Token{}
	for k := syntax.AND; k <= syntax.YIELD; k++ {
		if k != syntax.NOT_IN {
			words[k.String()] = k
		}
	}
	return words
}()

// IsKeyword reports whether a word cannot be a name.
func IsKeyword(word string) bool {
	_, ok := keywords[word]
	return ok
}
