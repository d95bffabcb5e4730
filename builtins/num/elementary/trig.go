package elementary

import (
	"math"
	"math/bits"
)

// twoOverPi holds the bits of 2/pi behind the point, after 64 zeros.
var twoOverPi = [22]uint64{
	0,
	0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
	0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
	0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
	0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
	0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
	0xa9e391615ee61b08,
}

// window returns 256 bits of twoOverPi from bit at on, the highest first.
func window(at int) [4]uint64 {
	var w [4]uint64
	word, shift := at/64, uint(at%64)
	for i := range w {
		w[i] = twoOverPi[word+i] << shift
		if shift > 0 {
			w[i] |= twoOverPi[word+i+1] >> (64 - shift)
		}
	}
	return w
}

// reduce returns r within [-pi/4, pi/4] and q, where x = r + q pi/2 modulo
// whole turns. It multiplies x, a whole number m times 2^e, by those bits of
// 2/pi that matter modulo 4: 200 bits remain behind the point, of which no
// float can cancel more than 62.
// Source: Payne and Hanek, ACM SIGNUM Newsl. 18, 19 (1983).
func reduce(x float64) (q uint64, r pair) {
	if math.Abs(x) <= math.Pi/4 {
		return 0, pair{x, 0}
	}
	frac, exp := math.Frexp(math.Abs(x))
	m, e := uint64(math.Ldexp(frac, 53)), exp-53
	w := window(e + 62)
	var p [4]uint64 // m w modulo 2^256: two bits are quadrants
	var carry uint64
	for i := 3; i >= 0; i-- {
		hi, lo := bits.Mul64(w[i], m)
		var c uint64
		p[i], c = bits.Add64(lo, carry, 0)
		carry = hi + c
	}
	q = p[0] >> 62
	p[0] = p[0] << 2 >> 2
	negative := p[0]>>61 == 1 // more than half a quadrant: measure from the next
	if negative {
		q++
		var borrow uint64
		for i := 3; i >= 0; i-- {
			p[i], borrow = bits.Sub64(0, p[i], borrow)
		}
		p[0] = p[0] << 2 >> 2
	}
	r = fraction(p).mul(halfPi)
	if negative {
		r = r.neg()
	}
	if x < 0 {
		return -q & 3, r.neg()
	}
	return q & 3, r
}

// fraction returns p / 2^254.
func fraction(p [4]uint64) pair {
	word := 0
	for word < 3 && p[word] == 0 {
		word++
	}
	shift := uint(bits.LeadingZeros64(p[word]))
	at := func(i int) uint64 { // 64 bits from the highest that is set
		var v uint64
		if word+i < 4 {
			v = p[word+i] << shift
		}
		if word+i+1 < 4 && shift > 0 {
			v |= p[word+i+1] >> (64 - shift)
		}
		return v
	}
	a, b := at(0), at(1)
	exp := 2 - 64*word - int(shift)
	hi := math.Ldexp(float64(a>>11), exp-53)
	lo := math.Ldexp(float64(a&0x7ff<<42|b>>22), exp-106)
	return ordered(hi, lo)
}

var (
	sinSeries = []float64{ // -1/3!, 1/5! … 1/17!
		-1. / 6, 1. / 120, -1. / 5040, 1. / 362880, -1. / 39916800, 1. / 6227020800, -1. / 1307674368000, 1. / 355687428096000,
	}
	cosSeries = []float64{ // 1/4!, -1/6! … 1/16!
		1. / 24, -1. / 720, 1. / 40320, -1. / 3628800, 1. / 479001600, -1. / 87178291200, 1. / 20922789888000,
	}
)

// sinPair and cosPair want |r| <= pi/4.
func sinPair(r pair) pair {
	u := product(r.hi, r.hi)
	// -r³/6 as a pair: its rounding would be seen in the last place
	cube := u.mul(r)
	lead := cube.mul(third).scale(-0.5)
	rest := float64(cube.hi * float64(u.hi*poly(u.hi, sinSeries[1:])))
	s := ordered(r.hi, lead.hi)
	return ordered(s.hi, s.lo+(lead.lo+(math.FMA(-0.5*u.hi, r.lo, r.lo)+rest)))
}

func cosPair(r pair) pair {
	u := product(r.hi, r.hi)
	half := u.scale(-0.5)
	s := ordered(1, half.hi)
	rest := float64(float64(u.hi*u.hi) * poly(u.hi, cosSeries))
	return ordered(s.hi, s.lo+(half.lo+math.FMA(-r.hi, r.lo, rest)))
}

// Sin returns the sine of x radians.
func Sin(x float64) float64 {
	switch {
	case math.IsInf(x, 0) || math.IsNaN(x):
		return math.NaN()
	case math.Abs(x) < 0x1p-28:
		return x // also -0
	}
	return sinAt(reduce(x))
}

// Cos returns the cosine of x radians.
func Cos(x float64) float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return math.NaN()
	}
	q, r := reduce(x)
	return sinAt(q+1, r)
}

// sinAt returns the sine of r + q pi/2.
func sinAt(q uint64, r pair) float64 {
	var s pair
	if q&1 == 0 {
		s = sinPair(r)
	} else {
		s = cosPair(r)
	}
	if q&2 != 0 {
		s = s.neg()
	}
	return s.value()
}

// Tan returns the tangent of x radians.
func Tan(x float64) float64 {
	switch {
	case math.IsInf(x, 0) || math.IsNaN(x):
		return math.NaN()
	case math.Abs(x) < 0x1p-28:
		return x // also -0
	}
	q, r := reduce(x)
	s, c := sinPair(r), cosPair(r)
	if q&1 == 1 {
		s, c = c.neg(), s
	}
	return s.div(c).value()
}
