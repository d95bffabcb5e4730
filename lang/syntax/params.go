package syntax

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/parse"
	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// SetParams gives a script other parameters: the right side of the first
// top-level assignment of each name is replaced by the value, which is read
// as a literal where it is one (3, 2.5, True, [1, 2]), else as text. A name
// that the script does not assign is an error.
func SetParams(src string, params map[string]string) (string, error) {
	if len(params) == 0 {
		return src, nil
	}
	f := parse.File("parameters", src)
	if len(f.Errors) > 0 {
		return "", f.Errors[0]
	}
	type span struct {
		start, end int
		text       string
	}
	tokens := scan.Scan("parameters", src)
	var names []string
	var spans []span
	for _, s := range f.Stmts {
		lhs, eq := assignment(s)
		id, ok := tree.Unparen(lhs).(*syntax.Ident)
		if !ok || slices.Contains(names, id.Name) {
			continue
		}
		names = append(names, id.Name)
		if value, ok := params[id.Name]; ok {
			start := offset(src, eq) + len("=")
			end := statementEnd(tokens, start)
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

// assignment returns the target of a plain assignment, annotated or not, and
// where its = is; nil: it is none.
func assignment(s syntax.Stmt) (syntax.Expr, syntax.Position) {
	switch s := s.(type) {
	case *syntax.AssignStmt:
		if s.Op == syntax.EQ {
			return s.LHS, s.OpPos
		}
	case *tree.Declare:
		if s.Value != nil {
			return s.X, s.OpPos
		}
	}
	return nil, syntax.Position{}
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
func statementEnd(tokens []scan.Token, start int) int {
	end := start
	for _, t := range tokens {
		switch {
		case t.End <= start:
		case t.Layout(), t.Depth == 0 && (t.Kind == syntax.SEMI || t.Kind == scan.Comment):
			return end
		default:
			end = t.End
		}
	}
	return end
}

// literal returns the source text of a parameter's value.
func literal(value string) string {
	value = strings.TrimSpace(value)
	e, err := parse.Expr("value", value)
	plain := err == nil && isLiteral(e, 0)
	for _, t := range scan.Scan("value", value) {
		// A comment or a free line end would swallow what follows.
		plain = plain && t.Kind != scan.Comment && t.Kind != syntax.NEWLINE
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
		return (e.Op == syntax.MINUS || e.Op == syntax.PLUS) && isNumberLiteral(e.X)
	case *syntax.ParenExpr:
		return isLiteral(e.X, depth+1)
	case *syntax.ListExpr:
		return all(e.List)
	case *syntax.TupleExpr:
		return all(e.List)
	case *syntax.DictExpr:
		return all(e.List)
	case *tree.Set:
		return all(e.List)
	case *syntax.DictEntry:
		return isLiteral(e.Key, depth+1) && isLiteral(e.Value, depth+1)
	}
	return false
}

func isNumberLiteral(e syntax.Expr) bool {
	lit, ok := tree.Unparen(e).(*syntax.Literal)
	return ok && (lit.Token == syntax.INT || lit.Token == syntax.FLOAT)
}
