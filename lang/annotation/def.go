package annotation

import (
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// A Signature is the annotations of a function, as they are written. Its
// parameters are by name; one without an annotation is not there.
type Signature struct {
	Params map[string]string
	Result string // "": none
}

// Of returns the annotations of the function whose def begins at a place; nil:
// there is none.
func Of(stmts []syntax.Stmt, line, col int32) *Signature {
	var found *tree.Def
	for _, s := range stmts {
		tree.Walk(s, func(n syntax.Node) bool {
			if d, ok := n.(*tree.Def); ok && d.Def.Line == line && d.Def.Col == col {
				found = d
			}
			return found == nil
		})
	}
	if found == nil {
		return nil
	}
	sig := &Signature{Params: map[string]string{}}
	for _, p := range found.Params {
		if a := Param(p); a != nil {
			sig.Params[a.Name.Name] = Text(a.Type)
		}
	}
	if found.Result != nil {
		sig.Result = Text(found.Result)
	}
	if len(sig.Params) == 0 && sig.Result == "" {
		return nil
	}
	return sig
}

// Param is the annotated name of a parameter, nil if it has no annotation.
func Param(p syntax.Expr) *tree.Annotated {
	switch e := p.(type) {
	case *tree.Annotated:
		return e
	case *syntax.BinaryExpr:
		return Param(e.X)
	case *syntax.UnaryExpr:
		if e.X != nil {
			return Param(e.X)
		}
	}
	return nil
}

// Text is how an annotation is written, without what is white.
func Text(e syntax.Expr) string {
	switch e := e.(type) {
	case *syntax.Ident:
		return e.Name
	case *syntax.Literal:
		return e.Raw
	case *syntax.ParenExpr:
		return "(" + Text(e.X) + ")"
	case *syntax.DotExpr:
		return Text(e.X) + "." + e.Name.Name
	case *syntax.BinaryExpr:
		return Text(e.X) + " " + tree.Op(e.Op) + " " + Text(e.Y)
	case *syntax.UnaryExpr:
		return tree.Op(e.Op) + Text(e.X)
	case *syntax.IndexExpr:
		return Text(e.X) + "[" + Text(e.Y) + "]"
	case *syntax.TupleExpr:
		list := make([]string, len(e.List))
		for i, x := range e.List {
			list[i] = Text(x)
		}
		return strings.Join(list, ", ")
	case *tree.Ellipsis:
		return "..."
	case *tree.Slice:
		return ":"
	}
	return "…"
}
