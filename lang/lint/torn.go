package lint

import (
	stock "go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// torn collects the names in the parts of a text that could not be read. What
// they are there for is not known.
func torn(name, src string, f *tree.File) map[string]bool {
	type span struct{ from, to stock.Position }
	var spans []span
	note := func(n stock.Node) bool {
		switch n := n.(type) {
		case *tree.BadStmt:
			spans = append(spans, span{n.From, n.To})
		case *tree.BadExpr:
			spans = append(spans, span{n.From, n.To})
		}
		return true
	}
	for _, s := range f.Stmts {
		tree.Walk(s, note)
	}
	for _, e := range f.Errors {
		spans = append(spans, span{e.Pos, e.Pos})
	}
	names := map[string]bool{}
	for _, t := range scan.Scan(name, src) {
		if t.Kind != stock.IDENT {
			continue
		}
		for _, s := range spans {
			if s.from.Line <= t.Pos.Line && t.Pos.Line <= s.to.Line {
				names[src[t.Start:t.End]] = true
			}
		}
	}
	return names
}
