package decl_test

import (
	"math"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/decl"
)

type growArgs struct {
	Temp, Time float64
	Steps      int
	Ambient    string
	Points     []float64
}

var grow = decl.Bind(decl.Spec{
	Name: "grow", Doc: "Thickness of an oxide.", Examples: []string{"grow(1000, 2) # => 2000.0"},
}, func(a *growArgs) []*decl.Param {
	return []*decl.Param{
		decl.Float(&a.Temp, "temp", "K", "furnace temperature").Range(973, 1473),
		decl.Float(&a.Time, "time", "s", "oxidation time").Range(0, math.Inf(1)),
		decl.Int(&a.Steps, "steps", "", "points on the curve").Range(1, 1e5).Or(starlark.MakeInt(1)).ByName(),
		decl.String(&a.Ambient, "ambient", "the gas").OneOf("dry", "wet").Or(starlark.String("dry")).ByName(),
		decl.Floats(&a.Points, "points", "s", "times").Range(0, 10).Or(starlark.None).ByName(),
	}
}, func(_ *starlark.Thread, a *growArgs) (starlark.Value, error) {
	if a.Steps == 13 {
		panic("unlucky")
	}
	return starlark.Float(a.Temp * a.Time * float64(a.Steps)), nil
})

func eval(src string, env starlark.StringDict) (starlark.Value, error) {
	return starlark.EvalOptions(&syntax.FileOptions{}, new(starlark.Thread), "t", src, env)
}

func TestCall(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`grow(1000, 2)`, `2000.0`},
		{`grow(1000, time=2.5)`, `2500.0`},
		{`grow(temp=1000, time=1, steps=3, points=[1, 2.5])`, `3000.0`},
		{`grow(1000, 1, points=None)`, `1000.0`},
		{`grow(1000)`, `grow: missing time (number, at least 0 s): oxidation time`},
		{`grow(1000, "a")`, `grow: time: got string, want number, at least 0 s`},
		{`grow(1500, 2)`, `grow: temp = 1500, want number, 973 to 1473 K`},
		{`grow(1000, float("nan"))`, `grow: time = nan, want number, at least 0 s`},
		{`grow(1000, float("inf"))`, `grow: time = inf, want number, at least 0 s`},
		{`grow(1000, 1, tmie=2)`, `grow: no parameter tmie; did you mean time?`},
		{`grow(1000, 1, time=2)`, `grow: time given twice`},
		{`grow(1000, 1, 2)`, `grow: got 3 positional arguments, want at most 2`},
		{`grow(1000, 1, steps=2.0)`, `grow: steps: got float, want int, 1 to 100000`},
		{`grow(1000, 1, steps=0)`, `grow: steps = 0, want int, 1 to 100000`},
		{`grow(1000, 1, steps=1<<80)`, `grow: steps = 1208925819614629174706176, want int, 1 to 100000`},
		{`grow(1000, 1, ambient="wett")`, `grow: ambient = "wett", want "dry" or "wet"; did you mean "wet"?`},
		{`grow(1000, 1, points=[1, "x"])`, `grow: points[1]: got string, want number, 0 to 10 s`},
		{`grow(1000, 1, points=[1, 11])`, `grow: points[1] = 11, want number, 0 to 10 s`},
		{`grow(1000, 1, points=range(1 << 40))`, `grow: points: the result would take 8192 GiB, the limit is 2 GiB`},
		{`grow(1000, 1, steps=1<<300)`, `grow: steps = an int of 301 bits, want int, 1 to 100000`},
		{`grow(1000, 1, ambient="x" * 1000)`, `grow: ambient = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"…, want "dry" or "wet"`},
		{`grow(1000, 1, points={1: 2})`, `grow: points: got dict, want list of numbers, 0 to 10 s`},
		{`grow(1000, 1, steps=13)`, `grow has a defect: unlucky. This is a mistake in Starling, not in your program; variables are as they were`},
	} {
		v, err := eval(c.src, starlark.StringDict{"grow": grow})
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
}

type restArgs struct {
	Args []starlark.Value
	Sep  string
	Kw   []starlark.Tuple
}

func TestRestAndKeywords(t *testing.T) {
	f := decl.Bind(decl.Spec{Name: "f"}, func(a *restArgs) []*decl.Param {
		return []*decl.Param{
			decl.Rest(&a.Args, "args", "values"),
			decl.String(&a.Sep, "sep", "between").Or(starlark.String(" ")).ByName(),
			decl.Keywords(&a.Kw, "kwargs", "more"),
		}
	}, func(_ *starlark.Thread, a *restArgs) (starlark.Value, error) {
		return starlark.Tuple{starlark.MakeInt(len(a.Args)), starlark.String(a.Sep), starlark.MakeInt(len(a.Kw))}, nil
	})
	for src, want := range map[string]string{
		`f()`:                           `(0, " ", 0)`,
		`f(1, 2, sep="-", a=1, b=2)`:    `(2, "-", 2)`,
		`f(*[1, 2, 3], **{"sep": "x"})`: `(3, "x", 0)`,
	} {
		v, err := eval(src, starlark.StringDict{"f": f})
		if err != nil || v.String() != want {
			t.Errorf("%s = %v, %v; want %s", src, v, err, want)
		}
	}
	if got, want := f.Signature(), `f(*args, sep=" ", **kwargs)`; got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

func TestUnboundFieldIsADefectOfTheDeclaration(t *testing.T) {
	defer func() {
		if r := recover(); r == nil || !strings.Contains(r.(string), "0 of 1 fields bound") {
			t.Errorf("got panic %v", r)
		}
	}()
	decl.Bind(decl.Spec{Name: "f"}, func(*struct{ X int }) []*decl.Param { return nil }, nil)
}

func TestModule(t *testing.T) {
	made := 0
	m := &decl.Module{Name: "oxide", Members: func() []decl.Member { made++; return decl.Funcs(grow) }}
	env := starlark.StringDict{"oxide": m}
	if made != 0 {
		t.Error("members made before first use")
	}
	if _, err := eval("oxide.gorw", env); err == nil || err.Error() != "oxide has no gorw; did you mean grow?" {
		t.Errorf("got %v", err)
	}
	if v, err := eval("oxide.grow(1000, 1)", env); err != nil || v.String() != "1000.0" {
		t.Errorf("got %v, %v", v, err)
	}
	if made != 1 {
		t.Errorf("members made %d times, want once", made)
	}
}

type areaArgs struct{ Width, Height float64 }

// A call of a function of two numbers, beside the stock way to unpack them.
func BenchmarkTwoFloats(b *testing.B) {
	area := decl.Bind(decl.Spec{Name: "area"}, func(a *areaArgs) []*decl.Param {
		return []*decl.Param{
			decl.Float(&a.Width, "width", "mm", "across").Range(0, 1e6),
			decl.Float(&a.Height, "height", "mm", "up").Range(0, 1e6),
		}
	}, func(_ *starlark.Thread, a *areaArgs) (starlark.Value, error) {
		return starlark.Float(a.Width * a.Height), nil
	})
	stock := starlark.NewBuiltin("area", func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var w, h float64
		if err := starlark.UnpackArgs("area", args, kwargs, "width", &w, "height", &h); err != nil {
			return nil, err
		}
		return starlark.Float(w * h), nil
	})
	args := starlark.Tuple{starlark.Float(1000), starlark.Float(2)}
	for _, c := range []struct {
		name string
		f    starlark.Callable
	}{{"declared", area}, {"stock", stock}} {
		b.Run(c.name, func(b *testing.B) {
			th := new(starlark.Thread)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := starlark.Call(th, c.f, args, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
