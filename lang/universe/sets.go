package universe

import (
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// setMethod is a method that takes iterables; f says what it does with them.
func setMethod(fn string, f func(th *starlark.Thread, s *starlark.Set, others []starlark.Iterable) (starlark.Value, error)) method {
	return func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(kwargs) > 0 {
			return nil, fmt.Errorf("%s: does not accept keyword arguments", fn)
		}
		others := make([]starlark.Iterable, len(args))
		for i, x := range args {
			it, ok := x.(starlark.Iterable)
			if !ok {
				return nil, fmt.Errorf("%s: argument #%d is not iterable: %s", fn, i+1, x.Type())
			}
			others[i] = it
		}
		v, err := f(th, recv.(*starlark.Set), others)
		if err != nil && steps.Poll(th) == nil {
			if _, ours := err.(*steps.GrowError); !ours {
				err = fmt.Errorf("%s: %w", fn, err)
			}
		}
		return v, err
	}
}

// setTest is a setMethod of exactly one iterable.
func setTest(fn string, f func(th *starlark.Thread, s *starlark.Set, other starlark.Iterable) (starlark.Value, error)) method {
	return setMethod(fn, func(th *starlark.Thread, s *starlark.Set, others []starlark.Iterable) (starlark.Value, error) {
		if len(others) != 1 {
			return nil, fmt.Errorf("got %d arguments, want 1", len(others))
		}
		return f(th, s, others[0])
	})
}

func setCopy(th *starlark.Thread, s *starlark.Set, others []starlark.Iterable) (starlark.Value, error) {
	if len(others) > 0 {
		return nil, fmt.Errorf("got %d arguments, want 0", len(others))
	}
	return cloneSet(th, s)
}

func cloneSet(th *starlark.Thread, s *starlark.Set) (*starlark.Set, error) {
	out := new(starlark.Set)
	return out, each(th, s, sizedSet(th, out))
}

func setUnion(th *starlark.Thread, s *starlark.Set, others []starlark.Iterable) (starlark.Value, error) {
	out, err := cloneSet(th, s)
	if err == nil {
		_, err = setUpdate(th, out, others)
	}
	return out, err
}

func setUpdate(th *starlark.Thread, s *starlark.Set, others []starlark.Iterable) (starlark.Value, error) {
	for _, x := range others {
		if x == s { // nothing new, and a set cannot change while it is iterated over
			continue
		}
		if err := each(th, x, sizedSet(th, s)); err != nil {
			return nil, err
		}
	}
	return starlark.None, nil
}

func setDifference(th *starlark.Thread, s *starlark.Set, others []starlark.Iterable) (starlark.Value, error) {
	out, err := cloneSet(th, s)
	for _, x := range others {
		if err == nil {
			err = each(th, x, func(v starlark.Value) error {
				_, err := out.Delete(v)
				return err
			})
		}
	}
	return out, err
}

// setIntersection keeps the order of the last iterable, as the stock one.
func setIntersection(th *starlark.Thread, s *starlark.Set, others []starlark.Iterable) (starlark.Value, error) {
	if len(others) == 0 {
		return cloneSet(th, s)
	}
	for _, x := range others {
		var err error
		if s, err = shared(th, s, x); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// shared is the elements of x that are in s, in the order of x.
func shared(th *starlark.Thread, s *starlark.Set, x starlark.Iterable) (*starlark.Set, error) {
	out := new(starlark.Set)
	insert := sizedSet(th, out)
	return out, each(th, x, func(v starlark.Value) error {
		found, err := s.Has(v)
		if err != nil || !found {
			return err
		}
		return insert(v)
	})
}

func setSymmetric(th *starlark.Thread, s *starlark.Set, other starlark.Iterable) (starlark.Value, error) {
	out, err := cloneSet(th, s)
	if err != nil {
		return nil, err
	}
	insert := sizedSet(th, out)
	return out, each(th, other, func(v starlark.Value) error {
		found, err := out.Delete(v)
		if err != nil || found {
			return err
		}
		return insert(v)
	})
}

// setHasAll is issuperset: s has each element of other.
func setHasAll(th *starlark.Thread, s *starlark.Set, other starlark.Iterable) (starlark.Value, error) {
	return setSearch(th, s, other, false)
}

// setDisjoint is isdisjoint: s has no element of other.
func setDisjoint(th *starlark.Thread, s *starlark.Set, other starlark.Iterable) (starlark.Value, error) {
	return setSearch(th, s, other, true)
}

// setSearch is False if an element of other is in s, or is not, as end says.
func setSearch(th *starlark.Thread, s *starlark.Set, other starlark.Iterable, end bool) (starlark.Value, error) {
	err := each(th, other, func(v starlark.Value) error {
		found, err := s.Has(v)
		if err == nil && found == end {
			err = errStop
		}
		return err
	})
	if err == errStop {
		return starlark.False, nil
	}
	return starlark.True, err
}

// setIsSubset: other has each element of s.
func setIsSubset(th *starlark.Thread, s *starlark.Set, other starlark.Iterable) (starlark.Value, error) {
	seen, err := shared(th, s, other)
	if err != nil {
		return nil, err
	}
	return starlark.Bool(seen.Len() == s.Len()), nil
}
