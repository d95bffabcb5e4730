// Package notation is how values take part in what the language adds to
// Starlark's notation. A value asks for it by implementing:
//
//	Comparer   x < y, x == y …     elementwise comparison
//	MatMuler   x @ y
//	Powerer    x ** y
//	Slicer     x[1:3]
//	NoTruther  if x, x and y       a value that is neither true nor false
//	Quantifier any(x), all(x)      of elements that a loop does not give
//	Formatter  f"{x:.3f}"
//
// and by interfaces that the stock machine has already:
//
//	starlark.HasBinary     x + y, x * y, x % y …
//	starlark.Mapping       x[i], x[i, j]; x[1:3, :] and x[..., None] get a
//	                       tuple with a *Slice and Ellipsis in it
//	starlark.HasSetKey     x[i] = y; x[1:3] = y gets a *Slice
//	starlark.Container     y in x
//
// A method of an operator gets the other operand and the side on which the
// receiver stands; the left operand is asked first. nil without an error says
// that the operator is not for this pair.
//
// Beside them are the operations themselves (Compare, Contains, Truth, MatMul,
// Power, GetSlice): what lowered programs do, on any values, by way of the
// hidden names that Operations gives. Where no value takes part they are as
// the stock machine has them, to the words of its errors.
package notation

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// A Comparer compares itself to others in its own way: an array, element by
// element. op is one of < <= > >= == != as it is written; with side Right the
// receiver stands to the right of it.
type Comparer interface {
	starlark.Value
	Compare(th *starlark.Thread, op syntax.Token, y starlark.Value, side starlark.Side) (starlark.Value, error)
}

// A MatMuler is an operand of @.
type MatMuler interface {
	starlark.Value
	MatMul(th *starlark.Thread, y starlark.Value, side starlark.Side) (starlark.Value, error)
}

// A Powerer is an operand of **.
type Powerer interface {
	starlark.Value
	Power(th *starlark.Thread, y starlark.Value, side starlark.Side) (starlark.Value, error)
}

// A Slicer is given the slice of x[1:3] as it is written. Other values must be
// starlark.Sliceable, which counts from the length.
type Slicer interface {
	starlark.Value
	GetSlice(th *starlark.Thread, s *Slice) (starlark.Value, error)
}

// A NoTruther may be neither true nor false: an array of several elements, a
// number that is not known yet. NoTruth says why, and what to write instead;
// nil: the value has a truth, which Truth returns.
type NoTruther interface {
	starlark.Value
	NoTruth() error
}

// A Quantifier answers any(x), or all(x), itself. Other values must be
// iterable.
type Quantifier interface {
	starlark.Value
	Quantify(th *starlark.Thread, all bool) (starlark.Value, error)
}

// A Formatter writes itself as a format spec says: the .3f of f"{x:.3f}".
type Formatter interface {
	starlark.Value
	Format(th *starlark.Thread, spec string) (string, error)
}

// Ambiguous is the error of a NoTruther with several elements.
func Ambiguous(x starlark.Value) error {
	return fmt.Errorf("%s: whether it is true is not clear; any(x) says whether some element is, all(x) whether every one is", x.Type())
}

// unknown is the stock error of an operator that is not for two values.
func unknown(x starlark.Value, op string, y starlark.Value) error {
	return fmt.Errorf("unknown binary op: %s %s %s", x.Type(), op, y.Type())
}

// isStock reports whether a value is of one of the machine's own types, which
// ask for nothing.
func isStock(v starlark.Value) bool {
	switch v.(type) {
	case starlark.NoneType, starlark.Bool, starlark.Int, starlark.Float, starlark.String, starlark.Bytes,
		*starlark.List, starlark.Tuple, *starlark.Dict, *starlark.Set, *starlark.Function, *starlark.Builtin:
		return true
	}
	return false
}
