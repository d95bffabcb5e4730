package reliability

import "math"

// theta holds the parameters in the form in which the likelihood is simplest:
// z = intercept + slope (log t - origin), so that mu = origin - intercept /
// slope and sigma = 1 / slope, and the logit of the fraction of units that can
// fail at all. In intercept and slope the log-likelihood is concave (Burridge,
// J. R. Stat. Soc. B 43, 41 (1981)).
type theta [3]float64

const (
	intercept = iota
	slope
	logit // of the fraction; used only with a subpopulation
)

// A likelihood is that of a model for given data.
type likelihood struct {
	shape    *shape
	fraction bool    // only some of the units can fail
	whole    theta   // then: the maximum if all could, and
	certain  float64 // the logit above which not a millionth of a unit cannot
	origin   float64 // of log time: where the failures are
	points   []point
	constant float64 // what does not depend on theta
}

// A point is an obs on the axis of log time.
type point struct {
	kind   kind
	x, end float64 // log lower, log upper; from the origin
	width  float64 // end - x, without cancellation
	weight float64
}

func newLikelihood(s *shape, fraction bool, data []obs) *likelihood {
	m := &likelihood{shape: s, fraction: fraction}
	var n float64
	for _, o := range data {
		if o.kind != right {
			m.origin += o.weight * math.Log(o.middle())
			n += o.weight
		}
	}
	m.certain = math.Log(units(data)) + 14
	m.origin /= math.Max(n, math.SmallestNonzeroFloat64)
	for _, o := range data {
		p := point{kind: o.kind, x: math.Log(o.lower) - m.origin, end: math.Log(o.upper) - m.origin, weight: o.weight}
		switch o.kind {
		case exact:
			m.constant -= o.weight * math.Log(o.lower)
		case interval:
			p.width = math.Log1p((o.upper - o.lower) / o.lower)
		}
		m.points = append(m.points, p)
	}
	return m
}

// A surface is a function's value, gradient and Hessian.
type surface struct {
	value float64
	grad  [3]float64
	hess  [3][3]float64
}

// addZ adds w times a function of z at x, given its derivatives in z.
func (s *surface) addZ(w, x, d, dd float64) {
	s.grad[intercept] += w * d
	s.grad[slope] += w * d * x
	s.addHess(intercept, intercept, w*dd)
	s.addHess(intercept, slope, w*dd*x)
	s.addHess(slope, slope, w*dd*x*x)
}

func (s *surface) addHess(i, j int, v float64) {
	s.hess[i][j] += v
	if i != j {
		s.hess[j][i] += v
	}
}

// p is the fraction of units that can fail.
func (m *likelihood) p(th theta) float64 {
	if !m.fraction {
		return 1
	}
	return logistic(th[logit])
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// at returns the log-likelihood. An exact failure counts by its density in t,
// as in Meeker and Escobar (1998), sec. 8.2. Outside the domain the value is
// -Inf.
func (m *likelihood) at(th theta) *surface {
	s := &surface{value: m.constant}
	if !(th[slope] > 0) {
		s.value = math.Inf(-1)
		return s
	}
	var mix mixture
	if m.fraction {
		mix = mixture{-softplus(-th[logit]), -softplus(th[logit]), logistic(-th[logit])}
	}
	for i := range m.points {
		p := &m.points[i]
		if p.kind == right {
			m.addAlive(s, p, th, mix)
		} else {
			m.addFailed(s, p, th, mix)
		}
	}
	if math.IsNaN(s.value) {
		s.value = math.Inf(-1)
	}
	return s
}

// A mixture is what the fraction of weak units makes of all units.
type mixture struct{ logWeak, logGood, good float64 }

func (m *likelihood) addFailed(s *surface, p *point, th theta, mix mixture) {
	z := th[intercept] + th[slope]*p.x
	w := p.weight
	switch {
	case p.kind == left:
		l, d, dd := m.shape.cdf(z)
		s.value += w * l
		s.addZ(w, p.x, d, dd)
	case p.kind == exact:
		m.addDensity(s, p.x, 0, w, th)
	case th[slope]*p.width < narrow:
		m.addDensity(s, p.x+p.width/2, math.Log(p.width), w, th)
	default:
		l, d1, d2, d11, d12, d22 := m.shape.between(z, z+th[slope]*p.width)
		s.value += w * l
		s.addZ(w, p.x, d1, d11)
		s.addZ(w, p.end, d2, d22)
		s.addHess(intercept, intercept, 2*w*d12)
		s.addHess(intercept, slope, w*d12*(p.x+p.end))
		s.addHess(slope, slope, 2*w*d12*p.x*p.end)
	}
	if m.fraction {
		s.value += w * mix.logWeak
		s.grad[logit] += w * mix.good
		s.addHess(logit, logit, -w*mix.good*(1-mix.good))
	}
}

// addDensity adds w times the log density in log time at x, and a constant.
func (m *likelihood) addDensity(s *surface, x, constant, w float64, th theta) {
	l, d, dd := m.shape.density(th[intercept] + th[slope]*x)
	s.value += w * (l + math.Log(th[slope]) + constant)
	s.addZ(w, x, d, dd)
	s.grad[slope] += w / th[slope]
	s.addHess(slope, slope, -w/(th[slope]*th[slope]))
}

// addAlive adds what a unit alive tells: it cannot fail, or has not yet.
func (m *likelihood) addAlive(s *surface, p *point, th theta, mix mixture) {
	l, d, dd := m.shape.survival(th[intercept] + th[slope]*p.x)
	w := p.weight
	if !m.fraction {
		s.value += w * l
		s.addZ(w, p.x, d, dd)
		return
	}
	never, later := mix.logGood, l+mix.logWeak
	sum := logAdd(never, later)
	s.value += w * sum
	// That it can fail, and that it cannot, since it is alive: each to its own
	// last digit, for near the fraction 1 their differences are all there is.
	weak, good := math.Exp(later-sum), math.Exp(never-sum)
	if weak > 0 { // else d may be infinite
		s.addZ(w, p.x, weak*d, weak*dd+weak*good*d*d)
		s.addHess(intercept, logit, w*weak*good*d)
		s.addHess(slope, logit, w*weak*good*d*p.x)
	}
	s.grad[logit] += w * (mix.good - good)
	s.addHess(logit, logit, w*(weak*good-mix.good*(1-mix.good)))
}

// logAdd is log(e^a + e^b).
func logAdd(a, b float64) float64 {
	hi, lo := math.Max(a, b), math.Min(a, b)
	if math.IsInf(hi, -1) {
		return hi
	}
	return hi + math.Log1p(math.Exp(lo-hi))
}

// softplus is log(1 + e^x).
func softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}
