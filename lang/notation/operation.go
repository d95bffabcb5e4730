package notation

import (
	"errors"
	"sync/atomic"

	"go.starlark.net/starlark"

	"starling/lang/decl"
)

// A lowered program asks for an operation by indexing a hidden value, as
// <lt>[x][y] for x < y: for the machine that is an instruction of its own,
// without the frame and the copy of the arguments that a call takes, which are
// more than the work of most operations. Errors stand at the index, which is
// where the operator is.

// A Running returns the thread that runs; nil: it is not known. The machine
// gives no thread to an index.
type Running func() *starlark.Thread

// A Unary is the hidden value of an operation on one value: Unary[x].
type Unary struct {
	hidden
	apply func(*starlark.Thread, starlark.Value) (starlark.Value, error)
	quick func(starlark.Value) starlark.Value
}

// NewUnary makes the hidden value of f. quick does it for the values that are
// most frequent, and cannot fail; nil, as a result too: it does not.
func NewUnary(name string, running Running, quick func(starlark.Value) starlark.Value, f func(*starlark.Thread, starlark.Value) (starlark.Value, error)) *Unary {
	if quick == nil {
		quick = func(starlark.Value) starlark.Value { return nil }
	}
	return &Unary{newHidden(name, running), f, quick}
}

// Get applies the operation.
func (u *Unary) Get(x starlark.Value) (starlark.Value, bool, error) {
	if z := u.quick(x); z != nil {
		return z, true, nil
	}
	z, err := u.guarded(x)
	return z, true, err
}

func (u *Unary) guarded(x starlark.Value) (z starlark.Value, err error) {
	defer u.guard(&err)
	return u.apply(u.running(), x)
}

// A Binary is the hidden value of an operation on two values: Binary[x][y].
type Binary struct {
	hidden
	apply func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error)
	quick func(x, y starlark.Value) starlark.Value
	spare atomic.Pointer[half]
}

// NewBinary makes the hidden value of f, as NewUnary does.
func NewBinary(name string, running Running, quick func(x, y starlark.Value) starlark.Value, f func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error)) *Binary {
	if quick == nil {
		quick = func(x, y starlark.Value) starlark.Value { return nil }
	}
	return &Binary{hidden: newHidden(name, running), apply: f, quick: quick}
}

// A half is Binary[x], which waits on the machine's stack for y.
type half struct {
	*Binary
	x starlark.Value
}

// Get takes the left operand.
func (b *Binary) Get(x starlark.Value) (starlark.Value, bool, error) {
	h := b.spare.Swap(nil)
	if h == nil {
		h = &half{Binary: b}
	}
	h.x = x
	return h, true, nil
}

// Get takes the right operand and applies the operation.
func (h *half) Get(y starlark.Value) (starlark.Value, bool, error) {
	b, x := h.Binary, h.x
	h.x = nil
	b.spare.Store(h) // nothing else has it
	if z := b.quick(x, y); z != nil {
		return z, true, nil
	}
	z, err := b.guarded(x, y)
	return z, true, err
}

func (b *Binary) guarded(x, y starlark.Value) (z starlark.Value, err error) {
	defer b.guard(&err)
	return b.apply(b.running(), x, y)
}

// Right is the operation with its right operand given: Right[x] is x op y.
func (b *Binary) Right(y starlark.Value) *Unary {
	return NewUnary(b.name, b.running, func(x starlark.Value) starlark.Value {
		return b.quick(x, y)
	}, func(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		return b.apply(th, x, y)
	})
}

// Left is the operation with its left operand given: Left[y] is x op y.
func (b *Binary) Left(x starlark.Value) *Unary {
	return NewUnary(b.name, b.running, func(y starlark.Value) starlark.Value {
		return b.quick(x, y)
	}, func(th *starlark.Thread, y starlark.Value) (starlark.Value, error) {
		return b.apply(th, x, y)
	})
}

// hidden is what all values have that programs cannot name.
type hidden struct {
	name    string
	running Running
}

func newHidden(name string, running Running) hidden {
	if running == nil {
		running = func() *starlark.Thread { return nil }
	}
	return hidden{name, running}
}

func (h *hidden) String() string        { return h.name }
func (h *hidden) Type() string          { return "operator" }
func (h *hidden) Freeze()               {}
func (h *hidden) Truth() starlark.Bool  { return true }
func (h *hidden) Hash() (uint32, error) { return 0, errors.New("unhashable: operator") }

// guard makes a panic an error with the operation's name.
func (h *hidden) guard(err *error) {
	if r := recover(); r != nil {
		*err = &decl.Defect{Builtin: h.name, Cause: r}
	}
}

var (
	_ starlark.Mapping = (*Unary)(nil)
	_ starlark.Mapping = (*Binary)(nil)
	_ starlark.Mapping = (*half)(nil)
)
