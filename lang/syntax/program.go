package syntax

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// A Program is a text that can be run, with what it says of its variables and
// does not do: their annotations. Those of a function are read from its text
// when somebody asks (package annotation).
type Program struct {
	*starlark.Program
	Annotations map[string]syntax.Expr // of variables at top level
}

// annotate keeps the annotation of a variable.
func (l *lowering) annotate(d *tree.Declare) {
	id, ok := tree.Unparen(d.X).(*syntax.Ident)
	if !ok {
		return
	}
	if l.annotations == nil {
		l.annotations = map[string]syntax.Expr{}
	}
	l.annotations[id.Name] = d.Type
}
