package decl

import (
	"fmt"
	"math"
)

// A Gradient says how a builtin differentiates: by one of Partials and
// Adjoint, or not at all, with the reason. The zero value says nothing, as for
// a builtin whose result is no number.
type Gradient struct {
	// Partials returns the value and its derivative by each number parameter,
	// in the order in which they are declared.
	Partials func(x []float64) (y float64, dy []float64)
	// Adjoint returns seed times those derivatives, for a solver that has a
	// cheaper way to them than one by one.
	Adjoint func(x []float64, seed float64) []float64
	// None is why there is no derivative, and the way out.
	None string
	// At are points of the domain at which CheckGradient compares.
	At [][]float64
}

// CheckGradient compares the derivatives with central differences of value at
// the gradient's own points.
func CheckGradient(g Gradient, value func(x []float64) float64) error {
	if (g.Partials != nil || g.Adjoint != nil) == (g.None != "") {
		return fmt.Errorf("want derivatives or the reason why there are none")
	}
	if g.None == "" && len(g.At) == 0 {
		return fmt.Errorf("no points to compare at")
	}
	for _, x := range g.At {
		var got []float64
		switch {
		case g.Partials != nil:
			y, dy := g.Partials(x)
			if want := value(x); y != want {
				return fmt.Errorf("at %v the partials' value is %g, the function's %g", x, y, want)
			}
			got = dy
		case g.Adjoint != nil:
			for _, d := range g.Adjoint(x, 2) {
				got = append(got, d/2)
			}
		}
		for i := range x {
			h := 1e-5 * math.Max(1, math.Abs(x[i]))
			up, down := append([]float64(nil), x...), append([]float64(nil), x...)
			up[i] += h
			down[i] -= h
			want := (value(up) - value(down)) / (2 * h)
			if !(math.Abs(got[i]-want) <= 1e-7*(1+math.Abs(want))) { // also catches NaN
				return fmt.Errorf("at %v the derivative by parameter %d is %g, differences give %g", x, i, got[i], want)
			}
		}
	}
	return nil
}
