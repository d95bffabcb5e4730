package elementary

import "math"

// expSeries holds 1/3!, 1/4! … 1/16!: for |r| <= ln(2)/2 what is left out is
// below 2^-63 of the whole.
var expSeries = []float64{
	1. / 6, 1. / 24, 1. / 120, 1. / 720, 1. / 5040, 1. / 40320, 1. / 362880,
	1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800,
	1. / 87178291200, 1. / 1307674368000, 1. / 20922789888000,
}

// reduceExp returns k and exp(r) - 1, where x = k ln 2 + r and |r| <= ln(2)/2.
// It wants |x| < 1100.
func reduceExp(x pair) (k float64, em1 pair) {
	r := x
	if k = math.Floor(math.FMA(x.hi, invLn2.hi, 0.5)); k != 0 {
		b := product(-k, ln2B)
		r = sum(math.FMA(-k, ln2A, x.hi), b.hi) // the FMA is exact
		r = ordered(r.hi, r.lo+math.FMA(-k, ln2C, b.lo+x.lo))
	}
	// exp(r) - 1 = r + r²/2 + r³(1/3! + r/4! + …)
	half := product(r.hi, r.hi).scale(0.5)
	cube := float64(float64(r.hi*r.hi) * r.hi)
	s := ordered(r.hi, half.hi)
	low := math.FMA(r.lo, r.hi, r.lo) + half.lo
	return k, ordered(s.hi, s.lo+math.FMA(cube, poly(r.hi, expSeries), low))
}

// expPair returns exp(x) as a pair times 2^k.
func expPair(x pair) (pair, int) {
	k, em1 := reduceExp(x)
	return pair{1, 0}.add(em1), int(k)
}

// expm1Pair wants |x| < 60.
func expm1Pair(x pair) pair {
	k, em1 := reduceExp(x)
	if k == 0 {
		return em1
	}
	two := math.Ldexp(1, int(k))
	return sum(two, -1).add(em1.scale(two))
}

// Exp returns e to the power x.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x) || x > 710:
		return x * math.Inf(1) // also NaN
	case x < -746:
		return 0
	}
	e, k := expPair(pair{x, 0})
	return math.Ldexp(e.value(), k)
}

// Expm1 returns exp(x) - 1, accurate also near 0.
func Expm1(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.Abs(x) < 0x1p-60: // also -0
		return x
	case x < -50:
		return -1
	case x > 50:
		return Exp(x)
	}
	return expm1Pair(pair{x, 0}).value()
}

// Sinh returns (exp(x) - exp(-x)) / 2.
func Sinh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x) || a < 0x1p-28 || math.IsInf(x, 0):
		return x
	case a > 711:
		return x * math.Inf(1)
	case a > 40:
		e, k := expPair(pair{a, 0})
		return math.Copysign(math.Ldexp(e.value(), k-1), x)
	}
	e := expm1Pair(pair{a, 0}) // sinh = (e + e/(1+e)) / 2
	s := e.add(e.div(pair{1, 0}.add(e)))
	return math.Copysign(s.scale(0.5).value(), x)
}

// Cosh returns (exp(x) + exp(-x)) / 2.
func Cosh(x float64) float64 {
	a := math.Abs(x)
	if math.IsNaN(x) || a > 711 {
		return a * math.Inf(1)
	}
	e, k := expPair(pair{a, 0})
	if a > 40 {
		return math.Ldexp(e.value(), k-1)
	}
	e = e.scale(math.Ldexp(1, k))
	return e.add(pair{1, 0}.div(e)).scale(0.5).value()
}

// Tanh returns sinh(x) / cosh(x).
func Tanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x) || a < 0x1p-28:
		return x
	case a > 20:
		return math.Copysign(1, x)
	}
	e := expm1Pair(pair{2 * a, 0}) // tanh = e / (e+2)
	return math.Copysign(e.div(pair{2, 0}.add(e)).value(), x)
}
