package syntax

import (
	"fmt"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// asIndex is x[lo:hi] as an index that is a slice.
func asIndex(e *syntax.SliceExpr) *syntax.IndexExpr {
	return &syntax.IndexExpr{X: e.X, Lbrack: e.Lbrack, Y: sliceOf(e), Rbrack: e.Rbrack}
}

func sliceOf(e *syntax.SliceExpr) *tree.Slice {
	return &tree.Slice{Colon: e.Lbrack, Lo: e.Lo, Hi: e.Hi, Step: e.Step}
}

// subscript lowers what stands between brackets.
func (l *lowering) subscript(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *tree.Ellipsis:
		return l.hidden(e.Pos, Ellipsis)
	case *tree.Slice:
		return l.sliceIndex(e)
	case *syntax.TupleExpr:
		for _, x := range e.List {
			switch x.(type) {
			case *tree.Slice, *tree.Ellipsis:
				for i := range e.List {
					e.List[i] = l.subscript(e.List[i])
				}
				return e
			}
		}
	}
	return l.expr(e)
}

// sliceIndex is <:>(lo, hi, step), made once where it is constant.
func (l *lowering) sliceIndex(e *tree.Slice) syntax.Expr {
	parts := l.bounds(e.Colon, e.Lo, e.Hi, e.Step)
	if k, ok := l.sliceKey(parts); ok {
		return l.fixed(e.Colon, k, func() syntax.Expr { return call(l.prelude.pos, Slice, parts...) })
	}
	return l.hiddenCall(e.Colon, Slice, l.lowered(e.Colon, parts)...)
}

// slice lowers x[lo:hi:step] that is read. What x is given is a slice if it
// asks for it, else the elements are counted as the machine does.
func (l *lowering) slice(e *syntax.SliceExpr) syntax.Expr {
	if l.kind(e.X).of(isString | isBytes | isList | isTuple | isRange) {
		e.X = l.expr(e.X)
		for _, part := range []*syntax.Expr{&e.Lo, &e.Hi, &e.Step} {
			if *part != nil {
				*part = l.expr(*part)
			}
		}
		return e
	}
	parts := l.bounds(e.Lbrack, e.Lo, e.Hi, e.Step)
	if k, ok := l.sliceKey(parts); ok && l.repeated() {
		made := l.fixed(e.Lbrack, "get "+k, func() syntax.Expr {
			at := l.prelude.pos
			return call(at, Right, hidden(at, GetSlice), call(at, Slice, parts...))
		})
		return index(made, e.Lbrack, l.expr(e.X))
	}
	name := SlicedBy
	if e.Step == nil {
		name, parts = Sliced, parts[:2]
	}
	out := index(l.hidden(e.Lbrack, name), e.Lbrack, l.expr(e.X))
	for _, part := range l.lowered(e.Lbrack, parts) {
		out = index(out, e.Lbrack, part)
	}
	return out
}

// lowered lowers the parts of a slice.
func (l *lowering) lowered(pos syntax.Position, parts []syntax.Expr) []syntax.Expr {
	for i, p := range parts {
		if isNoneName(p) {
			parts[i] = l.hidden(pos, "None")
		} else {
			parts[i] = l.expr(p)
		}
	}
	return parts
}

// bounds puts None for what is not written.
func (l *lowering) bounds(pos syntax.Position, parts ...syntax.Expr) []syntax.Expr {
	for i, p := range parts {
		if p == nil {
			parts[i] = hidden(pos, "None")
		}
	}
	return parts
}

func isNoneName(e syntax.Expr) bool {
	id, ok := e.(*syntax.Ident)
	return ok && id.Name == "None"
}

// sliceKey tells slices of constants apart; false: it is none.
func (l *lowering) sliceKey(parts []syntax.Expr) (string, bool) {
	out := "slice "
	for _, p := range parts {
		if !l.isConstant(p) {
			return "", false
		}
		out += key(p)
	}
	return out, true
}

func number(pos syntax.Position, n int) syntax.Expr {
	return &syntax.Literal{Token: syntax.INT, TokenPos: pos, Raw: fmt.Sprint(n), Value: int64(n)}
}
