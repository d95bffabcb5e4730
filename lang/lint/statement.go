package lint

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/doc"
	"starling/lang/syntax/tree"
)

// sequence judges statements that follow one another. In a text that could not
// be read whole, what follows what is not known.
func (l *linter) sequence(e env, list []syntax.Stmt, top bool) {
	if len(list) == 0 {
		return
	}
	start, _ := list[0].Span()
	if t := l.files[start.Filename()]; t == nil || t.broken {
		return
	}
	for i, s := range list {
		if i+1 < len(list) && l.ends(e, s) {
			l.report("unreachable", list[i+1], "leave it out, or put it before", "this is never reached: "+why(s))
			return
		}
		x, ok := s.(*syntax.ExprStmt)
		if ok && !(top && i == len(list)-1 && l.now.Cell) {
			l.withoutEffect(e, x)
		}
	}
}

// why says what ends a block.
func why(s syntax.Stmt) string {
	switch s := s.(type) {
	case *syntax.ReturnStmt:
		return "the function has returned"
	case *syntax.BranchStmt:
		return tree.Op(s.Token) + " has left the loop's round"
	case *syntax.ExprStmt:
		return "fail has ended the program"
	case *syntax.WhileStmt:
		return "the loop has no end"
	}
	return "all branches have left"
}

// ends reports whether what follows a statement is never reached.
func (l *linter) ends(e env, s syntax.Stmt) bool {
	switch s := s.(type) {
	case *syntax.ReturnStmt:
		return true
	case *syntax.BranchStmt:
		return s.Token != syntax.PASS
	case *syntax.ExprStmt:
		call, ok := s.X.(*syntax.CallExpr)
		return ok && l.isBuiltin(e, call.Fn, "fail")
	case *syntax.IfStmt:
		return len(s.True) > 0 && len(s.False) > 0 && l.ends(e, s.True[len(s.True)-1]) && l.ends(e, s.False[len(s.False)-1])
	case *syntax.WhileStmt:
		id, ok := tree.Unparen(s.Cond).(*syntax.Ident)
		return ok && id.Name == "True" && !leaves(s.Body)
	}
	return false
}

func (l *linter) isBuiltin(e env, fn syntax.Expr, name string) bool {
	id, ok := fn.(*syntax.Ident)
	if !ok || id.Name != name {
		return false
	}
	f, ok := l.fact(e, fn).value.(starlark.Callable)
	return ok && f.Name() == name
}

// leaves reports whether a loop's body breaks out of it.
func leaves(body []syntax.Stmt) bool {
	found := false
	for _, s := range body {
		tree.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *tree.Def, *syntax.ForStmt, *syntax.WhileStmt:
				return false
			case *syntax.BranchStmt:
				found = found || n.Token == syntax.BREAK
			}
			return !found
		})
	}
	return found
}

// fails reports whether a body ends in a call of fail.
func fails(body []syntax.Stmt) bool {
	if len(body) == 0 {
		return false
	}
	x, ok := body[len(body)-1].(*syntax.ExprStmt)
	if !ok {
		return false
	}
	call, ok := x.X.(*syntax.CallExpr)
	return ok && path(call.Fn) == "fail"
}

// withoutEffect reports a value that nobody takes. A text alone is a comment.
func (l *linter) withoutEffect(e env, s *syntax.ExprStmt) {
	x := tree.Unparen(s.X)
	fix, what := "assign it, print it, or leave it out", "this value is not used"
	switch x := x.(type) {
	case *syntax.Ident, *syntax.DotExpr:
		if f := l.fact(e, x); f.fn != nil || f.method != nil || isCallable(f.value) {
			what, fix = path(x)+" is not called", "write "+path(x)+"()"
		}
	case *syntax.BinaryExpr:
		if x.Op == syntax.EQL {
			fix = "= assigns, == compares"
		}
	case *tree.Chain, *syntax.IndexExpr, *syntax.SliceExpr, *syntax.LambdaExpr, *syntax.UnaryExpr:
	case *syntax.Literal:
		if x.Token == syntax.STRING {
			return
		}
	default:
		return
	}
	calls := false
	tree.Walk(x, func(n syntax.Node) bool {
		switch n.(type) {
		case *syntax.CallExpr, *tree.BadExpr:
			calls = true
		case *syntax.LambdaExpr:
			return false
		}
		return !calls
	})
	if !calls {
		l.report("no-effect", s.X, fix, what)
	}
}

func isCallable(v starlark.Value) bool {
	_, ok := v.(starlark.Callable)
	return ok
}

// condition goes through one, and judges it.
func (l *linter) condition(e env, x syntax.Expr) {
	l.expr(e, x)
	l.truth(e, x)
}

// truth reports what is always true.
func (l *linter) truth(e env, x syntax.Expr) {
	x = tree.Unparen(x)
	switch x := x.(type) {
	case *syntax.Ident, *syntax.DotExpr:
		if f := l.fact(e, x); f.fn != nil || f.method != nil || isCallable(f.value) {
			l.report("always-true", x, "write "+path(x)+"()", path(x)+" is a function, which is always true: it is not called")
		}
	case *syntax.TupleExpr:
		if len(x.List) > 0 {
			l.report("always-true", x, "join conditions by and, or", "a tuple with elements is always true")
		}
	case *syntax.BinaryExpr:
		if x.Op != syntax.OR && x.Op != syntax.AND {
			return
		}
		l.truth(e, x.X)
		if lit, ok := tree.Unparen(x.Y).(*syntax.Literal); ok && x.Op == syntax.OR && truthy(lit) {
			fix := "write the comparison again: x == a or x == b"
			if c, ok := tree.Unparen(x.X).(*syntax.BinaryExpr); ok && comparison(c.Op) && path(c.X) != "" {
				fix = fmt.Sprintf("write %s %s %s", path(c.X), tree.Op(c.Op), lit.Raw)
			}
			l.report("always-true", lit, fix, "behind or, "+lit.Raw+" alone makes the condition always true")
			return
		}
		l.truth(e, x.Y)
	}
}

func truthy(lit *syntax.Literal) bool {
	v := literal(lit).value
	return v != nil && bool(v.Truth())
}

// sameConditions reports an elif that asks what was asked before.
func (l *linter) sameConditions(s *syntax.IfStmt) {
	for next := s; len(next.False) == 1; {
		elif, ok := next.False[0].(*syntax.IfStmt)
		if !ok {
			return
		}
		if same(s.Cond, elif.Cond) {
			l.report("same-operands", elif.Cond, "is another condition meant?", fmt.Sprintf("this was asked at line %d already, so the branch is never taken", s.If.Line))
			return
		}
		next = elif
	}
}

// assign judges an assignment.
func (l *linter) assign(e env, s *syntax.AssignStmt) {
	if s.Op == syntax.EQ {
		if same(s.LHS, s.RHS) {
			l.reportAt("no-effect", syntax.Start(s.LHS), syntax.End(s.RHS), "leave it out, or assign another value", "this assigns a value to itself")
		}
		l.unpacked(s.LHS, s.RHS)
	}
	id, ok := tree.Unparen(s.LHS).(*syntax.Ident)
	if l.noResult(e, s.RHS) {
		return
	}
	if op, ok := augmented[s.Op]; ok {
		l.operands(e, op, s.LHS, s.RHS)
		return
	}
	if !ok {
		return
	}
	if b, _ := e.lookUp(id.Name); b != nil && b.scope == e.scope {
		if unit, ok := l.annotated(b, id); ok {
			if f := l.fact(e, s.RHS); f.measured && f.unit != unit {
				l.unlike(s.RHS, f.unit, unit, fmt.Sprintf("%s is declared in %s", id.Name, unitName(unit)))
			}
		}
	}
}

var augmented = map[syntax.Token]syntax.Token{
	syntax.PLUS_EQ: syntax.PLUS, syntax.MINUS_EQ: syntax.MINUS, syntax.STAR_EQ: syntax.STAR, syntax.SLASH_EQ: syntax.SLASH,
	syntax.SLASHSLASH_EQ: syntax.SLASHSLASH, syntax.PERCENT_EQ: syntax.PERCENT,
}

// unpacked reports values and names that are not equally many.
func (l *linter) unpacked(target, value syntax.Expr) {
	names, ok := listed(target)
	values, known := listed(value)
	if !ok || !known || slices.ContainsFunc(values, isStar) {
		return
	}
	want := len(names)
	if slices.ContainsFunc(names, isStar) {
		if len(values) >= want-1 {
			return
		}
		want--
	}
	if len(values) != want {
		l.report("unpack", target, "give as many names as values", fmt.Sprintf("got %d %s to unpack, want %d", len(values), plural("value", len(values)), want))
	}
}

func isStar(x syntax.Expr) bool {
	u, ok := x.(*syntax.UnaryExpr)
	return ok && u.Op == syntax.STAR
}

// listed are the elements of a tuple or list that is written out.
func listed(x syntax.Expr) ([]syntax.Expr, bool) {
	switch x := tree.Unparen(x).(type) {
	case *syntax.TupleExpr:
		return x.List, true
	case *syntax.ListExpr:
		return x.List, true
	}
	return nil, false
}

// changes reports whether a method changes what it is called of.
func changes(method string) bool {
	for _, typ := range []string{"list", "dict", "set"} {
		if m, ok := doc.Methods[typ][method]; ok && (m.Gives(typ) == "NoneType" || method == "pop" || method == "popitem" || method == "setdefault") {
			return true
		}
	}
	return false
}
