package lint

import (
	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// program goes through the top level of a text.
func (l *linter) program(stmts []syntax.Stmt) { l.stmts(env{scope: l.module}, stmts, true) }

func (l *linter) stmts(e env, list []syntax.Stmt, top bool) {
	for _, s := range list {
		l.stmt(e, s)
	}
	l.sequence(e, list, top)
}

func (l *linter) stmt(e env, s syntax.Stmt) {
	switch s := s.(type) {
	case *tree.Def:
		f := l.functions[s]
		l.params(e, s.Params)
		l.annotation(s.Result)
		l.function(f)
	case *tree.Declare:
		l.annotation(s.Type)
		if s.Value != nil {
			l.expr(e, s.Value)
		}
		l.target(e, s.X)
		l.assigned(e, s.X, s.Type, s.Value)
	case *syntax.AssignStmt:
		l.expr(e, s.RHS)
		if id, ok := s.LHS.(*syntax.Ident); ok && s.Op != syntax.EQ {
			l.use(e, id)
		}
		l.target(e, s.LHS)
		l.assign(e, s)
	case *syntax.ExprStmt:
		l.expr(e, s.X)
	case *syntax.IfStmt:
		l.condition(e, s.Cond)
		l.stmts(l.inner(e, s, 0), s.True, false)
		l.stmts(l.inner(e, s, 1), s.False, false)
		l.sameConditions(s)
	case *syntax.ForStmt:
		l.expr(e, s.X)
		inner := l.inner(e, s, 0)
		l.target(inner, s.Vars)
		l.iterated(e, s.X)
		l.stmts(inner, s.Body, false)
		l.changedInLoop(e, s)
	case *syntax.WhileStmt:
		inner := l.inner(e, s, 0)
		l.condition(inner, s.Cond)
		l.stmts(inner, s.Body, false)
	case *syntax.ReturnStmt:
		if s.Result != nil {
			l.expr(e, s.Result)
			l.returned(e, s.Result)
		}
	case *syntax.LoadStmt:
		l.load(s)
	}
}

// params goes through the defaults and annotations of parameters.
func (l *linter) params(e env, list []syntax.Expr) {
	for _, p := range list {
		if d, ok := p.(*syntax.BinaryExpr); ok {
			l.expr(e, d.Y)
			l.defaulted(e, d)
		}
		if _, note := paramName(p); note != nil {
			l.annotation(note)
		}
	}
}

// function goes through the body of a def or lambda.
func (l *linter) function(f *function) {
	e := l.enter(f)
	l.stmts(e, f.body, false)
	if f.value != nil {
		l.expr(e, f.value)
	}
	l.mutableDefaults(f)
	l.promised(f)
	l.unused(e.scope)
	l.hiding(e.scope)
}

// target goes through the left side of an assignment.
func (l *linter) target(e env, x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.Ident:
	case *syntax.ParenExpr:
		l.target(e, x.X)
	case *syntax.TupleExpr:
		l.targets(e, x.List)
	case *syntax.ListExpr:
		l.targets(e, x.List)
	case *syntax.UnaryExpr:
		l.target(e, x.X)
	case *syntax.DotExpr:
		l.expr(e, x.X)
		l.setAttribute(e, x)
	case *syntax.IndexExpr:
		l.expr(e, x.X)
		l.expr(e, x.Y)
		l.setElement(e, x)
	default:
		l.expr(e, x)
	}
}

func (l *linter) targets(e env, list []syntax.Expr) {
	for _, x := range list {
		l.target(e, x)
	}
}

// expr goes through an expression, and applies the rules to it.
func (l *linter) expr(e env, n syntax.Node) {
	switch x := n.(type) {
	case *syntax.Ident:
		l.use(e, x)
		return
	case *syntax.LambdaExpr:
		f := l.functions[x]
		if f == nil {
			f = &function{node: x, params: x.Params, value: x.Body, env: e}
			l.functions[x] = f
		}
		l.params(e, x.Params)
		l.function(f)
		return
	case *syntax.Comprehension:
		l.comprehension(e, x)
		return
	case *syntax.CallExpr:
		fn := e
		fn.called, _ = x.Fn.(*syntax.Ident)
		l.expr(fn, x.Fn)
		for _, a := range x.Args {
			if kw, ok := keyword(a); ok {
				l.expr(e, kw.Y)
			} else {
				l.expr(e, a)
			}
		}
		l.call(e, x)
		return
	case *syntax.DotExpr:
		l.expr(e, x.X)
		l.attribute(e, x)
		return
	case *syntax.CondExpr:
		l.condition(e, x.Cond)
		l.expr(e, x.True)
		l.expr(e, x.False)
		return
	}
	for part := range tree.Parts(n) {
		l.expr(e, part)
	}
	switch x := n.(type) {
	case *syntax.BinaryExpr:
		l.binary(e, x)
	case *tree.Chain:
		l.chain(e, x)
	case *syntax.IndexExpr:
		l.index(e, x)
	case *syntax.DictExpr:
		l.dict(e, x)
	case *tree.FString:
		l.fstring(e, x)
	case *syntax.UnaryExpr:
		if x.Op == syntax.NOT {
			l.truth(e, x.X)
		}
	}
}

// keyword is the argument name=value.
func keyword(arg syntax.Expr) (*syntax.BinaryExpr, bool) {
	kw, ok := arg.(*syntax.BinaryExpr)
	return kw, ok && kw.Op == syntax.EQ
}

// comprehension goes through one. What its first for runs over stands outside.
func (l *linter) comprehension(e env, c *syntax.Comprehension) {
	inner := env{scope: &scope{kind: ofComprehension, parent: e.scope, in: e.scope.in, names: map[string]*binding{}}, block: e.block}
	for i, clause := range c.Clauses {
		switch clause := clause.(type) {
		case *syntax.ForClause:
			over := inner
			if i == 0 {
				over = e
			}
			l.expr(over, clause.X)
			l.iterated(over, clause.X)
			l.bindTarget(inner.scope, clause.Vars, site{kind: byLoop, end: clause.In, env: over, value: clause.X})
			l.target(inner, clause.Vars)
		case *syntax.IfClause:
			l.condition(inner, clause.Cond)
		}
	}
	l.expr(inner, c.Body)
	l.hiding(inner.scope)
}
