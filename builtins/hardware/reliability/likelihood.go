package reliability

import (
	"fmt"
	"math"
)

// A kind says what is known of a unit.
type kind int

const (
	exact    kind = iota // failed at lower
	right                // alive at lower
	interval             // failed between lower and upper
	left                 // failed before upper
)

// An obs is a number of units of which the same is known.
type obs struct {
	kind         kind
	lower, upper float64
	weight       float64
}

// A model is a distribution with the parameters that are estimated:
// mu, log sigma (unless sigma is fixed at 1: exponential), and the logit of
// the fraction of units that can fail at all (with a subpopulation).
type model struct {
	shape      *shape
	fixedSigma bool
	fraction   bool
}

func (m *model) dim() int {
	n := 1
	if !m.fixedSigma {
		n++
	}
	if m.fraction {
		n++
	}
	return n
}

// theta holds a model's parameters in the scale in which they are unbounded.
type theta []float64

func (m *model) sigma(th theta) float64 {
	if m.fixedSigma {
		return 1
	}
	return math.Exp(th[1])
}

// p is the fraction of units that can fail.
func (m *model) p(th theta) float64 {
	if !m.fraction {
		return 1
	}
	return 1 / (1 + math.Exp(-th[len(th)-1]))
}

// logLik returns the log-likelihood of the data and, if grad is not nil, its
// gradient. An exact failure counts by its density, as in Meeker and Escobar
// (1998), sec. 8.2.
func (m *model) logLik(data []obs, th theta, grad []float64) float64 {
	var (
		mu, sigma, p = th[0], m.sigma(th), m.p(th)
		total        float64
		gMu, gSigma  float64 // by mu, by log sigma
		gP           float64 // by logit p
	)
	logP, logQ := math.Log(p), math.Log1p(-p)
	if m.fraction { // accurate also where p rounds to 1
		logP, logQ = -softplus(-th[len(th)-1]), -softplus(th[len(th)-1])
	}
	for _, o := range data {
		z := (math.Log(o.lower) - mu) / sigma
		var l, dz, dz2 float64 // log-likelihood and its derivatives by z at lower, upper
		z2 := (math.Log(o.upper) - mu) / sigma
		switch o.kind {
		case exact:
			l = logP + m.shape.logDensity(z) - math.Log(sigma*o.lower)
			dz = m.shape.dLogDensity(z)
			gSigma -= o.weight
			gP += o.weight * (1 - p)
		case right:
			ls := m.shape.logSurvival(z)
			if !m.fraction {
				l, dz = ls, m.shape.dLogSurvival(z)
				break
			}
			l = logAdd(logQ, logP+ls)
			alive := math.Exp(logP + ls - l) // that it is weak and alive
			dz = alive * m.shape.dLogSurvival(z)
			gP += o.weight * ((1-p)*alive - p*(1-alive))
		case interval:
			l, dz, dz2 = m.shape.between(z, z2)
			l += logP
			gP += o.weight * (1 - p)
		case left:
			l, dz2 = logP+m.shape.logCDF(z2), m.shape.dLogCDF(z2)
			gP += o.weight * (1 - p)
		}
		total += o.weight * l
		// dz/dmu = -1/sigma, dz/dlog sigma = -z.
		if dz != 0 {
			gMu -= o.weight * dz / sigma
			gSigma -= o.weight * dz * z
		}
		if dz2 != 0 {
			gMu -= o.weight * dz2 / sigma
			gSigma -= o.weight * dz2 * z2
		}
	}
	if grad != nil {
		grad[0] = gMu
		if !m.fixedSigma {
			grad[1] = gSigma
		}
		if m.fraction {
			grad[len(grad)-1] = gP
		}
	}
	return total
}

// between is log(F(z2) - F(z1)) and its derivatives by z1 and z2. It is taken
// in the tail that is nearer, where the difference does not cancel.
func (s *shape) between(z1, z2 float64) (l, d1, d2 float64) {
	if s1, s2 := s.logSurvival(z1), s.logSurvival(z2); s1 > -math.Ln2 { // F(z1) < 1/2
		f1, f2 := s.logCDF(z1), s.logCDF(z2)
		l = f2 + log1mExp(math.Min(f1-f2, -math.SmallestNonzeroFloat64))
	} else {
		l = s1 + log1mExp(math.Min(s2-s1, -math.SmallestNonzeroFloat64))
	}
	return l, -math.Exp(s.logDensity(z1) - l), math.Exp(s.logDensity(z2) - l)
}

func logAdd(a, b float64) float64 {
	hi, lo := math.Max(a, b), math.Min(a, b)
	return hi + math.Log1p(math.Exp(lo-hi))
}

// softplus is log(1 + e^x).
func softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

// observations joins the columns of a study; upper and count may be nil.
// observed false: still alive at the time; an upper bound: failed between.
func observations(durations []float64, observed []bool, upper, count []float64) ([]obs, error) {
	n := len(durations)
	if n == 0 {
		return nil, fmt.Errorf("durations is empty")
	}
	for _, c := range []struct {
		name string
		n    int
		nil  bool
	}{{"observed", len(observed), observed == nil}, {"upper", len(upper), upper == nil}, {"count", len(count), count == nil}} {
		if !c.nil && c.n != n {
			return nil, fmt.Errorf("%s has %d elements, want %d, as many as durations", c.name, c.n, n)
		}
	}
	var data []obs
	for i, t := range durations {
		o := obs{kind: exact, lower: t, upper: t, weight: 1}
		if count != nil {
			o.weight = count[i]
		}
		if observed != nil && !observed[i] {
			o.kind = right
		} else if upper != nil && !math.IsNaN(upper[i]) && upper[i] != t {
			if upper[i] < t {
				return nil, fmt.Errorf("upper[%d] = %g, want at least durations[%d] = %g", i, upper[i], i, t)
			}
			o.kind, o.upper = interval, upper[i]
			if math.IsInf(upper[i], 1) {
				o.kind = right
			} else if t == 0 {
				o.kind, o.lower = left, upper[i]
			}
		}
		if o.kind == right && t == 0 || o.weight == 0 {
			continue // says nothing
		}
		if o.kind == exact && t == 0 {
			return nil, fmt.Errorf("durations[%d] = 0 is a failure at time 0, want a positive time; upper= gives the time by which it was found", i)
		}
		data = append(data, o)
	}
	return data, nil
}

// failures is the number of units that failed.
func failures(data []obs) float64 {
	var n float64
	for _, o := range data {
		if o.kind != right {
			n += o.weight
		}
	}
	return n
}

func units(data []obs) float64 {
	var n float64
	for _, o := range data {
		n += o.weight
	}
	return n
}
