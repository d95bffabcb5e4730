package lint

import (
	stock "go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// torn collects the names in the parts of a text that could not be read. What
// they are there for is not known.
func torn(name, src string, f *tree.File) map[string]bool {
	lines := map[int32]bool{}
	cover := func(from, to stock.Position) {
		for line := from.Line; line <= max(from.Line, to.Line); line++ {
			lines[line] = true
		}
	}
	for _, s := range f.Stmts {
		tree.Walk(s, func(n stock.Node) bool {
			switch n := n.(type) {
			case *tree.BadStmt:
				cover(n.From, n.To)
			case *tree.BadExpr:
				cover(n.From, n.To)
			}
			return true
		})
	}
	for _, e := range f.Errors {
		cover(e.Pos, e.Pos)
	}
	names := map[string]bool{}
	for _, t := range scan.Scan(name, src) {
		if t.Kind == stock.IDENT && lines[t.Pos.Line] {
			names[src[t.Start:t.End]] = true
		}
	}
	return names
}
