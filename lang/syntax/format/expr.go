package format

import (
	"slices"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// expr sets an expression. Where it is deep, what it continues on further
// lines is indented.
func (p *printer) expr(e syntax.Expr, deep bool) *doc {
	switch e := e.(type) {
	case *syntax.ParenExpr:
		return p.paren(e)
	case *syntax.UnaryExpr:
		return p.unary(e)
	case *syntax.BinaryExpr:
		switch e.Op {
		case syntax.EQ:
			return p.keyword(e)
		case tree.Pow:
			return p.power(e, deep)
		}
		return p.operators(e, deep)
	case *tree.Chain:
		rest := make([]operand, len(e.Rest))
		for i, c := range e.Rest {
			rest[i] = operand{c.Op, c.Y}
		}
		return p.joined(e.First, rest, deep)
	case *syntax.CondExpr:
		return p.conditional(e, deep)
	case *syntax.LambdaExpr:
		return p.lambda(e)
	case *syntax.CallExpr, *syntax.DotExpr, *syntax.IndexExpr, *syntax.SliceExpr:
		return p.primary(e, deep)
	case *syntax.ListExpr:
		return p.display(e.List)
	case *tree.Set:
		return p.display(e.List)
	case *syntax.DictExpr:
		return p.listed(len(e.List), func(i int) *doc { return p.expr(e.List[i], true) }, style{commas: true})
	case *syntax.DictEntry:
		key := p.expr(e.Key, true)
		return seq(key, p.take(), text(" "), p.expr(e.Value, true))
	case *syntax.TupleExpr:
		return p.tuple(e, deep)
	case *syntax.Comprehension:
		return p.comprehension(e)
	case *tree.Annotated:
		return seq(p.take(), p.take(), text(" "), p.expr(e.Type, true))
	case *tree.Slice:
		return p.slice(e.Lo, e.Hi, e.Step)
	}
	return p.take() // Ident, Literal, FString, Ellipsis
}

func (p *printer) unary(e *syntax.UnaryExpr) *doc {
	parts := []*doc{p.take()}
	if e.Op == syntax.NOT {
		parts = append(parts, text(" "))
	}
	if e.X != nil {
		parts = append(parts, p.expr(e.X, true))
	}
	return seq(parts...)
}

// keyword is name=value, of an argument or a parameter.
func (p *printer) keyword(e *syntax.BinaryExpr) *doc {
	name := p.expr(e.X, true)
	if _, ok := e.X.(*tree.Annotated); ok {
		return seq(name, text(" "), p.take(), text(" "), p.expr(e.Y, true))
	}
	return seq(name, p.take(), p.expr(e.Y, true))
}

// power is x**y if both are simple, else x ** y.
func (p *printer) power(e *syntax.BinaryExpr, deep bool) *doc {
	if tight(e) {
		return seq(p.expr(e.X, true), p.take(), p.expr(e.Y, true))
	}
	return p.joined(e.X, []operand{{e.Op, e.Y}}, deep)
}

// tight reports whether both sides of a power are simple, or the right one is
// such a power itself.
func tight(e *syntax.BinaryExpr) bool {
	right, ok := e.Y.(*syntax.BinaryExpr)
	return simple(e.X) && (simple(e.Y) || ok && right.Op == tree.Pow && tight(right))
}

// simple is a name, a number, or an attribute, perhaps with a sign.
func simple(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.Ident:
		return true
	case *syntax.Literal:
		return e.Token == syntax.INT || e.Token == syntax.FLOAT
	case *syntax.DotExpr:
		return simple(e.X)
	case *syntax.UnaryExpr:
		return e.Op != syntax.NOT && e.X != nil && simple(e.X)
	}
	return false
}

// An operand is what is right of an operator.
type operand struct {
	op syntax.Token
	y  syntax.Expr
}

// levels are the operators that can follow one another without parentheses.
var levels = [...][]syntax.Token{
	{syntax.PLUS, syntax.MINUS},
	{syntax.STAR, syntax.SLASH, syntax.SLASHSLASH, syntax.PERCENT, tree.MatMul},
	{syntax.LTLT, syntax.GTGT},
}

func sameLevel(a, b syntax.Token) bool {
	return a == b || slices.ContainsFunc(levels[:], func(ops []syntax.Token) bool {
		return slices.Contains(ops, a) && slices.Contains(ops, b)
	})
}

// operators sets x + y - z: what binds alike breaks alike.
func (p *printer) operators(e *syntax.BinaryExpr, deep bool) *doc {
	rest := []operand{{e.Op, e.Y}}
	x := e.X
	for {
		left, ok := x.(*syntax.BinaryExpr)
		if !ok || !sameLevel(left.Op, e.Op) {
			break
		}
		rest = append(rest, operand{left.Op, left.Y})
		x = left.X
	}
	slices.Reverse(rest)
	return p.joined(x, rest, deep)
}

// joined sets operands, each on a line behind its operator where they do not
// fit on one.
func (p *printer) joined(first syntax.Expr, rest []operand, deep bool) *doc {
	left := p.expr(first, true)
	var parts []*doc
	for _, o := range rest {
		behind, op := p.operator(o.op)
		parts = append(parts, behind...)
		parts = append(parts, brk(" "), seq(op, text(" "), p.expr(o.y, true)))
	}
	return p.broken(left, parts, len(rest), deep)
}

// broken is a group of a part and of those that can go to further lines.
func (p *printer) broken(first *doc, rest []*doc, joints int, deep bool) *doc {
	var d *doc
	if deep {
		d = grouped(first, nest(rest...))
	} else {
		d = grouped(append([]*doc{first}, rest...)...)
	}
	d.joints = joints
	return d
}

// operator sets an operator. What is remarked around it goes before it: behind
// the operand on its left, or on lines of its own.
func (p *printer) operator(op syntax.Token) (behind []*doc, set *doc) {
	behind = p.flush()
	var own []remark
	words := 1
	if op == syntax.NOT_IN {
		words = 2
	}
	for range words {
		w := p.next()
		own = append(own, w.before...)
		if len(own) == 0 {
			behind = append(behind, remarks(w.after)...)
		} else {
			own = append(own, w.after...)
		}
	}
	own = append(own, p.peek().before...)
	p.peek().before = nil
	for i := range own {
		own[i].own = true
	}
	return behind, seq(append(remarks(own), text(tree.Op(op)))...)
}

// conditional sets x if a else y, and on the same level y if b else z.
func (p *printer) conditional(e *syntax.CondExpr, deep bool) *doc {
	first := p.expr(e.True, true)
	var parts []*doc
	for {
		parts = append(parts, p.flush()...)
		parts = append(parts, brk(" "), seq(p.take(), text(" "), p.expr(e.Cond, true)))
		parts = append(parts, p.flush()...)
		next, again := e.False.(*syntax.CondExpr)
		if !again {
			parts = append(parts, brk(" "), seq(p.take(), text(" "), p.expr(e.False, true)))
			return p.broken(first, parts, 2, deep)
		}
		parts = append(parts, brk(" "), seq(p.take(), text(" "), p.expr(next.True, true)))
		e = next
	}
}

func (p *printer) lambda(e *syntax.LambdaExpr) *doc {
	parts := []*doc{p.take()}
	for i, param := range e.Params {
		parts = append(parts, text(" "), p.expr(param, true))
		if p.is(syntax.COMMA) {
			if i+1 < len(e.Params) {
				parts = append(parts, p.take())
			} else {
				p.drop()
			}
		}
	}
	return seq(append(parts, p.take(), text(" "), p.expr(e.Body, true))...)
}

// primary sets an atom with the attributes, calls and indices behind it. Two
// method calls or more break before their dots.
func (p *printer) primary(e syntax.Expr, deep bool) *doc {
	var behind []syntax.Expr // from the last to the first
	atom := e
	for {
		behind = append(behind, atom)
		switch x := atom.(type) {
		case *syntax.CallExpr:
			atom = x.Fn
		case *syntax.DotExpr:
			atom = x.X
		case *syntax.IndexExpr:
			atom = x.X
		case *syntax.SliceExpr:
			atom = x.X
		}
		switch atom.(type) {
		case *syntax.CallExpr, *syntax.DotExpr, *syntax.IndexExpr, *syntax.SliceExpr:
			continue
		}
		break
	}
	slices.Reverse(behind)

	// links are the atom with its first call, and each method with its call.
	links, comments := [][]*doc{{p.expr(atom, true)}}, [][]*doc{nil}
	if lit, ok := atom.(*syntax.Literal); ok && lit.Token == syntax.INT {
		links[0] = append(links[0], text(" ")) // 1.x would be 1. and x
	}
	calls, called := 0, false
	for i, x := range behind {
		_, dot := x.(*syntax.DotExpr)
		if dot && called && callsLater(behind[i:]) {
			comments = append(comments, p.flush())
			links = append(links, nil)
			called = false
		}
		n := len(links) - 1
		links[n] = append(links[n], p.postfix(x)...)
		if _, ok := x.(*syntax.CallExpr); ok && !called {
			called = true
			calls++
		}
	}
	if len(links) < 3 {
		var all []*doc
		for i, parts := range links {
			all = append(append(all, comments[i]...), parts...)
		}
		return seq(all...)
	}
	var rest []*doc
	for i, parts := range links[1:] {
		rest = append(append(rest, comments[i+1]...), brk(""), seq(parts...))
	}
	return p.broken(seq(links[0]...), rest, len(links)-1, deep)
}

// callsLater reports whether there is a call among what is behind an atom.
func callsLater(behind []syntax.Expr) bool {
	return slices.ContainsFunc(behind, func(e syntax.Expr) bool {
		_, ok := e.(*syntax.CallExpr)
		return ok
	})
}

// postfix sets .name, (arguments) or [index].
func (p *printer) postfix(e syntax.Expr) []*doc {
	switch e := e.(type) {
	case *syntax.DotExpr:
		return []*doc{p.take(), p.take()}
	case *syntax.CallExpr:
		return []*doc{p.listed(len(e.Args), func(i int) *doc { return p.expr(e.Args[i], len(e.Args) > 1) }, style{commas: true, hug: true})}
	case *syntax.SliceExpr:
		return []*doc{p.listed(1, func(int) *doc { return p.slice(e.Lo, e.Hi, e.Step) }, style{})}
	case *syntax.IndexExpr:
		if t, ok := loose(e.Y); ok {
			return []*doc{p.elements(t)}
		}
		return []*doc{p.listed(1, func(int) *doc { return p.expr(e.Y, false) }, style{})}
	}
	return nil
}

// slice sets lo:hi:step. Around its colons are spaces where one of the three
// is more than a name or number.
func (p *printer) slice(lo, hi, step syntax.Expr) *doc {
	wide := false
	for _, e := range []syntax.Expr{lo, hi, step} {
		_, dot := e.(*syntax.DotExpr)
		wide = wide || e != nil && (dot || !simple(e))
	}
	var parts []*doc
	part := func(e syntax.Expr) {
		if e != nil {
			parts = append(parts, p.expr(e, true))
		}
	}
	colon := func(left, right syntax.Expr) {
		if wide && left != nil {
			parts = append(parts, text(" "))
		}
		parts = append(parts, p.take())
		if wide && right != nil {
			parts = append(parts, text(" "))
		}
	}
	part(lo)
	colon(lo, hi)
	part(hi)
	if p.is(syntax.COLON) {
		colon(hi, step)
		part(step)
	}
	return seq(parts...)
}
