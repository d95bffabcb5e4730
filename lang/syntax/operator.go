package syntax

import (
	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// binary lowers an operator between two operands.
func (l *lowering) binary(e *syntax.BinaryExpr) syntax.Expr {
	switch {
	case isComparison(e.Op):
		return l.compare(e.OpPos, e.Op, e.X, e.Y, false)
	case e.Op == syntax.AND || e.Op == syntax.OR:
		l.branch(e.OpPos)
		e.X, e.Y = l.truthful(e.X), l.expr(e.Y)
		return e
	case l.isStock(e.Op, e.X, e.Y):
		e.X, e.Y = l.expr(e.X), l.expr(e.Y)
		return e
	}
	return l.operation(e.OpPos, Operator(e.Op), l.expr(e.X), l.expr(e.Y))
}

// isStock reports whether the machine's own operation does: for * where
// nothing is repeated and no int grows without bound, for % where no string is
// formatted.
func (l *lowering) isStock(op syntax.Token, x, y syntax.Expr) bool {
	switch op {
	case syntax.STAR:
		a, b := l.kind(x), l.kind(y)
		return a.of(isFloat|isOther) || b.of(isFloat|isOther) || a.of(isNumber) && b.of(isNumber) && (l.isConstant(x) || l.isConstant(y))
	case syntax.PERCENT:
		return l.kind(x).of(isInt) && l.kind(y).of(isInt)
	case tree.Pow, tree.MatMul:
		return false
	}
	return true
}

func isComparison(op syntax.Token) bool {
	switch op {
	case syntax.LT, syntax.LE, syntax.GT, syntax.GE, syntax.EQL, syntax.NEQ, syntax.IN, syntax.NOT_IN:
		return true
	}
	return false
}

// compare lowers a comparison; test says that only its truth is asked.
func (l *lowering) compare(pos syntax.Position, op syntax.Token, x, y syntax.Expr, test bool) syntax.Expr {
	a, b := l.kind(x), l.kind(y)
	stock := comparesStock(op, a, b)
	if f := asFloat(y); f != nil && a.within(isFloat) && comparesStock(op, a, isFloat) {
		y, stock = f, true
	} else if f := asFloat(x); f != nil && b.within(isFloat) && comparesStock(op, isFloat, b) {
		x, stock = f, true
	}
	if op == syntax.IN || op == syntax.NOT_IN {
		stock = l.containsStock(a, y, b)
		if !stock && l.repeated() && l.isConstantList(y) {
			return index(l.fixed(pos, l.listKey(op, y), func() syntax.Expr {
				return call(l.prelude.pos, Right, hidden(l.prelude.pos, Operator(op)), y)
			}), pos, l.expr(x))
		}
		test = false // the result is a bool
	}
	x, y = l.expr(x), l.expr(y)
	switch {
	case stock:
		return &syntax.BinaryExpr{X: x, OpPos: pos, Op: op, Y: y}
	case test && (a|b)&isOther != 0:
		return l.operation(pos, Test(op), x, y)
	}
	return l.operation(pos, Operator(op), x, y)
}

// comparesStock reports whether values of two kinds are to be compared by the
// machine: where no value can have a comparison of its own, nor containers
// elements with one, and no int meets a float, of which the machine makes
// fractions.
func comparesStock(op syntax.Token, x, y kind) bool {
	switch op {
	case syntax.IN, syntax.NOT_IN:
		return false
	case syntax.EQL, syntax.NEQ:
		if (x|y)&assumed != 0 {
			return false // the machine does not refuse to compare what it does not know
		}
	}
	x, y = x&^assumed, y&^assumed
	return (x | y).of(anything&^isOther) && (x.of(isScalar) || y.of(isScalar)) &&
		!(x&isInt != 0 && y&isFloat != 0) && !(x&isFloat != 0 && y&isInt != 0)
}

// containsStock reports whether the machine itself is to look for x in y.
func (l *lowering) containsStock(x kind, y syntax.Expr, k kind) bool {
	return x.of(anything&^isOther) && (k.of(isHashed) || x.of(isScalar) && l.isConstantList(y))
}

// isConstantList reports whether an expression is a list or tuple of
// constants.
func (l *lowering) isConstantList(e syntax.Expr) bool {
	list := display(e)
	for _, x := range list {
		if !l.isConstant(x) {
			return false
		}
	}
	return list != nil
}

func (l *lowering) listKey(op syntax.Token, e syntax.Expr) string {
	parts := []any{"in", Operator(op)}
	for _, x := range display(e) {
		parts = append(parts, x)
	}
	return key(parts...)
}

// truthful lowers an expression whose truth is asked, and perhaps its value.
func (l *lowering) truthful(e syntax.Expr) syntax.Expr {
	k, pos := l.kind(e), position(e)
	if c, ok := tree.Unparen(e).(*syntax.CallExpr); ok {
		pos = c.Lparen
	}
	x := l.expr(e)
	if k.of(anything &^ isOther) {
		return x
	}
	return l.unary(pos, Truth, x)
}
