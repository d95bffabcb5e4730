package syntax

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// SetParams gives a script other parameters: the right side of the first
// top-level assignment of each name is replaced by the value, which is read
// as a literal where it is one (3, 2.5, True, [1, 2]), else as text. A name
// that the script does not assign is an error.
func SetParams(src string, params map[string]string) (string, error) {
	if len(params) == 0 {
		return src, nil
	}
	f, err := parse("parameters", src)
	if err != nil {
		return "", err
	}
	type span struct {
		start, end int
		text       string
	}
	pieces := scan(src)
	var names []string
	var spans []span
	for _, s := range f.Stmts {
		assign, ok := s.(*syntax.AssignStmt)
		if !ok || assign.Op != syntax.EQ {
			continue
		}
		id, ok := unparen(assign.LHS).(*syntax.Ident)
		if !ok || slices.Contains(names, id.Name) {
			continue
		}
		names = append(names, id.Name)
		if value, ok := params[id.Name]; ok {
			start := offset(src, assign.OpPos) + len("=")
			end := statementEnd(src, pieces, start)
			spans = append(spans, span{start, end, " " + literal(value)})
		}
	}
	for name := range params {
		if !slices.Contains(names, name) {
			return "", unknownParam(params, names)
		}
	}
	var out strings.Builder
	at := 0
	for _, s := range spans {
		out.WriteString(src[at:s.start])
		out.WriteString(s.text)
		at = s.end
	}
	out.WriteString(src[at:])
	return out.String(), nil
}

func unknownParam(params map[string]string, names []string) error {
	var unknown []string
	for name := range params {
		if !slices.Contains(names, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	can := "there is nothing to set"
	if len(names) > 0 {
		slices.Sort(names)
		can = "can set " + strings.Join(names, ", ")
	}
	return fmt.Errorf("no parameter %s; %s", strings.Join(unknown, ", "), can)
}

// statementEnd is the end of the simple statement that src[start] stands in,
// without the white space and comment that follow it.
func statementEnd(src string, pieces []piece, start int) int {
	end := start
	for _, p := range pieces {
		switch {
		case p.end <= start:
		case p.depth == 0 && (p.kind == newline || p.kind == semi || p.kind == comment):
			return end
		default:
			end = p.end
		}
	}
	return end
}

// literal returns the source text of a parameter's value.
func literal(value string) string {
	value = strings.TrimSpace(value)
	e, err := Dialect.ParseExpr("value", value, 0)
	plain := err == nil && isLiteral(e, 0) && !strings.ContainsRune(value, 0)
	for _, p := range scan(value) {
		// A comment or a free line end would swallow what follows.
		plain = plain && p.kind != comment && p.kind != newline
	}
	if plain {
		return value
	}
	return syntax.Quote(value, false)
}

func isLiteral(e syntax.Expr, depth int) bool {
	all := func(list []syntax.Expr) bool {
		return !slices.ContainsFunc(list, func(e syntax.Expr) bool { return !isLiteral(e, depth+1) })
	}
	if depth > maxDepth {
		return false
	}
	switch e := e.(type) {
	case *syntax.Literal:
		return true
	case *syntax.Ident:
		return e.Name == "True" || e.Name == "False" || e.Name == "None"
	case *syntax.UnaryExpr:
		return (e.Op == syntax.MINUS || e.Op == syntax.PLUS) && isNumber(e.X)
	case *syntax.ParenExpr:
		return isLiteral(e.X, depth+1)
	case *syntax.ListExpr:
		return all(e.List)
	case *syntax.TupleExpr:
		return all(e.List)
	case *syntax.DictExpr:
		return all(e.List)
	case *syntax.DictEntry:
		return isLiteral(e.Key, depth+1) && isLiteral(e.Value, depth+1)
	}
	return false
}

func nextRune(s string) (rune, int) { return utf8.DecodeRuneInString(s) }
