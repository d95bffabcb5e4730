package tree

import "go.starlark.net/syntax"

// Walk calls visit for a node and, where that returns true, for its parts in
// the order in which they are written.
func Walk(n syntax.Node, visit func(syntax.Node) bool) {
	if visit(n) {
		for part := range Parts(n) {
			Walk(part, visit)
		}
	}
}

// Parts are the nodes that a node directly consists of, in the order in which
// they are written.
func Parts(n syntax.Node) func(yield func(syntax.Node) bool) {
	return func(yield func(syntax.Node) bool) {
		w := walk{yield: yield}
		if s, ok := n.(syntax.Stmt); ok {
			w.stmt(s)
		} else {
			w.expr(n)
		}
	}
}

// A walk goes on until yield returns false.
type walk struct {
	yield func(syntax.Node) bool
	over  bool
}

func (w *walk) one(n syntax.Node) {
	if !w.over {
		w.over = !w.yield(n)
	}
}

// opt is one of a part that may be missing.
func (w *walk) opt(e syntax.Expr) {
	if e != nil {
		w.one(e)
	}
}

func (w *walk) exprs(list []syntax.Expr) {
	for _, e := range list {
		w.one(e)
	}
}

func (w *walk) stmts(list []syntax.Stmt) {
	for _, s := range list {
		w.one(s)
	}
}

func (w *walk) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *Def:
		w.one(s.Name)
		w.exprs(s.Params)
		w.opt(s.Result)
		w.stmts(s.Body)
	case *syntax.DefStmt:
		w.one(s.Name)
		w.exprs(s.Params)
		w.stmts(s.Body)
	case *Declare:
		w.one(s.X)
		w.one(s.Type)
		w.opt(s.Value)
	case *syntax.AssignStmt:
		w.one(s.LHS)
		w.one(s.RHS)
	case *syntax.ExprStmt:
		w.one(s.X)
	case *syntax.IfStmt:
		w.one(s.Cond)
		w.stmts(s.True)
		w.stmts(s.False)
	case *syntax.ForStmt:
		w.one(s.Vars)
		w.one(s.X)
		w.stmts(s.Body)
	case *syntax.WhileStmt:
		w.one(s.Cond)
		w.stmts(s.Body)
	case *syntax.ReturnStmt:
		w.opt(s.Result)
	case *syntax.LoadStmt:
		w.one(s.Module)
		for i, from := range s.From {
			w.one(s.To[i])
			if from != s.To[i] {
				w.one(from)
			}
		}
	}
}

func (w *walk) expr(n syntax.Node) {
	switch e := n.(type) {
	case *syntax.ParenExpr:
		w.one(e.X)
	case *syntax.UnaryExpr:
		w.opt(e.X)
	case *syntax.BinaryExpr:
		w.one(e.X)
		w.one(e.Y)
	case *Chain:
		w.one(e.First)
		for _, c := range e.Rest {
			w.one(c.Y)
		}
	case *syntax.CallExpr:
		w.one(e.Fn)
		w.exprs(e.Args)
	case *syntax.DotExpr:
		w.one(e.X)
		w.one(e.Name)
	case *syntax.IndexExpr:
		w.one(e.X)
		w.one(e.Y)
	case *syntax.SliceExpr:
		w.one(e.X)
		w.exprs(present(e.Lo, e.Hi, e.Step))
	case *Slice:
		w.exprs(present(e.Lo, e.Hi, e.Step))
	case *syntax.CondExpr:
		w.one(e.True)
		w.one(e.Cond)
		w.one(e.False)
	case *syntax.LambdaExpr:
		w.exprs(e.Params)
		w.one(e.Body)
	case *syntax.ListExpr:
		w.exprs(e.List)
	case *syntax.TupleExpr:
		w.exprs(e.List)
	case *syntax.DictExpr:
		w.exprs(e.List)
	case *syntax.DictEntry:
		w.one(e.Key)
		w.one(e.Value)
	case *Set:
		w.exprs(e.List)
	case *syntax.Comprehension:
		w.one(e.Body)
		for _, c := range e.Clauses {
			w.one(c)
		}
	case *syntax.ForClause:
		w.one(e.Vars)
		w.one(e.X)
	case *syntax.IfClause:
		w.one(e.Cond)
	case *Annotated:
		w.one(e.Name)
		w.one(e.Type)
	case *FString:
		w.parts(e.Parts)
	}
}

func (w *walk) parts(parts []Part) {
	for _, p := range parts {
		if p.Field != nil {
			w.one(p.Field.X)
			w.parts(p.Field.Spec)
		}
	}
}

func present(list ...syntax.Expr) []syntax.Expr {
	var out []syntax.Expr
	for _, e := range list {
		if e != nil {
			out = append(out, e)
		}
	}
	return out
}
