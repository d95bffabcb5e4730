package decl

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"go.starlark.net/starlark"

	"starling/lang/display"
	"starling/lang/steps"
)

// store converts v into the field, or says what is wrong with it. The message
// continues "function: name".
func (p *Param) store(th *starlark.Thread, field reflect.Value, v starlark.Value) error {
	switch p.kind {
	case kindFloat:
		x, err := p.number(v, p.want)
		if err != nil {
			return err
		}
		field.SetFloat(x)
	case kindInt:
		i, ok := v.(starlark.Int)
		if !ok {
			return p.mismatch(v, p.want)
		}
		x, ok := i.Int64()
		if !ok || float64(x) < p.Min || float64(x) > p.Max || int64(int(x)) != x {
			return fmt.Errorf(" = %s, want %s", shown(v), p.Domain())
		}
		field.SetInt(x)
	case kindBool:
		b, ok := v.(starlark.Bool)
		if !ok {
			return p.mismatch(v, p.want)
		}
		field.SetBool(bool(b))
	case kindString:
		s, ok := v.(starlark.String)
		if !ok {
			return p.mismatch(v, p.want)
		}
		if err := p.choice(string(s)); err != nil {
			return err
		}
		field.SetString(string(s))
	case kindFloats, kindBools, kindStrings:
		return p.storeList(th, field, v)
	default:
		x := reflect.ValueOf(v)
		if !x.Type().AssignableTo(field.Type()) {
			return p.mismatch(v, p.want)
		}
		field.Set(x)
	}
	return nil
}

// quick stores a float in a field for one, which is most of what programs pass
// in their innermost loops; false: it is for store to do, or to refuse.
func (p *Param) quick(dst reflect.Value, v starlark.Value) bool {
	x, ok := v.(starlark.Float)
	// The comparison refuses NaN, and the bound infinities that a range does.
	if !ok || p.kind != kindFloat || len(p.index) != 1 || !(p.Min <= float64(x) && float64(x) <= p.Max) || math.IsInf(float64(x), 0) {
		return false
	}
	dst.Field(p.index[0]).SetFloat(float64(x))
	return true
}

func (p *Param) mismatch(v starlark.Value, want string) error {
	return fmt.Errorf(": got %s, want %s", v.Type(), p.domain(want))
}

// A Number is a value of another type that is one number, such as an array of
// no dimensions: number parameters take it as that. Values with Len and Index
// (starlark.Indexable) go element by element where Each is declared.
type Number interface {
	starlark.Value
	Number() (float64, error)
}

func (p *Param) number(v starlark.Value, want string) (float64, error) {
	var x float64
	switch v := v.(type) {
	case starlark.Float:
		x = float64(v)
	case starlark.Int:
		x = float64(v.Float())
	case Number:
		var err error
		if x, err = v.Number(); err != nil {
			return 0, fmt.Errorf(": %w", err)
		}
	default:
		return 0, p.mismatch(v, want)
	}
	if p.ranged() && (!(p.Min <= x && x <= p.Max) || math.IsInf(x, 0)) { // also refuses NaN
		return 0, fmt.Errorf(" = %s, want %s", shown(v), p.domain(want))
	}
	return x, nil
}

func (p *Param) choice(s string) error {
	if p.Choices == nil || slices.Contains(p.Choices, s) {
		return nil
	}
	hint := ""
	if near := Nearest(s, p.Choices); near != "" && len(p.Choices) > 1 {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf(" = %s, want %s%s", shown(starlark.String(s)), p.Domain(), hint)
}

// shown writes a refused value into an error, where it must stay short.
func shown(v starlark.Value) string {
	const most = 60
	switch v := v.(type) {
	case starlark.Float:
		return display.FloatRepr(float64(v))
	case starlark.Int:
		if n := v.BigInt().BitLen(); n > 200 {
			return fmt.Sprintf("an int of %d bits", n)
		}
	case starlark.String:
		if r := []rune(v[:min(len(v), 4*most)]); len(r) > most {
			return fmt.Sprintf("%q…", string(r[:most]))
		}
	}
	return v.String()
}

func (p *Param) storeList(th *starlark.Thread, field reflect.Value, v starlark.Value) error {
	seq, ok := v.(starlark.Sequence)
	if _, isMap := v.(starlark.Mapping); !ok || isMap {
		return p.mismatch(v, p.want)
	}
	switch out := field.Addr().Interface().(type) {
	case *[]float64:
		return fill(th, out, seq, func(v starlark.Value) (float64, error) { return p.number(v, "number") })
	case *[]bool:
		return fill(th, out, seq, func(v starlark.Value) (bool, error) {
			b, ok := v.(starlark.Bool)
			if !ok {
				return false, p.mismatch(v, "bool")
			}
			return bool(b), nil
		})
	case *[]string:
		return fill(th, out, seq, func(v starlark.Value) (string, error) {
			s, ok := v.(starlark.String)
			if !ok {
				return "", p.mismatch(v, "string")
			}
			return string(s), p.choice(string(s))
		})
	}
	return p.mismatch(v, p.want)
}

// fill converts each element; an error names its index. An empty list gives an
// empty slice, not nil, so that it differs from one left out.
func fill[T any](th *starlark.Thread, out *[]T, seq starlark.Sequence, convert func(starlark.Value) (T, error)) error {
	n := seq.Len()
	if size := int64(reflect.TypeFor[T]().Size()); int64(n) > math.MaxInt64/size {
		return fmt.Errorf(": %w", steps.Grow(th, -1))
	} else if err := steps.Grow(th, int64(n)*size); err != nil {
		return fmt.Errorf(": %w", err)
	}
	list := make([]T, 0, n)
	it := seq.Iterate()
	defer it.Done()
	var v starlark.Value
	for i := 0; it.Next(&v); i++ {
		if i&1023 == 1023 {
			if err := steps.Poll(th); err != nil {
				return fmt.Errorf(": %w", err)
			}
		}
		x, err := convert(v)
		if err != nil {
			return fmt.Errorf("[%d]%w", i, err)
		}
		list = append(list, x)
	}
	*out = list
	return nil
}
