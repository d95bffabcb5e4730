package annotation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"starling/lang/decl"
	"starling/lang/syntax/parse"
	"starling/lang/syntax/tree"
)

func read(t *testing.T, text string) (Annotation, []Problem) {
	t.Helper()
	f := parse.File("x", "x: "+text+"\n")
	if len(f.Errors) > 0 {
		t.Fatalf("%s: %v", text, f.Errors)
	}
	return Read(f.Stmts[0].(*tree.Declare).Type)
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`"K"`, `"K"`},
		{`""`, `""`},
		{`int`, `int`},
		{`int | None`, `int NoneType`},
		{`float`, `float int`},
		{`list["s"]`, `"s" list`},
		{`list["s"] | "s"`, `"s"`},
		{`list[tuple["s", "nm"]]`, `list`},
		{`dict[str, "K"]`, `"K" dict`},
		{`tuple["K", ...]`, `"K" tuple`},
		{`f32[n, 3]`, ``},
		{`f32[..., 2 * n]`, ``},
		{`table.Table`, ``},
		{`any`, ``},
		{`Widget`, ``},
	} {
		a, problems := read(t, c.text)
		var got []string
		if a.Has {
			got = append(got, fmt.Sprintf("%q", a.Unit))
		}
		if a.Typed {
			got = append(got, a.Types...)
		}
		if s := strings.Join(got, " "); s != c.want || problems != nil {
			t.Errorf("%s: got %s %v, want %s", c.text, s, problems, c.want)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ text, message, fix string }{
		{`"degC"`, `"degC" is no unit that is known here`, `write "K"; x degC are x + 273.15`},
		{`"nmm"`, `"nmm" is no unit that is known here`, `did you mean "mm"?`},
		{`list["min"]`, `"min" is no unit that is known here`, `write "s"; x min are x * 60`},
		{`"furlong"`, `"furlong" is no unit that is known here`, `known are 1/cm2`},
		{`flaot`, `flaot is no type that is known here`, `did you mean float?`},
		{`3`, `this annotation is neither`, `write a unit`},
		{`f(x)`, `this annotation is neither`, `write a unit`},
		{`"K" | "s"`, `this annotation has two units, "K" and "s"`, `a number has one unit`},
	} {
		_, problems := read(t, c.text)
		if len(problems) != 1 || !strings.HasPrefix(problems[0].Message, c.message) || !strings.HasPrefix(problems[0].Fix, c.fix) {
			t.Errorf("%s: got %v, want %s, %s", c.text, problems, c.message, c.fix)
		}
	}
}

func TestConvert(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"h", "s", "x * 3600"},
		{"s", "h", "x / 3600"},
		{"um", "nm", "x * 1000"},
		{"nm", "cm", "x / 1e7"},
		{"J", "eV", "x * 6.241509074e18"},
		{"degC", "K", "x + 273.15"},
		{"degC", "nm", ""},
		{"K", "nm", ""},
		{"K", "degC", ""},
		{"Hz", "1/s", ""},
	} {
		if got := Convert("x", c.from, c.to); got != c.want {
			t.Errorf("%s to %s: got %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// Every unit that a declaration may have converts, and what people write
// instead leads to one of them.
func TestUnits(t *testing.T) {
	for unit := range decl.Units {
		if _, ok := scales[unit]; !ok {
			t.Errorf("%q has no scale", unit)
		}
	}
	for unit := range scales {
		if _, ok := decl.Units[unit]; !ok {
			t.Errorf("%q is no unit", unit)
		}
	}
	for name, f := range elsewhere {
		if _, ok := decl.Units[name]; ok {
			t.Errorf("%q is a unit here", name)
		}
		if _, ok := decl.Units[f.unit]; !ok {
			t.Errorf("%q: instead of it %q, which is no unit", name, f.unit)
		}
		if f.convert != "" && strings.Count(f.convert, "%s") != 1 {
			t.Errorf("%q: %s", name, f.convert)
		}
	}
}

func TestOf(t *testing.T) {
	const src = `
def f(a: "K", b, *c: int, d: f32[n,3] = (3, ")"), # a comment
      **e: str | None) -> list["s"]:
    é = 1; def g(x: "nm"): return x
    return g
def plain(a={1: lambda: 2}): return a
def half(a: "K"
`
	sig := Of(src, 2, 1)
	var got []string
	for name, text := range sig.Params {
		got = append(got, name+": "+text)
	}
	slices.Sort(got)
	if s := strings.Join(got, "; "); s != `a: "K"; c: int; d: f32[n, 3]; e: str | None` || sig.Result != `list["s"]` {
		t.Errorf("got %s -> %s", s, sig.Result)
	}
	if sig := Of(src, 4, 12); sig == nil || sig.Params["x"] != `"nm"` {
		t.Errorf("nested: got %v", sig)
	}
	for _, at := range [][2]int32{{6, 1}, {5, 5}, {7, 1}, {70, 1}, {2, 100}} {
		if sig := Of(src, at[0], at[1]); sig != nil {
			t.Errorf("line %d: got %v", at[0], sig)
		}
	}
}
