package universe

import (
	"fmt"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/steps"
)

// sequences make lists, tuples, dicts and sets.
var sequences = []*decl.Func{
	collection("list", "List of the elements of an iterable.", `list((1, 2))  # => [1, 2]`, func(x []starlark.Value) starlark.Value { return starlark.NewList(x) }),
	collection("tuple", "Tuple of the elements of an iterable.", `tuple([1, 2])  # => (1, 2)`, func(x []starlark.Value) starlark.Value { return starlark.Tuple(x) }),
	decl.Bind(decl.Spec{
		Name: "set", Doc: "Set of the elements of an iterable, in order of first occurrence.", Returns: "set",
		Examples: []string{`set([1, 2, 1])  # => {1, 2}`},
	}, elementsParam, func(th *starlark.Thread, a *value) (starlark.Value, error) {
		if a.X == nil {
			return new(starlark.Set), nil
		}
		it, err := iterable("set", "x", a.X)
		if err != nil {
			return nil, err
		}
		s := new(starlark.Set)
		return s, each(th, it, s.Insert)
	}),
	decl.Bind(decl.Spec{
		Name: "dict", Doc: "Dict of the entries of another, or of pairs, and of the keywords.", Returns: "dict",
		Examples: []string{`dict([("a", 1)], b=2)  # => {'a': 1, 'b': 2}`},
	}, func(a *dictArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "dict or iterable of pairs", "the entries").Or(starlark.None),
			decl.Keywords(&a.More, "entries", "further entries"),
		}
	}, func(th *starlark.Thread, a *dictArgs) (starlark.Value, error) {
		d := new(starlark.Dict)
		return d, update(th, "dict", d, a.X, a.More)
	}),
	decl.Bind(decl.Spec{
		Name: "sorted", Doc: "The elements in ascending order, as a list. Equal elements keep their order.", Returns: "list",
		Examples: []string{`sorted([3, 1, 2])  # => [1, 2, 3]`, `sorted(["bb", "a"], key=len, reverse=True)  # => ['bb', 'a']`},
	}, func(a *sortArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "iterable", "the elements"),
			decl.Callable(&a.Key, "key", "sort by key(element)").Or(starlark.None).ByName(),
			decl.Bool(&a.Reverse, "reverse", "descending").Or(starlark.False).ByName(),
		}
	}, func(th *starlark.Thread, a *sortArgs) (starlark.Value, error) {
		x, err := sorted(th, "sorted", a)
		return starlark.NewList(x), err
	}),
	decl.Bind(decl.Spec{
		Name: "reversed", Doc: "The elements from last to first, as a list.", Returns: "list",
		Examples: []string{`reversed([1, 2])  # => [2, 1]`},
	}, oneValue("x", "iterable", "the elements"), func(th *starlark.Thread, a *value) (starlark.Value, error) {
		return callWatched(th, starlark.Universe["reversed"], []starlark.Value{a.X}, nil)
	}),
	decl.Bind(decl.Spec{
		Name: "enumerate", Doc: "Pairs of a counter and an element, as a list.", Returns: "list of tuples",
		Examples: []string{`enumerate(["a", "b"], 1)  # => [(1, 'a'), (2, 'b')]`},
	}, func(a *enumerateArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "iterable", "the elements"),
			decl.Int(&a.Start, "start", "", "the first number").Or(starlark.MakeInt(0)),
		}
	}, func(th *starlark.Thread, a *enumerateArgs) (starlark.Value, error) {
		it, err := iterable("enumerate", "x", a.X)
		if err != nil {
			return nil, err
		}
		var out []starlark.Value
		err = each(th, it, func(v starlark.Value) error {
			out = append(out, starlark.Tuple{starlark.MakeInt(a.Start + len(out)), v})
			return nil
		})
		return starlark.NewList(out), err
	}),
	decl.Bind(decl.Spec{
		Name: "zip", Doc: "Tuples of the first elements, of the second ones …, as long as all last, as a list.", Returns: "list of tuples",
		Examples: []string{`zip([1, 2], ["a", "b"])  # => [(1, 'a'), (2, 'b')]`},
	}, func(a *restArgs) []*decl.Param {
		return []*decl.Param{decl.Rest(&a.Args, "x", "iterables")}
	}, func(th *starlark.Thread, a *restArgs) (starlark.Value, error) {
		for i, x := range a.Args {
			if _, err := iterable("zip", fmt.Sprintf("x[%d]", i), x); err != nil {
				return nil, err
			}
		}
		return callWatched(th, starlark.Universe["zip"], a.Args, nil)
	}),
	decl.Bind(decl.Spec{
		Name: "map", Doc: "f of each element, as a list; of several iterables, f of their first elements, of their second ones ….", Returns: "list",
		Examples: []string{`map(lambda x: 2 * x, [1, 2])  # => [2, 4]`},
	}, func(a *mapArgs) []*decl.Param {
		return []*decl.Param{decl.Callable(&a.F, "f", "what to apply"), decl.Rest(&a.X, "x", "one or more iterables")}
	}, mapFunc),
	decl.Bind(decl.Spec{
		Name: "filter", Doc: "The elements for which f is true, as a list; with None for f, the true elements.", Returns: "list",
		Examples: []string{`filter(lambda x: x > 1, [1, 2, 3])  # => [2, 3]`},
	}, func(a *filterArgs) []*decl.Param {
		return []*decl.Param{decl.Value(&a.F, "f", "function or None", "the condition"), decl.Value(&a.X, "x", "iterable", "the elements")}
	}, filterFunc),
	decl.Bind(decl.Spec{
		Name: "range", Doc: "The integers from start up to but without stop, by step. range(n) begins at 0.", Returns: "range",
		Examples: []string{`list(range(2, 8, 3))  # => [2, 5]`},
	}, func(a *restArgs) []*decl.Param {
		return []*decl.Param{decl.Rest(&a.Args, "start_stop_step", "stop; or start, stop; or start, stop, step")}
	}, func(th *starlark.Thread, a *restArgs) (starlark.Value, error) {
		v, err := starlark.Call(th, starlark.Universe["range"], a.Args, nil)
		return v, plainError(err)
	}),
}

// plainError takes the machine's wrapping off an error of a stock function.
func plainError(err error) error {
	if e, ok := err.(*starlark.EvalError); ok && e.Unwrap() != nil {
		return e.Unwrap()
	}
	return err
}

type (
	restArgs      struct{ Args []starlark.Value }
	enumerateArgs struct {
		X     starlark.Value
		Start int
	}
	dictArgs struct {
		X    starlark.Value
		More []starlark.Tuple
	}
	sortArgs struct {
		X       starlark.Value
		Key     starlark.Callable
		Reverse bool
	}
	mapArgs struct {
		F starlark.Callable
		X []starlark.Value
	}
	filterArgs struct{ F, X starlark.Value }
)

func elementsParam(a *value) []*decl.Param {
	return []*decl.Param{decl.Value(&a.X, "x", "iterable", "the elements").Or(starlark.None)}
}

func collection(name, doc, example string, make func([]starlark.Value) starlark.Value) *decl.Func {
	return decl.Bind(decl.Spec{Name: name, Doc: doc, Returns: name, Examples: []string{example}}, elementsParam,
		func(th *starlark.Thread, a *value) (starlark.Value, error) {
			if a.X == nil {
				return make(nil), nil
			}
			it, err := iterable(name, "x", a.X)
			if err != nil {
				return nil, err
			}
			x, err := elements(th, it)
			return make(x), err
		})
}

func mapFunc(th *starlark.Thread, a *mapArgs) (starlark.Value, error) {
	if len(a.X) == 0 {
		return nil, fmt.Errorf("map: got no iterable, want at least one")
	}
	var out []starlark.Value
	call := func(args starlark.Tuple) error {
		v, err := starlark.Call(th, a.F, args, nil)
		out = append(out, v)
		return err
	}
	if len(a.X) == 1 {
		it, err := iterable("map", "x", a.X[0])
		if err != nil {
			return nil, err
		}
		err = each(th, it, func(v starlark.Value) error { return call(starlark.Tuple{v}) })
		return starlark.NewList(out), err
	}
	zipped, err := callWatched(th, starlark.Universe["zip"], a.X, nil)
	if err != nil {
		return nil, err
	}
	err = each(th, zipped.(starlark.Iterable), func(v starlark.Value) error { return call(v.(starlark.Tuple)) })
	return starlark.NewList(out), err
}

func filterFunc(th *starlark.Thread, a *filterArgs) (starlark.Value, error) {
	it, err := iterable("filter", "x", a.X)
	if err != nil {
		return nil, err
	}
	f, ok := a.F.(starlark.Callable)
	if !ok && a.F != starlark.None {
		return nil, fmt.Errorf("filter: f: got %s, want function or None", a.F.Type())
	}
	var out []starlark.Value
	err = each(th, it, func(v starlark.Value) error {
		keep := v
		if f != nil {
			var err error
			if keep, err = starlark.Call(th, f, starlark.Tuple{v}, nil); err != nil {
				return err
			}
		}
		if keep.Truth() {
			out = append(out, v)
		}
		return nil
	})
	return starlark.NewList(out), err
}

// sorted is a stable merge sort that can be interrupted.
func sorted(th *starlark.Thread, fn string, a *sortArgs) ([]starlark.Value, error) {
	it, err := iterable(fn, "x", a.X)
	if err != nil {
		return nil, err
	}
	x, err := elements(th, it)
	if err != nil {
		return nil, err
	}
	if err := steps.Grow(th, 3*wordSize*int64(len(x))); err != nil {
		return nil, err
	}
	keys := x
	if a.Key != nil {
		keys = make([]starlark.Value, len(x))
		for i, v := range x {
			if keys[i], err = starlark.Call(th, a.Key, starlark.Tuple{v}, nil); err != nil {
				return nil, err
			}
		}
	}
	type entry struct{ v, key starlark.Value }
	list, scratch := make([]entry, len(x)), make([]entry, len(x))
	for i := range x {
		list[i] = entry{x[i], keys[i]}
	}
	polls := ticker{th: th}
	op := stocksyntax.LT
	if a.Reverse {
		op = stocksyntax.GT
	}
	before := func(p, q entry) (bool, error) {
		if err := polls.tick(); err != nil {
			return false, err
		}
		less, err := starlark.Compare(op, p.key, q.key)
		if err != nil {
			return false, fmt.Errorf("%s: cannot compare %s with %s", fn, p.key.Type(), q.key.Type())
		}
		return less, nil
	}
	for width := 1; width < len(list); width *= 2 {
		for lo := 0; lo < len(list); lo += 2 * width {
			mid, hi := min(lo+width, len(list)), min(lo+2*width, len(list))
			i, j := lo, mid
			for k := lo; k < hi; k++ {
				second := i >= mid
				if !second && j < hi { // the right one only if it must come first
					if second, err = before(list[j], list[i]); err != nil {
						return nil, err
					}
				}
				if second {
					scratch[k] = list[j]
					j++
				} else {
					scratch[k] = list[i]
					i++
				}
			}
		}
		list, scratch = scratch, list
	}
	for i := range list {
		x[i] = list[i].v
	}
	return x, nil
}
