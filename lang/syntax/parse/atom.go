package parse

import (
	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// primary is an atom with the calls, indices and attributes behind it.
func (p *parser) primary() syntax.Expr {
	x := p.atom()
	for ; ; p.grow() {
		switch p.tok.Kind {
		case syntax.DOT:
			dot := p.next()
			at := p.tok.Pos
			x = &syntax.DotExpr{X: x, Dot: dot, NamePos: at, Name: p.ident()}
		case syntax.LBRACK:
			x = p.index(x)
		case syntax.LPAREN:
			call := &syntax.CallExpr{Fn: x, Lparen: p.next()}
			call.Args = p.args()
			call.Rparen = p.close(syntax.RPAREN)
			x = call
		default:
			return x
		}
	}
}

// index is x[i], x[i, j], x[lo:hi:step] or x[lo:hi, :].
func (p *parser) index(x syntax.Expr) syntax.Expr {
	lbrack := p.next()
	first, isSlice := p.subscript()
	if p.is(syntax.COMMA) {
		list := []syntax.Expr{first}
		for p.is(syntax.COMMA) {
			p.next()
			if p.is(syntax.RBRACK) {
				break
			}
			item, _ := p.subscript()
			list = append(list, item)
		}
		first, isSlice = &syntax.TupleExpr{List: list}, false
	}
	rbrack := p.close(syntax.RBRACK)
	if s, ok := first.(*tree.Slice); ok && isSlice {
		return &syntax.SliceExpr{X: x, Lbrack: lbrack, Lo: s.Lo, Hi: s.Hi, Step: s.Step, Rbrack: rbrack}
	}
	return &syntax.IndexExpr{X: x, Lbrack: lbrack, Y: first, Rbrack: rbrack}
}

// subscript is one index, which may be a slice.
func (p *parser) subscript() (x syntax.Expr, isSlice bool) {
	switch p.tok.Kind {
	case scan.Ellipsis:
		return &tree.Ellipsis{Pos: p.next()}, false
	case syntax.COLON:
	default:
		x = p.test()
		if !p.is(syntax.COLON) {
			return x, false
		}
	}
	s := &tree.Slice{Lo: x, Colon: p.tok.Pos}
	part := func() (e syntax.Expr) {
		s.EndPos = p.end()
		p.next()
		if !p.is(syntax.COLON, syntax.COMMA, syntax.RBRACK) {
			e = p.test()
			s.EndPos = syntax.End(e)
		}
		return e
	}
	s.Hi = part()
	if p.is(syntax.COLON) {
		s.Step = part()
	}
	return s, true
}

// args are the arguments of a call.
func (p *parser) args() []syntax.Expr {
	var list []syntax.Expr
	for !p.is(syntax.RPAREN, syntax.EOF) {
		if len(list) > 0 {
			p.comma(syntax.RPAREN)
			if p.is(syntax.RPAREN) {
				break
			}
		}
		list = append(list, p.arg())
	}
	return list
}

func (p *parser) arg() syntax.Expr {
	if p.is(syntax.STAR, syntax.STARSTAR) {
		u := &syntax.UnaryExpr{Op: p.tok.Kind}
		u.OpPos = p.next()
		u.X = p.test()
		return u
	}
	x := p.test()
	if !p.is(syntax.EQ) {
		return x
	}
	if _, ok := x.(*syntax.Ident); !ok {
		p.fail(p.tok.Pos, "before the = of an argument its name should stand")
	}
	pos := p.next()
	return &syntax.BinaryExpr{X: x, OpPos: pos, Op: syntax.EQ, Y: p.test()}
}

// atom is what has no operator of its own.
func (p *parser) atom() syntax.Expr {
	switch p.tok.Kind {
	case syntax.IDENT:
		return p.ident()
	case syntax.INT, syntax.FLOAT, syntax.STRING, syntax.BYTES:
		return p.literal()
	case scan.FString:
		return p.fstring()
	case syntax.LBRACK:
		return p.list()
	case syntax.LBRACE:
		return p.braces()
	case syntax.LPAREN:
		return p.parens()
	}
	p.unexpected(value)
	return nil
}

// literal is a number or string.
func (p *parser) literal() *syntax.Literal {
	t := p.tok
	lit := &syntax.Literal{Token: t.Kind, TokenPos: t.Pos, Raw: p.src[t.Start:t.End]}
	if t.Kind == syntax.STRING || t.Kind == syntax.BYTES {
		lit.Value, _ = scan.Unquote(lit.Raw) // the scanner has refused those with an error
	} else {
		lit.Value = scan.Number(t, lit.Raw)
	}
	p.next()
	return lit
}

// parens is (), (x) or (x, y).
func (p *parser) parens() syntax.Expr {
	lparen := p.next()
	if p.is(syntax.RPAREN) {
		return &syntax.TupleExpr{Lparen: lparen, Rparen: p.next()}
	}
	e := &syntax.ParenExpr{Lparen: lparen, X: p.exprs(true)}
	e.Rparen = p.close(syntax.RPAREN)
	return e
}

// list is a list or a comprehension.
func (p *parser) list() syntax.Expr {
	l := &syntax.ListExpr{Lbrack: p.next()}
	if !p.is(syntax.RBRACK) {
		first := p.element()
		if p.is(syntax.FOR) {
			return p.comprehension(l.Lbrack, first, syntax.RBRACK)
		}
		l.List = p.elements([]syntax.Expr{first}, true)
	}
	l.Rbrack = p.close(syntax.RBRACK)
	return l
}

// braces is a dict, a set, or a comprehension of one. The first entry says
// which.
func (p *parser) braces() syntax.Expr {
	lbrace := p.next()
	if p.is(syntax.RBRACE) {
		return &syntax.DictExpr{Lbrace: lbrace, Rbrace: p.next()}
	}
	entry := p.setElement
	first := p.firstEntry()
	switch x := first.(type) {
	case *syntax.DictEntry:
		entry = p.dictEntry
	case *syntax.UnaryExpr:
		if x.Op == syntax.STARSTAR {
			entry = p.dictEntry
		}
	}
	if p.is(syntax.FOR) {
		return p.comprehension(lbrace, first, syntax.RBRACE)
	}
	list := []syntax.Expr{first}
	for p.is(syntax.COMMA) {
		p.next()
		if p.is(syntax.RBRACE) {
			break
		}
		list = append(list, entry())
	}
	rbrace := p.close(syntax.RBRACE)
	switch x := first.(type) {
	case *syntax.DictEntry:
		return &syntax.DictExpr{Lbrace: lbrace, List: list, Rbrace: rbrace}
	case *syntax.UnaryExpr:
		if x.Op == syntax.STARSTAR {
			return &syntax.DictExpr{Lbrace: lbrace, List: list, Rbrace: rbrace}
		}
	}
	return &tree.Set{Lbrace: lbrace, List: list, Rbrace: rbrace}
}

// firstEntry is that of a dict or of a set.
func (p *parser) firstEntry() syntax.Expr {
	if p.is(syntax.STARSTAR) {
		return p.dictEntry()
	}
	x := p.element()
	if u, ok := x.(*syntax.UnaryExpr); ok && u.Op == syntax.STAR || !p.is(syntax.COLON) {
		return x
	}
	return p.value(x)
}

func (p *parser) setElement() syntax.Expr { return p.element() }

// dictEntry is key: value or **dict.
func (p *parser) dictEntry() syntax.Expr {
	if p.is(syntax.STARSTAR) {
		u := &syntax.UnaryExpr{Op: syntax.STARSTAR}
		u.OpPos = p.next()
		u.X = p.binary(bitwise)
		return u
	}
	return p.value(p.test())
}

func (p *parser) value(key syntax.Expr) syntax.Expr {
	e := &syntax.DictEntry{Key: key}
	e.Colon = p.want(syntax.COLON)
	e.Value = p.test()
	return e
}

// comprehension reads the clauses behind a body.
func (p *parser) comprehension(lbrack syntax.Position, body syntax.Expr, closing syntax.Token) syntax.Expr {
	if u, ok := body.(*syntax.UnaryExpr); ok && (u.Op == syntax.STAR || u.Op == syntax.STARSTAR) {
		p.fail(u.OpPos, "a comprehension has one value; %s gives several", u.Op)
	}
	c := &syntax.Comprehension{Curly: closing == syntax.RBRACE, Lbrack: lbrack, Body: body}
	for ; !p.is(closing); p.grow() {
		switch p.tok.Kind {
		case syntax.FOR:
			f := &syntax.ForClause{For: p.next()}
			f.Vars = p.loopVars()
			f.In = p.want(syntax.IN)
			f.X = p.binary(0)
			c.Clauses = append(c.Clauses, f)
		case syntax.IF:
			f := &syntax.IfClause{If: p.next()}
			f.Cond = p.noCond()
			c.Clauses = append(c.Clauses, f)
		default:
			p.unexpected("for, if or " + closing.String())
		}
	}
	c.Rbrack = p.next()
	return c
}
