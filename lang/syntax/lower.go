package syntax

import (
	"fmt"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// This file is the table of what each construct becomes: a stock one, or the
// use of a hidden name (names.go). The files beside it say how.
//
//	operators, comparisons, conditions  operator.go    f-strings      fstring.go
//	chains of comparisons               chain.go       displays       display.go
//	assignments, targets                assign.go      calls          call.go
//	indices and slices                  index.go       hidden values  prelude.go
//
// What is proved to be a number, string … (kind.go, block.go) keeps the stock
// operation.

// stmt lowers a statement; top says that it is outside any function.
func (l *lowering) stmt(s syntax.Stmt, top bool) []syntax.Stmt {
	switch s := s.(type) {
	case *syntax.ExprStmt: // f(x)
		s.X = l.expr(s.X)
	case *syntax.AssignStmt: // x = y, a, *b = y, x += y, x **= y
		return l.assign(s, top)
	case *tree.Declare: // x: T = y → x = y; x: T → nothing
		if top {
			l.annotate(s)
		}
		if s.Value == nil {
			return nil
		}
		return l.assign(&syntax.AssignStmt{OpPos: s.OpPos, Op: syntax.EQ, LHS: s.X, RHS: s.Value}, top)
	case *syntax.IfStmt:
		l.branch(s.If)
		s.Cond = l.condition(s.Cond)
		s.True = l.stmts(s.True, top)
		if s.False != nil {
			s.False = l.stmts(s.False, top)
		}
	case *syntax.WhileStmt:
		l.branch(s.While)
		l.loops++
		s.Cond = l.condition(s.Cond)
		s.Body = l.stmts(s.Body, top)
		l.loops--
	case *syntax.ForStmt: // for a, *b in x
		l.branch(s.For)
		s.X = l.expr(s.X)
		l.loops++
		vars, first := l.loopTarget(s.For, s.Vars, top)
		s.Vars, s.Body = vars, append(first, l.stmts(s.Body, top)...)
		l.loops--
	case *syntax.ReturnStmt:
		if s.Result != nil {
			s.Result = l.expr(s.Result)
		}
	case *tree.Def: // def f(x: T) -> T → def f(x); at top level also <session>.f = f
		return l.def(s, top)
	case *syntax.LoadStmt: // load(m, a, b=c) → <session>.a, <session>.b = <load>(m, a, c)
		if top { // in a function it is the resolver's error
			return []syntax.Stmt{l.load(s)}
		}
	case *syntax.BranchStmt: // break, continue, pass
	default:
		l.fail(stmtPosition(s), "this could not be read")
	}
	return []syntax.Stmt{s}
}

// expr lowers an expression.
func (l *lowering) expr(e syntax.Expr) syntax.Expr {
	switch e.(type) {
	case *syntax.Ident, *syntax.Literal:
		return e
	}
	defer l.leave()
	if !l.enter(position(e)) {
		return e
	}
	switch e := e.(type) {
	case *syntax.ParenExpr:
		e.X = l.expr(e.X)
	case *syntax.UnaryExpr: // -x; not x → not <?>[x]
		if e.Op == syntax.NOT {
			return l.condition(e)
		}
		if e.X != nil {
			e.X = l.expr(e.X)
		}
	case *syntax.BinaryExpr: // x + y; x ** y → <**>[x][y]; x < y → <<>[x][y]; x and y → <?>[x] and y
		return l.binary(e)
	case *tree.Chain: // x < y < z → x < y and y < z
		return l.chain(e, false)
	case *syntax.CallExpr: // f(*x, y, *z) → f(*<(*)>((x, [y], z))); x.join(y) → <.join>(x, y); x.append(y) → <.append(x)>[x][y]
		return l.call(e)
	case *syntax.DotExpr: // x.join → <.>(x, "join")
		e.X = l.expr(e.X)
		if l.isMethod(e.Name.Name) {
			return l.hiddenCall(e.Dot, Attr, e.X, text(e.NamePos, e.Name.Name))
		}
	case *syntax.IndexExpr: // x[y]; x[1:2, ...] → x[(<:>(1, 2, None), <...>)]
		e.X, e.Y = l.expr(e.X), l.subscript(e.Y)
	case *syntax.SliceExpr: // x[lo:hi] → <[::]>[x][lo][hi]
		return l.slice(e)
	case *tree.Slice, *tree.Ellipsis: // 1:2 → <:>(1, 2, None); ... → <...>
		return l.subscript(e)
	case *syntax.CondExpr:
		l.branch(e.If)
		e.Cond, e.True, e.False = l.condition(e.Cond), l.expr(e.True), l.expr(e.False)
	case *syntax.LambdaExpr:
		return l.lambda(e)
	case *syntax.ListExpr: // [*x, y] → <[*]>((x, [y]))
		return l.list(e)
	case *syntax.TupleExpr: // (*x, y) → <(*)>((x, [y]))
		return l.tuple(e)
	case *tree.Set: // {x, *y} → <{*}>(([x], y))
		return l.hiddenCall(e.Lbrace, Set, l.parts(e.Lbrace, e.List))
	case *syntax.DictExpr: // {**x, k: v} → <{**}>((x, {k: v}))
		return l.dict(e)
	case *syntax.Comprehension: // {x for …} → <{*}>(({x: None for …},))
		return l.comprehension(e)
	case *tree.FString: // f"{x:.3f}" → <f>(("", "x", "", ".3f"))(x)
		return l.fstring(e)
	default:
		l.fail(position(e), "this could not be read")
	}
	return e
}

// condition lowers an expression of which only the truth is asked.
func (l *lowering) condition(e syntax.Expr) syntax.Expr {
	defer l.leave()
	if !l.enter(position(e)) {
		return e
	}
	switch x := e.(type) {
	case *syntax.ParenExpr:
		return l.condition(x.X)
	case *syntax.UnaryExpr:
		if x.Op == syntax.NOT { // not x
			x.X = l.condition(x.X)
			return x
		}
	case *syntax.BinaryExpr:
		switch {
		case x.Op == syntax.AND || x.Op == syntax.OR: // x and y
			l.branch(x.OpPos)
			x.X, x.Y = l.condition(x.X), l.condition(x.Y)
			return x
		case isComparison(x.Op): // x < y → <if <>[x][y]
			return l.compare(x.OpPos, x.Op, x.X, x.Y, true)
		}
	case *tree.Chain:
		return l.chain(x, true)
	case *syntax.CondExpr:
		l.branch(x.If)
		x.Cond, x.True, x.False = l.condition(x.Cond), l.condition(x.True), l.condition(x.False)
		return x
	}
	return l.truthful(e) // x → <?>[x]
}

// A lowering rewrites one file's tree in place. It gives up at the first
// error, which it keeps.
type lowering struct {
	options  Options
	prelude  prelude
	bound    map[string]bool   // names that the text binds at top level
	defs     []*syntax.DefStmt // those at top level, whose names are marked
	block    *block            // innermost; nil: top level
	loops    int               // how many loops of the function or top level are around
	temps    int               // how many variables of assignments have been named
	depth    int
	branches int
	err      error

	annotations map[string]syntax.Expr // of variables at top level
}

// Bounds that keep the resolver and compiler, which recurse over the tree,
// far from the end of Go's stack, where the process would die.
const (
	maxDepth    = 4000    // of the tree: operators in a row, nested blocks
	maxBranches = 200_000 // ifs, loops, and, or in one text
)

// enter goes one level down the tree, unless it is too deep. The position is
// that of an operator: the start of a deep left operand is itself deep down.
func (l *lowering) enter(pos syntax.Position) bool {
	if l.depth++; l.depth > maxDepth && l.err == nil {
		l.fail(pos, "this is nested too deeply, or has too many operators in a row (want at most %d); split it", maxDepth)
	}
	return l.err == nil
}

func (l *lowering) leave() { l.depth-- }

func (l *lowering) branch(pos syntax.Position) {
	if l.branches++; l.branches > maxBranches {
		l.fail(pos, "the text has too many branches (want at most %d); split it", maxBranches)
	}
}

func (l *lowering) fail(pos syntax.Position, format string, args ...any) {
	if l.err == nil {
		l.err = syntax.Error{Pos: pos, Msg: fmt.Sprintf(format, args...)}
	}
}

// program lowers a whole text.
func (l *lowering) program(stmts []syntax.Stmt, result bool) []syntax.Stmt {
	if len(stmts) == 0 {
		return nil
	}
	l.bound = boundAtTop(stmts)
	last := stmtPosition(stmts[len(stmts)-1])
	l.prelude.pos = stmtPosition(stmts[0])
	var value *syntax.ExprStmt
	if result {
		value, _ = stmts[len(stmts)-1].(*syntax.ExprStmt)
	}
	out := l.stmts(stmts, true)
	if l.err != nil {
		return nil
	}
	if value != nil {
		out[len(out)-1] = store(last, attribute(last, Result), value.X)
	}
	out = append(l.prelude.stmts, out...)
	return append(out, &syntax.ExprStmt{X: hidden(last, End)})
}

// stmts lowers statements; top says that they are outside any function.
func (l *lowering) stmts(stmts []syntax.Stmt, top bool) []syntax.Stmt {
	out := make([]syntax.Stmt, 0, len(stmts))
	if len(stmts) == 0 || !l.enter(stmtPosition(stmts[0])) {
		return out
	}
	defer l.leave()
	for _, s := range stmts {
		if l.err != nil {
			return nil
		}
		out = append(out, l.stmt(s, top)...)
	}
	return out
}
