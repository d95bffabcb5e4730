package syntax

import (
	"slices"
	"strconv"

	"go.starlark.net/syntax"
)

// expr lowers an expression.
func (l *lowering) expr(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.Ident, *syntax.Literal:
		return e
	default:
		defer l.leave()
		if !l.enter(position(e)) {
			return e
		}
		return l.compound(e)
	}
}

// compound lowers an expression that has parts.
func (l *lowering) compound(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.ParenExpr:
		e.X = l.expr(e.X)
	case *syntax.UnaryExpr:
		if e.X != nil {
			e.X = l.expr(e.X)
		}
	case *syntax.BinaryExpr:
		return l.binary(e)
	case *syntax.CallExpr:
		return l.call(e)
	case *syntax.DotExpr:
		e.X = l.expr(e.X)
		if l.isMethod(e.Name.Name) {
			return call(e.Dot, Attr, e.X, text(e.NamePos, e.Name.Name))
		}
	case *syntax.IndexExpr:
		e.X, e.Y = l.expr(e.X), l.expr(e.Y)
	case *syntax.SliceExpr:
		e.X = l.expr(e.X)
		for _, part := range []*syntax.Expr{&e.Lo, &e.Hi, &e.Step} {
			if *part != nil {
				*part = l.expr(*part)
			}
		}
	case *syntax.CondExpr:
		l.branch(e.If)
		e.Cond, e.True, e.False = l.expr(e.Cond), l.expr(e.True), l.expr(e.False)
	case *syntax.LambdaExpr:
		l.params(e.Params)
		e.Body = l.expr(e.Body)
	case *syntax.ListExpr:
		l.exprs(e.List)
	case *syntax.TupleExpr:
		l.exprs(e.List)
	case *syntax.DictExpr:
		l.exprs(e.List)
	case *syntax.DictEntry:
		e.Key, e.Value = l.expr(e.Key), l.expr(e.Value)
	case *syntax.Comprehension:
		l.comprehension(e)
	}
	return e
}

func (l *lowering) exprs(list []syntax.Expr) {
	for i := range list {
		list[i] = l.expr(list[i])
	}
}

func (l *lowering) comprehension(e *syntax.Comprehension) {
	for _, c := range e.Clauses {
		switch c := c.(type) {
		case *syntax.ForClause:
			l.branch(c.For)
			c.X = l.expr(c.X)
			c.Vars = l.target(c.Vars, false)
		case *syntax.IfClause:
			l.branch(c.If)
			c.Cond = l.expr(c.Cond)
		}
	}
	e.Body = l.expr(e.Body)
}

func (l *lowering) binary(e *syntax.BinaryExpr) syntax.Expr {
	e.X, e.Y = l.expr(e.X), l.expr(e.Y)
	switch {
	case e.Op == syntax.AND || e.Op == syntax.OR:
		l.branch(e.OpPos)
	case e.Op == syntax.STAR && !isFloat(e.X) && !isFloat(e.Y) && !(isNumber(e.X) && isNumber(e.Y)):
		return call(e.OpPos, Mul, e.X, e.Y)
	case e.Op == syntax.PERCENT && !isFloat(e.X) && !isNumber(e.X):
		return call(e.OpPos, Mod, e.X, e.Y)
	}
	return e
}

// call lowers a call. That of a listed method becomes one call of a hidden
// function, so that no bound method is made in between.
func (l *lowering) call(e *syntax.CallExpr) syntax.Expr {
	e.Args = namedAfterStar(e.Args)
	dot, ok := unparen(e.Fn).(*syntax.DotExpr)
	if ok && l.isMethod(dot.Name.Name) && len(e.Args) < 255 {
		receiver := l.expr(dot.X)
		l.exprs(e.Args)
		e.Fn = hidden(dot.Dot, Method(dot.Name.Name))
		e.Args = append([]syntax.Expr{receiver}, e.Args...)
		return e
	}
	e.Fn = l.expr(e.Fn)
	l.exprs(e.Args)
	return e
}

// namedAfterStar makes f(*a, k=v), which Python users write and the machine
// refuses, into f(*a, **{"k": v}): the order of evaluation stays.
func namedAfterStar(args []syntax.Expr) []syntax.Expr {
	star := slices.IndexFunc(args, func(e syntax.Expr) bool { return isStarred(e, syntax.STAR) })
	if star < 0 || slices.ContainsFunc(args, func(e syntax.Expr) bool { return isStarred(e, syntax.STARSTAR) }) {
		return args
	}
	kept := slices.Clone(args[:star+1])
	named := &syntax.DictExpr{}
	for _, arg := range args[star+1:] {
		b, ok := arg.(*syntax.BinaryExpr)
		if !ok || b.Op != syntax.EQ {
			kept = append(kept, arg) // the resolver's error
			continue
		}
		id := b.X.(*syntax.Ident)
		named.Lbrace, named.Rbrace = id.NamePos, id.NamePos
		named.List = append(named.List, &syntax.DictEntry{Key: text(id.NamePos, id.Name), Colon: b.OpPos, Value: b.Y})
	}
	if len(named.List) == 0 {
		return args
	}
	return append(kept, &syntax.UnaryExpr{OpPos: named.Lbrace, Op: syntax.STARSTAR, X: named})
}

func isStarred(e syntax.Expr, op syntax.Token) bool {
	u, ok := e.(*syntax.UnaryExpr)
	return ok && u.Op == op
}

func (l *lowering) isMethod(name string) bool {
	return l.options.Method != nil && l.options.Method(name)
}

// isNumber reports whether an expression is written as a number.
func isNumber(e syntax.Expr) bool {
	switch e := unparen(e).(type) {
	case *syntax.Literal:
		return e.Token == syntax.INT || e.Token == syntax.FLOAT
	case *syntax.UnaryExpr:
		return (e.Op == syntax.MINUS || e.Op == syntax.PLUS) && isNumber(e.X)
	}
	return false
}

// isFloat reports whether an expression cannot be an integer, string or list:
// such an operand repeats nothing, so its product needs no size check. A
// quotient is a float, or a value with operators of its own.
func isFloat(e syntax.Expr) bool {
	switch e := unparen(e).(type) {
	case *syntax.Literal:
		return e.Token == syntax.FLOAT
	case *syntax.UnaryExpr:
		return (e.Op == syntax.MINUS || e.Op == syntax.PLUS) && isFloat(e.X)
	case *syntax.BinaryExpr:
		switch e.Op {
		case syntax.SLASH:
			return true
		case syntax.STAR: // left native because an operand is a float
			return isFloat(e.X) || isFloat(e.Y)
		}
	}
	return false
}

func text(pos syntax.Position, s string) *syntax.Literal {
	return &syntax.Literal{Token: syntax.STRING, TokenPos: pos, Raw: strconv.Quote(s), Value: s}
}

// position is a position in e itself, found without going down.
func position(e syntax.Expr) syntax.Position {
	switch e := e.(type) {
	case *syntax.ParenExpr:
		return e.Lparen
	case *syntax.UnaryExpr:
		return e.OpPos
	case *syntax.BinaryExpr:
		return e.OpPos
	case *syntax.CallExpr:
		return e.Lparen
	case *syntax.DotExpr:
		return e.Dot
	case *syntax.IndexExpr:
		return e.Lbrack
	case *syntax.SliceExpr:
		return e.Lbrack
	case *syntax.CondExpr:
		return e.If
	case *syntax.LambdaExpr:
		return e.Lambda
	case *syntax.ListExpr:
		return e.Lbrack
	case *syntax.TupleExpr:
		return e.Lparen
	case *syntax.DictExpr:
		return e.Lbrace
	case *syntax.DictEntry:
		return e.Colon
	case *syntax.Comprehension:
		return e.Lbrack
	}
	return syntax.Position{}
}
