package reliability

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// A parameter is one of those reported. It is a function of a coordinate, in
// which intervals are sought: log of the time scale, log of the slope, logit
// of the fraction.
type parameter struct {
	name   string
	role   int // intercept stands for mu
	report func(float64) float64
	slope  func(float64) float64 // its derivative
}

func identity(x float64) float64 { return x }

var (
	eta   = parameter{"eta", intercept, math.Exp, math.Exp}
	mean  = parameter{"mean", intercept, math.Exp, math.Exp}
	mu    = parameter{"mu", intercept, identity, func(float64) float64 { return 1 }}
	beta  = parameter{"beta", slope, math.Exp, math.Exp}
	sigma = parameter{
		"sigma", slope,
		func(x float64) float64 { return math.Exp(-x) }, func(x float64) float64 { return -math.Exp(-x) },
	}
	fraction = parameter{"fraction", logit, logistic, func(x float64) float64 { return logistic(x) * logistic(-x) }}
)

// families is what each name stands for.
var families = map[string]struct {
	shape      *shape
	fixedSlope bool
	params     []parameter
}{
	"weibull":     {extreme, false, []parameter{eta, beta}},
	"lognormal":   {normal, false, []parameter{mu, sigma}},
	"exponential": {extreme, true, []parameter{mean}},
}

// A Fit is a fitted life distribution.
type Fit struct {
	family     string
	model      *likelihood
	fixedSlope bool
	params     []parameter
	data       []obs
	top        *peak
	at         []float64 // coordinates of the parameters
	spread     []float64 // their standard errors
}

// fitFamily fits a family to the data.
func fitFamily(family string, data []obs, subpopulation bool, poll func() error) (*Fit, error) {
	kind, ok := families[family]
	if !ok {
		return nil, fmt.Errorf("no family %q", family)
	}
	model, top, err := maximize(kind.shape, kind.fixedSlope, subpopulation, data, poll)
	if err != nil {
		return nil, err
	}
	f := &Fit{family: family, model: model, fixedSlope: kind.fixedSlope, data: data, top: top}
	f.params = append(f.params, kind.params...)
	if subpopulation {
		f.params = append(f.params, fraction)
	}
	cov, ok := inverse(top.info)
	if !ok {
		return nil, errFlat
	}
	for _, p := range f.params { // delta method
		x, grad := f.coordinate(p.role, top.at)
		g := mat.NewVecDense(len(f.params), nil)
		for i, d := range model.space(kind.fixedSlope) {
			g.SetVec(i, d[0]*grad[0]+d[1]*grad[1]+d[2]*grad[2])
		}
		f.at = append(f.at, x)
		f.spread = append(f.spread, math.Sqrt(mat.Inner(g, cov, g)))
	}
	return f, nil
}

// coordinate returns mu, log slope or logit fraction, with the gradient.
func (f *Fit) coordinate(role int, th theta) (float64, theta) {
	switch role {
	case intercept:
		return f.model.origin - th[intercept]/th[slope], theta{-1 / th[slope], th[intercept] / (th[slope] * th[slope]), 0}
	case slope:
		return math.Log(th[slope]), theta{slope: 1 / th[slope]}
	}
	return th[logit], theta{logit: 1}
}

// value is the estimate of a parameter.
func (f *Fit) value(i int) float64 { return f.params[i].report(f.at[i]) }

// se is its standard error, from the observed information.
func (f *Fit) se(i int) float64 { return math.Abs(f.params[i].slope(f.at[i])) * f.spread[i] }

// about is the interval of z standard errors around the estimate's
// coordinate, which stays within the parameter's range.
func (f *Fit) about(i int, z float64) (low, high float64) {
	a, b := f.params[i].report(f.at[i]-z*f.spread[i]), f.params[i].report(f.at[i]+z*f.spread[i])
	return math.Min(a, b), math.Max(a, b)
}

func (f *Fit) aic() float64 { return 2*float64(len(f.params)) - 2*f.top.logLik }

func (f *Fit) z(t float64) float64 {
	return f.top.at[intercept] + f.top.at[slope]*(math.Log(t)-f.model.origin)
}

// cdf is the fraction of all units that has failed by t.
func (f *Fit) cdf(t float64) float64 {
	if t == 0 {
		return 0
	}
	l, _, _ := f.model.shape.cdf(f.z(t))
	return f.model.p(f.top.at) * math.Exp(l)
}

// survival is the fraction of all units that is alive at t.
func (f *Fit) survival(t float64) float64 {
	if t == 0 {
		return 1
	}
	p := f.model.p(f.top.at)
	l, _, _ := f.model.shape.survival(f.z(t))
	return (1 - p) + p*math.Exp(l)
}

// hazard is the rate of failure at t among the units alive; at 0 its limit.
func (f *Fit) hazard(t float64) float64 {
	p, b := f.model.p(f.top.at), f.top.at[slope]
	switch {
	case t > 0:
	case f.model.shape == normal || b > 1:
		return 0
	case b < 1:
		return math.Inf(1)
	default: // exponential
		return p * math.Exp(f.top.at[intercept]-f.model.origin)
	}
	alive, d, _ := f.model.shape.survival(f.z(t))
	weak := 1.0 // the fraction that can fail of those alive
	if f.model.fraction {
		if weak = math.Exp(math.Log(p) + alive - logAdd(math.Log1p(-p), math.Log(p)+alive)); weak == 0 {
			return 0
		}
	}
	return weak * -d * b / t
}

// quantile is the time by which the fraction q of all units has failed.
func (f *Fit) quantile(q float64) (float64, error) {
	p := f.model.p(f.top.at)
	switch {
	case q == 0:
		return 0, nil
	case q >= p && p == 1:
		return 0, fmt.Errorf("p = %g, want below 1", q)
	case q >= p:
		return 0, fmt.Errorf("p = %g, want below the fraction %.4g of units that fail at all", q, p)
	}
	t := math.Exp(f.model.origin + (f.model.shape.quantile(q/p)-f.top.at[intercept])/f.top.at[slope])
	if math.IsInf(t, 0) {
		return 0, errors.New("the time is above the largest float, about 1.8e308")
	}
	return t, nil
}
