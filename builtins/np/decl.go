package np

import (
	"math"

	"go.starlark.net/starlark"

	"starling/builtins/num/elementary"
	"starling/lang/decl"
)

// A function1 is a function of one float.
type function1 struct {
	name    string
	doc     string
	x       operand
	returns string
	f       func(float64) float64
	example []string
}

func (f function1) declare() *decl.Func {
	return one(decl.Spec{Name: f.name, Doc: f.doc, Returns: f.returns, Examples: f.example, Gradient: f.gradient()}, f.x, floats(f.f))
}

// A function2 is a function of two floats.
type function2 struct {
	name    string
	doc     string
	x, y    operand
	returns string
	f       func(x, y float64) float64
	example []string
}

func (f function2) declare() *decl.Func {
	return two(decl.Spec{Name: f.name, Doc: f.doc, Returns: f.returns, Examples: f.example, Gradient: f.gradient()}, f.x, f.y,
		func(a, b number) starlark.Value { return starlark.Float(f.f(a.float, b.float)) })
}

var (
	exponent = operand{"x", "", "the exponent"}
	positive = operand{"x", "", "a number; of 0 the result is -inf, of less nan"}
	// Named for what it is: a parameter x has no unit anywhere.
	angle  = operand{"angle", "rad", "the angle"}
	anyX   = operand{"x", "", "the number"}
	cosine = operand{"x", "", "a number from -1 to 1; beyond, the result is nan"}
)

var ofOne = []function1{
	{"exp", "e to the power x.", exponent, "float", elementary.Exp, []string{`np.exp(1)  # => 2.718281828459045`, `np.exp(-np.inf)  # => 0.0`}},
	{"expm1", "e to the power x, less 1: exact also where x is near 0.", exponent, "float", elementary.Expm1, []string{`np.expm1(1e-12)  # => 1.0000000000005e-12`}},
	{"log", "Natural logarithm.", positive, "float", elementary.Log, []string{`np.log(10)  # => 2.302585092994046`, `np.log(0)  # => -inf`, `np.log(-1)  # => nan`}},
	{"log2", "Binary logarithm.", positive, "float", elementary.Log2, []string{`np.log2(1024)  # => 10.0`}},
	{"log10", "Decimal logarithm.", positive, "float", elementary.Log10, []string{`np.log10(0.001)  # => -3.0`}},
	{"log1p", "Natural logarithm of 1 + x: exact also where x is near 0.", operand{"x", "", "a number; of -1 the result is -inf, of less nan"}, "float", elementary.Log1p, []string{`np.log1p(1e-12)  # => 9.999999999995e-13`}},
	{"sqrt", "Square root.", operand{"x", "", "a number; of less than 0 the result is nan"}, "float", math.Sqrt, []string{`np.sqrt(2)  # => 1.4142135623730951`, `np.sqrt(-1)  # => nan`}},
	{"cbrt", "Cube root, also of a negative number.", anyX, "float", elementary.Cbrt, []string{`np.cbrt(-27)  # => -3.0`}},
	{"sin", "Sine.", angle, "float", elementary.Sin, []string{`np.sin(np.pi / 6)  # => 0.49999999999999994`}},
	{"cos", "Cosine.", angle, "float", elementary.Cos, []string{`np.cos(0)  # => 1.0`}},
	{"tan", "Tangent.", angle, "float", elementary.Tan, []string{`np.tan(np.pi / 4)  # => 0.9999999999999999`}},
	{"arcsin", "Inverse sine.", cosine, "angle from -pi/2 to pi/2, in rad", elementary.Asin, []string{`np.arcsin(1)  # => 1.5707963267948966`}},
	{"arccos", "Inverse cosine.", cosine, "angle from 0 to pi, in rad", elementary.Acos, []string{`np.arccos(-1)  # => 3.141592653589793`, `np.arccos(2)  # => nan`}},
	{"arctan", "Inverse tangent; arctan2(y, x) knows the quadrant.", anyX, "angle from -pi/2 to pi/2, in rad", elementary.Atan, []string{`np.arctan(np.inf)  # => 1.5707963267948966`}},
	{"sinh", "Hyperbolic sine.", anyX, "float", elementary.Sinh, []string{`np.sinh(1)  # => 1.1752011936438014`}},
	{"cosh", "Hyperbolic cosine.", anyX, "float", elementary.Cosh, []string{`np.cosh(1)  # => 1.5430806348152437`}},
	{"tanh", "Hyperbolic tangent.", anyX, "float", elementary.Tanh, []string{`np.tanh(0.5)  # => 0.46211715726000974`}},
	{"floor", "The greatest whole number that is not above x.", anyX, "float", math.Floor, []string{`np.floor(-1.5)  # => -2.0`}},
	{"ceil", "The least whole number that is not below x.", anyX, "float", math.Ceil, []string{`np.ceil(1.5)  # => 2.0`}},
}

var ofTwo = []function2{
	{
		"arctan2", "Angle of the point (x, y) as seen from the origin.",
		operand{"y", "", "the second coordinate: it comes first"},
		operand{"x", "", "the first coordinate"},
		"angle from -pi to pi, in rad", elementary.Atan2,
		[]string{`np.arctan2(1, -1)  # => 2.356194490192345`},
	},
	{
		"hypot", "Length of the hypotenuse, sqrt(x ** 2 + y ** 2), also where a square would overflow.",
		operand{"x", "", "one side"},
		operand{"y", "", "the other side"},
		"float", elementary.Hypot,
		[]string{`np.hypot(3, 4)  # => 5.0`, `np.hypot(3e300, 4e300)  # => 5e+300`},
	},
	{
		"power", "x to the power y, as a float. Of a negative x and a y that is not whole it is nan; for exact whole numbers there is pow(x, y).",
		operand{"x", "", "the base"},
		operand{"y", "", "the exponent"},
		"float", elementary.Pow,
		[]string{`np.power(2, 0.5)  # => 1.4142135623730951`, `np.power(10, -3)  # => 0.001`, `np.power(-8, 1 / 3)  # => nan`},
	},
}
