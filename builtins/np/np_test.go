package np

import (
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/display"
)

func eval(src string) string {
	v, err := starlark.EvalOptions(&syntax.FileOptions{}, new(starlark.Thread), "t", src, starlark.StringDict{"np": Module})
	if err != nil {
		return err.Error()
	}
	s, err := display.Repr(nil, v)
	if err != nil {
		return err.Error()
	}
	return s
}

func TestCalls(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`np.exp(x=0)`, `1.0`},
		{`np.power(2, y=10)`, `1024.0`},
		{`np.power(y=10, x=2)`, `1024.0`},
		{`np.exp("a")`, `exp: x: got string, want number`},
		{`np.exp(True)`, `exp: x: got bool, want number`},
		{`np.exp([1, 2])`, `exp: x: got list, want number; for each of a list: [f(x) for x in list]`},
		{`np.sin()`, `sin: missing angle (number in rad): the angle`},
		{`np.sin(1, 2)`, `sin: got 2 positional arguments, want at most 1`},
		{`np.sin(1, angle=2)`, `sin: angle given twice`},
		{`np.sin(1, out=2)`, `sin: no parameter out; it takes numbers only`},
		{`np.hypot(1)`, `hypot: missing y (number): the other side`},
		{`np.hypot(1, None)`, `hypot: y: got NoneType, want number`},
		{`np.log((1 << 500) * (1 << 500) * (1 << 500))`, `log: x: an int of 1501 bits is beyond the largest float, 1.8e308`},
		{`np.log10((1 << 500) * (1 << 500))`, `301.0299956639812`},
		{`np.abs(-(1 << 70))`, `1180591620717411303424`},
		{`np.abs(-(1 << 500) * (1 << 500) * (1 << 500)) == (1 << 500) * (1 << 500) * (1 << 500)`, `True`},
		{`np.abs("a")`, `abs: x: got string, want number`},
		{`np.sign(None)`, `sign: x: got NoneType, want number`},
		{`np.abs(-np.inf)`, `inf`},
		{`np.sign(-0.0)`, `0.0`},
		{`np.sign(np.nan)`, `nan`},
		{`np.sign(1 << 70)`, `1`},
		{`np.floor(3)`, `3.0`},
		{`np.ceil(-0.5)`, `-0.0`},
		{`np.maximum(1 << 70, 1)`, `1180591620717411303424`},
		{`np.maximum(-0.0, 0.0)`, `0.0`},
		{`np.minimum(0.0, -0.0)`, `-0.0`},
		{`np.minimum(1, np.nan)`, `nan`},
		{`np.where(np.nan, 1, 2)`, `1`},
		{`np.where(0, 1, 2)`, `2`},
		{`np.where("a", 1, 2)`, `where: condition: got string, want bool or number`},
		{`np.where(True, "a", 2)`, `where: x: got string, want number`},
		{`np.isnan(1)`, `False`},
		{`np.isfinite(np.nan)`, `False`},
		{`np.isinf(1e308)`, `False`},
		{`[np.pi, np.e, np.inf, np.nan]`, `[3.141592653589793, 2.718281828459045, inf, nan]`},
	} {
		if got := eval(c.src); got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}

func BenchmarkCall(b *testing.B) {
	f, err := Module.Attr("exp")
	if err != nil {
		b.Fatal(err)
	}
	th, args := new(starlark.Thread), starlark.Tuple{starlark.Float(1.7)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := starlark.Call(th, f, args, nil); err != nil {
			b.Fatal(err)
		}
	}
}
