package parse

import (
	"fmt"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// program reads all statements.
func (p *parser) program() []syntax.Stmt {
	var stmts []syntax.Stmt
	for !p.is(syntax.EOF) {
		if p.is(syntax.NEWLINE, syntax.OUTDENT) { // an outdent is left where a statement was given up
			p.next()
			continue
		}
		stmts = p.stmt(stmts)
	}
	return stmts
}

// stmt reads a statement, or the simple ones of a line. Where it must give up,
// it goes to the next line.
func (p *parser) stmt(stmts []syntax.Stmt) []syntax.Stmt {
	from, n := p.tok, len(stmts)
	ok := p.try(func() {
		switch p.tok.Kind {
		case syntax.DEF:
			stmts = append(stmts, p.def())
		case syntax.IF:
			stmts = append(stmts, p.ifElse())
		case syntax.FOR:
			stmts = append(stmts, p.forLoop())
		case syntax.WHILE:
			stmts = append(stmts, p.while())
		default:
			stmts = p.simple(stmts)
		}
	})
	if ok {
		return stmts
	}
	to := p.end()
	p.skip()
	stmts = append(stmts[:n], &tree.BadStmt{From: from.Pos, To: to})
	if p.is(syntax.INDENT) { // the block of the line, or one that has none
		stmts = p.strayBlock(stmts)
	}
	return p.strayElse(stmts)
}

// strayBlock reads a block whose head could not be read, as if it were not
// indented.
func (p *parser) strayBlock(stmts []syntax.Stmt) []syntax.Stmt {
	p.next()
	for !p.is(syntax.OUTDENT, syntax.EOF) {
		if p.is(syntax.NEWLINE) {
			p.next()
			continue
		}
		stmts = p.stmt(stmts)
	}
	if p.is(syntax.OUTDENT) {
		p.next()
	}
	return stmts
}

// strayElse goes over the else and elif of an if that could not be read.
func (p *parser) strayElse(stmts []syntax.Stmt) []syntax.Stmt {
	for p.is(syntax.ELSE, syntax.ELIF) {
		p.skip()
		if p.is(syntax.INDENT) {
			stmts = p.strayBlock(stmts)
		}
	}
	return stmts
}

func (p *parser) def() syntax.Stmt {
	d := &tree.Def{DefStmt: &syntax.DefStmt{Def: p.next()}}
	d.Name = p.ident()
	d.Lparen = p.want(syntax.LPAREN)
	d.Params = p.params(true)
	d.Rparen = p.want(syntax.RPAREN)
	if p.is(arrow) {
		d.Arrow = p.next()
		d.Result = p.test()
	}
	p.want(syntax.COLON)
	d.Body = p.suite()
	return d
}

func (p *parser) ifElse() syntax.Stmt {
	first := p.branch()
	for last, n := first, 0; ; n++ {
		p.row(n)
		switch p.tok.Kind {
		case syntax.ELIF:
			next := p.branch()
			last.ElsePos, last.False = next.If, []syntax.Stmt{next}
			last = next
			continue
		case syntax.ELSE:
			last.ElsePos = p.next()
			p.want(syntax.COLON)
			last.False = p.suite()
		}
		return first
	}
}

// branch is if or elif, without what may follow.
func (p *parser) branch() *syntax.IfStmt {
	s := &syntax.IfStmt{If: p.next()}
	s.Cond = p.test()
	p.want(syntax.COLON)
	s.True = p.suite()
	return s
}

func (p *parser) forLoop() syntax.Stmt {
	s := &syntax.ForStmt{For: p.next()}
	s.Vars = p.loopVars()
	p.want(syntax.IN)
	s.X = p.exprs(false)
	p.want(syntax.COLON)
	s.Body = p.suite()
	return s
}

func (p *parser) while() syntax.Stmt {
	s := &syntax.WhileStmt{While: p.next()}
	s.Cond = p.test()
	p.want(syntax.COLON)
	s.Body = p.suite()
	return s
}

// suite is what follows a colon: statements on the same line, or a block.
func (p *parser) suite() []syntax.Stmt {
	p.enter()
	defer p.leave()
	if !p.is(syntax.NEWLINE) {
		return p.simple(nil)
	}
	p.next()
	if !p.is(syntax.INDENT) {
		p.fresh = true
		p.fail(p.tok.Pos, "got %s, want indent", p.word())
	}
	p.next()
	var stmts []syntax.Stmt
	for !p.is(syntax.OUTDENT, syntax.EOF) {
		if p.is(syntax.NEWLINE) { // of a line that was given up
			p.next()
			continue
		}
		stmts = p.stmt(stmts)
	}
	p.want(syntax.OUTDENT)
	return stmts
}

// simple reads the statements of one line, with semicolons between them.
func (p *parser) simple(stmts []syntax.Stmt) []syntax.Stmt {
	for {
		stmts = append(stmts, p.small())
		if !p.is(syntax.SEMI) {
			break
		}
		p.next()
		if p.is(syntax.NEWLINE, syntax.EOF) {
			break
		}
	}
	if !p.is(syntax.EOF) { // if x: pass may end the text
		p.want(syntax.NEWLINE)
	}
	return stmts
}

// small is a statement that has no block.
func (p *parser) small() syntax.Stmt {
	switch p.tok.Kind {
	case syntax.RETURN:
		s := &syntax.ReturnStmt{Return: p.next()}
		if !p.is(syntax.EOF, syntax.NEWLINE, syntax.SEMI) {
			s.Result = p.exprs(false)
		}
		return s
	case syntax.BREAK, syntax.CONTINUE, syntax.PASS:
		s := &syntax.BranchStmt{Token: p.tok.Kind}
		s.TokenPos = p.next()
		return s
	case syntax.LOAD:
		return p.load()
	}
	x := p.exprs(false)
	switch op := p.tok.Kind; op {
	case syntax.EQ, syntax.PLUS_EQ, syntax.MINUS_EQ, syntax.STAR_EQ, syntax.SLASH_EQ, syntax.SLASHSLASH_EQ,
		syntax.PERCENT_EQ, syntax.AMP_EQ, syntax.PIPE_EQ, syntax.CIRCUMFLEX_EQ, syntax.LTLT_EQ, syntax.GTGT_EQ,
		tree.PowEq, tree.MatMulEq:
		pos := p.next()
		return &syntax.AssignStmt{OpPos: pos, Op: op, LHS: x, RHS: p.exprs(false)}
	case syntax.COLON:
		switch tree.Unparen(x).(type) {
		case *syntax.Ident, *syntax.DotExpr, *syntax.IndexExpr:
			return p.declare(x)
		}
	}
	return &syntax.ExprStmt{X: x}
}

// declare is x: annotation = value.
func (p *parser) declare(x syntax.Expr) syntax.Stmt {
	d := &tree.Declare{X: x, Colon: p.next()}
	d.Type = p.test()
	if p.is(syntax.EQ) {
		d.OpPos = p.next()
		d.Value = p.exprs(false)
	}
	return d
}

// load is load("file", "name", to="from").
func (p *parser) load() syntax.Stmt {
	s := &syntax.LoadStmt{Load: p.next()}
	lparen := p.want(syntax.LPAREN)
	if !p.is(syntax.STRING) {
		p.fail(p.tok.Pos, "first operand of load statement must be a string literal")
	}
	s.Module = p.literal()
	for !p.is(syntax.RPAREN, syntax.EOF) {
		p.want(syntax.COMMA)
		if p.is(syntax.RPAREN) {
			break
		}
		from, to := p.loaded()
		s.From, s.To = append(s.From, from), append(s.To, to)
	}
	s.Rparen = p.want(syntax.RPAREN)
	if len(s.To) == 0 {
		p.fail(lparen, "load statement must import at least 1 symbol")
	}
	return s
}

// loaded is "name" or to="from".
func (p *parser) loaded() (from, to *syntax.Ident) {
	switch p.tok.Kind {
	case syntax.STRING:
		from = p.quotedName()
		return from, from
	case syntax.IDENT:
		to = p.ident()
		if !p.is(syntax.EQ) {
			p.fail(p.tok.Pos, `load operand must be "%[1]s" or %[1]s="originalname" (want '=' after %[1]s)`, to.Name)
		}
		p.next()
		if !p.is(syntax.STRING) {
			p.fail(p.tok.Pos, `original name of loaded symbol must be quoted: %s="originalname"`, to.Name)
		}
		return p.quotedName(), to
	}
	p.fail(p.tok.Pos, `load operand must be "name" or localname="name" (got %s)`, p.word())
	return nil, nil
}

// quotedName is a name written as a string; its position is behind the quote.
func (p *parser) quotedName() *syntax.Ident {
	lit := p.literal()
	id := &syntax.Ident{NamePos: lit.TokenPos, Name: fmt.Sprint(lit.Value)}
	id.NamePos.Col++
	return id
}

func (p *parser) ident() *syntax.Ident {
	if !p.is(syntax.IDENT) {
		p.fail(p.tok.Pos, "not an identifier")
	}
	id := &syntax.Ident{Name: p.src[p.tok.Start:p.tok.End]}
	id.NamePos = p.next()
	return id
}
