package reliability

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A parameter is one of those reported, and its place in theta.
type parameter struct {
	name   string
	index  int
	unit   string
	report func(float64) float64 // from theta's scale
	slope  func(float64) float64 // its derivative there
}

var (
	eta      = parameter{"eta", 0, "time", math.Exp, math.Exp}
	beta     = parameter{"beta", 1, "", func(x float64) float64 { return math.Exp(-x) }, func(x float64) float64 { return -math.Exp(-x) }}
	mu       = parameter{"mu", 0, "log time", func(x float64) float64 { return x }, func(float64) float64 { return 1 }}
	sigma    = parameter{"sigma", 1, "", math.Exp, math.Exp}
	mean     = parameter{"mean", 0, "time", math.Exp, math.Exp}
	fraction = parameter{"fraction", -1, "", logistic, func(x float64) float64 { return logistic(x) * logistic(-x) }}
)

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// family is what a name stands for.
var families = map[string]struct {
	shape      *shape
	fixedSigma bool
	params     []parameter
}{
	"weibull":     {extreme, false, []parameter{eta, beta}},
	"lognormal":   {normal, false, []parameter{mu, sigma}},
	"exponential": {extreme, true, []parameter{mean}},
}

// A Fit is a fitted life distribution.
type Fit struct {
	family string
	model  *model
	params []parameter
	data   []obs
	top    *maximum
	se     []float64 // of the parameters, in their order
}

// fitFamily fits a family to the data.
func fitFamily(family string, data []obs, subpopulation bool, poll func() error) (*Fit, error) {
	f := families[family]
	fit := &Fit{
		family: family,
		model:  &model{shape: f.shape, fixedSigma: f.fixedSigma, fraction: subpopulation},
		params: append([]parameter(nil), f.params...),
		data:   data,
	}
	if subpopulation {
		last := fraction
		last.index = fit.model.dim() - 1
		fit.params = append(fit.params, last)
	}
	top, err := fit.model.maximize(data, poll)
	if err != nil {
		return nil, err
	}
	fit.top = top
	var chol mat.Cholesky
	var cov mat.SymDense
	if !chol.Factorize(top.info) || chol.InverseTo(&cov) != nil {
		return nil, fmt.Errorf("%w: the information matrix is singular", errNoMaximum)
	}
	for _, p := range fit.params { // delta method
		fit.se = append(fit.se, math.Abs(p.slope(top.at[p.index]))*math.Sqrt(cov.At(p.index, p.index)))
	}
	return fit, nil
}

func (f *Fit) value(i int) float64 {
	return f.params[i].report(f.top.at[f.params[i].index])
}

func (f *Fit) aic() float64 { return 2*float64(f.model.dim()) - 2*f.top.logLik }

func (f *Fit) z(t float64) float64 { return (math.Log(t) - f.top.at[0]) / f.model.sigma(f.top.at) }

// cdf is the fraction of all units that has failed by t.
func (f *Fit) cdf(t float64) float64 {
	if t == 0 {
		return 0
	}
	return f.model.p(f.top.at) * math.Exp(f.model.shape.logCDF(f.z(t)))
}

// survival is the fraction of all units that is alive at t.
func (f *Fit) survival(t float64) float64 {
	if t == 0 {
		return 1
	}
	p := f.model.p(f.top.at)
	return (1 - p) + p*math.Exp(f.model.shape.logSurvival(f.z(t)))
}

// hazard is the rate of failure at t among the units alive.
func (f *Fit) hazard(t float64) (float64, error) {
	if t == 0 {
		return 0, errors.New("t = 0, want above 0: there the rate of failure is 0 or infinite")
	}
	z, p := f.z(t), f.model.p(f.top.at)
	ls := f.model.shape.logSurvival(z)
	rate := f.model.shape.logDensity(z) - math.Log(t*f.model.sigma(f.top.at))
	if !f.model.fraction {
		return math.Exp(rate - ls), nil
	}
	return p * math.Exp(rate) / f.survival(t), nil
}

// quantile is the time by which the fraction q of all units has failed.
func (f *Fit) quantile(q float64) (float64, error) {
	p := f.model.p(f.top.at)
	if q >= p {
		return 0, fmt.Errorf("p = %g, want below the fraction %.4g of units that fail at all", q, p)
	}
	return math.Exp(f.top.at[0] + f.model.sigma(f.top.at)*f.model.shape.quantile(q/p)), nil
}

// confidence is the likelihood-ratio interval of a parameter: the values whose
// profile likelihood is not too far below the maximum. An end that the
// likelihood does not give is the end of the parameter's range.
func (f *Fit) confidence(i int, level float64, poll func() error) (low, high float64, err error) {
	p := f.params[i]
	drop := distuv.ChiSquared{K: 1}.Quantile(level) / 2
	var ends [2]float64
	for side, sign := range []float64{-1, 1} {
		x, err := f.profileEnd(p.index, sign, drop, poll)
		if err != nil {
			return 0, 0, err
		}
		ends[side] = p.report(x)
	}
	return math.Min(ends[0], ends[1]), math.Max(ends[0], ends[1]), nil
}

// profileEnd walks from the estimate until the profile has dropped, then
// bisects.
func (f *Fit) profileEnd(index int, sign, drop float64, poll func() error) (float64, error) {
	target := f.top.logLik - drop
	at := f.top.at
	profile := func(x float64, from theta) (theta, float64, error) {
		if err := poll(); err != nil {
			return nil, 0, err
		}
		start := append(theta(nil), from...)
		start[index] = x
		fixed := map[int]bool{index: true}
		if len(start) == 1 {
			return start, f.model.logLik(f.data, start, nil), nil
		}
		m, err := f.model.polish(f.data, start, fixed)
		if err != nil {
			if !errors.Is(err, errNoMaximum) {
				return nil, 0, err
			}
			// The others run to their edge there: the likelihood at the edge
			// is what it tends to.
			return start, f.model.logLik(f.data, start, nil), nil
		}
		return m.at, m.logLik, nil
	}
	x0, curve := at[index], f.top.info.At(index, index)
	step := sign * math.Sqrt(2*drop/math.Max(curve, 1e-12))
	step = sign * math.Min(math.Abs(step), 2)
	inside, here := x0, at
	for tries := 0; ; tries++ {
		x := inside + step
		if math.Abs(x) > 700 || tries > 200 { // the end of the parameter's range
			return math.Copysign(math.Inf(1), sign), nil
		}
		th, l, err := profile(x, here)
		if err != nil {
			return 0, err
		}
		if math.IsNaN(l) || l < target {
			return f.bisect(inside, x, target, here, profile)
		}
		inside, here = x, th
		step *= 1.6
	}
}

func (f *Fit) bisect(inside, outside, target float64, here theta, profile func(float64, theta) (theta, float64, error)) (float64, error) {
	for range 200 {
		if math.Abs(outside-inside) <= 1e-11*(1+math.Abs(inside)) {
			break
		}
		x := (inside + outside) / 2
		th, l, err := profile(x, here)
		if err != nil {
			return 0, err
		}
		if math.IsNaN(l) || l < target {
			outside = x
		} else {
			inside, here = x, th
		}
	}
	return (inside + outside) / 2, nil
}
