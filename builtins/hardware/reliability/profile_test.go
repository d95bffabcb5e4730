package reliability

import (
	"fmt"
	"math"
	"testing"
)

// At each end of an interval the profile has dropped by half the quantile of
// chi squared: 1.920729 at 95 %, 3.317448 at 99 % (any table).
func TestIntervalEnds(t *testing.T) {
	for _, c := range cases() {
		f := mustFit(t, c.family, c.data, c.weak)
		for i, p := range f.params {
			var inner [2]float64
			for _, level := range []struct{ level, drop float64 }{{0.95, 1.920729}, {0.99, 3.317448}} {
				low, high, err := f.confidence(i, level.level, always)
				if err != nil {
					t.Fatal(err)
				}
				if !(low < f.value(i) && f.value(i) < high) {
					t.Errorf("%s %v: %s = %g not in %g to %g", c.family, c.weak, p.name, f.value(i), low, high)
				}
				if level.level == 0.95 {
					inner = [2]float64{low, high}
				} else if low > inner[0] || high < inner[1] {
					t.Errorf("%s %v: %s: 95 %% %v is not in 99 %% %g to %g", c.family, c.weak, p.name, inner, low, high)
				}
				for _, end := range []float64{low, high} {
					x := coordinateOf(p, end)
					if math.IsInf(x, 0) { // an open end
						continue
					}
					drop := f.top.logLik - searched(f, p.role, x)
					if math.Abs(drop-level.drop) > 2e-5 {
						t.Errorf("%s %v: %s = %g is %.6f below the maximum, want %.6f", c.family, c.weak, p.name, end, drop, level.drop)
					}
				}
			}
		}
	}
}

// coordinateOf inverts report.
func coordinateOf(p parameter, value float64) float64 {
	switch p.name {
	case "mu":
		return value
	case "sigma":
		return -math.Log(value)
	case "fraction":
		return math.Log(value / (1 - value))
	}
	return math.Log(value)
}

// searched is the profile found without derivatives: by golden sections, one
// within the other, around the best of a grid.
func searched(f *Fit, role int, x float64) float64 {
	origin := f.model.origin
	mu, _ := f.coordinate(intercept, f.top.at)
	logSlope, _ := f.coordinate(slope, f.top.at)
	lik := func(mu, logSlope, logit float64) float64 {
		b := math.Exp(logSlope)
		return f.model.at(theta{(origin - mu) * b, b, logit}).value
	}
	overLogit := func(mu, logSlope float64) float64 {
		if !f.model.fraction {
			return lik(mu, logSlope, 0)
		}
		if role == logit {
			return lik(mu, logSlope, x)
		}
		return goldenSection(-15, 40, func(l float64) float64 { return lik(mu, logSlope, l) })
	}
	overSlope := func(mu float64) float64 {
		if f.fixedSlope || role == slope {
			if role == slope {
				return overLogit(mu, x)
			}
			return overLogit(mu, 0)
		}
		return goldenSection(logSlope-3, logSlope+3, func(s float64) float64 { return overLogit(mu, s) })
	}
	if role == intercept {
		return overSlope(x)
	}
	return goldenSection(mu-12, mu+12, overSlope)
}

func goldenSection(a, b float64, f func(float64) float64) float64 {
	const cells = 24
	best, width, from := math.Inf(-1), (b-a)/cells, a
	for i := range cells + 1 {
		if v := f(from + float64(i)*width); v > best {
			best, a, b = v, from+float64(i-1)*width, from+float64(i+1)*width
		}
	}
	r := (math.Sqrt(5) - 1) / 2
	c, d := b-r*(b-a), a+r*(b-a)
	fc, fd := f(c), f(d)
	for b-a > 1e-4 {
		if fc > fd {
			b, d, fd = d, c, fc
			c = b - r*(b-a)
			fc = f(c)
		} else {
			a, c, fc = c, d, fd
			d = a + r*(b-a)
			fd = f(d)
		}
	}
	return math.Max(fc, fd)
}

// The exponential's profile has a closed form: with r failures and estimate m,
// the ends x solve r (m/x - 1 - log(m/x)) = drop.
func TestExponentialInterval(t *testing.T) {
	f := mustFit(t, "exponential", []obs{{exact, 100, 100, 3}, {right, 500, 500, 4}}, false)
	low, high, err := f.confidence(0, 0.9, always)
	if err != nil {
		t.Fatal(err)
	}
	const drop = 2.705543454 / 2 // chi squared, 90 %
	for _, x := range []float64{low, high} {
		q := f.value(0) / x
		if got := 3 * (q - 1 - math.Log(q)); math.Abs(got-drop) > 1e-8 {
			t.Errorf("end %g drops by %.10f, want %.10f", x, got, drop)
		}
	}
}

// Where the data leave an end open it is that of the parameter's range.
func TestOpenEnds(t *testing.T) {
	// Half the units fail at about the time at which the others are taken off:
	// that all would fail is within the interval.
	data := []obs{{exact, 3, 3, 1}, {exact, 5, 5, 1}, {exact, 6, 6, 1}, {exact, 7, 7, 1}, {right, 9, 9, 2}}
	f := mustFit(t, "weibull", data, true)
	low, high, err := f.confidence(2, 0.95, always)
	if err != nil || high != 1 || !(low > 0.1 && low < 0.6) {
		t.Errorf("fraction %g to %g, %v, want an open upper end, 1", low, high, err)
	}
	if got := fmt.Sprint(f.value(2) < 1); got != "true" {
		t.Errorf("the estimate is %g", f.value(2))
	}
}
