package np

import (
	"math"

	"starling/builtins/num/elementary"
	"starling/lang/decl"
)

// partials1 are the derivatives of the functions of one number: of x, and of
// the value y where that saves work.
var partials1 = map[string]func(x, y float64) float64{
	"exp":    func(_, y float64) float64 { return y },
	"expm1":  func(_, y float64) float64 { return y + 1 },
	"log":    func(x, _ float64) float64 { return 1 / x },
	"log2":   func(x, _ float64) float64 { return 1 / (x * math.Ln2) },
	"log10":  func(x, _ float64) float64 { return 1 / (x * math.Ln10) },
	"log1p":  func(x, _ float64) float64 { return 1 / (1 + x) },
	"sqrt":   func(_, y float64) float64 { return 1 / (2 * y) },
	"cbrt":   func(_, y float64) float64 { return 1 / (3 * y * y) },
	"sin":    func(x, _ float64) float64 { return elementary.Cos(x) },
	"cos":    func(x, _ float64) float64 { return -elementary.Sin(x) },
	"tan":    func(_, y float64) float64 { return 1 + y*y },
	"arcsin": func(x, _ float64) float64 { return 1 / math.Sqrt((1-x)*(1+x)) },
	"arccos": func(x, _ float64) float64 { return -1 / math.Sqrt((1-x)*(1+x)) },
	"arctan": func(x, _ float64) float64 { return 1 / (1 + x*x) },
	"sinh":   func(x, _ float64) float64 { return elementary.Cosh(x) },
	"cosh":   func(x, _ float64) float64 { return elementary.Sinh(x) },
	"tanh":   func(_, y float64) float64 { return 1 - y*y },
	"floor":  func(float64, float64) float64 { return 0 }, // between its steps
	"ceil":   func(float64, float64) float64 { return 0 },
}

// partials2 are those of the functions of two numbers, by the first and by
// the second.
var partials2 = map[string]func(a, b, y float64) (da, db float64){
	"arctan2": func(y, x, _ float64) (float64, float64) {
		r := x*x + y*y
		return x / r, -y / r
	},
	"hypot": func(a, b, y float64) (float64, float64) { return a / y, b / y },
	"power": func(a, b, y float64) (float64, float64) {
		return b * elementary.Pow(a, b-1), y * elementary.Log(a)
	},
}

func (f function1) gradient() decl.Gradient {
	d := partials1[f.name]
	return decl.Gradient{
		Partials: func(x []float64) (float64, []float64) {
			y := f.f(x[0])
			return y, []float64{d(x[0], y)}
		},
		At: [][]float64{{0.3}, {0.8}},
	}
}

func (f function2) gradient() decl.Gradient {
	d := partials2[f.name]
	return decl.Gradient{
		Partials: func(x []float64) (float64, []float64) {
			y := f.f(x[0], x[1])
			da, db := d(x[0], x[1], y)
			return y, []float64{da, db}
		},
		At: [][]float64{{0.3, 1.7}, {2.5, 0.4}},
	}
}
