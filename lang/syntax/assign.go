package syntax

import (
	"fmt"
	"slices"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// assign lowers an assignment, augmented or not.
func (l *lowering) assign(s *syntax.AssignStmt, top bool) []syntax.Stmt {
	op := binaryOf(s.Op)
	if op != 0 {
		return l.augmented(s, op, top)
	}
	s.RHS = l.expr(s.RHS)
	var out []syntax.Stmt
	for _, p := range l.pairs(s.OpPos, s.LHS, s.RHS) {
		out = append(out, store(s.OpPos, l.place(p.target, top), p.value))
	}
	return out
}

// binaryOf is the operator of an augmented assignment; 0: it is a plain one.
func binaryOf(op syntax.Token) syntax.Token {
	switch op {
	case syntax.EQ:
		return 0
	case tree.PowEq:
		return tree.Pow
	case tree.MatMulEq:
		return tree.MatMul
	}
	return op - syntax.PLUS_EQ + syntax.PLUS
}

// augmented lowers x op= y. What is not the machine's becomes x = <op>[x][y];
// the parts of a[i] are then kept in variables first, so that each is
// evaluated once.
func (l *lowering) augmented(s *syntax.AssignStmt, op syntax.Token, top bool) []syntax.Stmt {
	if lhs, ok := tree.Unparen(s.LHS).(*syntax.SliceExpr); ok {
		s.LHS = asIndex(lhs)
	}
	if l.isStock(op, s.LHS, s.RHS) {
		s.LHS, s.RHS = l.place(s.LHS, top), l.expr(s.RHS)
		return []syntax.Stmt{s}
	}
	var before []syntax.Stmt
	keep := func(e syntax.Expr) func() syntax.Expr { // returns a new expression of e's value each time
		pos := position(e)
		if id, ok := tree.Unparen(e).(*syntax.Ident); ok && !l.global(id.Name) {
			return func() syntax.Expr { return hidden(pos, id.Name) }
		}
		if l.isConstant(e) {
			return func() syntax.Expr { return e }
		}
		name := l.temp()
		before = append(before, store(s.OpPos, hidden(pos, name), e))
		return func() syntax.Expr { return hidden(pos, name) }
	}
	var target func() syntax.Expr
	switch lhs := tree.Unparen(s.LHS).(type) {
	case *syntax.Ident:
		target = func() syntax.Expr { return hidden(lhs.NamePos, lhs.Name) }
	case *syntax.IndexExpr:
		x, y := keep(l.expr(lhs.X)), keep(l.subscript(lhs.Y))
		target = func() syntax.Expr { return index(x(), lhs.Lbrack, y()) }
	case *syntax.DotExpr:
		x := keep(l.expr(lhs.X))
		target = func() syntax.Expr {
			return &syntax.DotExpr{X: x(), Dot: lhs.Dot, NamePos: lhs.NamePos, Name: hidden(lhs.NamePos, lhs.Name.Name)}
		}
	default:
		s.Op = syntax.PLUS_EQ // the resolver's error is the same for all
		return []syntax.Stmt{s}
	}
	value := l.operation(s.OpPos, Operator(op), target(), l.expr(s.RHS))
	lhs := target()
	if id, ok := lhs.(*syntax.Ident); ok {
		lhs = l.place(id, top)
	}
	return append(before, store(s.OpPos, lhs, value))
}

// temp names a variable that no other assignment uses.
func (l *lowering) temp() string {
	l.temps++
	return fmt.Sprintf("<t%d>", l.temps)
}

// place lowers the left side of an assignment. What cannot be assigned to is
// left for the resolver to refuse.
func (l *lowering) place(e syntax.Expr, top bool) syntax.Expr {
	switch e := e.(type) {
	case *syntax.Ident:
		if top && !Hidden(e.Name) {
			l.mayBind(e)
			return attribute(e.NamePos, e.Name)
		}
	case *syntax.TupleExpr:
		l.places(e.List, top)
	case *syntax.ListExpr:
		l.places(e.List, top)
	case *syntax.ParenExpr:
		if l.enter(e.Lparen) {
			e.X = l.place(e.X, top)
		}
		l.leave()
	case *syntax.IndexExpr:
		e.X, e.Y = l.expr(e.X), l.subscript(e.Y)
	case *syntax.SliceExpr: // x[1:3] = y gives x an index that is a slice
		return l.place(asIndex(e), top)
	case *syntax.DotExpr:
		e.X = l.expr(e.X)
	case *syntax.UnaryExpr:
		if e.Op == syntax.STAR {
			l.fail(e.OpPos, "a starred target stands in a tuple or list, as in a, *b = x")
		}
	}
	return e
}

func (l *lowering) places(list []syntax.Expr, top bool) {
	if len(list) > 0 && l.enter(position(list[0])) {
		for i := range list {
			list[i] = l.place(list[i], top)
		}
		l.leave()
	}
}

// mayBind refuses to bind what functions count on.
func (l *lowering) mayBind(id *syntax.Ident) {
	if isKeyValue(id.Name) {
		l.fail(id.NamePos, "%s cannot be bound anew", id.Name)
	}
}

// A pair is one assignment of several that an assignment consists of. Its
// target is not lowered yet, its value is.
type pair struct{ target, value syntax.Expr }

// pairs splits an assignment with a starred target. In a, (b, *c), d = x the
// values that x has go to variables, and from there, one after the other, to
// a, to (b, *c) and to d.
func (l *lowering) pairs(pos syntax.Position, target, value syntax.Expr) []pair {
	list := display(target)
	if !deepStarred(list, 0) {
		return []pair{{target, value}}
	}
	if star := slices.IndexFunc(list, isTargetStar); star >= 0 {
		value = l.unpack(pos, list, star, value)
		rest := list[star].(*syntax.UnaryExpr)
		list = slices.Clone(list)
		list[star] = rest.X
	}
	if !deepStarred(list, 0) {
		return []pair{{tuple(pos, list), value}}
	}
	temps, out := make([]syntax.Expr, len(list)), make([]pair, 1)
	for i, t := range list {
		temp := hidden(pos, l.temp())
		temps[i] = temp
		out = append(out, l.pairs(pos, t, hidden(pos, temp.Name))...)
	}
	out[0] = pair{tuple(pos, temps), value}
	return out
}

// loopTarget lowers what a for statement assigns to. for a, *b in x is for <t>
// in x, whose body begins with a, *b = <t>.
func (l *lowering) loopTarget(pos syntax.Position, vars syntax.Expr, top bool) (syntax.Expr, []syntax.Stmt) {
	if !deepStarred(display(vars), 0) {
		return l.place(vars, top), nil
	}
	temp := hidden(pos, l.temp())
	first := l.assign(&syntax.AssignStmt{OpPos: pos, Op: syntax.EQ, LHS: vars, RHS: hidden(pos, temp.Name)}, top)
	return temp, first
}

func isTargetStar(e syntax.Expr) bool { return isStarred(e, syntax.STAR) }

// unpack is <unpack>(value, before, after): what stands at a starred target is
// in a list.
func (l *lowering) unpack(pos syntax.Position, list []syntax.Expr, star int, value syntax.Expr) syntax.Expr {
	for _, t := range list[star+1:] {
		if isTargetStar(t) {
			l.fail(position(t), "two targets are starred, want at most one")
		}
	}
	return l.hiddenCall(pos, Unpack, value, number(pos, star), number(pos, len(list)-star-1))
}

// deepStarred reports whether one of several targets is starred, or one of
// theirs.
func deepStarred(list []syntax.Expr, depth int) bool {
	return depth < maxDepth && slices.ContainsFunc(list, func(e syntax.Expr) bool {
		return isTargetStar(e) || deepStarred(display(e), depth+1)
	})
}
