package decl_test

import (
	"errors"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/steps"
)

type plateArgs struct{ Width, Height, Scale float64 }

var plate = decl.Bind(decl.Spec{Name: "plate"}, func(a *plateArgs) []*decl.Param {
	return []*decl.Param{
		decl.Float(&a.Width, "width", "mm", "width").Range(0, 100).Each(),
		decl.Float(&a.Height, "height", "mm", "height").Range(0, 100).Each(),
		decl.Float(&a.Scale, "scale", "", "factor").Or(starlark.Float(1)).ByName(),
	}
}, func(_ *starlark.Thread, a *plateArgs) (starlark.Value, error) {
	return starlark.Float(a.Width * a.Height * a.Scale), nil
})

func TestEach(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`plate(2, 3)`, `6.0`},
		{`plate([1, 2.5], 2)`, `[2.0, 5.0]`},
		{`plate(2, height=(1, 2), scale=10)`, `[20.0, 40.0]`},
		{`plate(range(3), [1, 2, 3])`, `[0.0, 2.0, 6.0]`},
		{`plate([], 2)`, `[]`},
		{`plate([1, 2], [1, 2, 3])`, `plate: height has 3 elements, want 2 as in width`},
		{`plate([1, 200], 2)`, `plate: width = 200, want number or list of numbers, 0 to 100 mm (element 1)`},
		{`plate([1, "a"], 2)`, `plate: width: got string, want number or list of numbers, 0 to 100 mm (element 1)`},
		{`plate("ab", 2)`, `plate: width: got string, want number or list of numbers, 0 to 100 mm`},
		{`plate(1, 2, scale=[1, 2])`, `plate: scale: got list, want number`},
		{`plate([1, 2])`, `plate: missing height (number or list of numbers, 0 to 100 mm): height (element 0)`},
	} {
		v, err := starlark.EvalOptions(&syntax.FileOptions{}, new(starlark.Thread), "t", c.src, starlark.StringDict{"plate": plate, "range": starlark.Universe["range"]})
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

// A toy value that is a number, or refuses to be one.
type reading struct {
	starlark.NoneType
	x float64
}

func (r reading) Number() (float64, error) {
	if r.x < 0 {
		return 0, errors.New("the reading failed")
	}
	return r.x, nil
}

func TestOtherNumbers(t *testing.T) {
	for _, c := range []struct {
		width starlark.Value
		want  string
	}{
		{reading{x: 2}, "6.0"},
		{reading{x: 200}, "plate: width = None, want number or list of numbers, 0 to 100 mm"},
		{reading{x: -1}, "plate: width: the reading failed"},
		{starlark.Tuple{reading{x: 1}, starlark.MakeInt(2)}, "[3.0, 6.0]"},
	} {
		v, err := plate.CallInternal(new(starlark.Thread), starlark.Tuple{c.width, starlark.MakeInt(3)}, nil)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = v.String()
		}
		if got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestEachIsInterrupted(t *testing.T) {
	th := new(starlark.Thread)
	meter := steps.Attach(th, steps.Options{})
	meter.Interrupt()
	list := starlark.NewList(nil)
	for range 5000 {
		_ = list.Append(starlark.Float(1))
	}
	if _, err := plate.CallInternal(th, starlark.Tuple{list, starlark.Float(1)}, nil); !errors.Is(err, steps.ErrInterrupted) {
		t.Errorf("got %v", err)
	}
}
