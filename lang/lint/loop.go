package lint

import (
	"fmt"
	"slices"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// changedInLoop reports a loop that changes the list, dict or set it runs over,
// and functions that it keeps which read its variable.
func (l *linter) changedInLoop(e env, s *syntax.ForStmt) {
	l.lateClosures(names(s.Vars), s.Body)
	over, ok := tree.Unparen(s.X).(*syntax.Ident)
	if !ok {
		return
	}
	typ := l.fact(e, over).typ
	if typ != "" && typ != "list" && typ != "dict" && typ != "set" {
		return
	}
	l.changed(over.Name, typ, s.Body)
}

// changed looks for changes of what a loop runs over. One that is followed by
// break or return is the loop's last.
func (l *linter) changed(name, typ string, body []syntax.Stmt) {
	for i, s := range body {
		last := slices.ContainsFunc(body[i:], func(s syntax.Stmt) bool {
			b, isBranch := s.(*syntax.BranchStmt)
			_, isReturn := s.(*syntax.ReturnStmt)
			return isReturn || isBranch && b.Token == syntax.BREAK
		})
		if last {
			return
		}
		var at syntax.Expr
		switch s := s.(type) {
		case *syntax.ExprStmt:
			call, ok := s.X.(*syntax.CallExpr)
			if !ok {
				continue
			}
			dot, ok := call.Fn.(*syntax.DotExpr)
			if ok && path(dot.X) == name && changes(dot.Name.Name) && (typ != "" || dot.Name.Name != "pop") {
				at = call.Fn
			}
		case *syntax.AssignStmt:
			index, ok := s.LHS.(*syntax.IndexExpr)
			if ok && path(index.X) == name && typ != "" {
				at = index
			}
		case *syntax.IfStmt:
			l.changed(name, typ, s.True)
			l.changed(name, typ, s.False)
		case *syntax.ForStmt:
			l.changed(name, typ, s.Body)
		case *syntax.WhileStmt:
			l.changed(name, typ, s.Body)
		}
		if at != nil {
			l.report("changed-in-loop", at, fmt.Sprintf("loop over a copy: for … in list(%s)", name), fmt.Sprintf("%s cannot change while a loop runs over it", name))
		}
	}
}

// names are the names of a loop's target.
func names(target syntax.Expr) []string {
	var out []string
	tree.Walk(target, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Ident:
			out = append(out, n.Name)
		case *syntax.DotExpr, *syntax.IndexExpr:
			return false
		}
		return true
	})
	return out
}

// lateClosures reports functions that a loop keeps for later and that read its
// variable: they will all see its last value.
func (l *linter) lateClosures(vars []string, body []syntax.Stmt) {
	for _, s := range body {
		tree.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *tree.Def, *syntax.LambdaExpr:
				return false
			case *syntax.CallExpr:
				if dot, ok := n.Fn.(*syntax.DotExpr); ok && dot.Name.Name == "append" && len(n.Args) == 1 {
					l.late(vars, n.Args[0])
				}
			case *syntax.AssignStmt:
				if _, ok := n.LHS.(*syntax.IndexExpr); ok {
					l.late(vars, n.RHS)
				}
			}
			return true
		})
	}
}

// late reports a lambda that reads one of the variables.
func (l *linter) late(vars []string, x syntax.Expr) {
	f, ok := tree.Unparen(x).(*syntax.LambdaExpr)
	if !ok {
		return
	}
	var own []string
	for _, p := range f.Params {
		if name, _ := paramName(p); name != nil {
			own = append(own, name.Name)
		}
	}
	reported := false
	tree.Walk(f.Body, func(n syntax.Node) bool {
		if id, ok := n.(*syntax.Ident); ok && !reported && slices.Contains(vars, id.Name) && !slices.Contains(own, id.Name) {
			reported = true
			l.report("late-value", id, fmt.Sprintf("keep the value in a default: lambda %s=%s: …", id.Name, id.Name),
				fmt.Sprintf("when this lambda is called, %s has the value of the loop's last round", id.Name))
		}
		return !reported
	})
}

// mutableDefaults reports a default that a function changes or gives away: it
// is made once, and stays changed.
func (l *linter) mutableDefaults(f *function) {
	for _, p := range f.params {
		d, ok := p.(*syntax.BinaryExpr)
		if !ok {
			continue
		}
		name, _ := paramName(d)
		what := ""
		switch x := tree.Unparen(d.Y).(type) {
		case *syntax.ListExpr:
			what = "list"
		case *syntax.DictExpr:
			what = "dict"
		case *syntax.CallExpr:
			if n := path(x.Fn); len(x.Args) == 0 && (n == "list" || n == "dict" || n == "set") {
				what = n
			}
		}
		if what != "" && name != nil && altered(name.Name, f.body) {
			l.report("mutable-default", d.Y, fmt.Sprintf("let the default be None, and begin with if %[1]s == None: %[1]s = %[2]s()", name.Name, what),
				fmt.Sprintf("this %s is made once: what a call changes in it, the next call finds changed", what))
		}
	}
}

// altered reports whether statements change a name's value, or give it away.
func altered(name string, body []syntax.Stmt) bool {
	found := false
	for _, s := range body {
		tree.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.CallExpr:
				dot, ok := n.Fn.(*syntax.DotExpr)
				found = found || ok && path(dot.X) == name && changes(dot.Name.Name)
			case *syntax.AssignStmt:
				index, ok := n.LHS.(*syntax.IndexExpr)
				found = found || ok && path(index.X) == name || n.Op != syntax.EQ && path(n.LHS) == name
			case *syntax.ReturnStmt:
				found = found || n.Result != nil && path(n.Result) == name
			}
			return !found
		})
	}
	// A name that is assigned anew is another value from then on.
	return found && !slices.ContainsFunc(body, func(s syntax.Stmt) bool {
		a, ok := s.(*syntax.AssignStmt)
		return ok && a.Op == syntax.EQ && path(a.LHS) == name
	})
}
