package np

import (
	"fmt"
	"math"

	"go.starlark.net/starlark"

	"starling/lang/decl"
)

// An operand is a parameter that takes a number.
type operand struct{ name, unit, doc string }

func (o operand) param() *decl.Param { return decl.Float(nil, o.name, o.unit, o.doc) }

// one declares a function of one number.
func one(spec decl.Spec, x operand, f func(starlark.Value) (starlark.Value, error)) *decl.Func {
	params := []*decl.Param{x.param()}
	return decl.Raw(spec, params, func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(args) != 1 || kwargs != nil {
			var v [1]starlark.Value
			if err := collect(spec.Name, params, v[:], args, kwargs); err != nil {
				return nil, err
			}
			args = v[:]
		}
		y, err := f(args[0])
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", spec.Name, x.name, err)
		}
		return y, nil
	})
}

// two declares a function of two numbers. A list for either is refused by f.
func two(spec decl.Spec, x, y operand, f func(a, b number) starlark.Value) *decl.Func {
	params := []*decl.Param{x.param(), y.param()}
	return decl.Raw(spec, params, func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(args) != 2 || kwargs != nil {
			var v [2]starlark.Value
			if err := collect(spec.Name, params, v[:], args, kwargs); err != nil {
				return nil, err
			}
			args = v[:]
		}
		a, err := read(args[0])
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", spec.Name, x.name, err)
		}
		b, err := read(args[1])
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", spec.Name, y.name, err)
		}
		return f(a, b), nil
	})
}

// collect puts positional and keyword arguments in order. It is the slow path:
// formulas pass what is wanted, by position.
func collect(name string, params []*decl.Param, out []starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) error {
	if len(args) > len(params) {
		return fmt.Errorf("%s: got %d positional arguments, want at most %d", name, len(args), len(params))
	}
	copy(out, args)
	var names []string
	for _, p := range params {
		names = append(names, p.Name)
	}
next:
	for _, kv := range kwargs {
		key := string(kv[0].(starlark.String))
		for i, n := range names {
			switch {
			case n != key:
			case out[i] != nil:
				return fmt.Errorf("%s: %s given twice", name, key)
			default:
				out[i] = kv[1]
				continue next
			}
		}
		if near := decl.Nearest(key, names); near != "" {
			return fmt.Errorf("%s: no parameter %s; did you mean %s?", name, key, near)
		}
		return fmt.Errorf("%s: no parameter %s; it takes numbers only", name, key)
	}
	for i, p := range params {
		if out[i] == nil {
			return fmt.Errorf("%s: missing %s (%s): %s", name, p.Name, p.Domain(), p.Doc)
		}
	}
	return nil
}

// A number is a float, and the whole number that it was if it was one.
type number struct {
	float float64
	whole bool
	exact starlark.Int
}

func (n number) value() starlark.Value {
	if n.whole {
		return n.exact
	}
	return starlark.Float(n.float)
}

// read takes a value as a number.
func read(v starlark.Value) (number, error) {
	if i, ok := v.(starlark.Int); ok {
		x, err := float(v)
		return number{x, true, i}, err
	}
	x, err := float(v)
	return number{float: x}, err
}

// float takes a value as a float. A whole number beyond the largest float is
// refused: it is not infinity.
func float(v starlark.Value) (float64, error) {
	switch v := v.(type) {
	case starlark.Float:
		return float64(v), nil
	case starlark.Int:
		x := float64(v.Float())
		if math.IsInf(x, 0) {
			return 0, fmt.Errorf("an int of %d bits is beyond the largest float, 1.8e308", v.BigInt().BitLen())
		}
		return x, nil
	case starlark.Sequence:
		return 0, fmt.Errorf("got %s, want number; for each of a list: [f(x) for x in list]", v.Type())
	}
	return 0, fmt.Errorf("got %s, want number", v.Type())
}

// floats makes a function of floats one of values.
func floats(f func(float64) float64) func(starlark.Value) (starlark.Value, error) {
	return func(v starlark.Value) (starlark.Value, error) {
		x, err := float(v)
		if err != nil {
			return nil, err
		}
		return starlark.Float(f(x)), nil
	}
}
