package format

import (
	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// A printer goes through the words of a text as its tree does.
type printer struct {
	writer
	words   []word
	at      int      // the next word
	pending []remark // behind the last word
	muted   bool     // a semicolon ends the text, and is kept
}

// block sets statements and the comments before, between and behind them.
// outer is the column of what holds the block, 0 for the program.
func (p *printer) block(stmts []syntax.Stmt, in int, outer int32) {
	first, after := true, false // whether a def was before
	item := func(apart bool) {
		if !first && (apart || after || p.apart()) {
			p.blank()
		}
		first, after = false, false
	}
	for _, s := range stmts {
		def := false
		if outer == 0 {
			_, def = s.(*tree.Def)
		}
		held := p.leading(in, def, item)
		item(def && !held)
		p.stmt(s, in)
		after = def
	}
	p.trailing(in, outer, item)
}

// leading sets the comments before a statement. Those right above a def belong
// to it; held says whether there are any.
func (p *printer) leading(in int, def bool, item func(apart bool)) (held bool) {
	w := p.peek()
	list := w.before
	top := len(list) // the first that belongs to the statement
	for line := w.line; top > 0 && list[top-1].line == line-1; top-- {
		line = list[top-1].line
	}
	for i := range list {
		item(def && i == top)
		p.remark(&list[i], in)
		w.before = list[i+1:]
	}
	return top < len(list)
}

// trailing sets the comments behind the last statement of a block.
func (p *printer) trailing(in int, outer int32, item func(apart bool)) {
	w := p.peek()
	for len(w.before) > 0 && w.before[0].col > outer {
		item(false)
		p.remark(&w.before[0], in)
		w.before = w.before[1:]
	}
}

// remark sets a comment on a line of its own.
func (p *printer) remark(r *remark, in int) {
	p.statement(in)
	p.comment(r, in)
	p.end()
}

// set sets a line of a statement.
func (p *printer) set(in int, parts ...*doc) {
	p.statement(in)
	p.all(append(parts, p.flush()...), false, in, 0)
	p.end()
}

func (p *printer) stmt(s syntax.Stmt, in int) {
	col := p.peek().col
	sp := text(" ")
	switch s := s.(type) {
	case *tree.Def:
		parts := []*doc{p.take(), sp, p.take(), p.listed(len(s.Params), func(i int) *doc { return p.expr(s.Params[i], true) }, style{commas: true})}
		if s.Result != nil {
			parts = append(parts, sp, p.take(), sp, p.wrap(s.Result))
		}
		p.set(in, append(parts, p.take())...)
		p.block(s.Body, in+indent, col)
	case *syntax.IfStmt:
		p.ifElse(s, in, col)
	case *syntax.ForStmt:
		p.set(in, p.take(), sp, p.target(s.Vars), sp, p.take(), sp, p.wrap(s.X), p.take())
		p.block(s.Body, in+indent, col)
	case *syntax.WhileStmt:
		p.set(in, p.take(), sp, p.wrap(s.Cond), p.take())
		p.block(s.Body, in+indent, col)
	case *syntax.AssignStmt:
		p.set(in, p.wrap(s.LHS), sp, p.take(), sp, p.wrap(s.RHS))
	case *tree.Declare:
		parts := []*doc{p.wrap(s.X), p.take(), sp, p.wrap(s.Type)}
		if s.Value != nil {
			parts = append(parts, sp, p.take(), sp, p.wrap(s.Value))
		}
		p.set(in, parts...)
	case *syntax.ExprStmt:
		parts := []*doc{p.bare(s.X)}
		if p.muted && in == 0 && p.is(syntax.EOF) {
			parts = append(parts, text(";"))
		}
		p.set(in, parts...)
	case *syntax.ReturnStmt:
		parts := []*doc{p.take()}
		if s.Result != nil {
			parts = append(parts, sp, p.wrap(s.Result))
		}
		p.set(in, parts...)
	case *syntax.LoadStmt:
		p.set(in, p.take(), p.listed(1+len(s.From), func(int) *doc {
			d := p.take()
			if p.is(syntax.EQ) {
				d = seq(d, p.take(), p.take())
			}
			return d
		}, style{commas: true}))
	default: // pass, break, continue
		p.set(in, p.take())
	}
}

func (p *printer) ifElse(s *syntax.IfStmt, in int, col int32) {
	sp := text(" ")
	for {
		p.set(in, p.take(), sp, p.wrap(s.Cond), p.take())
		p.block(s.True, in+indent, col)
		if s.False == nil {
			return
		}
		w := p.peek()
		for i := range w.before {
			p.remark(&w.before[i], in)
		}
		w.before = nil
		if p.is(syntax.ELIF) {
			s = s.False[0].(*syntax.IfStmt)
			continue
		}
		p.set(in, p.take(), p.take())
		p.block(s.False, in+indent, col)
		return
	}
}
