package decl_test

import (
	"strings"
	"testing"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/display"
)

const area = `
def area(width, height=2, *rest, shape="box", scale=1.0, label=None, **more):
    """How large something is.

    More about it.

    Args:
        width (mm, 0..1e6): across
        height (mm): up,
            from the floor
        *rest: what else there is
        shape ("box" | "oval"): its form
        scale: factor
        label (string): a name
        **more: notes
    Returns: area in mm2
    Source: Euclid,
        book I
    Valid:
        width 1..100 mm
        flat things
    Examples:
        area(3)  # => 6
        area(3, height=5)  # => 15
    """
    return width * height
`

// define runs a def and declares what it defines.
func define(t testing.TB, name, src string) (*decl.Func, *starlark.Function, error) {
	t.Helper()
	globals, err := starlark.ExecFileOptions(&syntax.FileOptions{}, new(starlark.Thread), "formula", src, nil)
	if err != nil {
		t.Fatal(err)
	}
	fn := globals[name].(*starlark.Function)
	f, err := decl.Formula(fn)
	return f, fn, err
}

func TestFormulaSpec(t *testing.T) {
	f, fn, err := define(t, "area", area)
	if err != nil {
		t.Fatal(err)
	}
	s := f.Spec
	for _, c := range []struct{ what, got, want string }{
		{"doc", s.Doc, "How large something is.\n\nMore about it."},
		{"returns", s.Returns, "area in mm2"},
		{"source", s.Source, "Euclid, book I"},
		{"valid", s.Valid, "width 1..100 mm; flat things"},
		{"examples", strings.Join(s.Examples, "|"), "area(3)  # => 6|area(3, height=5)  # => 15"},
		{"signature", f.Signature(), `area(width, height=2, *rest, shape="box", scale=1.0, label=None, **more)`},
		{"width", s.Params[0].Domain(), "number, 0 to 1e6 mm"},
		{"height", s.Params[1].Domain() + ": " + s.Params[1].Doc, "number in mm: up, from the floor"},
		{"shape", s.Params[3].Domain(), `"box" or "oval"`},
		{"scale", s.Params[4].Domain(), "number"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	if f.Formula() != fn || grow.Formula() != nil {
		t.Error("Formula does not tell Starlark from Go")
	}
}

func TestFormulaCall(t *testing.T) {
	f, _, err := define(t, "area", area)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ src, want string }{
		{`area(3)`, `6`},
		{`area(3.0, 4)`, `12.0`},
		{`area(3.0, 4.0)`, `12.0`},
		{`area(3.0, float("inf")) > 1`, `True`}, // no range, no limit
		{`area(float("inf"), 1.0)`, `area: width = inf, want number, 0 to 1e6 mm`},
		{`area(3, 4, "a", 5, shape="oval", note=1)`, `12`},
		{`area(*[3], **{"height": 7})`, `21`},
		{`area(3, label="x")`, `6`},
		{`area(3, label=None)`, `6`},
		{`sorted([3, 1, 2], key=area)`, `[1, 2, 3]`},
		{`area(area(2), area(1))`, `8`},
		{`area()`, `area: missing width (number, 0 to 1e6 mm): across`},
		{`area("a")`, `area: width: got string, want number, 0 to 1e6 mm`},
		{`area(-1)`, `area: width = -1, want number, 0 to 1e6 mm`},
		{`area(float("nan"))`, `area: width = nan, want number, 0 to 1e6 mm`},
		{`area(1, None)`, `area: height: got NoneType, want number in mm`},
		{`area(3, width=3)`, `area: width given twice`},
		{`area(3, shape="boxx")`, `area: shape = "boxx", want "box" or "oval"; did you mean "box"?`},
		{`area(3, scale="x")`, `area: scale: got string, want number`},
		{`area(3, label=4)`, `area: label: got int, want string`},
	} {
		v, err := eval(c.src, starlark.StringDict{"area": f})
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = v.String()
		}
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
	f, _, err = define(t, "f", "def f(width, n=2):\n  \"\"\"Say.\n\n  Args:\n    width (mm): across\n    n (int, 1..9): how often\n  \"\"\"\n  return n")
	if err != nil {
		t.Fatal(err)
	}
	for src, want := range map[string]string{
		`f(1, wdith=2)`:  `f: no parameter wdith; did you mean width?`,
		`f(1.0, 2, 3.0)`: `f: got 3 positional arguments, want at most 2`,
		`f()`:            `f: missing width (number in mm): across`,
		`f(1, 2, 3)`:     `f: got 3 positional arguments, want at most 2`,
		`f(1, 2.0)`:      `f: n: got float, want int, 1 to 9`,
	} {
		if _, err := eval(src, starlark.StringDict{"f": f}); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", src, err, want)
		}
	}
}

// Each docstring is at odds with its function or with the form.
func TestFormulaRefusesBadDocstrings(t *testing.T) {
	args := func(lines string) string { return "Do.\n\nArgs:\n" + lines }
	for _, c := range []struct{ params, doc, want string }{
		{"x", "", "does not begin with what the function does"},
		{"x", "Do.", "Args describes (), the function takes (x)"},
		{"x", args("  x: a\n  y: b"), "Args describes (x, y), the function takes (x)"},
		{"x, y", args("  y: a\n  x: b"), "Args describes (y, x), the function takes (x, y)"},
		{"*x", args("  x: a"), "Args describes (x), the function takes (*x)"},
		{"x", args("  x a"), `"x a" is not of the form`},
		{"x", args("  x (K, 3..1): a"), "range 3..1 is empty or endless"},
		{"x", args("  x (K, one..2): a"), "range one..2, want numbers lo..hi"},
		{"x", args("  x (K, nm): a"), "want (type, unit, lo..hi), each once"},
		{"x", args("  x (bool, 0..1): a"), "a bool has no unit or range"},
		{"x", args("  x (\"a\" | b): a"), "choices"},
		{"x=5", args("  x (K, 0..4): a"), "f: default of x = 5, want number, 0 to 4 K"},
		{"x=5", args("  x (\"a\" | \"b\"): a"), "f: default of x: got int"},
		{"x", args("  x: a\nArgs:\n  x: a"), "two sections Args"},
		{"x", "Do.\n\nArguments:\n  x: a", "no section Arguments; have Args,"},
		{"x", args("  x: a\nmore"), `"more" is not indented below Args`},
		{"x", args("  x (K): a\nValid:\n  y 1..2 K"), "Valid: there is no parameter y"},
		{"x", args("  x (K): a\nValid:\n  x 1..2 nm"), `Valid: x has the unit "K" in Args, "nm" here`},
		{"x", args("  x (K, 1..2): a\nValid:\n  x 0..2 K"), "Valid: x is 0 to 2 here, 1 to 2 in Args"},
		{"x", args("  x: a\nValid:\n  x 0..2"), "Valid: x is not a number"},
		{"x", args("  x (K): a\nValid:\n  x is 0..2 K"), "is not of the form name lo..hi unit"},
	} {
		src := "def f(" + c.params + "):\n    \"\"\"" + strings.ReplaceAll(c.doc, "\n", "\n    ") + "\"\"\"\n    return 1"
		if _, _, err := define(t, "f", src); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", src, err, c.want)
		}
	}
}

// heard is what a program writes on stderr.
type heard struct {
	display.Publisher
	strings.Builder
}

func (h *heard) Stream(name, text string) { h.WriteString(name + ": " + text) }

func TestFormulaWarnsOutsideItsValidityOnceACell(t *testing.T) {
	f, _, err := define(t, "area", area)
	if err != nil {
		t.Fatal(err)
	}
	for src, want := range map[string]string{
		`area(1) + area(100) + area(50.0)`:     "",
		`[area(x) for x in range(0, 1000, 5)]`: "stderr: warning: area: width = 0, the model holds for 1 to 100 mm\n",
		`area(width=100.5)`:                    "stderr: warning: area: width = 100.5, the model holds for 1 to 100 mm\n",
	} {
		th, out := new(starlark.Thread), &heard{}
		display.Attach(th, out)
		if _, err := starlark.EvalOptions(&syntax.FileOptions{}, th, "t", src, starlark.StringDict{"area": f}); err != nil {
			t.Error(err)
		}
		if got := out.String(); got != want {
			t.Errorf("%s: got %q, want %q", src, got, want)
		}
	}
}

func TestModuleReportsItsDefect(t *testing.T) {
	m := &decl.Module{Name: "oxide", Members: func() []decl.Member { return decl.Funcs(grow, grow) }}
	for range 2 { // the second use meets it too
		if _, err := m.Attr("grow"); err == nil || !strings.Contains(err.Error(), "oxide has a defect: oxide.grow is defined twice") {
			t.Errorf("got %v", err)
		}
	}
	if m.Err() == nil {
		t.Error("Err hides a defect")
	}
}

// What a formula of two numbers costs beyond the bare function: batches of the
// one and the other in turn, the quickest of each, so that a busy machine
// burdens both alike.
func BenchmarkFormula(b *testing.B) {
	f, bare, err := define(b, "f", "def f(width, height):\n  \"\"\"Say.\n\n  Args:\n    width (mm, 0..1e6): across\n    height (mm, 0..1e6): up\n  Valid:\n    width 0..2000 mm\n  \"\"\"\n  return width * height")
	if err != nil {
		b.Fatal(err)
	}
	const batch = 500
	args := starlark.Tuple{starlark.Float(1000), starlark.Float(2)}
	th := new(starlark.Thread)
	quickest := func(best time.Duration, c starlark.Callable) time.Duration {
		begin := time.Now()
		for range batch {
			if _, err := starlark.Call(th, c, args, nil); err != nil {
				b.Fatal(err)
			}
		}
		return min(best, time.Since(begin))
	}
	with, without := time.Hour, time.Hour
	for b.Loop() {
		with, without = quickest(with, f), quickest(without, bare)
	}
	b.ReportMetric(float64(with.Nanoseconds())/batch, "declared-ns/call")
	b.ReportMetric(float64(without.Nanoseconds())/batch, "bare-ns/call")
	b.ReportMetric(0, "ns/op") // of both batches: of no use
}
