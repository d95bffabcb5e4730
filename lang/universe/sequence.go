package universe

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/notation"
	"starling/lang/steps"
)

// sequences make lists, tuples, dicts and sets.
var sequences = []*decl.Func{
	collection("list", "List of the elements of an iterable.", `list((1, 2))  # => [1, 2]`, func(th *starlark.Thread, x starlark.Iterable) (starlark.Value, error) {
		elems, err := elements(th, x)
		return starlark.NewList(elems), err
	}),
	collection("tuple", "Tuple of the elements of an iterable.", `tuple([1, 2])  # => (1, 2)`, func(th *starlark.Thread, x starlark.Iterable) (starlark.Value, error) {
		elems, err := elements(th, x)
		return starlark.Tuple(elems), err
	}),
	collection("set", "Set of the elements of an iterable, in order of first occurrence.", `set([1, 2, 1])  # => {1, 2}`, func(th *starlark.Thread, x starlark.Iterable) (starlark.Value, error) {
		s := new(starlark.Set)
		return s, each(th, x, sizedSet(th, s))
	}),
	decl.Raw(decl.Spec{
		Name: "dict", Doc: "Dict of the entries of another, or of pairs, and of the keywords.", Returns: "dict",
		Examples: []string{`dict([("a", 1)], b=2)  # => {'a': 1, 'b': 2}`},
	}, []*decl.Param{rest("entries", "a dict, or an iterable of pairs"), decl.Keywords(nil, "more", "further entries")},
		func(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			d := new(starlark.Dict)
			return d, update(th, "dict", d, args, kwargs)
		}),
	decl.Raw(decl.Spec{
		Name: "sorted", Doc: "The elements in ascending order, as a list. Equal elements keep their order.", Returns: "list",
		Examples: []string{`sorted([3, 1, 2])  # => [1, 2, 3]`, `sorted(["bb", "a"], key=len, reverse=True)  # => ['bb', 'a']`},
	}, []*decl.Param{
		param("x", "iterable", "the elements"),
		param("key", "function", "sort by key(element)").Or(starlark.None),
		param("reverse", "bool", "descending").Or(starlark.False),
	}, sortedFunc),
	collection("reversed", "The elements from last to first, as a list.", `reversed([1, 2])  # => [2, 1]`, func(th *starlark.Thread, x starlark.Iterable) (starlark.Value, error) {
		elems, err := elements(th, x)
		slices.Reverse(elems)
		return starlark.NewList(elems), err
	}),
	decl.Raw(decl.Spec{
		Name: "enumerate", Doc: "Pairs of a counter and an element, as a list.", Returns: "list of tuples",
		Examples: []string{`enumerate(["a", "b"], 1)  # => [(1, 'a'), (2, 'b')]`},
	}, []*decl.Param{param("x", "iterable", "the elements"), param("start", "int", "the first number").Or(starlark.MakeInt(0))}, enumerate),
	decl.Raw(decl.Spec{
		Name: "zip", Doc: "Tuples of the first elements, of the second ones …, as long as all last, as a list.", Returns: "list of tuples",
		Examples: []string{`zip([1, 2], ["a", "b"])  # => [(1, 'a'), (2, 'b')]`},
	}, []*decl.Param{rest("x", "iterables")}, func(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := only("zip", len(args), args, kwargs); err != nil {
			return nil, err
		}
		return zip(th, "zip", args)
	}),
	decl.Raw(decl.Spec{
		Name: "map", Doc: "f of each element, as a list; of several iterables, f of their first elements, of their second ones ….", Returns: "list",
		Examples: []string{`map(lambda x: 2 * x, [1, 2])  # => [2, 4]`},
	}, []*decl.Param{param("f", "function", "what to apply"), rest("x", "one or more iterables")}, mapFunc),
	decl.Raw(decl.Spec{
		Name: "filter", Doc: "The elements for which f is true, as a list; with None for f, the true elements.", Returns: "list",
		Examples: []string{`filter(lambda x: x > 1, [1, 2, 3])  # => [2, 3]`},
	}, []*decl.Param{param("f", "function or None", "the condition"), param("x", "iterable", "the elements")}, filter),
	decl.Raw(decl.Spec{
		Name: "range", Doc: "The integers from start up to but without stop, by step. range(n) begins at 0.", Returns: "range",
		Examples: []string{`list(range(2, 8, 3))  # => [2, 5]`},
	}, []*decl.Param{
		param("start", "int", "the first, or, alone, where to stop"),
		param("stop", "int", "the first that is left out").Or(none{}), param("step", "int", "the distance").Or(starlark.MakeInt(1)),
	}, newRange),
}

// collection declares a function that makes a collection of an iterable; of
// nothing, an empty one (but reversed wants an argument).
func collection(name, doc, example string, build func(*starlark.Thread, starlark.Iterable) (starlark.Value, error)) *decl.Func {
	p := param("x", "iterable", "the elements")
	returns := "list"
	if name != "reversed" {
		p, returns = p.Or(starlark.Tuple{}), name
	}
	return unary(decl.Spec{Name: name, Doc: doc, Returns: returns, Examples: []string{example}}, p,
		func(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
			it, err := iterable(name, x)
			if err != nil {
				return nil, err
			}
			return build(th, it)
		})
}

var enumerateParams = []string{"x", "start"}

// pairSize is what a tuple of two takes besides its place in a list.
const pairSize = 24 + 2*wordSize

func enumerate(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var a [2]starlark.Value
	if err := arguments("enumerate", enumerateParams, 1, args, kwargs, a[:]); err != nil {
		return nil, err
	}
	it, err := iterable("enumerate", a[0])
	if err != nil {
		return nil, err
	}
	start := 0
	if a[1] != nil {
		if err := starlark.AsInt(a[1], &start); err != nil {
			return nil, fmt.Errorf("enumerate: start: %w", err)
		}
	}
	out, err := newList(th, starlark.Len(it), wordSize+pairSize)
	if err != nil {
		return nil, err
	}
	err = each(th, it, func(v starlark.Value) error {
		return out.add(starlark.Tuple{starlark.MakeInt(start + len(out.elems)), v})
	})
	return out.value(), err
}

func zip(th *starlark.Thread, fn string, args []starlark.Value) (starlark.Value, error) {
	rows := -1
	if len(args) == 0 {
		rows = 0
	}
	iters := make([]starlark.Iterator, 0, len(args))
	defer func() {
		for _, it := range iters {
			it.Done()
		}
	}()
	for i, x := range args {
		it := starlark.Iterate(x)
		if it == nil {
			return nil, fmt.Errorf("%s: argument #%d is not iterable: %s", fn, i+1, x.Type())
		}
		iters = append(iters, it)
		if n := starlark.Len(x); n >= 0 && (rows < 0 || n < rows) {
			rows = n
		}
	}
	out, err := newList(th, rows, wordSize+24+wordSize*int64(len(args)))
	if err != nil {
		return nil, err
	}
	var array starlark.Tuple // the rows are parts of it, if their number is known
	if rows > 0 {
		array = make(starlark.Tuple, rows*len(args))
	}
	for rows != 0 {
		if len(array) < len(args) {
			array = make(starlark.Tuple, len(args))
		}
		row := array[:len(args):len(args)]
		for i, it := range iters {
			if !it.Next(&row[i]) {
				return out.value(), nil
			}
		}
		if err := out.add(row); err != nil {
			return nil, err
		}
		array = array[len(args):]
	}
	return out.value(), nil
}

func mapFunc(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) < 2 {
		return nil, fmt.Errorf("map: got %d arguments, want a function and at least one iterable", len(args))
	}
	if err := only("map", len(args), args, kwargs); err != nil {
		return nil, err
	}
	f, ok := args[0].(starlark.Callable)
	if !ok {
		return nil, fmt.Errorf("map: f: got %s, want function", args[0].Type())
	}
	x := args[1]
	if len(args) > 2 {
		var err error
		if x, err = zip(th, "map", args[1:]); err != nil {
			return nil, err
		}
	}
	it, err := iterable("map", x)
	if err != nil {
		return nil, err
	}
	out, err := newList(th, starlark.Len(x), wordSize)
	if err != nil {
		return nil, err
	}
	err = each(th, it, func(v starlark.Value) error {
		row := starlark.Tuple{v}
		if len(args) > 2 {
			row = v.(starlark.Tuple)
		}
		y, err := starlark.Call(th, f, row, nil)
		if err != nil {
			return err
		}
		return out.add(y)
	})
	return out.value(), err
}

func filter(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := only("filter", 2, args, kwargs); err != nil {
		return nil, err
	}
	f, err := callable("filter", "f", args[0])
	if err != nil {
		return nil, err
	}
	it, err := iterable("filter", args[1])
	if err != nil {
		return nil, err
	}
	out, err := newList(th, -1, wordSize)
	if err != nil {
		return nil, err
	}
	err = each(th, it, func(v starlark.Value) error {
		keep := v
		if f != nil {
			var err error
			if keep, err = starlark.Call(th, f, starlark.Tuple{v}, nil); err != nil {
				return err
			}
		}
		if ok, err := notation.Truth(keep); err != nil || !ok {
			return err
		}
		return out.add(v)
	})
	return out.value(), err
}

// update adds the entries of at most one mapping or iterable of pairs, and
// keywords, to d.
func update(th *starlark.Thread, fn string, d *starlark.Dict, args starlark.Tuple, kwargs []starlark.Tuple) error {
	if len(args) > 1 {
		return fmt.Errorf("%s: got %d arguments, want at most 1", fn, len(args))
	}
	if len(args) == 1 && args[0] != d { // of itself there is nothing new
		if err := updateFrom(th, fn, d, args[0]); err != nil {
			return err
		}
	}
	given := make(map[starlark.Value]bool, len(kwargs))
	for _, kv := range kwargs {
		if given[kv[0]] {
			return fmt.Errorf("%s: duplicate keyword arg: %s", fn, kv[0])
		}
		given[kv[0]] = true
		if err := d.SetKey(kv[0], kv[1]); err != nil {
			return fmt.Errorf("%s: %w", fn, err)
		}
	}
	return nil
}

func updateFrom(th *starlark.Thread, fn string, d *starlark.Dict, x starlark.Value) error {
	insert := sizedDict(th, d)
	put := func(k, v starlark.Value) error {
		err := insert(k, v)
		if _, ours := err.(*steps.GrowError); err != nil && !ours {
			err = fmt.Errorf("%s: %w", fn, err)
		}
		return err
	}
	t := ticker{th: th}
	switch x := x.(type) {
	case *starlark.Dict:
		for k, v := range x.Entries() {
			if err := t.tick(); err != nil {
				return err
			}
			if err := put(k, v); err != nil {
				return err
			}
		}
		return nil
	case starlark.IterableMapping:
		for _, kv := range x.Items() {
			if err := t.tick(); err != nil {
				return err
			}
			if err := put(kv[0], kv[1]); err != nil {
				return err
			}
		}
		return nil
	}
	it, err := iterable(fn, x)
	if err != nil {
		return err
	}
	i := 0
	return each(th, it, func(pair starlark.Value) error {
		kv := starlark.Iterate(pair)
		if kv == nil {
			return fmt.Errorf("%s: element #%d: got %s, want a pair", fn, i, pair.Type())
		}
		defer kv.Done()
		var k, v, more starlark.Value
		if !kv.Next(&k) || !kv.Next(&v) || kv.Next(&more) {
			return fmt.Errorf("%s: element #%d: got %s of length %d, want 2", fn, i, pair.Type(), starlark.Len(pair))
		}
		i++
		return put(k, v)
	})
}
