package syntax

import (
	"slices"

	"go.starlark.net/syntax"
)

func isStarred(e syntax.Expr, op syntax.Token) bool {
	u, ok := e.(*syntax.UnaryExpr)
	return ok && u.Op == op
}

func (l *lowering) exprs(list []syntax.Expr) {
	for i := range list {
		list[i] = l.expr(list[i])
	}
}

func (l *lowering) list(e *syntax.ListExpr) syntax.Expr {
	if slices.ContainsFunc(e.List, isTargetStar) {
		return l.hiddenCall(e.Lbrack, List, l.parts(e.Lbrack, e.List))
	}
	l.exprs(e.List)
	return e
}

func (l *lowering) tuple(e *syntax.TupleExpr) syntax.Expr {
	if slices.ContainsFunc(e.List, isTargetStar) {
		pos := position(e)
		return l.hiddenCall(pos, Tuple, l.parts(pos, e.List))
	}
	l.exprs(e.List)
	return e
}

// parts makes x, *y, z, w into the tuple ([x], <*x>[y], [z, w]): what is to be
// put one behind the other.
func (l *lowering) parts(pos syntax.Position, list []syntax.Expr) syntax.Expr {
	var parts []syntax.Expr
	var plain *syntax.ListExpr
	for _, x := range list {
		if u, ok := x.(*syntax.UnaryExpr); ok && u.Op == syntax.STAR {
			parts = append(parts, l.unary(u.OpPos, Each, l.expr(u.X)))
			plain = nil
			continue
		}
		if plain == nil {
			plain = &syntax.ListExpr{Lbrack: pos, Rbrack: pos}
			parts = append(parts, plain)
		}
		plain.List = append(plain.List, l.expr(x))
	}
	return tuple(pos, parts)
}

func (l *lowering) dict(e *syntax.DictExpr) syntax.Expr {
	if !slices.ContainsFunc(e.List, func(x syntax.Expr) bool { return isStarred(x, syntax.STARSTAR) }) {
		l.entries(e.List)
		return e
	}
	return l.hiddenCall(e.Lbrace, Dict, l.mappings(e.Lbrace, e.List))
}

func (l *lowering) entries(list []syntax.Expr) {
	for _, x := range list {
		if entry, ok := x.(*syntax.DictEntry); ok {
			entry.Key, entry.Value = l.expr(entry.Key), l.expr(entry.Value)
		}
	}
}

// mappings makes k: v, **x, l: w into the tuple ({k: v}, x, {l: w}).
func (l *lowering) mappings(pos syntax.Position, list []syntax.Expr) syntax.Expr {
	var parts []syntax.Expr
	var plain *syntax.DictExpr
	for _, x := range list {
		if u, ok := x.(*syntax.UnaryExpr); ok {
			parts = append(parts, l.expr(u.X))
			plain = nil
			continue
		}
		if plain == nil {
			plain = &syntax.DictExpr{Lbrace: pos, Rbrace: pos}
			parts = append(parts, plain)
		}
		l.entries([]syntax.Expr{x})
		plain.List = append(plain.List, x)
	}
	return tuple(pos, parts)
}

// comprehension lowers its clauses in the order in which they are evaluated,
// then its body. A set is made of the keys of a dict.
func (l *lowering) comprehension(e *syntax.Comprehension) syntax.Expr {
	outer := l.block
	var clauses []syntax.Node
	for _, c := range e.Clauses {
		switch c := c.(type) {
		case *syntax.ForClause:
			l.branch(c.For)
			k := l.elementKind(c.X)
			c.X = l.expr(c.X)
			l.loopVars(l.block != outer, c.Vars, k)
			clauses = append(clauses, l.loop(c)...)
		case *syntax.IfClause:
			l.branch(c.If)
			c.Cond = l.condition(c.Cond)
			clauses = append(clauses, c)
		}
	}
	e.Clauses = clauses
	body := e.Body
	if entry, ok := body.(*syntax.DictEntry); ok {
		l.entries([]syntax.Expr{entry})
		l.block = outer
		return e
	}
	e.Body = l.expr(body)
	l.block = outer
	if !e.Curly {
		return e
	}
	pos := position(body)
	e.Body = &syntax.DictEntry{Key: e.Body, Colon: pos, Value: l.hidden(pos, "None")}
	return l.hiddenCall(e.Lbrack, Set, tuple(e.Lbrack, []syntax.Expr{e}))
}

// loop is the clause of a comprehension whose targets may be starred: for
// a, *b in x is for <t> in x for a, b in (<unpack>(<t>, 1, 0),).
func (l *lowering) loop(c *syntax.ForClause) []syntax.Node {
	if !deepStarred(display(c.Vars), 0) {
		c.Vars = l.place(c.Vars, false)
		return []syntax.Node{c}
	}
	temp, vars := l.temp(), c.Vars
	c.Vars = hidden(c.For, temp)
	out := []syntax.Node{c}
	for _, p := range l.pairs(c.For, vars, hidden(c.For, temp)) {
		one := tuple(c.For, []syntax.Expr{p.value})
		out = append(out, &syntax.ForClause{For: c.For, Vars: l.place(p.target, false), In: c.In, X: one})
	}
	return out
}
