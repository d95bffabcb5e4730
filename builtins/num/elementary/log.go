package elementary

import "math"

// logSeries holds 1/9, 1/11 … 1/31, the end of atanh's series; the terms
// before it are added as pairs.
var logSeries = []float64{
	1. / 9, 1. / 11, 1. / 13, 1. / 15, 1. / 17, 1. / 19, 1. / 21, 1. / 23, 1. / 25, 1. / 27, 1. / 29, 1. / 31,
}

var (
	third   = pair{0x1.5555555555555p-2, 0x1.5555555555555p-56}
	fifth   = pair{0x1.999999999999ap-3, -0x1.999999999999ap-57}
	seventh = pair{0x1.2492492492492p-3, 0x1.2492492492492p-57}
)

// logPair returns k and log(m) to about 2^-72, where x = m 2^k and m is within
// [sqrt(1/2), sqrt(2)). Pow needs the bits: it multiplies by up to 2^10.
func logPair(x pair) (k float64, l pair) {
	_, n := math.Frexp(x.hi)
	m := pair{math.Ldexp(x.hi, -n), math.Ldexp(x.lo, -n)}
	if m.hi < math.Sqrt2/2 {
		m, n = m.scale(2), n-1
	}
	// log m = 2 atanh s = 2 (s + s³/3 + s⁵/5 …), s = (m-1)/(m+1)
	s := ordered(m.hi-1, m.lo).div(sum(m.hi, 1).add(pair{m.lo, 0}))
	u := s.mul(s)
	p := seventh.add(product(u.hi, poly(u.hi, logSeries)))
	p = fifth.add(u.mul(p))
	p = third.add(u.mul(p))
	return float64(n), s.add(s.mul(u.mul(p))).scale(2)
}

// naturalPair returns log(x) for x > 0.
func naturalPair(x pair) pair {
	k, l := logPair(x)
	if k == 0 {
		return l
	}
	b := product(k, ln2B)
	high := ordered(k*ln2A, b.hi) // k ln2A is exact
	return pair{high.hi, high.lo + math.FMA(k, ln2C, b.lo)}.add(l)
}

// edge returns log x where it is not a number between the infinities.
func edge(x float64) (float64, bool) {
	switch {
	case x == 0:
		return math.Inf(-1), true
	case x < 0:
		return math.NaN(), true
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x, true
	}
	return 0, false
}

// Log returns the natural logarithm of x.
func Log(x float64) float64 {
	if y, ok := edge(x); ok {
		return y
	}
	return naturalPair(pair{x, 0}).value()
}

// Log2 returns the binary logarithm of x, exact for powers of two.
func Log2(x float64) float64 {
	if y, ok := edge(x); ok {
		return y
	}
	k, l := logPair(pair{x, 0})
	return pair{k, 0}.add(l.mul(invLn2)).value()
}

// Log10 returns the decimal logarithm of x, exact for powers of ten.
func Log10(x float64) float64 {
	if y, ok := edge(x); ok {
		return y
	}
	return naturalPair(pair{x, 0}).mul(invLn10).value()
}

// Log1p returns log(1+x), accurate also near 0.
func Log1p(x float64) float64 {
	if math.Abs(x) < 0x1p-60 {
		return x // also -0
	}
	if y, ok := edge(1 + x); ok {
		return y
	}
	return naturalPair(sum(1, x)).value()
}

// Pow returns x to the power y.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case math.IsNaN(x) || math.IsNaN(y):
		return math.NaN()
	case math.IsInf(y, 0):
		a := math.Abs(x)
		switch {
		case a == 1:
			return 1
		case (a > 1) == (y > 0):
			return math.Inf(1)
		}
		return 0
	}
	odd := oddInteger(y)
	switch {
	case x == 0 || math.IsInf(x, 0):
		size := 0.0
		if (x == 0) == (y < 0) {
			size = math.Inf(1)
		}
		if odd {
			return math.Copysign(size, x)
		}
		return size
	case x < 0 && math.Floor(y) != y:
		return math.NaN()
	}
	l := naturalPair(pair{math.Abs(x), 0})
	r := powered(l, y)
	if x < 0 && odd {
		return -r
	}
	return r
}

// powered returns exp(l y).
func powered(l pair, y float64) float64 {
	switch p := float64(l.hi * y); {
	case p > 710:
		return math.Inf(1)
	case p < -746:
		return 0
	case math.Abs(p) < 0x1p-60:
		return 1
	}
	p := product(l.hi, y)
	e, k := expPair(ordered(p.hi, math.FMA(l.lo, y, p.lo)))
	return math.Ldexp(e.value(), k)
}

// oddInteger reports whether y is one; floats from 2^53 on are even.
func oddInteger(y float64) bool {
	return math.Abs(y) < 0x1p53 && math.Floor(y) == y && int64(y)&1 == 1
}
