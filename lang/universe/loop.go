package universe

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// What an element takes in memory, in bytes.
const (
	wordSize  = 16      // of a list or tuple
	entrySize = 96      // of a set or dict, on average over its growth
	pieceSize = 1 << 16 // of a string, between two polls
)

// A ticker polls once in about a thousand turns.
type ticker struct {
	th *starlark.Thread
	n  int
}

func (t *ticker) tick() error {
	if t.n++; t.n&1023 != 0 {
		return nil
	}
	return steps.Poll(t.th)
}

// each calls f with each element, polled.
func each(th *starlark.Thread, x starlark.Iterable, f func(starlark.Value) error) error {
	it := x.Iterate()
	defer it.Done()
	t := ticker{th: th}
	var v starlark.Value
	for it.Next(&v) {
		if err := t.tick(); err != nil {
			return err
		}
		if err := f(v); err != nil {
			return err
		}
	}
	return nil
}

// A list gathers elements; it is polled and sized.
type list struct {
	ticker
	elems []starlark.Value
	size  int64 // of an element, with what belongs to it alone
}

// newList begins a list of about n elements; n < 0: not known.
func newList(th *starlark.Thread, n int, size int64) (*list, error) {
	if err := steps.Grow(th, product(int64(max(n, 0)), size)); err != nil {
		return nil, err
	}
	return &list{ticker: ticker{th: th}, elems: make([]starlark.Value, 0, max(n, 0)), size: size}, nil
}

func (l *list) add(v starlark.Value) error {
	if err := l.tick(); err != nil {
		return err
	}
	if l.n&1023 == 0 {
		if err := steps.Grow(l.th, int64(len(l.elems))*l.size); err != nil {
			return err
		}
	}
	l.elems = append(l.elems, v)
	return nil
}

// value returns the list as a value.
func (l *list) value() starlark.Value { return starlark.NewList(l.elems) }

// elements returns the elements of x, polled and sized.
func elements(th *starlark.Thread, x starlark.Iterable) ([]starlark.Value, error) {
	l, err := newList(th, starlark.Len(x), wordSize)
	if err != nil {
		return nil, err
	}
	it := x.Iterate()
	defer it.Done()
	var v starlark.Value
	for it.Next(&v) {
		if err := l.add(v); err != nil {
			return nil, err
		}
	}
	return l.elems, nil
}

// sizedSet returns a function that inserts in s, sized by what s has become.
func sizedSet(th *starlark.Thread, s *starlark.Set) func(starlark.Value) error {
	n := 0
	return func(v starlark.Value) error {
		if n++; n&1023 == 0 {
			if err := steps.Grow(th, int64(s.Len())*entrySize); err != nil {
				return err
			}
		}
		return s.Insert(v)
	}
}

// sizedDict is sizedSet for a dict.
func sizedDict(th *starlark.Thread, d *starlark.Dict) func(k, v starlark.Value) error {
	n := 0
	return func(k, v starlark.Value) error {
		if n++; n&1023 == 0 {
			if err := steps.Grow(th, int64(d.Len())*entrySize); err != nil {
				return err
			}
		}
		return d.SetKey(k, v)
	}
}

// A growing text is polled and sized.
type growing struct {
	th    *starlark.Thread
	b     strings.Builder
	turns int
}

func (g *growing) add(s string) error {
	if g.turns++; g.turns&1023 == 0 || len(s) > pieceSize {
		if err := steps.Poll(g.th); err != nil {
			return err
		}
	}
	if n := g.b.Len() + len(s); n > g.b.Cap() && n > 1<<20 { // before it doubles
		if err := steps.Grow(g.th, int64(n)); err != nil {
			return err
		}
	}
	g.b.WriteString(s)
	return nil
}

// iterable returns x as one, or an error of the named function.
func iterable(fn string, x starlark.Value) (starlark.Iterable, error) {
	it, ok := x.(starlark.Iterable)
	if !ok {
		return nil, fmt.Errorf("%s: got %s, want iterable", fn, x.Type())
	}
	return it, nil
}
