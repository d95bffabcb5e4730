package reliability

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A shape is the standard distribution of z = (log t - mu) / sigma. Its
// functions are logarithms with their first two derivatives in z; each is
// concave, which is why a fit has one maximum (maximize.go).
type shape struct {
	name     string
	density  func(z float64) (l, d, dd float64) // log f(z)
	survival func(z float64) (l, d, dd float64) // log(1 - F(z))
	cdf      func(z float64) (l, d, dd float64) // log F(z)
	quantile func(p float64) float64
}

// extreme is the smallest extreme value distribution: t is Weibull.
var extreme = &shape{
	name: "weibull",
	density: func(z float64) (l, d, dd float64) {
		u := math.Exp(z)
		return z - u, 1 - u, -u
	},
	survival: func(z float64) (l, d, dd float64) {
		u := math.Exp(z)
		return -u, -u, -u
	},
	cdf: func(z float64) (l, d, dd float64) {
		u := math.Exp(z)
		if u < 1e-8 { // to first order in u
			return z - u/2, 1 - u/2, -u / 2
		}
		if u > 700 { // 1, but for less than a float can hold
			return -math.Exp(-u), 0, 0
		}
		d = u / math.Expm1(u)
		return log1mExp(-u), d, d * (1 + u/math.Expm1(-u))
	},
	quantile: func(p float64) float64 { return math.Log(-math.Log1p(-p)) },
}

// normal is the standard normal distribution: t is lognormal.
var normal = &shape{
	name:    "lognormal",
	density: func(z float64) (l, d, dd float64) { return -z*z/2 - logSqrt2Pi, -z, -1 },
	survival: func(z float64) (l, d, dd float64) {
		l, rate, slope := normalTail(z)
		return l, -rate, -slope
	},
	cdf: func(z float64) (l, d, dd float64) {
		l, rate, slope := normalTail(-z)
		return l, rate, -slope
	},
	quantile: mathext.NormalQuantile,
}

const logSqrt2Pi = 0.91893853320467274178032973640562

// normalTail is log P(Z > z), the rate f(z) / P(Z > z) and the rate's slope.
// Far out, where Erfc vanishes, they are the asymptotic series of Abramowitz
// and Stegun (1964), 26.2.12.
func normalTail(z float64) (l, rate, slope float64) {
	if z < 25 {
		l = math.Log(math.Erfc(z/math.Sqrt2) / 2)
		if z < -1 { // near 1, where the logarithm would round
			l = math.Log1p(-math.Erfc(-z/math.Sqrt2) / 2)
		}
		rate = math.Exp(-z*z/2 - logSqrt2Pi - l)
		return l, rate, rate * (rate - z)
	}
	q := 1 / (z * z)
	tail := -q * (1 - 3*q*(1-5*q*(1-7*q)))
	l = -z*z/2 - logSqrt2Pi - math.Log(z) + math.Log1p(tail)
	rate = z / (1 + tail)
	return l, rate, 1 - q*(1-6*q*(1-50.0/6*q)) // the difference rate - z would cancel
}

// log1mExp is log(1 - e^x) for x < 0 (Mächler, 2012).
func log1mExp(x float64) float64 {
	if x > -math.Ln2 {
		return math.Log(-math.Expm1(x))
	}
	return math.Log1p(-math.Exp(x))
}

// narrow is the width in z below which the probability of an interval is taken
// as its width times the density in its middle: to 4 parts in 1e10, when the
// second derivatives of the difference would cancel to a part in 1e8.
const narrow = 1e-4

// between is log(F(z2) - F(z1)) with its gradient and Hessian in (z1, z2). It
// is taken in the tail that is nearer, where the difference does not cancel.
func (s *shape) between(z1, z2 float64) (l, d1, d2, d11, d12, d22 float64) {
	if s1, _, _ := s.survival(z1); s1 > -math.Ln2 { // F(z1) < 1/2
		f1, _, _ := s.cdf(z1)
		f2, _, _ := s.cdf(z2)
		l = f2 + log1mExp(f1-f2)
	} else {
		s2, _, _ := s.survival(z2)
		l = s1 + log1mExp(s2-s1)
	}
	l1, slope1, _ := s.density(z1)
	l2, slope2, _ := s.density(z2)
	d1, d2 = -math.Exp(l1-l), math.Exp(l2-l)
	d11, d12, d22 = -d1*d1, -d1*d2, -d2*d2
	if d1 != 0 { // else the slope may be infinite
		d11 += d1 * slope1
	}
	if d2 != 0 {
		d22 += d2 * slope2
	}
	return l, d1, d2, d11, d12, d22
}
