package syntax

import (
	"fmt"

	"go.starlark.net/syntax"
)

// A lowering rewrites one file's tree in place. It gives up at the first
// error, which it keeps.
type lowering struct {
	options  Options
	defs     []*syntax.DefStmt // those at top level, whose names are marked
	depth    int
	branches int
	err      error
}

// enter goes one level down the tree, unless it is too deep. The position is
// that of an operator: the start of a deep left operand is itself deep down.
func (l *lowering) enter(pos syntax.Position) bool {
	if l.depth++; l.depth > maxDepth && l.err == nil {
		l.fail(pos, "this is nested too deeply, or has too many operators in a row (want at most %d); split it", maxDepth)
	}
	return l.err == nil
}

func (l *lowering) leave() { l.depth-- }

func (l *lowering) branch(pos syntax.Position) {
	if l.branches++; l.branches > maxBranches {
		l.fail(pos, "the text has too many branches (want at most %d); split it", maxBranches)
	}
}

func (l *lowering) fail(pos syntax.Position, format string, args ...any) {
	if l.err == nil {
		l.err = syntax.Error{Pos: pos, Msg: fmt.Sprintf(format, args...)}
	}
}

// program lowers a whole text.
func (l *lowering) program(stmts []syntax.Stmt, result bool) []syntax.Stmt {
	if len(stmts) == 0 {
		return nil
	}
	var value *syntax.ExprStmt
	if result {
		value, _ = stmts[len(stmts)-1].(*syntax.ExprStmt)
	}
	out := l.block(stmts, true)
	if l.err != nil {
		return nil
	}
	last := syntax.Start(stmts[len(stmts)-1])
	if value != nil {
		out[len(out)-1] = store(last, attribute(last, Result), value.X)
	}
	return append(out, &syntax.ExprStmt{X: hidden(last, End)})
}

// block lowers statements; top says that they are outside any function.
func (l *lowering) block(stmts []syntax.Stmt, top bool) []syntax.Stmt {
	out := make([]syntax.Stmt, 0, len(stmts))
	for _, s := range stmts {
		if l.err != nil {
			return nil
		}
		out = append(out, l.stmt(s, top)...)
	}
	return out
}

func (l *lowering) stmt(s syntax.Stmt, top bool) []syntax.Stmt {
	switch s := s.(type) {
	case *syntax.AssignStmt:
		return l.assign(s, top)
	case *syntax.ExprStmt:
		s.X = l.expr(s.X)
	case *syntax.ReturnStmt:
		if s.Result != nil {
			s.Result = l.expr(s.Result)
		}
	case *syntax.IfStmt:
		l.branch(s.If)
		if l.enter(s.If) {
			s.Cond = l.expr(s.Cond)
			s.True = l.block(s.True, top)
			if s.False != nil {
				s.False = l.block(s.False, top)
			}
		}
		l.leave()
	case *syntax.ForStmt:
		l.branch(s.For)
		if l.enter(s.For) {
			s.X = l.expr(s.X)
			s.Vars = l.target(s.Vars, top)
			s.Body = l.block(s.Body, top)
		}
		l.leave()
	case *syntax.WhileStmt:
		l.branch(s.While)
		if l.enter(s.While) {
			s.Cond = l.expr(s.Cond)
			s.Body = l.block(s.Body, top)
		}
		l.leave()
	case *syntax.DefStmt:
		return l.def(s, top)
	case *syntax.LoadStmt:
		if top { // in a function it is the resolver's error
			return []syntax.Stmt{l.load(s)}
		}
	}
	return []syntax.Stmt{s}
}

// def lowers a function. At top level its name is marked, and the function is
// then stored under its own name.
func (l *lowering) def(s *syntax.DefStmt, top bool) []syntax.Stmt {
	if l.enter(s.Def) {
		l.params(s.Params)
		s.Body = l.block(s.Body, false)
	}
	l.leave()
	if !top {
		return []syntax.Stmt{s}
	}
	pos, name := s.Name.NamePos, s.Name.Name
	s.Name.Name += mark
	l.defs = append(l.defs, s)
	return []syntax.Stmt{s, store(pos, attribute(pos, name), hidden(pos, s.Name.Name))}
}

// load lowers load(m, a, b=c) to <session>.a, <session>.b = <load>(m, a, c).
func (l *lowering) load(s *syntax.LoadStmt) syntax.Stmt {
	targets := &syntax.TupleExpr{Lparen: s.Load, Rparen: s.Rparen}
	call := &syntax.CallExpr{Fn: hidden(s.Load, Load), Lparen: s.Load, Rparen: s.Rparen, Args: []syntax.Expr{s.Module}}
	for i, from := range s.From {
		for _, id := range []*syntax.Ident{from, s.To[i]} {
			if !isName(id.Name) {
				l.fail(id.NamePos, "load: got %q, want a name", id.Name)
			}
		}
		if from.Name != "" && from.Name[0] == '_' {
			l.fail(from.NamePos, "load: %s begins with _, so it is private to %s", from.Name, s.ModuleName())
		}
		call.Args = append(call.Args, &syntax.Literal{Token: syntax.STRING, TokenPos: from.NamePos, Raw: fmt.Sprintf("%q", from.Name), Value: from.Name})
		targets.List = append(targets.List, attribute(s.To[i].NamePos, s.To[i].Name))
	}
	if len(call.Args) > 255 {
		l.fail(s.Load, "load: got %d names, want at most 254", len(s.From))
	}
	return store(s.Load, targets, call)
}

// assign lowers an assignment, augmented or not.
func (l *lowering) assign(s *syntax.AssignStmt, top bool) []syntax.Stmt {
	s.RHS = l.expr(s.RHS)
	var before []syntax.Stmt
	switch {
	case s.Op == syntax.STAR_EQ && !isFloat(s.RHS):
		before = l.augmented(s, Mul)
	case s.Op == syntax.PERCENT_EQ:
		before = l.augmented(s, Mod)
	}
	s.LHS = l.target(s.LHS, top)
	return append(before, s)
}

// augmented makes x *= y into x = <*>(x, y). The parts of a[i] are kept in
// hidden variables first, so that each is evaluated once.
func (l *lowering) augmented(s *syntax.AssignStmt, op string) (before []syntax.Stmt) {
	keep := func(name string, e syntax.Expr) func() syntax.Expr {
		before = append(before, store(s.OpPos, hidden(s.OpPos, name), l.expr(e)))
		return func() syntax.Expr { return hidden(s.OpPos, name) }
	}
	var target func() syntax.Expr // makes the target anew: a tree has one parent
	switch lhs := unparen(s.LHS).(type) {
	case *syntax.Ident:
		target = func() syntax.Expr { return hidden(lhs.NamePos, lhs.Name) }
	case *syntax.IndexExpr:
		x, y := keep("<container>", lhs.X), keep("<index>", lhs.Y)
		target = func() syntax.Expr {
			return &syntax.IndexExpr{X: x(), Lbrack: lhs.Lbrack, Y: y(), Rbrack: lhs.Rbrack}
		}
	case *syntax.DotExpr:
		x := keep("<container>", lhs.X)
		target = func() syntax.Expr {
			return &syntax.DotExpr{X: x(), Dot: lhs.Dot, NamePos: lhs.NamePos, Name: hidden(lhs.NamePos, lhs.Name.Name)}
		}
	default: // the resolver's error
		return nil
	}
	s.LHS, s.Op, s.RHS = target(), syntax.EQ, call(s.OpPos, op, target(), s.RHS)
	return before
}

// target lowers the left side of an assignment. What cannot be assigned to is
// left for the resolver to refuse.
func (l *lowering) target(e syntax.Expr, top bool) syntax.Expr {
	switch e := e.(type) {
	case *syntax.Ident:
		if top {
			return attribute(e.NamePos, e.Name)
		}
	case *syntax.TupleExpr:
		l.targets(e.Lparen, e.List, top)
	case *syntax.ListExpr:
		l.targets(e.Lbrack, e.List, top)
	case *syntax.ParenExpr:
		if l.enter(e.Lparen) {
			e.X = l.target(e.X, top)
		}
		l.leave()
	case *syntax.IndexExpr:
		e.X, e.Y = l.expr(e.X), l.expr(e.Y)
	case *syntax.DotExpr:
		e.X = l.expr(e.X)
	}
	return e
}

func (l *lowering) targets(pos syntax.Position, list []syntax.Expr, top bool) {
	if l.enter(pos) {
		for i := range list {
			list[i] = l.target(list[i], top)
		}
	}
	l.leave()
}

// params lowers the defaults of parameters, which are evaluated outside.
func (l *lowering) params(list []syntax.Expr) {
	for _, p := range list {
		if p, ok := p.(*syntax.BinaryExpr); ok {
			p.Y = l.expr(p.Y)
		}
	}
}

func hidden(pos syntax.Position, name string) *syntax.Ident {
	return &syntax.Ident{NamePos: pos, Name: name}
}

// attribute is <session>.name.
func attribute(pos syntax.Position, name string) syntax.Expr {
	return &syntax.DotExpr{X: hidden(pos, Session), Dot: pos, NamePos: pos, Name: hidden(pos, name)}
}

func store(pos syntax.Position, lhs, rhs syntax.Expr) syntax.Stmt {
	return &syntax.AssignStmt{OpPos: pos, Op: syntax.EQ, LHS: lhs, RHS: rhs}
}

func call(pos syntax.Position, fn string, args ...syntax.Expr) syntax.Expr {
	return &syntax.CallExpr{Fn: hidden(pos, fn), Lparen: pos, Args: args, Rparen: pos}
}

func unparen(e syntax.Expr) syntax.Expr {
	for {
		p, ok := e.(*syntax.ParenExpr)
		if !ok {
			return e
		}
		e = p.X
	}
}
