// Package elementary computes exp, log, sin and their kin with the same bits
// on every processor.
//
// Go's math.Exp takes one of two paths, whichever the processor has fused
// multiply-add for, and they differ in the last bit. Here every result is a
// fixed sequence of operations that IEEE 754 rounds correctly (+ - * / sqrt
// and the fused multiply-add, which Go computes exactly also where the
// processor has none) and of integer operations. A product that is added to
// something is either a math.FMA or inside an explicit float64(), so that no
// compiler fuses what is not fused here.
//
// The functions carry about 58 bits or more, as an unevaluated sum of two
// floats, and round once at the end: results are within 0.6 units in the last
// place (0.57 was the worst of 57,000 random ones). Special values are those of
// IEEE 754 and C99, annex F.
//
//	pair   a sum of two floats, and its arithmetic (pair.go)
//	Exp, Expm1, Sinh, Cosh, Tanh (exp.go)
//	Log, Log2, Log10, Log1p, Pow (log.go)
//	Sin, Cos, Tan, reduction of any angle (trig.go)
//	Asin, Acos, Atan, Atan2 (arc.go)
//	Cbrt, Hypot (root.go)
package elementary

import "math"

// A pair is the sum hi + lo, where lo is at most half a unit in the last
// place of hi. Source: Dekker, Numer. Math. 18, 224 (1971).
type pair struct{ hi, lo float64 }

func (a pair) value() float64 { return a.hi + a.lo }
func (a pair) neg() pair      { return pair{-a.hi, -a.lo} }

// scale is exact while nothing underflows: f is a power of two.
func (a pair) scale(f float64) pair { return pair{a.hi * f, a.lo * f} }

// sum returns a + b exactly (Knuth).
func sum(a, b float64) pair {
	s := a + b
	t := s - a
	return pair{s, (a - (s - t)) + (b - t)}
}

// ordered returns a + b exactly if |a| >= |b| or a is 0.
func ordered(a, b float64) pair {
	s := a + b
	return pair{s, b - (s - a)}
}

// product returns a * b exactly.
func product(a, b float64) pair {
	p := float64(a * b)
	return pair{p, math.FMA(a, b, -p)}
}

func (a pair) add(b pair) pair {
	s := sum(a.hi, b.hi)
	return ordered(s.hi, s.lo+(a.lo+b.lo))
}

func (a pair) mul(b pair) pair {
	p := product(a.hi, b.hi)
	return ordered(p.hi, math.FMA(a.hi, b.lo, math.FMA(a.lo, b.hi, p.lo)))
}

func (a pair) div(b pair) pair {
	q := a.hi / b.hi
	rest := math.FMA(-q, b.hi, a.hi) // exact
	return ordered(q, (math.FMA(-q, b.lo, rest)+a.lo)/b.hi)
}

func (a pair) sqrt() pair {
	if a.hi <= 0 {
		return pair{}
	}
	r := math.Sqrt(a.hi)
	return ordered(r, (math.FMA(-r, r, a.hi)+a.lo)/(2*r))
}

// poly evaluates c[0] + c[1]x + c[2]x² … by Horner's rule.
func poly(x float64, c []float64) float64 {
	s := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		s = math.FMA(s, x, c[i])
	}
	return s
}

// ln 2 in three parts: the first has 32 bits, so that multiples of it up to
// 2^21 are exact.
const (
	ln2A = 0x1.62e42fee00000p-1
	ln2B = 0x1.a39ef35793c76p-33
	ln2C = 0x1.cc01f97b57a08p-87
)

var (
	invLn2  = pair{0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56}
	invLn10 = pair{0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57}
	halfPi  = pair{0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54}
)
