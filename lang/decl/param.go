package decl

import (
	"math"
	"reflect"
	"strconv"
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
	each            bool           // takes a list too, element by element
	kind            kind
	want            string // what a value must be, in words
	ptr             any    // the field, until Bind has found its index
	index           []int
	scratch         reflect.Type // of a formula's parameter: what a value is stored in to check it
	holds           *interval    // where a formula is valid; nil: everywhere
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

// DefaultText writes the default as in a def.
func (p *Param) DefaultText() string { return shown(p.Default) }

// Domain describes the values p accepts: "number, 973 to 1473 K".
func (p *Param) Domain() string { return p.domain(p.want) }

// domain is Domain for one value of several too: want says what it must be.
func (p *Param) domain(want string) string {
	s := want
	switch lo, hi := math.IsInf(p.Min, -1), math.IsInf(p.Max, 1); {
	case len(p.Choices) > 0:
		return anyOf(p.Choices)
	case lo && hi:
		if p.Unit != "" {
			s += " in"
		}
	case hi:
		s += ", at least " + bound(p.Min)
	case lo:
		s += ", at most " + bound(p.Max)
	default:
		s += ", " + bound(p.Min) + " to " + bound(p.Max)
	}
	return strings.TrimSpace(s + " " + p.Unit)
}

// anyOf lists choices: "a", "b" or "c".
func anyOf(choices []string) string {
	last := len(choices) - 1
	if last == 0 {
		return `"` + choices[0] + `"`
	}
	return `"` + strings.Join(choices[:last], `", "`) + `" or "` + choices[last] + `"`
}

// bound writes the end of a range as people type it: 1e6, not 1e+06.
func bound(x float64) string {
	s := strconv.FormatFloat(x, 'g', -1, 64)
	if mantissa, exp, ok := strings.Cut(s, "e"); ok {
		n, _ := strconv.Atoi(exp)
		s = mantissa + "e" + strconv.Itoa(n)
		if 0 < n && n < 6 { // 100000 reads as well
			s = strconv.FormatFloat(x, 'f', -1, 64)
		}
	}
	return s
}
