// Package tree is what a text means before it is lowered: the stock syntax
// tree, with nodes of our own for what the stock language has not.
//
//	File       a parsed text: statements, comments, errors
//	Def        def f(x: "K") -> "nm":    every def, annotated or not
//	Declare    x: "K" = 300              an annotated assignment
//	Annotated  x: "K"                    a parameter with its annotation
//	FString    f"{x:.3f} K"
//	Chain      a < b <= c                two comparisons or more
//	Set        {1, 2}
//	Slice      1:3                       one of several in a[1:3, :]
//	Ellipsis   ...
//	BadStmt    what could not be read
//	BadExpr
//
// Everything else is a stock node, in these forms:
//
//	x ** y, x @ y    BinaryExpr with Op Pow, MatMul
//	x **= y, x @= y  AssignStmt with Op PowEq, MatMulEq
//	a[1:3]           SliceExpr
//	a[i, j]          IndexExpr with a TupleExpr that has no parentheses
//	a[1:3, :]        the same, with Slices in it
//	{f(x) for x in l}  Comprehension, Curly, whose Body is no DictEntry
//	*x               UnaryExpr with Op STAR: in a call, a target or a display
//	**x              UnaryExpr with Op STARSTAR: in a call or a dict display
//	1_000            Literal; Raw is as written
//	f(x: T = 1)      BinaryExpr with Op EQ, whose X is an Annotated
//	f(*a: T)         UnaryExpr, whose X is an Annotated
//
// A node of ours embeds a nil stock interface, which lends it the unexported
// method by which the stock package tells expressions and statements; Span is
// its own. None of them may reach the stock resolver.
package tree

import "go.starlark.net/syntax"

// A File is a parsed text.
type File struct {
	Name     string
	Stmts    []syntax.Stmt
	Comments []Comment      // in order
	Errors   []syntax.Error // in order; empty: the text is well formed

	// Unfinished says that the first error is where the text ends: more text
	// may repair it.
	Unfinished bool
}

// A Comment is one, from its # to the end of its line.
type Comment struct {
	Pos  syntax.Position
	Text string // with the #, without what is white at its end
	Own  bool   // it has a line of its own
}

// Tokens of operators that the stock language has not.
const (
	Pow      syntax.Token = 100 + iota // **
	MatMul                             // @
	PowEq                              // **=
	MatMulEq                           // @=
)

// Op is how an operator is written.
func Op(t syntax.Token) string {
	switch t {
	case Pow:
		return "**"
	case MatMul:
		return "@"
	case PowEq:
		return "**="
	case MatMulEq:
		return "@="
	}
	return t.String()
}

// Def is the definition of a function.
type Def struct {
	*syntax.DefStmt
	Arrow  syntax.Position
	Result syntax.Expr // the annotation behind ->; nil: none
}

// Declare is an assignment to one name, element or attribute, with an
// annotation; without a value it only annotates.
type Declare struct {
	syntax.Stmt
	X     syntax.Expr
	Colon syntax.Position
	Type  syntax.Expr
	OpPos syntax.Position // of =
	Value syntax.Expr     // nil: none
}

// Annotated is the name of a parameter with its annotation.
type Annotated struct {
	syntax.Expr
	Name  *syntax.Ident
	Colon syntax.Position
	Type  syntax.Expr
}

// FString is a string with expressions in it.
type FString struct {
	syntax.Expr
	Pos, EndPos syntax.Position
	Raw         string // as written
	Parts       []Part
}

// A Part of an f-string is a text or a field.
type Part struct {
	Text  string // with its escapes resolved
	Field *Field // nil: a text
}

// A Field is {x=!r:spec}.
type Field struct {
	Lbrace syntax.Position
	X      syntax.Expr
	Source string // of {x=}: the text from the brace to behind the =; "": no =
	Conv   byte   // r, s or a; 0: none
	Colon  bool   // a spec follows, perhaps an empty one
	Spec   []Part
	Rbrace syntax.Position
}

// Chain is a chain of comparisons: First Rest[0].Op Rest[0].Y …
type Chain struct {
	syntax.Expr
	First syntax.Expr
	Rest  []Comparison
}

// A Comparison is one link of a chain.
type Comparison struct {
	OpPos syntax.Position
	Op    syntax.Token // one of < <= > >= == != in, not in
	Y     syntax.Expr
}

// Set is a set display. It has at least one element.
type Set struct {
	syntax.Expr
	Lbrace syntax.Position
	List   []syntax.Expr
	Rbrace syntax.Position
}

// Slice is one of several indices that is a slice. All of its parts may be nil.
type Slice struct {
	syntax.Expr
	Colon        syntax.Position
	Lo, Hi, Step syntax.Expr
	EndPos       syntax.Position
}

// Ellipsis is the index "...".
type Ellipsis struct {
	syntax.Expr
	Pos syntax.Position
}

// BadStmt stands for lines that could not be read. That of a head is the first
// statement of its block, which is kept.
type BadStmt struct {
	syntax.Stmt
	From, To syntax.Position
}

// BadExpr stands for an expression that could not be read.
type BadExpr struct {
	syntax.Expr
	From, To syntax.Position
}

var (
	_ syntax.Stmt = (*Def)(nil)
	_ syntax.Stmt = (*Declare)(nil)
	_ syntax.Stmt = (*BadStmt)(nil)
	_ syntax.Expr = (*Annotated)(nil)
	_ syntax.Expr = (*FString)(nil)
	_ syntax.Expr = (*Chain)(nil)
	_ syntax.Expr = (*Set)(nil)
	_ syntax.Expr = (*Slice)(nil)
	_ syntax.Expr = (*Ellipsis)(nil)
	_ syntax.Expr = (*BadExpr)(nil)
)

func (x *Declare) Span() (start, end syntax.Position) {
	last := x.Value
	if last == nil {
		last = x.Type
	}
	return syntax.Start(x.X), syntax.End(last)
}

func (x *Annotated) Span() (start, end syntax.Position) {
	return x.Name.NamePos, syntax.End(x.Type)
}

func (x *FString) Span() (start, end syntax.Position) { return x.Pos, x.EndPos }

func (x *Chain) Span() (start, end syntax.Position) {
	return syntax.Start(x.First), syntax.End(x.Rest[len(x.Rest)-1].Y)
}

func (x *Set) Span() (start, end syntax.Position) { return x.Lbrace, after(x.Rbrace, 1) }

func (x *Slice) Span() (start, end syntax.Position) {
	if x.Lo != nil {
		return syntax.Start(x.Lo), x.EndPos
	}
	return x.Colon, x.EndPos
}

func (x *Ellipsis) Span() (start, end syntax.Position) { return x.Pos, after(x.Pos, 3) }
func (x *BadStmt) Span() (start, end syntax.Position)  { return x.From, x.To }
func (x *BadExpr) Span() (start, end syntax.Position)  { return x.From, x.To }

// after is the position n columns on.
func after(pos syntax.Position, n int32) syntax.Position {
	pos.Col += n
	return pos
}

// Unparen is an expression without the parentheses around it.
func Unparen(e syntax.Expr) syntax.Expr {
	for {
		p, ok := e.(*syntax.ParenExpr)
		if !ok {
			return e
		}
		e = p.X
	}
}
