package universe

import (
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/notation"
	"starling/lang/steps"
	"starling/lang/syntax"
)

// gatherers are what lowered programs call for stars: [*x, y], {**x}, f(*x, *y),
// a, *b = x. Of several values each is a list, or what has been starred.
func gatherers(running notation.Running) starlark.StringDict {
	all := func(name string, f func(*starlark.Thread, starlark.Tuple) (starlark.Value, error)) starlark.Value {
		return starlark.NewBuiltin(name, func(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			return f(th, args[0].(starlark.Tuple))
		})
	}
	return starlark.StringDict{
		syntax.Each: notation.NewUnary("*", running, nil, starred),
		syntax.List: all("list", func(th *starlark.Thread, parts starlark.Tuple) (starlark.Value, error) {
			elems, err := joinedElements(th, parts)
			return starlark.NewList(elems), err
		}),
		syntax.Tuple: all("tuple", func(th *starlark.Thread, parts starlark.Tuple) (starlark.Value, error) {
			elems, err := joinedElements(th, parts)
			return starlark.Tuple(elems), err
		}),
		syntax.Set: all("set", joinedSet),
		syntax.Dict: all("dict", func(th *starlark.Thread, parts starlark.Tuple) (starlark.Value, error) {
			return joinedDict(th, parts, false)
		}),
		syntax.Keywords: all("keywords", func(th *starlark.Thread, parts starlark.Tuple) (starlark.Value, error) {
			return joinedDict(th, parts, true)
		}),
		syntax.Unpack: starlark.NewBuiltin("unpack", unpack),
	}
}

// starred returns x if a star can stand before it.
func starred(_ *starlark.Thread, x starlark.Value) (starlark.Value, error) {
	if _, ok := x.(starlark.Iterable); !ok {
		return nil, fmt.Errorf("argument after * must be iterable, not %s", x.Type())
	}
	return x, nil
}

func joinedElements(th *starlark.Thread, parts starlark.Tuple) ([]starlark.Value, error) {
	n := 0
	for _, p := range parts {
		n += max(starlark.Len(p), 0)
		if n < 0 {
			return nil, steps.Grow(th, -1)
		}
	}
	l, err := newList(th, n, wordSize)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if err := each(th, p.(starlark.Iterable), l.add); err != nil {
			return nil, err
		}
	}
	return l.elems, nil
}

func joinedSet(th *starlark.Thread, parts starlark.Tuple) (starlark.Value, error) {
	s := new(starlark.Set)
	insert := sizedSet(th, s)
	for _, p := range parts {
		if err := each(th, p.(starlark.Iterable), insert); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// joinedDict puts mappings together. As keywords none may come twice; else the
// later one counts.
func joinedDict(th *starlark.Thread, parts starlark.Tuple, keywords bool) (starlark.Value, error) {
	d := new(starlark.Dict)
	set := sizedDict(th, d)
	for _, p := range parts {
		m, ok := p.(starlark.IterableMapping)
		if !ok {
			return nil, fmt.Errorf("argument after ** must be a mapping, not %s", p.Type())
		}
		t := ticker{th: th}
		for _, kv := range m.Items() {
			if err := t.tick(); err != nil {
				return nil, err
			}
			n := d.Len()
			if err := set(kv[0], kv[1]); err != nil {
				return nil, err
			}
			if keywords && d.Len() == n {
				return nil, fmt.Errorf("%s given twice", keyword(kv[0]))
			}
		}
	}
	return d, nil
}

func keyword(v starlark.Value) string {
	if s, ok := v.(starlark.String); ok {
		return string(s)
	}
	return v.String()
}

// unpack returns the values of a, *b, c = x: some before the star, a list, and
// some behind it.
func unpack(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	x, ok := args[0].(starlark.Iterable)
	if !ok {
		return nil, fmt.Errorf("got %s in sequence assignment", args[0].Type())
	}
	var before, behind int
	if err := starlark.AsInt(args[1], &before); err != nil {
		return nil, err
	}
	if err := starlark.AsInt(args[2], &behind); err != nil {
		return nil, err
	}
	elems, err := elements(th, x)
	if err != nil {
		return nil, err
	}
	if len(elems) < before+behind {
		return nil, fmt.Errorf("too few values to unpack (got %d, want at least %d)", len(elems), before+behind)
	}
	end := len(elems) - behind
	out := make(starlark.Tuple, 0, before+behind+1)
	out = append(out, elems[:before]...)
	out = append(out, starlark.NewList(elems[before:end:end]))
	return append(out, elems[end:]...), nil
}
