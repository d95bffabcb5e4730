package annotation

import (
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/syntax/parse"
	"starling/lang/syntax/tree"
)

type args struct {
	Temp  float64
	Times []float64
	Count int
	Label string
}

var declared = decl.Bind(decl.Spec{Name: "f", Returns: "thickness in nm"}, func(a *args) []*decl.Param {
	return []*decl.Param{
		decl.Float(&a.Temp, "temp", "K", "x"), decl.Floats(&a.Times, "times", "s", "x"),
		decl.Int(&a.Count, "count", "", "x").Or(starlark.None), decl.String(&a.Label, "label", "x"),
	}
}, func(*starlark.Thread, *args) (starlark.Value, error) { return starlark.None, nil })

func TestDisputes(t *testing.T) {
	for _, c := range []struct{ head, want string }{
		{`temp, times, count, label`, ""},
		{`temp: "K", times: list["s"], count: int | None, label: str`, ""},
		{`temp: float, times: "s", count: int, label: any`, ""},
		{`temp: "nm"`, `f: temp: the annotation says "nm", the docstring number K`},
		{`temp: int`, `f: temp: the annotation says int, the docstring number K`},
		{`temp: str`, `f: temp: the annotation says str, the docstring number K`},
		{`temp: "degC"`, `f: temp: the annotation says "degC", the docstring number K`},
		{`times: list["h"]`, `f: times: the annotation says list["h"], the docstring list of numbers s`},
		{`count: float`, `f: count: the annotation says float, the docstring int`},
		{`label: "s"`, `f: label: the annotation says "s", the docstring string`},
		{`other: int`, `f: other is not declared`},
		{`temp) -> ("nm"`, ""},
		{`temp) -> ("um"`, `f: the annotation of the result says ("um"), the docstring "thickness in nm"`},
	} {
		head := "def f(" + c.head + "):\n    pass\n"
		file := parse.File("x", head)
		if len(file.Errors) > 0 {
			t.Fatalf("%s: %v", head, file.Errors)
		}
		if got := strings.Join(Disputes(file.Stmts[0].(*tree.Def), declared), "; "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.head, got, c.want)
		}
	}
}
