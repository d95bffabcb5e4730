package decl

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"go.starlark.net/starlark"
)

type kind int

const (
	kindFloat kind = iota
	kindInt
	kindBool
	kindString
	kindFloats
	kindBools
	kindStrings
	kindValue
	kindRest
	kindKeywords
)

// A Param is one parameter of a Func.
type Param struct {
	Name, Unit, Doc string
	Default         starlark.Value // nil: required; None: may be left out
	Min, Max        float64        // inclusive; infinite: unbounded
	Named           bool           // keyword only
	Choices         []string       // nil: any string
	kind            kind
	want            string // what a value must be, in words
	ptr             any    // the field, until Bind has found its index
	index           []int
}

func param(k kind, want string, p any, name, unit, doc string) *Param {
	return &Param{Name: name, Unit: unit, Doc: doc, Min: math.Inf(-1), Max: math.Inf(1), kind: k, want: want, ptr: p}
}

// Float is a number; an int will do.
func Float(p *float64, name, unit, doc string) *Param {
	return param(kindFloat, "number", p, name, unit, doc)
}

// Int is a whole number.
func Int(p *int, name, unit, doc string) *Param { return param(kindInt, "int", p, name, unit, doc) }

// Bool is True or False.
func Bool(p *bool, name, doc string) *Param { return param(kindBool, "bool", p, name, "", doc) }

// String is a text.
func String(p *string, name, doc string) *Param { return param(kindString, "string", p, name, "", doc) }

// Floats is a list of numbers.
func Floats(p *[]float64, name, unit, doc string) *Param {
	return param(kindFloats, "list of numbers", p, name, unit, doc)
}

// Bools is a list of True and False.
func Bools(p *[]bool, name, doc string) *Param {
	return param(kindBools, "list of bools", p, name, "", doc)
}

// Strings is a list of texts.
func Strings(p *[]string, name, doc string) *Param {
	return param(kindStrings, "list of strings", p, name, "", doc)
}

// Value is a value of the Starlark type T; want says so in words.
func Value[T starlark.Value](p *T, name, want, doc string) *Param {
	return param(kindValue, want, p, name, "", doc)
}

// Callable is a function.
func Callable(p *starlark.Callable, name, doc string) *Param {
	return param(kindValue, "function", p, name, "", doc)
}

// Rest takes the remaining positional arguments: *args.
func Rest(p *[]starlark.Value, name, doc string) *Param {
	return param(kindRest, "any number of values", p, name, "", doc)
}

// Keywords takes the remaining keyword arguments: **kwargs.
func Keywords(p *[]starlark.Tuple, name, doc string) *Param {
	return param(kindKeywords, "any number of keywords", p, name, "", doc)
}

// Range bounds a number, or each number of a list, inclusively. Where a range
// is declared, NaN and infinities are refused.
func (p *Param) Range(lo, hi float64) *Param { p.Min, p.Max = lo, hi; return p }

// Or gives the default. None means that the parameter may be left out; its
// field then stays as it was.
func (p *Param) Or(v starlark.Value) *Param { p.Default = v; return p }

// ByName makes the parameter keyword-only.
func (p *Param) ByName() *Param { p.Named = true; return p }

// OneOf restricts a string to choices.
func (p *Param) OneOf(choices ...string) *Param { p.Choices = choices; return p }

// IsRest and IsKeywords tell *args and **kwargs apart from the others.
func (p *Param) IsRest() bool     { return p.kind == kindRest }
func (p *Param) IsKeywords() bool { return p.kind == kindKeywords }

func (p *Param) ranged() bool { return !math.IsInf(p.Min, -1) || !math.IsInf(p.Max, 1) }

// Domain describes the values p accepts: "number, 973 to 1473 K".
func (p *Param) Domain() string {
	s := p.want
	switch lo, hi := math.IsInf(p.Min, -1), math.IsInf(p.Max, 1); {
	case len(p.Choices) > 0:
		return `"` + strings.Join(p.Choices, `", "`) + `"`
	case lo && hi:
		if p.Unit != "" {
			s += " in"
		}
	case hi:
		s += fmt.Sprintf(", at least %g", p.Min)
	case lo:
		s += fmt.Sprintf(", at most %g", p.Max)
	default:
		s += fmt.Sprintf(", %g to %g", p.Min, p.Max)
	}
	return strings.TrimSpace(s + " " + p.Unit)
}

// store converts v into the field, or says what is wrong with it. The message
// continues "function: name".
func (p *Param) store(field reflect.Value, v starlark.Value) error {
	switch p.kind {
	case kindFloat:
		x, err := p.number(v)
		if err != nil {
			return err
		}
		field.SetFloat(x)
	case kindInt:
		i, ok := v.(starlark.Int)
		if !ok {
			return p.mismatch(v)
		}
		x, ok := i.Int64()
		if !ok || float64(x) < p.Min || float64(x) > p.Max || int64(int(x)) != x {
			return fmt.Errorf(" = %s, want %s", v, p.Domain())
		}
		field.SetInt(x)
	case kindBool:
		b, ok := v.(starlark.Bool)
		if !ok {
			return p.mismatch(v)
		}
		field.SetBool(bool(b))
	case kindString:
		s, ok := v.(starlark.String)
		if !ok {
			return p.mismatch(v)
		}
		if err := p.choice(string(s)); err != nil {
			return err
		}
		field.SetString(string(s))
	case kindFloats, kindBools, kindStrings:
		return p.storeList(field, v)
	default:
		x := reflect.ValueOf(v)
		if !x.Type().AssignableTo(field.Type()) {
			return p.mismatch(v)
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

func (p *Param) mismatch(v starlark.Value) error {
	return fmt.Errorf(": got %s, want %s", v.Type(), p.Domain())
}

func (p *Param) number(v starlark.Value) (float64, error) {
	var x float64
	switch v := v.(type) {
	case starlark.Float:
		x = float64(v)
	case starlark.Int:
		x = float64(v.Float())
	default:
		return 0, p.mismatch(v)
	}
	if p.ranged() && (!(p.Min <= x && x <= p.Max) || math.IsInf(x, 0)) { // also refuses NaN
		return 0, fmt.Errorf(" = %s, want %s", v, p.Domain())
	}
	return x, nil
}

func (p *Param) choice(s string) error {
	if p.Choices == nil {
		return nil
	}
	for _, c := range p.Choices {
		if s == c {
			return nil
		}
	}
	if near := Nearest(s, p.Choices); near != "" {
		return fmt.Errorf(" = %q, want %s; did you mean %q?", s, p.Domain(), near)
	}
	return fmt.Errorf(" = %q, want %s", s, p.Domain())
}

func (p *Param) storeList(field reflect.Value, v starlark.Value) error {
	seq, ok := v.(starlark.Sequence)
	if !ok {
		return p.mismatch(v)
	}
	if _, ok := v.(starlark.Mapping); ok {
		return p.mismatch(v)
	}
	n := seq.Len()
	switch out := field.Addr().Interface().(type) {
	case *[]float64:
		return fill(out, seq, n, p.number)
	case *[]bool:
		return fill(out, seq, n, func(v starlark.Value) (bool, error) {
			b, ok := v.(starlark.Bool)
			if !ok {
				return false, fmt.Errorf(": got %s, want bool", v.Type())
			}
			return bool(b), nil
		})
	case *[]string:
		return fill(out, seq, n, func(v starlark.Value) (string, error) {
			s, ok := v.(starlark.String)
			if !ok {
				return "", fmt.Errorf(": got %s, want string", v.Type())
			}
			return string(s), p.choice(string(s))
		})
	}
	return p.mismatch(v)
}

// fill converts each element; an error names its index. An empty list gives an
// empty slice, not nil, so that it differs from one left out.
func fill[T any](out *[]T, seq starlark.Sequence, n int, convert func(starlark.Value) (T, error)) error {
	list := make([]T, 0, n)
	it := seq.Iterate()
	defer it.Done()
	var v starlark.Value
	for i := 0; it.Next(&v); i++ {
		x, err := convert(v)
		if err != nil {
			return fmt.Errorf("[%d]%w", i, err)
		}
		list = append(list, x)
	}
	*out = list
	return nil
}
