package lang

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"
)

// fibonacci is a sequence without an end.
type fibonacci struct{}

func (fibonacci) Freeze()                    {}
func (fibonacci) String() string             { return "fib" }
func (fibonacci) Type() string               { return "fib" }
func (fibonacci) Truth() starlark.Bool       { return true }
func (fibonacci) Hash() (uint32, error)      { return 0, errors.New("unhashable: fib") }
func (fibonacci) Iterate() starlark.Iterator { return &fibonacciIterator{0, 1} }

type fibonacciIterator struct{ x, y int }

func (it *fibonacciIterator) Next(p *starlark.Value) bool {
	*p = starlark.MakeInt(it.x)
	it.x, it.y = it.y, it.x+it.y
	return true
}

func (it *fibonacciIterator) Done() {}

// hasFields is a value with any attributes, whose sum with a list is 42.
type hasFields struct {
	fields starlark.StringDict
	frozen bool
}

var (
	_ starlark.HasSetField = (*hasFields)(nil)
	_ starlark.HasBinary   = (*hasFields)(nil)
)

func newHasFields(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return &hasFields{fields: starlark.StringDict{}}, nil
}

func (h *hasFields) String() string                           { return "hasfields" }
func (h *hasFields) Type() string                             { return "hasfields" }
func (h *hasFields) Truth() starlark.Bool                     { return true }
func (h *hasFields) Hash() (uint32, error)                    { return 42, nil }
func (h *hasFields) Attr(name string) (starlark.Value, error) { return h.fields[name], nil }

func (h *hasFields) Freeze() {
	if !h.frozen {
		h.frozen = true
		h.fields.Freeze()
	}
}

func (h *hasFields) SetField(name string, v starlark.Value) error {
	switch {
	case h.frozen:
		return errors.New("cannot set field on a frozen hasfields")
	case strings.HasPrefix(name, "no"):
		return starlark.NoSuchAttrError(fmt.Sprintf("no .%s field", name))
	}
	h.fields[name] = v
	return nil
}

func (h *hasFields) AttrNames() []string {
	names := h.fields.Keys()
	slices.Sort(names)
	return names
}

func (h *hasFields) Binary(op stocksyntax.Token, y starlark.Value, _ starlark.Side) (starlark.Value, error) {
	if _, ok := y.(*starlark.List); ok && op == stocksyntax.PLUS {
		return starlark.MakeInt(42), nil
	}
	return nil, nil
}
