package syntax

import (
	"fmt"
	"strings"

	"go.starlark.net/syntax"
)

// A hidden name is looked up in the live map, which takes longer than most
// operations. So what may run more than once, in a function or a loop, uses a
// copy that the program keeps in a variable of its own: the prelude, before
// the program's first statement, makes it. Operations with a constant operand
// are made there too.
type prelude struct {
	pos   syntax.Position
	stmts []syntax.Stmt
	made  map[string]string // variables by what they hold
}

// variable returns the variable that holds what an expression makes, under a
// key that is the same for equal ones.
func (p *prelude) variable(key string, value func() syntax.Expr) string {
	if name, ok := p.made[key]; ok {
		return name
	}
	v := value() // may need others first
	name := fmt.Sprintf("<%d>", len(p.made))
	if p.made == nil {
		p.made = map[string]string{}
	}
	p.made[key] = name
	p.stmts = append(p.stmts, store(p.pos, hidden(p.pos, name), v))
	return name
}

// repeated reports whether what is lowered now may run more than once.
func (l *lowering) repeated() bool { return l.loops > 0 || l.block != nil }

// hidden is the value of a hidden name.
func (l *lowering) hidden(pos syntax.Position, name string) syntax.Expr {
	if l.repeated() {
		name = l.prelude.variable(name, func() syntax.Expr { return hidden(l.prelude.pos, name) })
	}
	return hidden(pos, name)
}

// fixed is the value of an expression of constants that programs cannot write,
// made once.
func (l *lowering) fixed(pos syntax.Position, key string, value func() syntax.Expr) syntax.Expr {
	if l.repeated() {
		return hidden(pos, l.prelude.variable(key, value))
	}
	// It stands here, not in the prelude: the machine's table of positions grows
	// with the way from one to the next.
	defer func(at syntax.Position) { l.prelude.pos = at }(l.prelude.pos)
	l.prelude.pos = pos
	return value()
}

// key tells constants apart; it ends in what no constant has.
func key(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		switch p := p.(type) {
		case nil:
			b.WriteString("none")
		case *syntax.Literal:
			fmt.Fprintf(&b, "%T:%q", p.Value, fmt.Sprint(p.Token, " ", p.Value))
		case *syntax.Ident:
			b.WriteString(p.Name)
		case *syntax.UnaryExpr:
			b.WriteString(p.Op.String() + key(p.X))
		case *syntax.ParenExpr:
			b.WriteString(key(p.X))
		default:
			fmt.Fprintf(&b, "%q", p)
		}
		b.WriteByte(0)
	}
	return b.String()
}

// unary is op[x].
func (l *lowering) unary(pos syntax.Position, op string, x syntax.Expr) syntax.Expr {
	return index(l.hidden(pos, op), pos, x)
}

// operation is op[x][y], with constant operands given beforehand.
func (l *lowering) operation(pos syntax.Position, op string, x, y syntax.Expr) syntax.Expr {
	if l.repeated() {
		bind := func(side string, constant, other syntax.Expr) syntax.Expr {
			made := l.fixed(pos, key(side, op, constant), func() syntax.Expr {
				at := l.prelude.pos
				return call(at, side, hidden(at, op), constant)
			})
			return index(made, pos, other)
		}
		switch {
		case l.isConstant(y):
			return bind(Right, y, x)
		case l.isConstant(x):
			return bind(Left, x, y)
		}
	}
	return index(index(l.hidden(pos, op), pos, x), pos, y)
}

// hiddenCall calls a hidden function.
func (l *lowering) hiddenCall(pos syntax.Position, fn string, args ...syntax.Expr) syntax.Expr {
	return &syntax.CallExpr{Fn: l.hidden(pos, fn), Lparen: pos, Args: args, Rparen: pos}
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

func index(x syntax.Expr, pos syntax.Position, y syntax.Expr) syntax.Expr {
	return &syntax.IndexExpr{X: x, Lbrack: pos, Y: y, Rbrack: pos}
}

func tuple(pos syntax.Position, list []syntax.Expr) syntax.Expr {
	return &syntax.TupleExpr{Lparen: pos, List: list, Rparen: pos}
}

func text(pos syntax.Position, s string) *syntax.Literal {
	return &syntax.Literal{Token: syntax.STRING, TokenPos: pos, Raw: syntax.Quote(s, false), Value: s}
}
