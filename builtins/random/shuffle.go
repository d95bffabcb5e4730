package random

import (
	"fmt"
	"math"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/steps"
)

type permutationArgs struct {
	Key Key
	X   starlark.Value
}

func permutationFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "permutation", Doc: "The elements of a list, or the numbers from 0 to n - 1, in an order of which none is likelier than another.", Returns: "new list",
		Source:   salmon + "; Durstenfeld, Commun. ACM 7, 420 (1964)",
		Examples: []string{`random.permutation(random.key(0), 5)  # => [4, 2, 3, 0, 1]`, `random.permutation(random.key(1), ["a", "b", "c"])  # => ['c', 'b', 'a']`},
	}, func(a *permutationArgs) []*decl.Param {
		return []*decl.Param{keyParam(&a.Key), decl.Value(&a.X, "x", "list or int", "what to put in order: a list, or how many numbers")}
	}, func(th *starlark.Thread, a *permutationArgs) (starlark.Value, error) {
		list, err := elements(th, "permutation", "x", a.X)
		if err != nil {
			return nil, err
		}
		if err := shuffle(th, newStream(a.Key, forPermutation), list, len(list)); err != nil {
			return nil, err
		}
		return starlark.NewList(list), nil
	})
}

type choiceArgs struct {
	Key     Key
	Values  starlark.Value
	N       int
	Replace bool
}

func choiceFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "choice", Doc: "Elements of a list, or of the numbers from 0 up, each equally likely.", Returns: "an element, or list of n", Source: salmon,
		Examples: []string{
			`random.choice(random.key(0), ["red", "green", "blue"])  # => 'red'`,
			`random.choice(random.key(0), 5, n=3, replace=False)  # => [0, 1, 3]`,
		},
	}, func(a *choiceArgs) []*decl.Param {
		return []*decl.Param{
			keyParam(&a.Key),
			decl.Value(&a.Values, "values", "list or int", "what to choose from: a list, or how many numbers"),
			countParam(&a.N),
			decl.Bool(&a.Replace, "replace", "whether an element may come again").Or(starlark.True).ByName(),
		}
	}, func(th *starlark.Thread, a *choiceArgs) (starlark.Value, error) {
		list, err := elements(th, "choice", "values", a.Values)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 && a.N != 0 {
			return nil, fmt.Errorf("choice: values is empty, want at least one to choose from")
		}
		s := newStream(a.Key, forChoice)
		if a.Replace || a.N == single {
			return several(th, a.N, func(i uint64) starlark.Value { return list[s.below(i, uint64(len(list)))] })
		}
		if a.N > len(list) {
			return nil, fmt.Errorf("choice: n = %d, want at most %d, as many as there are; or replace=True", a.N, len(list))
		}
		if err := shuffle(th, s, list, a.N); err != nil {
			return nil, err
		}
		return starlark.NewList(list[:a.N:a.N]), nil
	})
}

// shuffle puts n of the elements, each equally likely, before the others.
func shuffle(th *starlark.Thread, s *stream, list []starlark.Value, n int) error {
	for i := range n {
		if i&1023 == 1023 {
			if err := steps.Poll(th); err != nil {
				return err
			}
		}
		j := i + int(s.below(uint64(i), uint64(len(list)-i)))
		list[i], list[j] = list[j], list[i]
	}
	return nil
}

// elements copies a list's elements, or counts up to a number.
func elements(th *starlark.Thread, name, param string, v starlark.Value) ([]starlark.Value, error) {
	var n int
	seq, isSeq := v.(starlark.Sequence)
	_, isMap := v.(starlark.Mapping)
	i, isInt := v.(starlark.Int)
	switch {
	case isInt:
		var err error
		if n, err = count(name, param, i); err != nil {
			return nil, err
		}
	case isSeq && !isMap:
		n = seq.Len()
	default:
		return nil, fmt.Errorf("%s: %s: got %s, want list or int", name, param, v.Type())
	}
	if err := steps.Grow(th, bytes*min(int64(n), math.MaxInt64/bytes)); err != nil {
		return nil, err
	}
	out := make([]starlark.Value, n)
	next := func(k int) starlark.Value { return starlark.MakeInt(k) }
	if isSeq {
		it := seq.Iterate()
		defer it.Done()
		next = func(int) (x starlark.Value) { it.Next(&x); return x }
	}
	for k := range out {
		if k&1023 == 1023 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
		out[k] = next(k)
	}
	return out, nil
}
