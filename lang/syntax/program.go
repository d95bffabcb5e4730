package syntax

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// A Program is a text that can be run, with what it says about its names and
// does not do: its annotations.
type Program struct {
	*starlark.Program
	Signatures []Signature
}

// A Signature is what the annotations of a function say.
type Signature struct {
	Pos    syntax.Position        // of the def, as Function.Position gives it
	Params map[string]syntax.Expr // by name
	Result syntax.Expr            // nil: not annotated
}

// noteSignature keeps the annotations of a function.
func (l *lowering) noteSignature(d *tree.Def) {
	s := Signature{Pos: d.Def, Result: d.Result}
	for _, p := range d.Params {
		if a := annotated(p); a != nil {
			if s.Params == nil {
				s.Params = map[string]syntax.Expr{}
			}
			s.Params[a.Name.Name] = a.Type
		}
	}
	if s.Params != nil || s.Result != nil {
		l.signatures = append(l.signatures, s)
	}
}

// annotated returns the annotated name in a parameter, nil if it has none.
func annotated(p syntax.Expr) *tree.Annotated {
	switch p := p.(type) {
	case *tree.Annotated:
		return p
	case *syntax.BinaryExpr:
		return annotated(p.X)
	case *syntax.UnaryExpr:
		if p.X != nil {
			return annotated(p.X)
		}
	}
	return nil
}
