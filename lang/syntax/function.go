package syntax

import (
	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// mark ends the name under which the machine stores a top-level function, so
// that this store does not hide the live map's name from the program.
const mark = "\x00"

// def lowers a function. At top level its name is marked, and the function is
// then stored under its own name.
func (l *lowering) def(d *tree.Def, top bool) []syntax.Stmt {
	s := d.DefStmt
	s.Params = l.params(d.Params)
	loops := l.loops
	l.loops = 0
	b := l.function(s.Params, s.Body)
	body := l.stmts(s.Body, false)
	boxes := l.makeBoxes(s.Def, b.fn)
	l.close()
	l.loops = loops
	if len(body) == 0 { // it only annotates
		body = []syntax.Stmt{&syntax.BranchStmt{Token: syntax.PASS, TokenPos: s.Def}}
	}
	if len(boxes) > 0 {
		doc := 0
		if isDocstring(body[0]) {
			doc = 1
		}
		body = append(append(body[:doc:doc], boxes...), body[doc:]...)
	}
	s.Body = body
	if !top {
		return []syntax.Stmt{s}
	}
	pos, name := s.Name.NamePos, s.Name.Name
	l.mayBind(s.Name)
	s.Name.Name += mark
	l.defs = append(l.defs, s)
	return []syntax.Stmt{s, store(pos, attribute(pos, name), hidden(pos, s.Name.Name))}
}

func isDocstring(s syntax.Stmt) bool {
	e, ok := s.(*syntax.ExprStmt)
	if !ok {
		return false
	}
	lit, ok := e.X.(*syntax.Literal)
	return ok && lit.Token == syntax.STRING
}

func (l *lowering) lambda(e *syntax.LambdaExpr) syntax.Expr {
	e.Params = l.params(e.Params)
	b := l.function(e.Params, nil)
	e.Body = l.boxed(e.Lambda, l.expr(e.Body), b.fn)
	l.close()
	return e
}

// params lowers the defaults of parameters, which are evaluated outside, and
// drops annotations.
func (l *lowering) params(list []syntax.Expr) []syntax.Expr {
	out := make([]syntax.Expr, len(list))
	for i, p := range list {
		switch p := p.(type) {
		case *tree.Annotated:
			out[i] = p.Name
		case *syntax.BinaryExpr:
			out[i] = &syntax.BinaryExpr{X: l.params([]syntax.Expr{p.X})[0], OpPos: p.OpPos, Op: p.Op, Y: l.expr(p.Y)}
		case *syntax.UnaryExpr:
			u := &syntax.UnaryExpr{OpPos: p.OpPos, Op: p.Op}
			if p.X != nil {
				u.X = l.params([]syntax.Expr{p.X})[0]
			}
			out[i] = u
		default:
			out[i] = p
		}
	}
	return out
}

// load lowers load(m, a, b=c) to <session>.a, <session>.b = <load>(m, a, c).
func (l *lowering) load(s *syntax.LoadStmt) syntax.Stmt {
	targets := &syntax.TupleExpr{Lparen: s.Load, Rparen: s.Rparen}
	load := &syntax.CallExpr{Fn: hidden(s.Load, Load), Lparen: s.Load, Rparen: s.Rparen, Args: []syntax.Expr{s.Module}}
	for i, from := range s.From {
		for _, id := range []*syntax.Ident{from, s.To[i]} {
			if !scan.IsName(id.Name) {
				l.fail(id.NamePos, "load: got %q, want a name", id.Name)
			}
		}
		if from.Name != "" && from.Name[0] == '_' {
			l.fail(from.NamePos, "load: %s begins with _, so it is private to %s", from.Name, s.ModuleName())
		}
		l.mayBind(s.To[i])
		load.Args = append(load.Args, text(from.NamePos, from.Name))
		targets.List = append(targets.List, attribute(s.To[i].NamePos, s.To[i].Name))
	}
	if len(load.Args) > 255 {
		l.fail(s.Load, "load: got %d names, want at most 254", len(s.From))
	}
	return store(s.Load, targets, load)
}
