package notation

import (
	"errors"
	"fmt"
	"sync/atomic"

	"go.starlark.net/starlark"
)

// A Slice is the 1:3 of x[1:3], where it is an index: alone for a Slicer and
// for an assignment, in a tuple in x[1:3, :]. A part that is not written is
// None.
type Slice struct{ Lo, Hi, Step starlark.Value }

var _ starlark.Value = (*Slice)(nil)

func (s *Slice) String() string {
	out := text(s.Lo) + ":" + text(s.Hi)
	if s.Step != starlark.None {
		out += ":" + text(s.Step)
	}
	return out
}

func text(v starlark.Value) string {
	if v == starlark.None {
		return ""
	}
	return v.String()
}

func (s *Slice) Type() string          { return "slice" }
func (s *Slice) Freeze()               {}
func (s *Slice) Truth() starlark.Bool  { return true }
func (s *Slice) Hash() (uint32, error) { return 0, errors.New("unhashable: slice") }

// EllipsisType is the type of Ellipsis.
type EllipsisType struct{}

// Ellipsis is the ... of x[..., 0].
var Ellipsis = EllipsisType{}

func (EllipsisType) String() string        { return "..." }
func (EllipsisType) Type() string          { return "ellipsis" }
func (EllipsisType) Freeze()               {}
func (EllipsisType) Truth() starlark.Bool  { return true }
func (EllipsisType) Hash() (uint32, error) { return 0x2e2e2e, nil }

// Indices are where a slice of n elements begins and ends, and its step: the
// elements at start, start+step … before end. Both are within 0 to n, with a
// negative step within -1 to n-1, and end is not before start.
func (s *Slice) Indices(n int) (start, end, step int, err error) {
	step = 1
	if s.Step != starlark.None {
		if step, err = starlark.AsInt32(s.Step); err != nil {
			return 0, 0, 0, fmt.Errorf("invalid slice step: %s", err)
		}
		if step == 0 {
			return 0, 0, 0, errors.New("zero is not a valid slice step")
		}
	}
	least, most := 0, n // of both ends
	start, end = 0, n
	if step < 0 {
		least, most = -1, n-1
		start, end = n-1, -1
	}
	if start, err = bound(s.Lo, n, start, least, most); err != nil {
		return 0, 0, 0, fmt.Errorf("invalid start index: %s", err)
	}
	if end, err = bound(s.Hi, n, end, least, most); err != nil {
		return 0, 0, 0, fmt.Errorf("invalid end index: %s", err)
	}
	if step > 0 {
		return start, max(start, end), step, nil
	}
	return start, min(start, end), step, nil
}

// bound is one end of a slice; a negative one counts from the length.
func bound(v starlark.Value, n, otherwise, least, most int) (int, error) {
	if v == starlark.None {
		return otherwise, nil
	}
	i, err := starlark.AsInt32(v)
	if err != nil {
		return 0, err
	}
	if i < 0 {
		i += n
	}
	return max(least, min(i, most)), nil
}

// GetSlice is x[lo:hi:step].
func GetSlice(th *starlark.Thread, x starlark.Value, s *Slice) (starlark.Value, error) {
	if x, ok := x.(Slicer); ok {
		return x.GetSlice(th, s)
	}
	return s.elements(x)
}

// elements are those of a value that counts from its length.
func (s *Slice) elements(x starlark.Value) (starlark.Value, error) {
	seq, ok := x.(starlark.Sliceable)
	if !ok {
		return nil, fmt.Errorf("invalid slice operand %s", x.Type())
	}
	start, end, step, err := s.Indices(seq.Len())
	if err != nil {
		return nil, err
	}
	return seq.Slice(start, end, step), nil
}

// A slicing is the hidden value of a slice with bounds that differ each time:
// slicing[x][lo][hi] or slicing[x][lo][hi][step].
type slicing struct {
	hidden
	parts int // 3 or 4
	spare atomic.Pointer[begun]
}

// A begun slice has some of its parts.
type begun struct {
	*slicing
	given [4]starlark.Value
	n     int // how many it has
}

var (
	_ starlark.Mapping = (*slicing)(nil)
	_ starlark.Mapping = (*begun)(nil)
)

func newSlicing(running Running, parts int) *slicing {
	return &slicing{hidden: newHidden("slice", running), parts: parts}
}

func (s *slicing) Get(x starlark.Value) (starlark.Value, bool, error) {
	b := s.spare.Swap(nil)
	if b == nil {
		b = &begun{slicing: s}
	}
	b.given[0], b.n = x, 1
	return b, true, nil
}

func (b *begun) Get(v starlark.Value) (starlark.Value, bool, error) {
	b.given[b.n] = v
	if b.n++; b.n < b.parts {
		return b, true, nil
	}
	s, given := b.slicing, b.given
	b.given = [4]starlark.Value{}
	s.spare.Store(b) // nothing else has it
	if s.parts == 3 {
		given[3] = starlark.None
	}
	slice := Slice{Lo: given[1], Hi: given[2], Step: given[3]}
	z, err := s.slice(given[0], slice)
	return z, true, err
}

func (s *slicing) slice(x starlark.Value, slice Slice) (z starlark.Value, err error) {
	defer s.guard(&err)
	if x, ok := x.(Slicer); ok {
		return x.GetSlice(s.running(), &Slice{slice.Lo, slice.Hi, slice.Step})
	}
	return slice.elements(x)
}

func (b *begun) String() string        { return b.slicing.String() }
func (b *begun) Type() string          { return b.slicing.Type() }
func (b *begun) Freeze()               {}
func (b *begun) Truth() starlark.Bool  { return true }
func (b *begun) Hash() (uint32, error) { return b.slicing.Hash() }
