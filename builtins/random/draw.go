package random

import (
	"math"
	"math/bits"

	"starling/builtins/num/elementary"
)

// uniform returns number i from [low, high), of 2^53 equally likely ones
// between. It is low where the two are equal.
func (s *stream) uniform(i uint64, low, high float64) float64 {
	u := float64(s.bits(i, 0)>>11) * 0x1p-53
	if v := low + float64(float64(high-low)*u); v < high {
		return v
	}
	return max(low, math.Nextafter(high, math.Inf(-1))) // it was rounded up
}

// normal returns number i of the standard normal distribution: a sign, and
// the quantile of one of the 2^52 odd multiples of 2^-54 below 1/2, so that it
// is symmetric, never infinite, and reaches 8.2.
func (s *stream) normal(i uint64) float64 {
	b := s.bits(i, 0)
	p := float64(b>>12<<1|1) * 0x1p-54
	z := lowerQuantile(p)
	if b&1 == 1 {
		return -z
	}
	return z
}

// below returns whole number i of span equally likely ones, from 0 on, for
// span > 0. Few tries are rejected: those that would favour some numbers.
// Source: Lemire, ACM Trans. Model. Comput. Simul. 29, 3 (2019).
func (s *stream) below(i, span uint64) uint64 {
	hi, lo := bits.Mul64(s.bits(i, 0), span)
	if lo < span {
		surplus := -span % span // 2^64 modulo span
		for try := uint32(1); lo < surplus; try++ {
			hi, lo = bits.Mul64(s.bits(i, try), span)
		}
	}
	return hi
}

// lowerQuantile returns the z <= 0 that a standard normal number is below with
// probability p, 0 < p <= 1/2, to about 1e-15 of it. Its logarithm is ours, its
// sums are fused as written: the bits are the same on every processor.
// Source: Wichura, Algorithm AS 241, Appl. Stat. 37, 477 (1988), PPND16.
func lowerQuantile(p float64) float64 {
	q := 0.5 - p
	if q <= 0.425 {
		r := 0.180625 - float64(q*q)
		return -q * horner(r, &centralTop) / horner(r, &centralBottom)
	}
	if r := math.Sqrt(-elementary.Log(p)); r <= 5 {
		r -= 1.6
		return -horner(r, &middleTop) / horner(r, &middleBottom)
	} else {
		r -= 5
		return -horner(r, &tailTop) / horner(r, &tailBottom)
	}
}

func horner(x float64, c *[8]float64) float64 {
	s := c[7]
	for i := 6; i >= 0; i-- {
		s = math.FMA(s, x, c[i])
	}
	return s
}

// The coefficients of AS 241, the constant term first.
var (
	centralTop = [8]float64{
		3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
		4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
	}
	centralBottom = [8]float64{
		1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
		2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
	}
	middleTop = [8]float64{
		1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
	}
	middleBottom = [8]float64{
		1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
	}
	tailTop = [8]float64{
		6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
	}
	tailBottom = [8]float64{
		1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
	}
)
