package reliability

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// errNoMaximum is a likelihood that grows toward a bound of its parameters.
var errNoMaximum = errors.New("the likelihood has no maximum")

// A maximum is where the likelihood is greatest.
type maximum struct {
	at     theta
	logLik float64
	info   *mat.SymDense // observed information at it
}

// maximize finds the maximum likelihood estimate. poll is asked between
// searches whether to go on.
func (m *model) maximize(data []obs, poll func() error) (*maximum, error) {
	if failures(data) == 0 {
		return nil, fmt.Errorf("%w: no unit failed, so the data bound the life from below only", errNoMaximum)
	}
	best := theta(nil)
	bestL := math.Inf(-1)
	for _, start := range m.starts(data) {
		if err := poll(); err != nil {
			return nil, err
		}
		th, l, ok := m.ascend(data, start, nil)
		if ok && l > bestL+1e-9 {
			best, bestL = th, l
		}
	}
	if best == nil {
		return nil, fmt.Errorf("%w that could be found", errNoMaximum)
	}
	top, err := m.polish(data, best, nil)
	if err != nil {
		return nil, err
	}
	if err := m.bounded(top.at); err != nil {
		return nil, err
	}
	return top, nil
}

// bounded refuses a point that has run away toward the edge of the parameters.
func (m *model) bounded(th theta) error {
	if !m.fixedSigma && th[1] < -15 {
		return fmt.Errorf("%w: it grows as all failures come at one time, because all the observed ones do", errNoMaximum)
	}
	if !m.fixedSigma && th[1] > 15 {
		return fmt.Errorf("%w: it grows as the spread of the lives goes to infinity", errNoMaximum)
	}
	if m.fraction && th[len(th)-1] > 12 {
		return fmt.Errorf("%w: the fraction goes to 1, so the data show no units that do not fail; fit without a subpopulation", errNoMaximum)
	}
	return nil
}

// starts are points from which the search begins: the log-times of failures,
// moved toward longer lives as far as units survive.
func (m *model) starts(data []obs) []theta {
	var n, mean, all float64
	for _, o := range data {
		all += o.weight
		if o.kind != right {
			n += o.weight
			mean += o.weight * math.Log(o.middle())
		}
	}
	mean /= n
	var spread, total float64
	for _, o := range data {
		total += o.weight * o.middle()
		if o.kind != right {
			d := math.Log(o.middle()) - mean
			spread += o.weight * d * d
		}
	}
	spread = math.Sqrt(spread / n)
	if m.fixedSigma {
		return []theta{{math.Log(total / n)}}
	}
	observed := n / all
	var out []theta
	for _, sigma := range []float64{0.1, 0.3, 1, 3} {
		sigma = math.Max(sigma*math.Max(spread, 0.05), 0.01)
		if m.fraction { // the weak are as observed, all or nearly all of them
			for _, share := range []float64{1.02, 1.3, 3} {
				p := math.Min(observed*share, 0.99)
				out = append(out, theta{mean + (share-1)*sigma, math.Log(sigma), math.Log(p / (1 - p))})
			}
			continue
		}
		// mu such that about the observed fraction has failed by the mean.
		z := m.shape.quantile(math.Min(math.Max(observed/2, 1e-12), 0.9))
		out = append(out, theta{mean - sigma*z, math.Log(sigma)})
	}
	return out
}

// middle is a time near which the unit failed, or to which it lived.
func (o *obs) middle() float64 {
	switch o.kind {
	case interval:
		return math.Sqrt(o.lower * o.upper)
	case left:
		return o.upper / 2
	}
	return o.lower
}

// free lists the parameters that are not fixed.
func free(dim int, fixed map[int]bool) []int {
	var list []int
	for i := range dim {
		if !fixed[i] {
			list = append(list, i)
		}
	}
	return list
}

// ascend climbs from a start over the free parameters; ok is false if it gets
// nowhere. The step is bounded, so that a trial cannot leave the region where
// the likelihood can be computed.
func (m *model) ascend(data []obs, start theta, fixed map[int]bool) (at theta, l float64, ok bool) {
	list := free(len(start), fixed)
	full := append(theta(nil), start...)
	grad := make([]float64, len(start))
	spreadOut := func(x []float64) theta {
		for i, j := range list {
			full[j] = x[i]
		}
		return full
	}
	problem := optimize.Problem{
		Func: func(x []float64) float64 {
			v := -m.logLik(data, spreadOut(x), nil)
			if math.IsNaN(v) {
				return math.Inf(1)
			}
			return v
		},
		Grad: func(g, x []float64) {
			m.logLik(data, spreadOut(x), grad)
			for i, j := range list {
				g[i] = -grad[j]
			}
		},
	}
	x0 := make([]float64, len(list))
	for i, j := range list {
		x0[i] = start[j]
	}
	if f := problem.Func(x0); math.IsInf(f, 0) {
		return nil, 0, false
	}
	// The simplex needs no gradient and survives bad starts; Newton follows.
	res, _ := optimize.Minimize(problem, x0, &optimize.Settings{
		FuncEvaluations: 600,
		Converger:       &optimize.FunctionConverge{Absolute: 1e-10, Relative: 1e-12, Iterations: 60},
	}, &optimize.NelderMead{})
	if res == nil || math.IsInf(res.F, 0) || math.IsNaN(res.F) {
		return nil, 0, false
	}
	return append(theta(nil), spreadOut(res.X)...), -res.F, true
}

// polish goes to the stationary point by Newton's method, and checks that it
// is a maximum.
func (m *model) polish(data []obs, start theta, fixed map[int]bool) (*maximum, error) {
	th := append(theta(nil), start...)
	list := free(len(th), fixed)
	l := m.logLik(data, th, nil)
	for range 200 {
		grad := make([]float64, len(th))
		m.logLik(data, th, grad)
		info := m.information(data, th)
		g, h := mat.NewVecDense(len(list), nil), mat.NewSymDense(len(list), nil)
		for a, i := range list {
			g.SetVec(a, grad[i])
			for b, j := range list[a:] {
				h.SetSym(a, a+b, info.At(i, j))
			}
		}
		step, ok := newtonStep(h, g)
		moved := 0.0
		for scale := 1.0; ok && scale > 1e-9; scale /= 2 { // until it does not go down
			next := append(theta(nil), th...)
			for a, i := range list {
				d := math.Max(-2, math.Min(2, scale*step.AtVec(a)))
				next[i] += d
			}
			if nl := m.logLik(data, next, nil); nl >= l-1e-12*math.Abs(l) {
				for a := range list {
					moved = math.Max(moved, math.Abs(next[list[a]]-th[list[a]]))
				}
				th, l = next, nl
				break
			}
		}
		if err := m.bounded(th); err != nil {
			return nil, err
		}
		if moved < 1e-10 {
			break
		}
	}
	info := m.information(data, th)
	if fixed == nil {
		var chol mat.Cholesky
		if !chol.Factorize(info) {
			return nil, fmt.Errorf("%w: at the best point found the likelihood is flat in some direction; the data do not determine all parameters", errNoMaximum)
		}
	}
	return &maximum{at: th, logLik: l, info: info}, nil
}

// newtonStep solves h step = g; where h is not positive definite it is made so
// by a ridge, which turns the step toward the gradient.
func newtonStep(h *mat.SymDense, g *mat.VecDense) (*mat.VecDense, bool) {
	n := h.SymmetricDim()
	ridge := 0.0
	for range 60 {
		a := mat.NewSymDense(n, nil)
		a.CopySym(h)
		for i := range n {
			a.SetSym(i, i, h.At(i, i)+ridge)
		}
		var chol mat.Cholesky
		if chol.Factorize(a) {
			var step mat.VecDense
			if chol.SolveVecTo(&step, g) == nil {
				return &step, true
			}
		}
		ridge = math.Max(2*ridge, 1e-8*(1+mat.Max(h)))
	}
	return nil, false
}

// information is the negative Hessian: central differences of the gradient.
func (m *model) information(data []obs, th theta) *mat.SymDense {
	n := len(th)
	rows := make([][]float64, n)
	for i := range n {
		const h = 1e-5
		up, down := append(theta(nil), th...), append(theta(nil), th...)
		up[i] += h
		down[i] -= h
		gu, gd := make([]float64, n), make([]float64, n)
		m.logLik(data, up, gu)
		m.logLik(data, down, gd)
		rows[i] = make([]float64, n)
		for j := range n {
			rows[i][j] = -(gu[j] - gd[j]) / (2 * h)
		}
	}
	info := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			info.SetSym(i, j, (rows[i][j]+rows[j][i])/2)
		}
	}
	return info
}
