package elementary

import "math"

// eighths holds atan(i/8).
var eighths = [9]pair{
	{0, 0},
	{0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
	{0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
	{0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
	{0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
	{0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
	{0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
	{0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
	{0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
}

// atanSeries holds -1/3, 1/5 … -1/19.
var atanSeries = []float64{-1. / 3, 1. / 5, -1. / 7, 1. / 9, -1. / 11, 1. / 13, -1. / 15, 1. / 17, -1. / 19}

// arcPair returns the angle of the point (x, y), for y >= 0 and numbers whose
// squares neither overflow nor vanish.
func arcPair(y, x pair) pair {
	switch {
	case x.hi < 0:
		return halfPi.scale(2).add(arcPair(y, x.neg()).neg())
	case y.hi > x.hi:
		return halfPi.add(arcPair(x, y).neg())
	}
	// atan(y/x) = atan(c) + atan((y - c x)/(x + c y)), c the nearest eighth
	i := math.Floor(math.FMA(8, y.hi/x.hi, 0.5))
	c := pair{i / 8, 0}
	t := y.add(c.mul(x).neg()).div(x.add(c.mul(y)))
	u := float64(t.hi * t.hi)
	rest := float64(float64(t.hi*u) * poly(u, atanSeries))
	return eighths[int(i)].add(ordered(t.hi, t.lo+rest))
}

// Atan returns the angle within [-pi/2, pi/2] whose tangent is x.
func Atan(x float64) float64 { return Atan2(x, 1) }

// Atan2 returns the angle of the point (x, y), within [-pi, pi].
func Atan2(y, x float64) float64 {
	if math.IsNaN(x) || math.IsNaN(y) {
		return math.NaN()
	}
	a, b := math.Abs(y), math.Abs(x)
	if math.IsInf(a, 1) && math.IsInf(b, 1) {
		a, b = 1, 1
	}
	_, ka := math.Frexp(a)
	_, kb := math.Frexp(b)
	left := math.Signbit(x)
	var r float64
	switch {
	case a == 0 || math.IsInf(b, 1) || b != 0 && !math.IsInf(a, 1) && ka-kb < -60:
		if r = a / b; left || b == 0 { // b is 0 only beside a = 0
			r = 0
			if left {
				r = math.Pi
			}
		}
	case b == 0 || math.IsInf(a, 1) || ka-kb > 60:
		r = math.Pi / 2
	default:
		k := -max(ka, kb)
		b = math.Ldexp(b, k)
		if left {
			b = -b
		}
		r = arcPair(pair{math.Ldexp(a, k), 0}, pair{b, 0}).value()
	}
	return math.Copysign(r, y)
}

// chord returns sqrt(1 - x²).
func chord(x float64) pair { return pair{1, 0}.add(product(x, x).neg()).sqrt() }

// Asin returns the angle within [-pi/2, pi/2] whose sine is x.
func Asin(x float64) float64 {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x) || a > 1:
		return math.NaN()
	case a < 0x1p-28:
		return x // also -0
	}
	return math.Copysign(arcPair(pair{a, 0}, chord(x)).value(), x)
}

// Acos returns the angle within [0, pi] whose cosine is x.
func Acos(x float64) float64 {
	if math.IsNaN(x) || math.Abs(x) > 1 {
		return math.NaN()
	}
	return arcPair(chord(x), pair{x, 0}).value()
}
