package format

import (
	"slices"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// A style says how the elements of a bracket are set.
type style struct {
	commas bool // a comma may follow the last element
	lone   bool // the only element must have one behind it: (x,)
	hug    bool // an only element that is a bracket stays close to this one
	table  bool // the elements are lists, whose lines stay
	fill   bool // the elements are numbers, whose lines stay, and are filled
}

// An item is an element of a bracket with its comma and what is remarked
// behind it.
type item struct {
	before []*doc // what is remarked before it
	parts  []*doc
	fresh  bool // it begins a line
	apart  bool // an empty line is before it
}

// listed sets a bracket and n elements, with the commas between them.
func (p *printer) listed(n int, element func(i int) *doc, s style) *doc {
	open := seq(append([]*doc{p.take()}, p.flush()...)...)
	items := make([]item, n)
	ended := false // by a comma
	held := !open.broken && n == 1 && s.hug && len(p.peek().before) == 0
	for i := range n {
		items[i] = item{fresh: p.fresh(), apart: p.apart(), before: p.lead()}
		only := element(i)
		ended = p.is(syntax.COMMA)
		items[i].parts = append([]*doc{only, p.comma(i, n, s)}, p.behind()...)
		held = held && len(items[i].parts) == 2 && only.kind == bracket && only.list[0].text != "(" && only.soft
	}
	last := p.peek()
	kept := ended && s.commas && !s.lone && p.lined(items)
	if held && !kept && len(last.before) == 0 {
		d := enclosed(open, items[0].parts[0], p.take())
		d.hugging = true
		return d
	}
	inside := rows(items, kept, s)
	if len(last.before) > 0 {
		parts := []*doc{inside}
		if n > 0 {
			parts = append(parts, gap(p.apart()))
		}
		inside = seq(append(parts, p.lead()...)...)
	}
	return enclosed(open, inside, p.take())
}

// lined reports whether the author has broken a bracket, whose end is the next
// word, before an element or at its end.
func (p *printer) lined(items []item) bool {
	return p.fresh() || slices.ContainsFunc(items, func(i item) bool { return i.fresh })
}

// rows sets elements: each on a line if not all fit on one, or, where they are
// kept, on the lines on which they were.
func rows(items []item, kept bool, s style) *doc {
	if len(items) == 0 {
		return seq()
	}
	broken := kept
	var parts, row []*doc
	end := func() {
		if kept && !s.fill && len(row) > 0 {
			row = []*doc{grouped(row...)}
		}
		parts, row = append(parts, row...), nil
	}
	for i, it := range items {
		if i > 0 {
			between := gap(it.apart)
			broken = broken || it.fresh && (s.table || s.fill)
			switch {
			case it.fresh && s.fill:
				between.text = "" // here a line ends, full or not
				fallthrough
			case it.fresh && kept:
				end()
				parts = append(parts, between)
			default:
				row = append(row, between)
			}
		}
		if len(it.before) > 0 {
			end()
			parts = append(parts, it.before...)
		}
		row = append(row, it.parts...)
	}
	var closing *doc // the comma behind the last row, which may be flat
	if last := row[len(row)-1]; kept && last.kind == comma {
		closing, row = last, row[:len(row)-1]
	}
	end()
	if closing != nil {
		parts = append(parts, closing)
	}
	d := grouped(parts...)
	if s.fill {
		d.kind = filled
	}
	d.broken = d.broken || broken
	return d
}

// comma sets the comma behind an element, or what stands for the last one.
func (p *printer) comma(i, n int, s style) *doc {
	last, written := i == n-1, p.is(syntax.COMMA)
	if written {
		p.drop()
	}
	switch {
	case !last || s.lone:
		return text(",")
	case s.commas && (n > 1 || written):
		return &doc{kind: comma}
	}
	return seq()
}

// display sets a list or set.
func (p *printer) display(list []syntax.Expr) *doc {
	return p.listed(len(list), func(i int) *doc { return p.expr(list[i], len(list) > 1) }, table(list, style{commas: true}))
}

// table adds to a style what tables of numbers want.
func table(list []syntax.Expr, s style) style {
	s.table, s.fill = len(list) > 1, len(list) > 1
	for _, e := range list {
		s.table = s.table && isRow(e)
		s.fill = s.fill && isNumber(e)
	}
	return s
}

func isRow(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.ListExpr:
		return true
	case *syntax.ParenExpr:
		_, ok := loose(e.X)
		return ok
	}
	return false
}

func isNumber(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.Literal:
		return e.Token == syntax.INT || e.Token == syntax.FLOAT
	case *syntax.UnaryExpr:
		return (e.Op == syntax.MINUS || e.Op == syntax.PLUS) && isNumber(e.X)
	}
	return false
}

// elements sets a tuple in brackets that are the next word.
func (p *printer) elements(t *syntax.TupleExpr) *doc {
	s := style{commas: true, lone: len(t.List) == 1}
	return p.listed(len(t.List), func(i int) *doc { return p.expr(t.List[i], len(t.List) > 1) }, table(t.List, s))
}

func (p *printer) paren(e *syntax.ParenExpr) *doc {
	if t, ok := loose(e.X); ok {
		return p.elements(t)
	}
	return p.listed(1, func(int) *doc { return p.expr(e.X, false) }, style{})
}

// loose is a tuple without brackets of its own, which only the empty one has.
func loose(e syntax.Expr) (*syntax.TupleExpr, bool) {
	t, ok := e.(*syntax.TupleExpr)
	return t, ok && len(t.List) > 0
}

// tuple sets a tuple without parentheses, or the empty one.
func (p *printer) tuple(t *syntax.TupleExpr, deep bool) *doc {
	if len(t.List) == 0 {
		return p.listed(0, nil, style{})
	}
	first, rest := p.tupleParts(t)
	return p.broken(first, rest, len(rest), deep)
}

func (p *printer) tupleParts(t *syntax.TupleExpr) (first *doc, rest []*doc) {
	n := len(t.List)
	for i, e := range t.List {
		d := p.expr(e, true)
		if p.is(syntax.COMMA) {
			p.drop()
		}
		if i < n-1 || n == 1 {
			d = seq(d, text(","))
		}
		if i > 0 {
			rest = append(rest, brk(" "), d)
		} else {
			first = d
		}
		if i < n-1 {
			rest = append(rest, p.flush()...)
		}
	}
	return first, rest
}

func (p *printer) comprehension(e *syntax.Comprehension) *doc {
	open := seq(append([]*doc{p.take()}, p.flush()...)...)
	parts := append([]*doc{p.expr(e.Body, true)}, p.flush()...)
	for _, c := range e.Clauses {
		parts = append(parts, brk(" "))
		switch c := c.(type) {
		case *syntax.ForClause:
			parts = append(parts, p.take(), text(" "), p.expr(c.Vars, true), text(" "), p.take(), text(" "), p.expr(c.X, true))
		case *syntax.IfClause:
			parts = append(parts, p.take(), text(" "), p.expr(c.Cond, true))
		}
		parts = append(parts, p.flush()...)
	}
	if last := p.peek(); len(last.before) > 0 {
		parts = append(append(parts, brk("")), p.lead()...)
	}
	return enclosed(open, grouped(parts...), p.take())
}

// wrap sets an expression that stands in no bracket: it gets parentheses where
// it must be broken outside of brackets, and loses those it does not need.
func (p *printer) wrap(e syntax.Expr) *doc {
	inner, closing := p.unwrapped(e)
	d := p.target(inner)
	for range closing {
		p.drop()
	}
	return d
}

// unwrapped goes into the parentheses around an expression that it does not
// need, and says how many there are.
func (p *printer) unwrapped(e syntax.Expr) (inner syntax.Expr, closing int) {
	for {
		paren, ok := e.(*syntax.ParenExpr)
		if !ok || p.commented() {
			return e, closing
		}
		if _, ok := loose(paren.X); ok {
			return e, closing
		}
		p.drop()
		closing++
		e = paren.X
	}
}

// target is wrap for what a for binds, which keeps the parentheses it has.
func (p *printer) target(e syntax.Expr) *doc {
	d := &doc{kind: wrapped}
	open, closes := text("("), text(")")
	if t, ok := loose(e); ok {
		first, rest := p.tupleParts(t)
		list := append([]*doc{first}, rest...)
		plain := p.broken(first, rest, len(list), false)
		d.list = []*doc{plain, enclosed(open, grouped(append(list, &doc{kind: comma})...), closes)}
		if len(t.List) == 1 {
			d.list[1] = enclosed(open, plain, closes)
		}
	} else {
		plain := p.expr(e, false)
		d.joints = plain.joints
		d.list = []*doc{plain, enclosed(open, plain, closes)}
		if plain.joints == 1 {
			if line := loosened(plain); !line.bare {
				d.list = append(d.list, line)
			}
		} else if (plain.soft || plain.broken) && !plain.bare {
			d.list = append(d.list, plain)
		}
	}
	return d
}

// loosened is a group of two operands that stays on its line where only the
// last one is broken.
func loosened(d *doc) *doc {
	var list []*doc
	for _, part := range d.list {
		if part.kind == line {
			part = text(" ")
		}
		list = append(list, part)
	}
	return seq(list...)
}

// bare sets an expression that never gets parentheses nor loses any: a string
// that stands alone is a docstring.
func (p *printer) bare(e syntax.Expr) *doc {
	if lit, ok := tree.Unparen(e).(*syntax.Literal); ok && lit.Token == syntax.STRING {
		return p.expr(e, false)
	}
	return p.wrap(e)
}
