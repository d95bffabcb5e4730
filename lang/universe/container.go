package universe

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/notation"
	"starling/lang/steps"
)

// mutable returns the error of a change to a list that is frozen or iterated
// over, as the stock machine words it.
func mutable(l *starlark.List, verb string) error {
	if l.Len() == 0 {
		return nil // a method that adds finds out, one that takes away has nothing to do
	}
	if err := l.SetIndex(0, l.Index(0)); err != nil {
		return fmt.Errorf("%s", strings.Replace(err.Error(), "assign to element of", verb, 1))
	}
	return nil
}

// extend is list.extend: all elements, or none.
func extend(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := only("extend", 1, args, kwargs); err != nil {
		return nil, err
	}
	it, ok := args[0].(starlark.Iterable)
	if !ok {
		return nil, fmt.Errorf("extend: for parameter 1: got %s, want iterable", args[0].Type())
	}
	l := recv.(*starlark.List)
	if err := mutable(l, "extend"); err != nil {
		return nil, fmt.Errorf("extend: %w", err)
	}
	more, ok := args[0].(starlark.Tuple)
	if !ok {
		var err error
		if more, err = elements(th, it); err != nil {
			return nil, err
		}
	}
	if err := steps.Grow(th, int64(l.Len()+len(more))*wordSize); err != nil {
		return nil, err
	}
	return stockMethod(th, l, "extend", more)
}

// stockMethod calls the stock machine's method.
func stockMethod(th *starlark.Thread, recv starlark.HasAttrs, name string, args ...starlark.Value) (starlark.Value, error) {
	fn, err := recv.Attr(name)
	if err != nil {
		return nil, err
	}
	return fn.(*starlark.Builtin).CallInternal(th, args, nil)
}

// position returns the index of x in list[start:end], or -1.
func position(th *starlark.Thread, list *starlark.List, x starlark.Value, start, end int) (int, error) {
	t := ticker{th: th}
	for i := start; i < min(end, list.Len()); i++ {
		if err := t.tick(); err != nil {
			return 0, err
		}
		if eq, err := notation.Equal(th, list.Index(i), x); err != nil || eq {
			return i, err
		}
	}
	return -1, nil
}

func listIndex(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	l := recv.(*starlark.List)
	var x, from, to starlark.Value
	if err := starlark.UnpackPositionalArgs("index", args, kwargs, 1, &x, &from, &to); err != nil {
		return nil, err
	}
	start, end, err := bounds("index", from, to, l.Len())
	if err != nil {
		return nil, err
	}
	i, err := position(th, l, x, start, end)
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return nil, fmt.Errorf("index: value not in list")
	}
	return starlark.MakeInt(i), nil
}

func listRemove(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := only("remove", 1, args, kwargs); err != nil {
		return nil, err
	}
	l := recv.(*starlark.List)
	if err := mutable(l, "remove from"); err != nil {
		return nil, fmt.Errorf("remove: %w", err)
	}
	i, err := position(th, l, args[0], 0, l.Len())
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return nil, fmt.Errorf("remove: element not found")
	}
	_, err = stockMethod(th, l, "pop", starlark.MakeInt(i))
	return starlark.None, err
}

func listSort(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) > 0 {
		return nil, fmt.Errorf("sort: got %d positional arguments, want key= and reverse= only", len(args))
	}
	var a [2]starlark.Value
	if err := arguments("sort", sortParams, 0, nil, kwargs, a[:]); err != nil {
		return nil, err
	}
	s, err := newSorting(th, "sort", a[0], a[1])
	if err != nil {
		return nil, err
	}
	return rearranged(th, "sort", recv.(*starlark.List), s.sort)
}

func listReverse(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := noArgs("reverse", args, kwargs); err != nil {
		return nil, err
	}
	return rearranged(th, "reverse", recv.(*starlark.List), func(elems []starlark.Value) error {
		slices.Reverse(elems)
		return nil
	})
}

// rearranged stores the elements of a list in another order: all, or none.
func rearranged(th *starlark.Thread, fn string, l *starlark.List, order func([]starlark.Value) error) (starlark.Value, error) {
	if err := mutable(l, fn); err != nil {
		return nil, fmt.Errorf("%s: %w", fn, err)
	}
	elems, err := elements(th, l)
	if err != nil {
		return nil, err
	}
	if err := order(elems); err != nil {
		return nil, err
	}
	if l.Len() != len(elems) {
		return nil, fmt.Errorf("%s: the list changed meanwhile", fn)
	}
	for i, v := range elems {
		if err := l.SetIndex(i, v); err != nil {
			return nil, fmt.Errorf("%s: %w", fn, err)
		}
	}
	return starlark.None, nil
}

func listCopy(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := noArgs("copy", args, kwargs); err != nil {
		return nil, err
	}
	elems, err := elements(th, recv.(*starlark.List))
	return starlark.NewList(elems), err
}

func listCount(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := only("count", 1, args, kwargs); err != nil {
		return nil, err
	}
	n := 0
	err := each(th, recv.(*starlark.List), func(v starlark.Value) error {
		eq, err := notation.Equal(th, v, args[0])
		if eq {
			n++
		}
		return err
	})
	return starlark.MakeInt(n), err
}

// entriesOf is a method of a dict that lists what pick makes of each entry.
func entriesOf(fn string, size int64, pick func(entry starlark.Tuple) starlark.Value) method {
	return func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := noArgs(fn, args, kwargs); err != nil {
			return nil, err
		}
		d := recv.(*starlark.Dict)
		if d.Len() <= 1000 {
			items := d.Items()
			elems := make([]starlark.Value, len(items))
			for i, item := range items {
				elems[i] = pick(item)
			}
			return starlark.NewList(elems), nil
		}
		out, err := newList(th, d.Len(), size)
		if err != nil {
			return nil, err
		}
		for k, v := range d.Entries() {
			if err := out.add(pick(starlark.Tuple{k, v})); err != nil {
				return nil, err
			}
		}
		return out.value(), nil
	}
}

func wholeEntry(entry starlark.Tuple) starlark.Value { return entry }
func entryKey(entry starlark.Tuple) starlark.Value   { return entry[0] }
func entryValue(entry starlark.Tuple) starlark.Value { return entry[1] }

func dictCopy(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := noArgs("copy", args, kwargs); err != nil {
		return nil, err
	}
	d := new(starlark.Dict)
	return d, updateFrom(th, "copy", d, recv)
}

func dictUpdate(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return starlark.None, update(th, "update", recv.(*starlark.Dict), args, kwargs)
}
