package tree

import (
	"fmt"
	"strings"

	"go.starlark.net/syntax"
)

// Dump writes statements as S-expressions, one a line. Two texts whose dumps
// are equal are the same program: positions, comments, parentheses that only
// group, and how a literal is written are left out.
func Dump(stmts []syntax.Stmt) string {
	var d dump
	d.block(stmts, 0)
	return d.String()
}

// DumpExpr is Dump for an expression.
func DumpExpr(e syntax.Expr) string {
	var d dump
	d.expr(e)
	return d.String()
}

type dump struct{ strings.Builder }

func (d *dump) f(format string, args ...any) { fmt.Fprintf(d, format, args...) }

func (d *dump) block(stmts []syntax.Stmt, indent int) {
	for _, s := range stmts {
		d.f("%s", strings.Repeat("  ", indent))
		d.stmt(s, indent)
	}
}

// list is (head e e …).
func (d *dump) list(head string, list ...syntax.Expr) {
	d.f("(%s", head)
	for _, e := range list {
		d.f(" ")
		d.expr(e)
	}
	d.f(")")
}

func (d *dump) line(head string, list ...syntax.Expr) {
	d.list(head, list...)
	d.f("\n")
}

func (d *dump) stmt(s syntax.Stmt, indent int) {
	switch s := s.(type) {
	case *Def:
		d.list("def "+s.Name.Name, s.Params...)
		if s.Result != nil {
			d.f(" -> ")
			d.expr(s.Result)
		}
		d.f("\n")
		d.block(s.Body, indent+1)
	case *syntax.DefStmt:
		d.stmt(&Def{DefStmt: s}, indent)
	case *Declare:
		d.line("declare", s.X, s.Type, s.Value)
	case *syntax.AssignStmt:
		d.line(Op(s.Op), s.LHS, s.RHS)
	case *syntax.ExprStmt:
		d.line("expr", s.X)
	case *syntax.IfStmt:
		d.line("if", s.Cond)
		d.block(s.True, indent+1)
		if s.False != nil {
			d.f("%selse\n", strings.Repeat("  ", indent))
			d.block(s.False, indent+1)
		}
	case *syntax.ForStmt:
		d.line("for", s.Vars, s.X)
		d.block(s.Body, indent+1)
	case *syntax.WhileStmt:
		d.line("while", s.Cond)
		d.block(s.Body, indent+1)
	case *syntax.ReturnStmt:
		d.line("return", s.Result)
	case *syntax.BranchStmt:
		d.line(s.Token.String())
	case *syntax.LoadStmt:
		d.f("(load %q", s.ModuleName())
		for i, from := range s.From {
			d.f(" %s=%s", s.To[i].Name, from.Name)
		}
		d.f(")\n")
	case *BadStmt:
		d.line("bad")
	default:
		d.f("(unknown %T)\n", s)
	}
}

func (d *dump) expr(e syntax.Expr) {
	switch e := e.(type) {
	case nil:
		d.f("_")
	case *syntax.Ident:
		d.f("%s", e.Name)
	case *syntax.Literal:
		if s, ok := e.Value.(string); ok {
			d.f("%s%q", map[bool]string{true: "b"}[e.Token == syntax.BYTES], s)
		} else {
			d.f("%T:%v", e.Value, e.Value)
		}
	case *syntax.ParenExpr:
		d.expr(e.X)
	case *syntax.UnaryExpr:
		d.list("unary "+Op(e.Op), present(e.X)...)
	case *syntax.BinaryExpr:
		d.list(Op(e.Op), e.X, e.Y)
	case *Chain:
		d.f("(chain ")
		d.expr(e.First)
		for _, c := range e.Rest {
			d.f(" %s ", Op(c.Op))
			d.expr(c.Y)
		}
		d.f(")")
	case *syntax.CallExpr:
		d.list("call", append([]syntax.Expr{e.Fn}, e.Args...)...)
	case *syntax.DotExpr:
		d.list("."+e.Name.Name, e.X)
	case *syntax.IndexExpr:
		d.list("index", e.X, e.Y)
	case *syntax.SliceExpr:
		d.list("sliced", e.X, e.Lo, e.Hi, e.Step)
	case *Slice:
		d.list("slice", e.Lo, e.Hi, e.Step)
	case *Ellipsis:
		d.f("...")
	case *syntax.CondExpr:
		d.list("cond", e.Cond, e.True, e.False)
	case *syntax.LambdaExpr:
		d.list("lambda", append(append([]syntax.Expr{}, e.Params...), e.Body)...)
	case *syntax.ListExpr:
		d.list("list", e.List...)
	case *syntax.TupleExpr:
		d.list("tuple", e.List...)
	case *syntax.DictExpr:
		d.list("dict", e.List...)
	case *syntax.DictEntry:
		d.list(":", e.Key, e.Value)
	case *Set:
		d.list("set", e.List...)
	case *syntax.Comprehension:
		d.comprehension(e)
	case *Annotated:
		d.list("annotated "+e.Name.Name, e.Type)
	case *FString:
		d.f("(f")
		d.parts(e.Parts)
		d.f(")")
	case *BadExpr:
		d.f("(bad)")
	default:
		d.f("(unknown %T)", e)
	}
}

func (d *dump) comprehension(e *syntax.Comprehension) {
	d.f("(%s ", map[bool]string{true: "curly", false: "comprehension"}[e.Curly])
	d.expr(e.Body)
	for _, c := range e.Clauses {
		d.f(" ")
		switch c := c.(type) {
		case *syntax.ForClause:
			d.list("for", c.Vars, c.X)
		case *syntax.IfClause:
			d.list("if", c.Cond)
		}
	}
	d.f(")")
}

func (d *dump) parts(parts []Part) {
	for _, p := range parts {
		if p.Field == nil {
			d.f(" %q", p.Text)
			continue
		}
		d.f(" {")
		d.expr(p.Field.X)
		if p.Field.Source != "" {
			d.f(" = %q", p.Field.Source)
		}
		if p.Field.Conv != 0 {
			d.f(" !%c", p.Field.Conv)
		}
		if p.Field.Colon {
			d.f(" :")
			d.parts(p.Field.Spec)
		}
		d.f("}")
	}
}
