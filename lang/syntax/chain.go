package syntax

import (
	"fmt"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// chain makes x < y < z into x < y and y < z. An operand in the midst that is
// neither a constant nor a local name is evaluated once: it is put in a box
// that the function's activation has for it, x < box[y] and box.x < z.
func (l *lowering) chain(e *tree.Chain, test bool) syntax.Expr {
	var out syntax.Expr
	x := e.First
	for i, c := range e.Rest {
		l.branch(c.OpPos)
		y, again := c.Y, c.Y
		if i+1 < len(e.Rest) {
			y, again = l.twice(c.Y)
		}
		last := i+1 == len(e.Rest)
		link := l.compare(c.OpPos, c.Op, x, y, test || !last)
		if out == nil {
			out = link
		} else {
			out = &syntax.BinaryExpr{X: out, OpPos: c.OpPos, Op: syntax.AND, Y: link}
		}
		x = again
	}
	return out
}

// twice returns two expressions for an operand that is to be evaluated once:
// the first is evaluated before the second, with nothing but a comparison in
// between.
func (l *lowering) twice(e syntax.Expr) (first, second syntax.Expr) {
	if id, ok := tree.Unparen(e).(*syntax.Ident); ok && (!l.global(id.Name) || isKeyValue(id.Name)) {
		return id, hidden(id.NamePos, id.Name)
	}
	if l.isConstant(e) {
		return e, e
	}
	pos := position(e)
	box := l.box()
	return index(hidden(pos, box), pos, e), &syntax.DotExpr{X: hidden(pos, box), Dot: pos, NamePos: pos, Name: hidden(pos, "x")}
}

// box returns a variable with a new box. A function's is its own in each
// activation, as two threads may be in one function; the statements at top
// level run once.
func (l *lowering) box() string {
	if l.block != nil && l.block.fn != nil {
		fn := l.block.fn
		name := fmt.Sprintf("<box %d>", len(fn.boxes))
		fn.boxes = append(fn.boxes, name)
		return name
	}
	l.temps++
	return l.prelude.variable(key("box", l.temps), func() syntax.Expr { return newBox(l.prelude.pos, hidden(l.prelude.pos, Box)) })
}

func newBox(pos syntax.Position, box syntax.Expr) syntax.Expr { return index(box, pos, box) }

// makeBoxes makes the boxes of a def, in statements before its body.
func (l *lowering) makeBoxes(pos syntax.Position, f *frame) []syntax.Stmt {
	var out []syntax.Stmt
	for _, name := range f.boxes {
		out = append(out, store(pos, hidden(pos, name), newBox(pos, l.hidden(pos, Box))))
	}
	return out
}

// boxed makes the boxes of a lambda, which has no statements: its body becomes
// [body for <box 0>, <box 1> in ((<box>[None], <box>[None]),)][0].
func (l *lowering) boxed(pos syntax.Position, body syntax.Expr, f *frame) syntax.Expr {
	if len(f.boxes) == 0 {
		return body
	}
	var names, boxes []syntax.Expr
	for _, name := range f.boxes {
		names = append(names, hidden(pos, name))
		boxes = append(boxes, newBox(pos, l.hidden(pos, Box)))
	}
	loop := &syntax.ForClause{For: pos, Vars: tuple(pos, names), In: pos, X: tuple(pos, []syntax.Expr{tuple(pos, boxes)})}
	made := &syntax.Comprehension{Lbrack: pos, Body: body, Clauses: []syntax.Node{loop}, Rbrack: pos}
	return index(made, pos, &syntax.Literal{Token: syntax.INT, TokenPos: pos, Raw: "0", Value: int64(0)})
}
