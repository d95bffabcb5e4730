package decl

import (
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

type staticArgs struct {
	Temp   float64
	Times  []float64
	Count  int
	Label  string
	Fn     starlark.Callable
	Spread float64
}

var staticFunc = Bind(Spec{Name: "f", Returns: "list of thicknesses in nm, the initial one included"}, func(a *staticArgs) []*Param {
	return []*Param{
		Float(&a.Temp, "temp", "K", "").Range(600, 1687),
		Floats(&a.Times, "times", "s", "").Range(0, 1e9),
		Int(&a.Count, "count", "", "").Range(1, 10).Or(starlark.None),
		String(&a.Label, "label", "").OneOf("dry", "wet"),
		Callable(&a.Fn, "fn", ""),
		Float(&a.Spread, "spread", "", "").Range(0, 1).Each(),
	}
}, func(*starlark.Thread, *staticArgs) (starlark.Value, error) { return starlark.None, nil })

func paramOf(name string) *Param {
	for _, p := range staticFunc.Spec.Params {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// A constant is refused as a call refuses it.
func TestWrong(t *testing.T) {
	list := func(x ...float64) starlark.Value {
		var out []starlark.Value
		for _, v := range x {
			out = append(out, starlark.Float(v))
		}
		return starlark.NewList(out)
	}
	for _, c := range []struct {
		param string
		v     starlark.Value
		want  string
	}{
		{"temp", starlark.MakeInt(1000), ""},
		{"temp", starlark.MakeInt(25), " = 25, want number, 600 to 1687 K"},
		{"temp", starlark.String("hot"), ": got string, want number, 600 to 1687 K"},
		{"times", list(1, 2), ""},
		{"times", list(1, -2), "[1] = -2.0, want number, 0 to 1e9 s"},
		{"count", starlark.None, ""},
		{"count", starlark.Float(2), ": got float, want int, 1 to 10"},
		{"label", starlark.String("wett"), ` = "wett", want "dry" or "wet"; did you mean "wet"?`},
		{"fn", starlark.None, ""}, // a call would say it
		{"spread", list(0.5, 2), " = 2.0, want number or list of numbers, 0 to 1"},
		{"spread", list(0.5), ""},
	} {
		got := ""
		if err := paramOf(c.param).Wrong(c.v); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s of %v: got %q, want %q", c.param, c.v, got, c.want)
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct{ param, refused, taken string }{
		{"temp", "string list NoneType bool dict", "int float array"},
		{"times", "int float string dict NoneType", "list tuple range set array"},
		{"count", "float string", "int NoneType"},
		{"label", "int list NoneType", "string"},
		{"fn", "int string list NoneType", "function builtin_function_or_method"},
		{"spread", "string dict", "list tuple range int float"},
	} {
		for _, typ := range strings.Fields(c.refused) {
			if !paramOf(c.param).Refuses(typ) {
				t.Errorf("%s takes %s", c.param, typ)
			}
		}
		for _, typ := range append(strings.Fields(c.taken), "") {
			if paramOf(c.param).Refuses(typ) {
				t.Errorf("%s refuses %q", c.param, typ)
			}
		}
	}
}

func TestResult(t *testing.T) {
	for _, c := range []struct {
		returns, typ, unit string
		measured           bool
	}{
		{"list of thicknesses in nm, the initial one included", "list", "nm", true},
		{"B in nm2/s", "", "nm2/s", true},
		{"None", "NoneType", "", false},
		{"int", "int", "", false},
		{"float, in the unit of the durations", "", "", false},
		{"int, or list of n", "", "", false},
		{"the part of the dies in a wafer", "", "", false},
		{"time in s or length in nm", "", "", false},
		{"nothing: it does not return", "", "", false},
	} {
		f := &Func{Spec: Spec{Returns: c.returns}}
		typ, unit, measured := f.Result()
		if typ != c.typ || measured != c.measured || measured && unit != c.unit {
			t.Errorf("%q: got %q, %q, %v", c.returns, typ, unit, measured)
		}
	}
}
