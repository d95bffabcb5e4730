package syntax

import (
	"slices"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// call lowers a call. That of a listed method becomes one call of a hidden
// function, or an operation, so that no bound method is made in between.
func (l *lowering) call(e *syntax.CallExpr) syntax.Expr {
	dot, ok := tree.Unparen(e.Fn).(*syntax.DotExpr)
	if ok && l.isSingle(dot.Name.Name) && len(e.Args) == 1 && isValue(e.Args[0]) {
		return l.operation(e.Lparen, Single(dot.Name.Name), l.expr(dot.X), l.expr(e.Args[0]))
	}
	if ok && l.isMethod(dot.Name.Name) && len(e.Args) < 255 {
		receiver := l.expr(dot.X)
		e.Args = append([]syntax.Expr{receiver}, l.args(e)...)
		e.Fn = l.hidden(dot.Dot, Method(dot.Name.Name))
		return e
	}
	e.Fn = l.expr(e.Fn)
	e.Args = l.args(e)
	return e
}

func (l *lowering) isMethod(name string) bool {
	return l.options.Method != nil && l.options.Method(name)
}

func (l *lowering) isSingle(name string) bool {
	return l.options.Single != nil && l.options.Single(name)
}

// isValue reports whether an argument is neither named nor starred.
func isValue(a syntax.Expr) bool {
	return !isNamed(a) && !isStarred(a, syntax.STAR) && !isStarred(a, syntax.STARSTAR)
}

// args lowers the arguments of a call. The machine takes values, then names,
// then one *x, then one **x. What is in another order, or more, becomes that
// one *x and that one **x: f(*x, y, k=z, **w) is f(*<(*)>((x, [y])),
// **<(**)>(({"k": z}, w))).
func (l *lowering) args(e *syntax.CallExpr) []syntax.Expr {
	if inOrder(e.Args) {
		for i, a := range e.Args {
			e.Args[i] = l.arg(a)
		}
		return e.Args
	}
	var values, names []syntax.Expr
	stars := false
	for _, a := range e.Args {
		switch {
		case isNamed(a):
			b := a.(*syntax.BinaryExpr)
			id := b.X.(*syntax.Ident)
			names = append(names, &syntax.DictEntry{Key: text(id.NamePos, id.Name), Colon: b.OpPos, Value: b.Y})
		case isStarred(a, syntax.STARSTAR):
			names = append(names, a)
			stars = true
		case stars && isStarred(a, syntax.STAR):
			l.fail(position(a), "*args may not follow **kwargs")
		case stars:
			l.fail(position(a), "positional argument may not follow **kwargs")
		case len(names) > 0 && !isStarred(a, syntax.STAR):
			l.fail(position(a), "positional argument may not follow named")
		default:
			values = append(values, a)
		}
	}
	var out []syntax.Expr
	if slices.ContainsFunc(values, isTargetStar) {
		pos := position(values[slices.IndexFunc(values, isTargetStar)])
		all := l.hiddenCall(pos, Tuple, l.parts(pos, values))
		out = append(out, &syntax.UnaryExpr{OpPos: pos, Op: syntax.STAR, X: all})
	} else {
		l.exprs(values)
		out = values
	}
	if len(names) > 0 {
		pos := position(names[0])
		all := l.hiddenCall(pos, Keywords, l.mappings(pos, names))
		out = append(out, &syntax.UnaryExpr{OpPos: pos, Op: syntax.STARSTAR, X: all})
	}
	return out
}

func (l *lowering) arg(a syntax.Expr) syntax.Expr {
	switch x := a.(type) {
	case *syntax.BinaryExpr:
		if isNamed(a) {
			x.Y = l.expr(x.Y)
			return a
		}
	case *syntax.UnaryExpr:
		if x.Op == syntax.STAR || x.Op == syntax.STARSTAR {
			x.X = l.expr(x.X)
			return a
		}
	}
	return l.expr(a)
}

func isNamed(a syntax.Expr) bool {
	b, ok := a.(*syntax.BinaryExpr)
	return ok && b.Op == syntax.EQ
}

// inOrder reports whether the machine takes arguments as they are, or refuses
// them rightly.
func inOrder(args []syntax.Expr) bool {
	const value, named, star, stars = 0, 1, 2, 3
	last := value
	for _, a := range args {
		rank := value
		switch {
		case isNamed(a):
			rank = named
		case isStarred(a, syntax.STAR):
			rank = star
		case isStarred(a, syntax.STARSTAR):
			rank = stars
		}
		if rank < last && !(rank == value && last == named) || rank == last && rank >= star {
			return false
		}
		last = max(last, rank)
	}
	return true
}
