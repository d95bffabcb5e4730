package decl_test

import (
	"math"
	"testing"

	"starling/lang/decl"
)

func TestCheckGradient(t *testing.T) {
	value := func(x []float64) float64 { return x[0] * math.Sin(x[1]) }
	at := [][]float64{{2, 0.3}, {-1, 4}}
	right := func(x []float64) []float64 { return []float64{math.Sin(x[1]), x[0] * math.Cos(x[1])} }
	for name, c := range map[string]struct {
		g  decl.Gradient
		ok bool
	}{
		"partials": {decl.Gradient{Partials: func(x []float64) (float64, []float64) { return value(x), right(x) }, At: at}, true},
		"adjoint": {decl.Gradient{Adjoint: func(x []float64, seed float64) []float64 {
			d := right(x)
			return []float64{seed * d[0], seed * d[1]}
		}, At: at}, true},
		"none":          {decl.Gradient{None: "a step function; compare with a smooth one"}, true},
		"nothing":       {decl.Gradient{}, false},
		"no points":     {decl.Gradient{Partials: func(x []float64) (float64, []float64) { return value(x), right(x) }}, false},
		"wrong value":   {decl.Gradient{Partials: func(x []float64) (float64, []float64) { return 0, right(x) }, At: at}, false},
		"wrong partial": {decl.Gradient{Partials: func(x []float64) (float64, []float64) { return value(x), []float64{0, 0} }, At: at}, false},
		"seed ignored":  {decl.Gradient{Adjoint: func(x []float64, _ float64) []float64 { return right(x) }, At: at}, false},
	} {
		if err := decl.CheckGradient(c.g, value); (err == nil) != c.ok {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
