package syntax

import (
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// The hidden names that lowered programs use. The map that a program is run
// with must hold them. An operation that is written with brackets is an index:
// its value is a starlark.Mapping.
const (
	Session  = "<session>" // its attributes are the top-level names
	Load     = "<load>"    // <load>(module, name, ...) returns a tuple of values
	Attr     = "<.>"       // <.>(x, name) is x.name
	Truth    = "<?>"       // <?>[x] is x, which has a truth
	Right    = "<right>"   // <right>(<*>, y)[x] is x * y
	Left     = "<left>"    // <left>(<*>, x)[y] is x * y
	GetSlice = "<[:]>"     // <[:]>[x][<:>(lo, hi, step)] is x[lo:hi:step]
	Sliced   = "<[::]>"    // <[::]>[x][lo][hi] is x[lo:hi]
	SlicedBy = "<[:::]>"   // <[:::]>[x][lo][hi][step] is x[lo:hi:step]
	Slice    = "<:>"       // <:>(lo, hi, step) is the index lo:hi:step
	Ellipsis = "<...>"     // the index ...
	FString  = "<f>"       // <f>((text, field, conv, spec, ...))(x, ...) is f"text{x}..."
	Unpack   = "<unpack>"  // <unpack>(x, 1, 2) is (a, list, c, d) for a, *b, c, d = x
	Each     = "<*x>"      // <*x>[x] is x, which can be iterated over
	List     = "<[*]>"     // <[*]>((x, ...)) is [*x, ...]
	Tuple    = "<(*)>"     // <(*)>((x, ...)) is (*x, ...)
	Set      = "<{*}>"     // <{*}>((x, ...)) is {*x, ...}
	Dict     = "<{**}>"    // <{**}>((x, ...)) is {**x, ...}
	Keywords = "<(**)>"    // <(**)>((x, ...)) too, but no key may come twice
	Box      = "<box>"     // <box>[<box>] is a box: box[x] is x, and so is then box.x
	End      = "<end>"     // evaluated last, for its name only
)

// Result is the attribute of Session that takes a cell's last expression.
const Result = "<result>"

// Operator is the hidden name of an operator: <*>[x][y] is x * y.
func Operator(op syntax.Token) string { return "<" + tree.Op(op) + ">" }

// Test is the hidden name of a comparison whose truth is asked: <if ==>[x][y]
// is the truth of x == y.
func Test(op syntax.Token) string { return "<if " + tree.Op(op) + ">" }

// Method is the hidden name of a function that calls a method:
// <.join>(x, ...) is x.join(...).
func Method(name string) string { return "<." + name + ">" }

// Single is the hidden name of an operation that calls a method with one
// argument: <.append(x)>[l][x] is l.append(x).
func Single(name string) string { return "<." + name + "(x)>" }

// Hidden reports whether a name is one that a program's author cannot type.
func Hidden(name string) bool { return strings.ContainsAny(name, "<\x00") }
