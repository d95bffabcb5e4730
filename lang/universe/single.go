package universe

import (
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// singles are the native methods that loops call most, with one argument. Each
// does what needs no thread and cannot fail; nil, as a result: the machine's
// own method is called.
var singles = map[string]func(recv, x starlark.Value) starlark.Value{
	"add": func(recv, x starlark.Value) starlark.Value {
		if s, ok := recv.(*starlark.Set); ok && s.Insert(x) == nil {
			return starlark.None
		}
		return nil
	},
	"append": func(recv, x starlark.Value) starlark.Value {
		if l, ok := recv.(*starlark.List); ok && l.Append(x) == nil {
			return starlark.None
		}
		return nil
	},
	"get": func(recv, x starlark.Value) starlark.Value {
		d, ok := recv.(*starlark.Dict)
		if !ok {
			return nil
		}
		switch v, found, err := d.Get(x); {
		case err != nil:
			return nil
		case found:
			return v
		}
		return starlark.None
	},
	"endswith":   ofStrings(strings.HasSuffix),
	"startswith": ofStrings(strings.HasPrefix),
}

func ofStrings(f func(s, x string) bool) func(recv, x starlark.Value) starlark.Value {
	return func(recv, x starlark.Value) starlark.Value {
		s, ok := recv.(starlark.String)
		y, isString := x.(starlark.String)
		if !ok || !isString {
			return nil
		}
		return starlark.Bool(f(string(s), string(y)))
	}
}

// single calls a method with one argument.
func single(name string) func(th *starlark.Thread, recv, x starlark.Value) (starlark.Value, error) {
	return func(th *starlark.Thread, recv, x starlark.Value) (starlark.Value, error) {
		fn, err := attribute(recv, name)
		if err != nil {
			return nil, err
		}
		return steps.Call(th, fn, starlark.Tuple{x}, nil)
	}
}
