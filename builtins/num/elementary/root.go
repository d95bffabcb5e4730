package elementary

import "math"

// Cbrt returns the cube root of x.
func Cbrt(x float64) float64 {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	frac, exp := math.Frexp(math.Abs(x))
	n := (exp + 1074) / 3 * 3 // a multiple of 3; the sum is positive
	m := math.Ldexp(frac, exp+1074-n)
	r := math.FMA(m, 0.3, 0.75) // within 20 % for m in [1/2, 4)
	for range 5 {               // Newton doubles the digits each time
		r -= math.FMA(r*r, r, -m) / (3 * float64(r*r))
	}
	square := product(r, r)
	cube := square.mul(pair{r, 0})
	rest := (cube.hi - m) + cube.lo
	r -= rest / (3 * square.hi)
	return math.Copysign(math.Ldexp(r, n/3-358), x) // 1074/3
}

// Hypot returns sqrt(x² + y²), where neither square may overflow.
func Hypot(x, y float64) float64 {
	a, b := max(math.Abs(x), math.Abs(y)), min(math.Abs(x), math.Abs(y))
	switch {
	case math.IsInf(x, 0) || math.IsInf(y, 0):
		return math.Inf(1)
	case math.IsNaN(x) || math.IsNaN(y):
		return math.NaN()
	case b == 0:
		return a
	}
	_, k := math.Frexp(a)
	a, b = math.Ldexp(a, -k), math.Ldexp(b, -k)
	return math.Ldexp(product(a, a).add(product(b, b)).sqrt().value(), k)
}
