package universe

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/notation"
	"starling/lang/steps"
)

var (
	sortedParams = []string{"x", "key", "reverse"}
	sortParams   = sortedParams[1:]
)

// A sorting is a stable merge sort that can be interrupted.
type sorting struct {
	ticker
	fn      string
	key     starlark.Callable // nil: the elements themselves
	reverse bool
	before  func(x, y starlark.Value) (bool, error)
}

// An entry is an element, and the key by which it is sorted.
type entry struct{ v, key starlark.Value }

// newSorting reads the arguments key and reverse; nil: not given.
func newSorting(th *starlark.Thread, fn string, key, reverse starlark.Value) (*sorting, error) {
	s := &sorting{ticker: ticker{th: th}, fn: fn}
	if reverse != nil {
		b, ok := reverse.(starlark.Bool)
		if !ok {
			return nil, fmt.Errorf("%s: reverse: got %s, want bool", fn, reverse.Type())
		}
		s.reverse = bool(b)
	}
	var err error
	s.key, err = callable(fn, "key", key)
	return s, err
}

func sortedFunc(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var a [3]starlark.Value
	if err := arguments("sorted", sortedParams, 1, args, kwargs, a[:]); err != nil {
		return nil, err
	}
	it, err := iterable("sorted", a[0])
	if err != nil {
		return nil, err
	}
	s, err := newSorting(th, "sorted", a[1], a[2])
	if err != nil {
		return nil, err
	}
	elems, err := elements(th, it)
	if err != nil {
		return nil, err
	}
	if err := s.sort(elems); err != nil {
		return nil, err
	}
	return starlark.NewList(elems), nil
}

// sort sorts elems in place; where it fails they are as they were.
func (s *sorting) sort(elems []starlark.Value) error {
	if err := steps.Grow(s.th, 4*wordSize*int64(len(elems))); err != nil {
		return err
	}
	list := make([]entry, len(elems))
	for i, v := range elems {
		if err := s.tick(); err != nil {
			return err
		}
		list[i] = entry{v, v}
		if s.key != nil {
			k, err := starlark.Call(s.th, s.key, starlark.Tuple{v}, nil)
			if err != nil {
				return err
			}
			list[i].key = k
		}
	}
	s.before = s.compare
	if same[starlark.Float](list) {
		s.before = s.floats
	} else if same[starlark.String](list) {
		s.before = s.strings
	}
	list, err := s.merge(list, make([]entry, len(list)))
	if err != nil {
		return err
	}
	for i := range list {
		elems[i] = list[i].v
	}
	return nil
}

// same reports whether all keys have the type T.
func same[T starlark.Value](list []entry) bool {
	for i := range list {
		if _, ok := list[i].key.(T); !ok {
			return false
		}
	}
	return true
}

// The order of two keys: of any, of floats (NaN is last), of strings.

func (s *sorting) compare(x, y starlark.Value) (bool, error) {
	op := stocksyntax.LT
	if s.reverse {
		op = stocksyntax.GT
	}
	return ordered(s.th, s.fn, op, x, y)
}

// ordered is x op y for a function that orders values.
func ordered(th *starlark.Thread, fn string, op stocksyntax.Token, x, y starlark.Value) (bool, error) {
	ok, err := notation.Test(th, op, x, y)
	if err != nil && strings.HasSuffix(err.Error(), " not implemented") {
		return false, fmt.Errorf("%s: cannot compare %s with %s", fn, x.Type(), y.Type())
	}
	return ok, err
}

func (s *sorting) floats(a, b starlark.Value) (bool, error) {
	x, y := a.(starlark.Float), b.(starlark.Float)
	if s.reverse {
		x, y = y, x
	}
	return x < y || y != y && x == x, nil
}

func (s *sorting) strings(a, b starlark.Value) (bool, error) {
	x, y := a.(starlark.String), b.(starlark.String)
	if s.reverse {
		x, y = y, x
	}
	return x < y, nil
}

// merge sorts list with the help of scratch, and returns the one that holds
// the result.
func (s *sorting) merge(list, scratch []entry) ([]entry, error) {
	n := len(list)
	for width := 1; width < n; width *= 2 {
		for lo := 0; lo < n; lo += 2 * width {
			mid, hi := min(lo+width, n), min(lo+2*width, n)
			if err := s.join(scratch[lo:hi], list[lo:mid], list[mid:hi]); err != nil {
				return nil, err
			}
		}
		list, scratch = scratch, list
	}
	return list, nil
}

// join merges two runs into out; of equal keys those of x come first.
func (s *sorting) join(out, x, y []entry) error {
	if err := s.tick(); err != nil {
		return err
	}
	mixed := false // whether the runs are not in order already
	if len(y) > 0 {
		var err error
		if mixed, err = s.before(y[0].key, x[len(x)-1].key); err != nil {
			return err
		}
	}
	for mixed && len(x) > 0 && len(y) > 0 {
		if err := s.tick(); err != nil {
			return err
		}
		second, err := s.before(y[0].key, x[0].key)
		if err != nil {
			return err
		}
		if second {
			out[0], y = y[0], y[1:]
		} else {
			out[0], x = x[0], x[1:]
		}
		out = out[1:]
	}
	copy(out[copy(out, x):], y)
	return nil
}
