package parse

import (
	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

const aloneStar = "a value with * stands within brackets or between commas"

// openExprs are those that no bracket encloses.
func (p *parser) openExprs() syntax.Expr { return p.exprs(false) }

// exprs is an expression, or a tuple without parentheses. A comma may end it
// only where closed.
func (p *parser) exprs(closed bool) syntax.Expr {
	star := p.tok
	x := p.element()
	if !p.is(syntax.COMMA) {
		if star.Kind == syntax.STAR {
			p.fail(star.Pos, aloneStar)
		}
		return x
	}
	return &syntax.TupleExpr{List: p.elements([]syntax.Expr{x}, closed)}
}

// elements reads on behind the first element of a tuple or list.
func (p *parser) elements(list []syntax.Expr, closed bool) []syntax.Expr {
	for p.is(syntax.COMMA) {
		comma := p.next()
		if p.is(syntax.EOF, syntax.NEWLINE, syntax.EQ, syntax.RBRACE, syntax.RBRACK, syntax.RPAREN, syntax.SEMI) {
			if !closed {
				p.fail(comma, "a tuple that ends in a comma needs brackets")
			}
			break
		}
		list = append(list, p.element())
	}
	return list
}

// element is an expression, or *x, whose values are elements.
func (p *parser) element() syntax.Expr {
	if !p.is(syntax.STAR) {
		return p.test()
	}
	star := &syntax.UnaryExpr{Op: syntax.STAR}
	star.OpPos = p.next()
	star.X = p.binary(bitwise)
	return star
}

// test is an expression without a comma.
func (p *parser) test() syntax.Expr {
	defer p.leave(p.enter())
	if p.is(syntax.LAMBDA) {
		return p.lambda(true)
	}
	x := p.binary(0)
	if !p.is(syntax.IF) {
		return x
	}
	c := &syntax.CondExpr{True: x, If: p.next()}
	c.Cond = p.binary(0)
	if !p.is(syntax.ELSE) {
		p.fail(c.If, "this if has no else")
	}
	c.ElsePos = p.next()
	c.False = p.test()
	return c
}

// lambda is lambda x: x; conditional: its body may be a if b else c.
func (p *parser) lambda(conditional bool) syntax.Expr {
	defer p.leave(p.enter())
	l := &syntax.LambdaExpr{Lambda: p.next()}
	if !p.is(syntax.COLON) {
		p.params(&l.Params, syntax.COLON)
	}
	p.want(syntax.COLON)
	if conditional {
		l.Body = p.test()
	} else {
		l.Body = p.noCond()
	}
	return l
}

// noCond is a test that does not end in if b else c.
func (p *parser) noCond() syntax.Expr {
	if p.is(syntax.LAMBDA) {
		return p.lambda(false)
	}
	return p.binary(0)
}

// levels are the operators between two operands, from those that bind least.
// The level of not is that of its operand.
var levels = [...][]syntax.Token{
	{syntax.OR},
	{syntax.AND},
	{syntax.NOT},
	{syntax.EQL, syntax.NEQ, syntax.LT, syntax.GT, syntax.LE, syntax.GE, syntax.IN, syntax.NOT_IN},
	{syntax.PIPE},
	{syntax.CIRCUMFLEX},
	{syntax.AMP},
	{syntax.LTLT, syntax.GTGT},
	{syntax.MINUS, syntax.PLUS},
	{syntax.STAR, syntax.PERCENT, syntax.SLASH, syntax.SLASHSLASH, tree.MatMul},
}

// Levels by name.
const (
	negation   = 2
	comparison = 3
	bitwise    = 4
)

// level of each operator; -1: the token is none.
var level = func() (table [128]int8) {
	for i := range table {
		table[i] = -1
	}
	for i, ops := range levels {
		for _, op := range ops {
			table[op] = int8(i)
		}
	}
	return table
}()

// binary is an expression whose operators bind at least as the level does.
func (p *parser) binary(least int) syntax.Expr {
	defer p.leave(p.enter())
	if least <= negation && p.is(syntax.NOT) {
		not := &syntax.UnaryExpr{Op: syntax.NOT, OpPos: p.next()}
		not.X = p.binary(negation)
		return p.operators(not, least, negation-1)
	}
	return p.operators(p.factor(), least, len(levels)-1)
}

// operators reads on behind a first operand, to which operators up to a level
// can be applied.
func (p *parser) operators(x syntax.Expr, least, most int) syntax.Expr {
	for {
		if p.is(syntax.NOT) { // behind an operand it can only be not in
			p.next()
			if !p.is(syntax.IN) {
				p.unexpected("in")
			}
			p.tok.Kind = syntax.NOT_IN
		}
		op := p.tok.Kind
		at := int(level[op])
		if at < least || at > most {
			return x
		}
		pos := p.next()
		y := p.binary(at + 1)
		x = join(x, op, pos, y)
		p.grow()
		most = at
	}
}

// join applies an operator. A comparison of a comparison is a chain.
func join(x syntax.Expr, op syntax.Token, pos syntax.Position, y syntax.Expr) syntax.Expr {
	if level[op] == comparison {
		switch first := x.(type) {
		case *tree.Chain:
			first.Rest = append(first.Rest, tree.Comparison{OpPos: pos, Op: op, Y: y})
			return first
		case *syntax.BinaryExpr:
			if level[first.Op] == comparison {
				return &tree.Chain{First: first.X, Rest: []tree.Comparison{
					{OpPos: first.OpPos, Op: first.Op, Y: first.Y}, {OpPos: pos, Op: op, Y: y},
				}}
			}
		}
	}
	return &syntax.BinaryExpr{X: x, OpPos: pos, Op: op, Y: y}
}

// factor is -x, or x ** y, which binds more.
func (p *parser) factor() syntax.Expr {
	defer p.leave(p.enter())
	if p.is(syntax.MINUS, syntax.PLUS, syntax.TILDE) {
		u := &syntax.UnaryExpr{Op: p.tok.Kind}
		u.OpPos = p.next()
		u.X = p.factor()
		return u
	}
	x := p.primary()
	if !p.is(syntax.STARSTAR) {
		return x
	}
	pos := p.next()
	return &syntax.BinaryExpr{X: x, OpPos: pos, Op: tree.Pow, Y: p.factor()}
}

// loopVars are the targets of a for, without the in that follows.
func (p *parser) loopVars() syntax.Expr {
	star := p.tok
	x := p.loopVar()
	if !p.is(syntax.COMMA) {
		if star.Kind == syntax.STAR {
			p.fail(star.Pos, aloneStar)
		}
		return x
	}
	list := []syntax.Expr{x}
	for p.is(syntax.COMMA) {
		p.next()
		if p.is(syntax.IN, syntax.EOF, syntax.NEWLINE) {
			break
		}
		list = append(list, p.loopVar())
	}
	return &syntax.TupleExpr{List: list}
}

func (p *parser) loopVar() syntax.Expr {
	if !p.is(syntax.STAR) {
		return p.primary()
	}
	star := &syntax.UnaryExpr{Op: syntax.STAR}
	star.OpPos = p.next()
	star.X = p.primary()
	return star
}

// params are those of a def or lambda, which a token of a kind ends. Only a
// def's can be annotated.
func (p *parser) params(list *[]syntax.Expr, end syntax.Token) {
	for !p.is(syntax.RPAREN, syntax.COLON, syntax.EOF) {
		if len(*list) > 0 {
			p.comma(end)
			if p.is(syntax.RPAREN, syntax.COLON) {
				break
			}
		}
		*list = append(*list, p.param(end == syntax.RPAREN))
	}
}

func (p *parser) param(annotated bool) syntax.Expr {
	if p.is(syntax.STAR, syntax.STARSTAR) {
		u := &syntax.UnaryExpr{Op: p.tok.Kind}
		u.OpPos = p.next()
		if u.Op == syntax.STARSTAR || p.is(syntax.IDENT) {
			u.X = p.paramName(annotated)
		}
		return u
	}
	name := p.paramName(annotated)
	if !p.is(syntax.EQ) {
		return name
	}
	pos := p.next()
	return &syntax.BinaryExpr{X: name, OpPos: pos, Op: syntax.EQ, Y: p.test()}
}

func (p *parser) paramName(annotated bool) syntax.Expr {
	id := p.ident()
	if !annotated || !p.is(syntax.COLON) {
		return id
	}
	a := &tree.Annotated{Name: id, Colon: p.next()}
	a.Type = p.test()
	return a
}
