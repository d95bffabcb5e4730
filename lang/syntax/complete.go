package syntax

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.starlark.net/syntax"

	"starling/lang/syntax/parse"
	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// IsComplete says whether a cell can be run as it is ("complete"), wants more
// lines ("incomplete", with the indent of the next one), or is wrong whatever
// follows ("invalid").
func IsComplete(src string) (status, indent string) {
	if _, _, ok := HelpRequest(src); ok {
		return "complete", ""
	}
	tokens := written(src)
	if len(tokens) == 0 {
		return "complete", ""
	}
	last := tokens[len(tokens)-1]
	f := parse.File("cell", src)
	switch {
	case f.Unfinished && last.Kind == scan.Torn:
		return "incomplete", ""
	case f.Unfinished:
		return "incomplete", nextIndent(src, last)
	case len(f.Errors) > 0:
		return "invalid", ""
	case strings.HasPrefix(strings.TrimLeft(src[last.End:], " \t"), `\`): // the line goes on
		return "incomplete", lineIndent(src, last.Start)
	}
	if len(f.Stmts) == 0 {
		return "complete", ""
	}
	switch f.Stmts[len(f.Stmts)-1].(type) {
	case *tree.Def, *syntax.ForStmt, *syntax.WhileStmt, *syntax.IfStmt:
		// A block ends where its author leaves a line empty.
		if !strings.HasSuffix(strings.TrimRight(src, " \t\r"), "\n") {
			return "incomplete", nextIndent(src, last)
		}
	}
	return "complete", ""
}

// written returns the tokens that are not layout or comments.
func written(src string) []scan.Token {
	return slices.DeleteFunc(scan.Scan("cell", src), func(t scan.Token) bool {
		return t.Layout() || t.Kind == scan.Comment
	})
}

// nextIndent is how far the line after the text should be indented.
func nextIndent(src string, last scan.Token) string {
	indent := lineIndent(src, last.Start)
	switch last.Kind {
	case syntax.LPAREN, syntax.LBRACK, syntax.LBRACE, syntax.COLON:
		indent += "    "
	}
	return indent
}

// lineIndent is the white space that begins the line of src[at].
func lineIndent(src string, at int) string {
	line := src[strings.LastIndexByte(src[:at], '\n')+1 : at]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// offset turns a position, whose columns count runes, into an index of src.
func offset(src string, pos syntax.Position) int {
	i := 0
	for line := int32(1); line < pos.Line; line++ {
		n := strings.IndexAny(src[i:], "\r\n")
		if n < 0 {
			return len(src)
		}
		i += n + 1
		if src[i-1] == '\r' && i < len(src) && src[i] == '\n' {
			i++
		}
	}
	for col := int32(1); col < pos.Col && i < len(src); col++ {
		_, n := utf8.DecodeRuneInString(src[i:])
		i += n
	}
	return i
}

func endsInSemicolon(src string) bool {
	if !strings.Contains(src, ";") {
		return false
	}
	t := written(src)
	return len(t) > 0 && t[len(t)-1].Kind == syntax.SEMI
}
