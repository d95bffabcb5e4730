package universe

import (
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// wordSize is what one element of a list or tuple takes.
const wordSize = 16

// A watched iterable ends early when the cell is interrupted, or when the
// elements that came out of it no longer fit; err then says so.
type watched struct {
	starlark.Iterable
	th    *starlark.Thread
	count int64
	err   error
}

func watch(th *starlark.Thread, x starlark.Iterable) *watched {
	return &watched{Iterable: x, th: th}
}

func (w *watched) Iterate() starlark.Iterator { return &watchedIterator{w.Iterable.Iterate(), w} }

type watchedIterator struct {
	starlark.Iterator
	w *watched
}

func (it *watchedIterator) Next(p *starlark.Value) bool {
	w := it.w
	if w.count++; w.count&1023 == 0 {
		if w.err = steps.Poll(w.th); w.err == nil {
			w.err = steps.Grow(w.th, w.count*wordSize)
		}
		if w.err != nil {
			return false
		}
	}
	return it.Iterator.Next(p)
}

// callWatched calls a function with watched arguments.
func callWatched(th *starlark.Thread, fn starlark.Value, args []starlark.Value, kwargs []starlark.Tuple) (starlark.Value, error) {
	list := make(starlark.Tuple, len(args))
	var all []*watched
	for i, x := range args {
		list[i] = x
		if it, ok := x.(starlark.Iterable); ok {
			w := watch(th, it)
			all = append(all, w)
			list[i] = w
		}
	}
	v, err := starlark.Call(th, fn, list, kwargs)
	for _, w := range all {
		if w.err != nil {
			return nil, w.err
		}
	}
	if evalErr, ok := err.(*starlark.EvalError); ok && evalErr.Unwrap() != nil {
		err = evalErr.Unwrap()
	}
	return v, err
}

// iterable returns x as one, or an error of the named function.
func iterable(fn, param string, x starlark.Value) (starlark.Iterable, error) {
	it, ok := x.(starlark.Iterable)
	if !ok {
		return nil, fmt.Errorf("%s: %s: got %s, want iterable", fn, param, x.Type())
	}
	return it, nil
}

// each calls f with each element, polled and sized.
func each(th *starlark.Thread, x starlark.Iterable, f func(starlark.Value) error) error {
	w := watch(th, x)
	it := w.Iterate()
	defer it.Done()
	var v starlark.Value
	for it.Next(&v) {
		if err := f(v); err != nil {
			return err
		}
	}
	return w.err
}

// elements returns the elements of x, polled and sized.
func elements(th *starlark.Thread, x starlark.Iterable) ([]starlark.Value, error) {
	n := starlark.Len(x)
	if err := steps.Grow(th, int64(max(n, 0))*wordSize); err != nil {
		return nil, err
	}
	out := make([]starlark.Value, 0, max(n, 0))
	err := each(th, x, func(v starlark.Value) error {
		out = append(out, v)
		return nil
	})
	return out, err
}

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
