package universe

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
)

// arguments puts positional and keyword arguments in dst by their parameters'
// names; what is not given stays nil. The first required ones must be given.
func arguments(fn string, names []string, required int, args starlark.Tuple, kwargs []starlark.Tuple, dst []starlark.Value) error {
	if len(args) > len(names) {
		return fmt.Errorf("%s: got %d arguments, want at most %d", fn, len(args), len(names))
	}
	copy(dst, args)
	for _, kv := range kwargs {
		name := string(kv[0].(starlark.String))
		i := slices.Index(names, name)
		switch {
		case i < 0:
			if near := decl.Nearest(name, names); near != "" {
				return fmt.Errorf("%s: no parameter %s; did you mean %s?", fn, name, near)
			}
			return fmt.Errorf("%s: no parameter %s; have %s", fn, name, strings.Join(names, ", "))
		case dst[i] != nil:
			return fmt.Errorf("%s: %s given twice", fn, name)
		}
		dst[i] = kv[1]
	}
	for i := range required {
		if dst[i] == nil {
			return fmt.Errorf("%s: missing %s", fn, names[i])
		}
	}
	return nil
}

// only refuses keywords, and any other number of arguments than n.
func only(fn string, n int, args starlark.Tuple, kwargs []starlark.Tuple) error {
	if len(kwargs) > 0 {
		return fmt.Errorf("%s: unexpected keyword arguments", fn)
	}
	if len(args) != n {
		return fmt.Errorf("%s: got %d arguments, want %d", fn, len(args), n)
	}
	return nil
}

// any value as a parameter, for help.
func param(name, want, doc string) *decl.Param {
	return decl.Value[starlark.Value](nil, name, want, doc)
}

func rest(name, doc string) *decl.Param { return decl.Rest(nil, name, doc) }

// unary declares a function of one value.
func unary(spec decl.Spec, p *decl.Param, f func(*starlark.Thread, starlark.Value) (starlark.Value, error)) *decl.Func {
	return decl.Raw(spec, []*decl.Param{p}, func(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(args) == 1 && len(kwargs) == 0 {
			return f(th, args[0])
		}
		var x [1]starlark.Value
		required := 1
		if p.Default != nil {
			required, x[0] = 0, nil
		}
		if err := arguments(spec.Name, []string{p.Name}, required, args, kwargs, x[:]); err != nil {
			return nil, err
		}
		if x[0] == nil {
			x[0] = p.Default
		}
		return f(th, x[0])
	})
}

// none is the default of a parameter without which a function does something
// else; help shows it as dots.
type none struct{}

func (none) String() string        { return "…" }
func (none) Type() string          { return "nothing" }
func (none) Freeze()               {}
func (none) Truth() starlark.Bool  { return false }
func (none) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: nothing") }

// callable returns a key function, nil for None or nothing.
func callable(fn, name string, v starlark.Value) (starlark.Callable, error) {
	if v == nil || v == starlark.None {
		return nil, nil
	}
	f, ok := v.(starlark.Callable)
	if !ok {
		return nil, fmt.Errorf("%s: %s: got %s, want function", fn, name, v.Type())
	}
	return f, nil
}
