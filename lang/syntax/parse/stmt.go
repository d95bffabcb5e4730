package parse

import (
	"fmt"

	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// program reads all statements.
func (p *parser) program() []syntax.Stmt {
	var stmts []syntax.Stmt
	for !p.is(syntax.EOF) {
		if p.is(syntax.NEWLINE, syntax.OUTDENT) { // what a block left that was given up
			p.next()
			continue
		}
		p.stmt(&stmts)
	}
	return p.unindented(stmts)
}

// stmt reads a statement, or the simple ones of a line.
func (p *parser) stmt(stmts *[]syntax.Stmt) {
	*stmts = p.unindented(*stmts)
	var read func() syntax.Stmt
	switch p.tok.Kind {
	case syntax.DEF:
		read = p.def
	case syntax.IF:
		read = p.ifElse
	case syntax.FOR:
		read = p.forLoop
	case syntax.WHILE:
		read = p.while
	default:
		p.line(stmts)
		return
	}
	from := p.tok.Pos
	if !p.try(func() { *stmts = append(*stmts, read()) }) {
		p.lose(stmts, from)
		p.strayElse(stmts)
	}
}

// line reads the simple statements of a line.
func (p *parser) line(stmts *[]syntax.Stmt) {
	from := p.tok.Pos
	ok := p.try(func() { p.simple(stmts, &from) })
	if !ok {
		p.lose(stmts, from)
	} else if p.lost {
		p.skip()
		p.strayBlock(stmts)
	}
	p.lost = false
}

// lose puts a bad statement for what could not be read, and goes to the next
// line. A block there is that of the statement, or one that has none.
func (p *parser) lose(stmts *[]syntax.Stmt, from syntax.Position) {
	*stmts = append(*stmts, &tree.BadStmt{From: from, To: p.reached(from)})
	p.skip()
	p.strayBlock(stmts)
}

// reached is the end of what was looked at, which began at from.
func (p *parser) reached(from syntax.Position) syntax.Position {
	to := p.end()
	if p.tok.Layout() {
		to = p.before
	}
	if compare(to, from) < 0 {
		return from
	}
	return to
}

// unindented puts a bad statement where a line is indented as none above it.
func (p *parser) unindented(stmts []syntax.Stmt) []syntax.Stmt {
	if p.dented.IsValid() {
		stmts = append(stmts, &tree.BadStmt{From: p.dented, To: p.dented})
		p.dented = syntax.Position{}
	}
	return stmts
}

// strayBlock reads a block whose head could not be read, as if it were not
// indented.
func (p *parser) strayBlock(stmts *[]syntax.Stmt) {
	if p.is(syntax.INDENT) {
		p.next()
		p.block(stmts)
	}
}

// strayElse goes over the else and elif of an if that could not be read.
func (p *parser) strayElse(stmts *[]syntax.Stmt) {
	for p.is(syntax.ELSE, syntax.ELIF) {
		p.skip()
		p.strayBlock(stmts)
	}
}

func (p *parser) def() syntax.Stmt {
	d := &tree.Def{DefStmt: &syntax.DefStmt{Def: p.next()}}
	d.Name = p.ident()
	d.Body = p.withBlock(func() {
		d.Lparen = p.want(syntax.LPAREN)
		p.params(&d.Params, syntax.RPAREN)
		d.Rparen = p.close(syntax.RPAREN)
		if p.is(scan.Arrow) {
			d.Arrow = p.next()
			d.Result = p.test()
		}
	})
	return d
}

func (p *parser) ifElse() syntax.Stmt {
	first := p.branch()
	for last := first; ; {
		switch p.tok.Kind {
		case syntax.ELIF:
			p.grow()
			next := p.branch()
			last.ElsePos, last.False = next.If, []syntax.Stmt{next}
			last = next
			continue
		case syntax.ELSE:
			last.ElsePos = p.next()
			last.False = p.withBlock(func() {})
		}
		return first
	}
}

// branch is if or elif, without what may follow.
func (p *parser) branch() *syntax.IfStmt {
	s := &syntax.IfStmt{If: p.next(), Cond: p.missing()}
	s.True = p.withBlock(func() { s.Cond = p.test() })
	return s
}

func (p *parser) forLoop() syntax.Stmt {
	s := &syntax.ForStmt{For: p.next(), Vars: p.missing(), X: p.missing()}
	s.Body = p.withBlock(func() {
		s.Vars = p.loopVars()
		p.want(syntax.IN)
		s.X = p.exprs(false)
	})
	return s
}

func (p *parser) while() syntax.Stmt {
	s := &syntax.WhileStmt{While: p.next(), Cond: p.missing()}
	s.Body = p.withBlock(func() { s.Cond = p.test() })
	return s
}

// missing stands for an expression until it is read.
func (p *parser) missing() syntax.Expr { return &tree.BadExpr{From: p.tok.Pos, To: p.tok.Pos} }

// withBlock reads the rest of a statement's head, its colon and its block. Of a
// head that cannot be read, the block below it is read all the same.
func (p *parser) withBlock(head func()) (body []syntax.Stmt) {
	from := p.tok.Pos
	if p.try(func() { head(); p.want(syntax.COLON) }) {
		return p.suite()
	}
	body = []syntax.Stmt{&tree.BadStmt{From: from, To: p.reached(from)}}
	if p.is(syntax.COLON) { // it ends the head, whatever brackets are open
		p.in.Release()
	}
	p.skip()
	if p.is(syntax.INDENT) {
		p.indented(&body)
	}
	return body
}

// suite is what follows a colon: statements on the same line, or a block.
func (p *parser) suite() (body []syntax.Stmt) {
	if !p.is(syntax.NEWLINE, syntax.EOF) {
		defer p.leave(p.enter())
		p.line(&body)
		return body
	}
	if p.next(); p.is(syntax.INDENT) {
		p.indented(&body)
		return body
	}
	p.report(p.before, "an indented block should follow", p.unfinished())
	return []syntax.Stmt{&tree.BadStmt{From: p.before, To: p.before}}
}

// indented is a block.
func (p *parser) indented(stmts *[]syntax.Stmt) {
	defer p.leave(p.enter())
	p.next()
	p.block(stmts)
}

// block reads what is in a block, and its end.
func (p *parser) block(stmts *[]syntax.Stmt) {
	for !p.is(syntax.OUTDENT, syntax.EOF) {
		if p.is(syntax.NEWLINE) { // of a line that was given up
			p.next()
			continue
		}
		p.stmt(stmts)
	}
	if p.is(syntax.OUTDENT) {
		p.next()
	}
}

// simple reads the statements of one line, with semicolons between them. At
// from begins what was not read yet.
func (p *parser) simple(stmts *[]syntax.Stmt, from *syntax.Position) {
	for more := true; more; {
		*from = p.tok.Pos
		s := p.small()
		if _, ok := s.(*syntax.ExprStmt); ok && !p.is(syntax.SEMI, syntax.NEWLINE, syntax.EOF) {
			p.want(syntax.NEWLINE) // what is no end of it belongs to it
		}
		*stmts = append(*stmts, s)
		if p.lost {
			return
		}
		*from = p.tok.Pos
		if more = p.is(syntax.SEMI); more {
			p.next()
			more = !p.is(syntax.NEWLINE, syntax.EOF)
		}
	}
	if !p.is(syntax.EOF) { // if x: pass may end the text
		p.want(syntax.NEWLINE)
	}
}

// small is a statement that has no block.
func (p *parser) small() syntax.Stmt {
	switch p.tok.Kind {
	case syntax.RETURN:
		s := &syntax.ReturnStmt{Return: p.next()}
		if !p.is(syntax.EOF, syntax.NEWLINE, syntax.SEMI) {
			s.Result = p.tolerant(p.openExprs)
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
		return &syntax.AssignStmt{OpPos: pos, Op: op, LHS: x, RHS: p.tolerant(p.openExprs)}
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
	d.Type = p.tolerant(p.test)
	if !p.lost && p.is(syntax.EQ) {
		d.OpPos = p.next()
		d.Value = p.tolerant(p.openExprs)
	}
	return d
}

// load is load("file", "name", to="from").
func (p *parser) load() syntax.Stmt {
	s := &syntax.LoadStmt{Load: p.next()}
	p.want(syntax.LPAREN)
	if !p.is(syntax.STRING) {
		p.fail(p.tok.Pos, "load takes first the name of a file, in quotes")
	}
	s.Module = p.literal()
	for !p.is(syntax.RPAREN, syntax.EOF) {
		p.comma(syntax.RPAREN)
		if p.is(syntax.RPAREN) {
			break
		}
		from, to := p.loaded()
		s.From, s.To = append(s.From, from), append(s.To, to)
	}
	s.Rparen = p.close(syntax.RPAREN)
	if len(s.To) == 0 {
		p.fail(s.Load, "load names nothing to take from the file")
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
			p.fail(to.NamePos, `load takes names in quotes: "%s"`, to.Name)
		}
		p.next()
		if !p.is(syntax.STRING) {
			p.fail(p.tok.Pos, `load takes names in quotes: %s="name"`, to.Name)
		}
		return p.quotedName(), to
	}
	p.fail(p.tok.Pos, "load takes names in quotes, got %s", scan.Word(p.tok.Kind))
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
		p.unexpected(scan.Word(syntax.IDENT))
	}
	id := &syntax.Ident{Name: p.src[p.tok.Start:p.tok.End]}
	id.NamePos = p.next()
	return id
}
