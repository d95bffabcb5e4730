package notation

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Contains is x in y. An element of a list or tuple is found by ==, whose
// truth is asked: a Comparer among the elements, or sought, is found if it is
// the same or if all that its comparison gives is true, and is an error where
// that has no truth.
func Contains(th *starlark.Thread, x, y starlark.Value) (bool, error) {
	switch y := y.(type) {
	case *starlark.List:
		return among(th, x, y)
	case starlark.Tuple:
		return among(th, x, y)
	case *starlark.Dict:
		// The machine takes a key that cannot be one for one that is not
		// there. Of a Comparer that would be an answer to another question.
		if c, ok := x.(Comparer); ok {
			_, found, err := y.Get(c)
			return found, err
		}
	}
	z, err := starlark.Binary(syntax.IN, x, y)
	if err != nil {
		return false, err
	}
	return Truth(z)
}

func among(th *starlark.Thread, x starlark.Value, y starlark.Indexable) (bool, error) {
	c := comparison{th: th}
	for i := 0; i < y.Len(); i++ {
		if found, err := c.equal(y.Index(i), x, starlark.CompareLimit); err != nil || found {
			return found, err
		}
	}
	return false, nil
}
