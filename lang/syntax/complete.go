package syntax

import (
	"errors"
	"strings"

	"go.starlark.net/syntax"
)

// IsComplete says whether a cell can be run as it is ("complete"), wants more
// lines ("incomplete", with the indent of the next one), or is wrong whatever
// follows ("invalid").
func IsComplete(src string) (status, indent string) {
	if _, _, ok := HelpRequest(src); ok {
		return "complete", ""
	}
	pieces := scan(src)
	sig := significant(pieces)
	if len(sig) == 0 {
		return "complete", ""
	}
	last := sig[len(sig)-1]
	if last.kind == torn {
		if strings.HasPrefix(src[last.start:], `"""`) || strings.HasPrefix(src[last.start:], "'''") {
			return "incomplete", ""
		}
		return "invalid", ""
	}
	if end := pieces[len(pieces)-1]; end.kind == joined {
		return "incomplete", lineIndent(src, last.start)
	}
	f, err := parse("cell", src)
	if err != nil {
		var at syntax.Error
		if errors.As(err, &at) && offset(src, at.Pos) >= last.end {
			return "incomplete", nextIndent(src, sig)
		}
		return "invalid", ""
	}
	if len(f.Stmts) == 0 {
		return "complete", ""
	}
	switch f.Stmts[len(f.Stmts)-1].(type) {
	case *syntax.DefStmt, *syntax.ForStmt, *syntax.WhileStmt, *syntax.IfStmt:
		// A block ends where its author leaves a line empty.
		if !strings.HasSuffix(strings.TrimRight(src, " \t\r"), "\n") {
			return "incomplete", nextIndent(src, sig)
		}
	}
	return "complete", ""
}

// nextIndent is how far the line after the text should be indented.
func nextIndent(src string, sig []piece) string {
	last := sig[len(sig)-1]
	indent := lineIndent(src, last.start)
	if opens := last.kind == open || src[last.start:last.end] == ":"; opens {
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
		n := strings.IndexByte(src[i:], '\n')
		if n < 0 {
			return len(src)
		}
		i += n + 1
	}
	for col := int32(1); col < pos.Col && i < len(src); col++ {
		_, n := nextRune(src[i:])
		i += n
	}
	return i
}
