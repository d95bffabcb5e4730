package reliability

import (
	"math"
	"testing"
)

// mixed has every kind of observation: a failure, units alive, one found
// failed between two times (also close ones, also far out), one before a time.
func mixed() []obs {
	return []obs{
		{exact, 12, 12, 1},
		{exact, 30, 30, 2.5},
		{right, 25, 25, 4},
		{right, 400, 400, 1},
		{interval, 15, 22, 3},
		{interval, 40, 40.001, 1},
		{interval, 80, 900, 2},
		{left, 9, 9, 1.5},
	}
}

// The gradient and Hessian against central differences.
func TestDerivatives(t *testing.T) {
	for _, s := range []*shape{extreme, normal} {
		for _, weak := range []bool{false, true} {
			m := newLikelihood(s, weak, mixed())
			for _, th := range []theta{{0.1, 1.3, 0.4}, {-1, 0.4, -2}, {0.5, 3, 3}, {0, 8, 0}} {
				here := m.at(th)
				dim := 2
				if weak {
					dim = 3
				}
				for i := range dim {
					const h = 1e-5
					up, down := th, th
					up[i] += h
					down[i] -= h
					u, d := m.at(up), m.at(down)
					if got, want := here.grad[i], (u.value-d.value)/(2*h); math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
						t.Errorf("%s, subpopulation %v, at %v: gradient[%d] = %.9g, differences give %.9g", s.name, weak, th, i, got, want)
					}
					for j := range dim {
						if got, want := here.hess[i][j], (u.grad[j]-d.grad[j])/(2*h); math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
							t.Errorf("%s, subpopulation %v, at %v: Hessian[%d][%d] = %.9g, differences give %.9g", s.name, weak, th, i, j, got, want)
						}
					}
				}
			}
		}
	}
}

// The shapes' derivatives, also far out where they change their formula.
func TestShapeDerivatives(t *testing.T) {
	for _, s := range []*shape{extreme, normal} {
		for name, f := range map[string]func(float64) (float64, float64, float64){"density": s.density, "survival": s.survival, "cdf": s.cdf} {
			for _, z := range []float64{-60, -25.3, -24.9, -19, -18.3, -8, -1.01, -0.99, 0, 0.7, 2, 4, 6.3, 6.5, 24.9, 25.3} {
				h := 1e-4
				if s == extreme {
					if z > 7 {
						continue
					}
					h /= math.Max(1, math.Exp(z)) // the scale on which it changes
				}
				_, d, dd := f(z)
				u, du, _ := f(z + h)
				v, dv, _ := f(z - h)
				noise := 1e-12 * math.Abs(u) / h // of the difference
				if want := (u - v) / (2 * h); math.Abs(d-want) > 2e-6*math.Abs(want)+noise {
					t.Errorf("%s %s at %g: derivative %.10g, differences give %.10g", s.name, name, z, d, want)
				}
				if want := (du - dv) / (2 * h); math.Abs(dd-want) > 1e-5*math.Abs(want)+1e-12*math.Abs(du)/h {
					t.Errorf("%s %s at %g: second derivative %.10g, differences give %.10g", s.name, name, z, dd, want)
				}
			}
		}
	}
}

// The tails of the normal distribution, log P(Z > z): Abramowitz and Stegun
// (1964), table 26.2, gives -log10 P.
func TestNormalTail(t *testing.T) {
	for z, want := range map[float64]float64{5: 6.54265, 10: 23.11805, 20: 88.56010, 50: 544.96634, 100: 2173.87154, 200: 8688.58977, 500: 54289.90830} {
		l, _, _ := normal.survival(z)
		if got := -l / math.Ln10; math.Abs(got-want) > 0.6e-5 {
			t.Errorf("-log10 P(Z > %g) = %.6f, want %.5f", z, got, want)
		}
	}
}

// The probability of an interval: what the tails give where they can, and
// where they cancel or vanish the exact value.
func TestBetween(t *testing.T) {
	for _, c := range []struct {
		s      *shape
		z1, z2 float64
		want   float64
	}{
		{extreme, -1, 0.5, math.Log(math.Exp(-math.Exp(-1)) - math.Exp(-math.Exp(0.5)))},
		{normal, -1, 1, math.Log(math.Erf(1 / math.Sqrt2))},
		{extreme, -40, -39, -40 + math.Log(math.E-1)}, // F = e^z
		{extreme, 7, 8, -math.Exp(7)},                 // S(8) vanishes beside S(7)
		{normal, 0.5, 40, math.Log(math.Erfc(0.5/math.Sqrt2) / 2)},
		{normal, -40, -0.5, math.Log(math.Erfc(0.5/math.Sqrt2) / 2)},
	} {
		if l, _, _, _, _, _ := c.s.between(c.z1, c.z2); math.Abs(l-c.want) > 1e-12*(1+math.Abs(c.want)) {
			t.Errorf("%s, %g to %g: %.15g, want %.15g", c.s.name, c.z1, c.z2, l, c.want)
		}
	}
}
