package universe

import (
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// extend is list.extend: all elements, or none.
func extend(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var x starlark.Iterable
	if err := starlark.UnpackPositionalArgs("extend", args, kwargs, 1, &x); err != nil {
		return nil, err
	}
	more, err := elements(th, x)
	if err != nil {
		return nil, err
	}
	list := recv.(*starlark.List)
	if err := steps.Grow(th, int64(list.Len()+len(more))*wordSize); err != nil {
		return nil, err
	}
	for i, v := range more {
		if err := list.Append(v); err != nil { // only the first can fail: the list is frozen or iterated over
			return nil, fmt.Errorf("extend: %w", err)
		}
		if i&(1<<20-1) == 1<<20-1 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
	}
	return starlark.None, nil
}

// position returns the index of x in list[start:end], or -1.
func position(th *starlark.Thread, list *starlark.List, x starlark.Value, start, end int) (int, error) {
	t := ticker{th: th}
	for i := start; i < min(end, list.Len()); i++ {
		if err := t.tick(); err != nil {
			return 0, err
		}
		if eq, err := starlark.Equal(list.Index(i), x); err != nil || eq {
			return i, err
		}
	}
	return -1, nil
}

func listIndex(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	list := recv.(*starlark.List)
	var x starlark.Value
	start, end := 0, list.Len()
	if err := starlark.UnpackPositionalArgs("index", args, kwargs, 1, &x, &start, &end); err != nil {
		return nil, err
	}
	i, err := position(th, list, x, bound(start, list.Len()), bound(end, list.Len()))
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return nil, fmt.Errorf("index: value not in list")
	}
	return starlark.MakeInt(i), nil
}

// bound makes an index that may count from the end one from 0 to n.
func bound(i, n int) int {
	if i < 0 {
		i += n
	}
	return max(0, min(i, n))
}

func listRemove(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var x starlark.Value
	if err := starlark.UnpackPositionalArgs("remove", args, kwargs, 1, &x); err != nil {
		return nil, err
	}
	i, err := position(th, recv.(*starlark.List), x, 0, recv.(*starlark.List).Len())
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return nil, fmt.Errorf("remove: value not in list")
	}
	_, err = native(th, recv, "pop", starlark.Tuple{starlark.MakeInt(i)}, nil)
	return starlark.None, err
}

func listSort(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	a := sortArgs{X: recv}
	var key starlark.Value
	if err := starlark.UnpackArgs("sort", args, kwargs, "key??", &key, "reverse?", &a.Reverse); err != nil {
		return nil, err
	}
	if key != nil {
		fn, ok := key.(starlark.Callable)
		if !ok {
			return nil, fmt.Errorf("sort: key: got %s, want function", key.Type())
		}
		a.Key = fn
	}
	x, err := sorted(th, "sort", &a)
	if err != nil {
		return nil, err
	}
	return starlark.None, replaceElements("sort", recv.(*starlark.List), x)
}

func listReverse(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackPositionalArgs("reverse", args, kwargs, 0); err != nil {
		return nil, err
	}
	x, err := elements(th, recv.(*starlark.List))
	if err != nil {
		return nil, err
	}
	for i, j := 0, len(x)-1; i < j; i, j = i+1, j-1 {
		x[i], x[j] = x[j], x[i]
	}
	return starlark.None, replaceElements("reverse", recv.(*starlark.List), x)
}

// replaceElements stores as many elements as the list has, all or none.
func replaceElements(fn string, list *starlark.List, x []starlark.Value) error {
	if list.Len() != len(x) {
		return fmt.Errorf("%s: the list changed meanwhile", fn)
	}
	for i, v := range x {
		if err := list.SetIndex(i, v); err != nil {
			return fmt.Errorf("%s: %w", fn, err)
		}
	}
	return nil
}

func listCopy(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackPositionalArgs("copy", args, kwargs, 0); err != nil {
		return nil, err
	}
	x, err := elements(th, recv.(*starlark.List))
	return starlark.NewList(x), err
}

func listCount(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var x starlark.Value
	if err := starlark.UnpackPositionalArgs("count", args, kwargs, 1, &x); err != nil {
		return nil, err
	}
	n := 0
	err := each(th, recv.(*starlark.List), func(v starlark.Value) error {
		eq, err := starlark.Equal(v, x)
		if eq {
			n++
		}
		return err
	})
	return starlark.MakeInt(n), err
}

// entries calls f with each entry of a dict, polled and sized by what it makes.
func entries(th *starlark.Thread, fn string, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple, size int64, f func(k, v starlark.Value) error) error {
	if err := starlark.UnpackPositionalArgs(fn, args, kwargs, 0); err != nil {
		return err
	}
	d := recv.(*starlark.Dict)
	if err := steps.Grow(th, int64(d.Len())*size); err != nil {
		return err
	}
	t := ticker{th: th}
	for k, v := range d.Entries() {
		if err := t.tick(); err != nil {
			return err
		}
		if err := f(k, v); err != nil {
			return err
		}
	}
	return nil
}

func dictItems(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var out []starlark.Value
	err := entries(th, "items", recv, args, kwargs, 4*wordSize, func(k, v starlark.Value) error {
		out = append(out, starlark.Tuple{k, v})
		return nil
	})
	return starlark.NewList(out), err
}

func dictKeys(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var out []starlark.Value
	err := entries(th, "keys", recv, args, kwargs, wordSize, func(k, _ starlark.Value) error {
		out = append(out, k)
		return nil
	})
	return starlark.NewList(out), err
}

func dictValues(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var out []starlark.Value
	err := entries(th, "values", recv, args, kwargs, wordSize, func(_, v starlark.Value) error {
		out = append(out, v)
		return nil
	})
	return starlark.NewList(out), err
}

func dictCopy(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	d := new(starlark.Dict)
	err := entries(th, "copy", recv, args, kwargs, 8*wordSize, d.SetKey)
	return d, err
}

func dictUpdate(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) > 1 {
		return nil, fmt.Errorf("update: got %d arguments, want at most 1", len(args))
	}
	var x starlark.Value
	if len(args) == 1 {
		x = args[0]
	}
	return starlark.None, update(th, "update", recv.(*starlark.Dict), x, kwargs)
}

// update adds the entries of a mapping or of pairs, and keywords, to d.
func update(th *starlark.Thread, fn string, d *starlark.Dict, x starlark.Value, kwargs []starlark.Tuple) error {
	switch x := x.(type) {
	case nil:
	case *starlark.Dict:
		if x == d {
			break
		}
		if err := entries(th, fn, x, nil, nil, 8*wordSize, d.SetKey); err != nil {
			return err
		}
	case starlark.IterableMapping:
		for _, kv := range x.Items() {
			if err := d.SetKey(kv[0], kv[1]); err != nil {
				return err
			}
		}
	default:
		it, err := iterable(fn, "x", x)
		if err != nil {
			return err
		}
		i := -1
		if err := each(th, it, func(pair starlark.Value) error {
			i++
			p, ok := pair.(starlark.Indexable)
			if !ok || p.Len() != 2 {
				return fmt.Errorf("%s: element %d: got %s, want a pair", fn, i, pair.Type())
			}
			return d.SetKey(p.Index(0), p.Index(1))
		}); err != nil {
			return err
		}
	}
	for _, kv := range kwargs {
		if err := d.SetKey(kv[0], kv[1]); err != nil {
			return err
		}
	}
	return nil
}
