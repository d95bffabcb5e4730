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

var (
	errConcentrated = fmt.Errorf("%w: it grows as all failures come at one time, and the data allow that", errNoMaximum)
	errAllFail      = fmt.Errorf("%w inside the range: it grows as the fraction goes to 1, so the data show no units that cannot fail; fit without a subpopulation", errNoMaximum)
	errFlat         = fmt.Errorf("%w: at the best point found it is flat in some direction, so the data do not determine all parameters", errNoMaximum)
)

const (
	certain  = 30    // a logit above which the fraction is 1 as far as data can tell
	sharpest = 1e9   // a slope above which all failures come at one time
	tiny     = 1e-18 // gain of a step of a billionth of a standard error
	flat     = 1e-9  // least eigenvalue of the information, as a correlation matrix, that determines all
)

// A peak is where the likelihood is greatest.
type peak struct {
	at     theta
	logLik float64
	info   *mat.SymDense // observed information, in the free directions
}

// space is the directions in which theta may move.
func (m *likelihood) space(fixedSlope bool) []theta {
	dirs := []theta{{intercept: 1}}
	if !fixedSlope {
		dirs = append(dirs, theta{slope: 1})
	}
	if m.fraction {
		dirs = append(dirs, theta{logit: 1})
	}
	return dirs
}

// maximize finds the maximum likelihood estimate. poll is asked before each
// evaluation whether to go on.
func maximize(s *shape, fixedSlope, fraction bool, data []obs, poll func() error) (*likelihood, *peak, error) {
	if err := determined(data, fixedSlope, fraction); err != nil {
		return nil, nil, err
	}
	m := newLikelihood(s, false, data)
	best, err := m.climb(m.start(fixedSlope), m.space(fixedSlope), poll)
	if err != nil {
		return nil, nil, err
	}
	if fraction {
		m.fraction, m.whole = true, best.at
		if best, err = m.subpopulation(data, fixedSlope, best, poll); err != nil {
			return nil, nil, err
		}
	}
	return m, best, nil
}

// determined refuses data for which the likelihood grows without end, or to
// its bound 1, as the distribution contracts to one time.
func determined(data []obs, fixedSlope, fraction bool) error {
	if failures(data) == 0 {
		return fmt.Errorf("%w: no unit failed, so the data bound the life from below only", errNoMaximum)
	}
	first, last, alive, allLeft := 0.0, math.Inf(1), 0.0, true
	for _, o := range data {
		switch o.kind {
		case right:
			alive = math.Max(alive, o.lower)
			continue
		case exact, interval:
			first = math.Max(first, o.lower)
			allLeft = false
		}
		last = math.Min(last, o.upper)
	}
	if fixedSlope {
		if allLeft && (fraction || alive == 0) {
			return fmt.Errorf("%w: it grows as the life goes to 0, for no unit is known to have lived before it failed", errNoMaximum)
		}
		return nil
	}
	if first <= last && (fraction || alive <= last) {
		return errConcentrated
	}
	return nil
}

// start is the standard distribution moved to where the failures are.
func (m *likelihood) start(fixedSlope bool) theta {
	if fixedSlope {
		return theta{slope: 1}
	}
	var n, spread float64
	for _, p := range m.points {
		if p.kind != right {
			x := (p.x + p.end) / 2
			n += p.weight
			spread += p.weight * x * x
		}
	}
	return theta{slope: 1 / math.Max(math.Sqrt(spread/n), 0.01)}
}

// subpopulation finds the maximum when only a fraction of the units can fail.
// That likelihood may have two maxima: the search begins from the fit to the
// failures alone (all weak units have failed) and from that to all data (all
// units are weak), each with the best of some fractions between what has
// failed and one.
func (m *likelihood) subpopulation(data []obs, fixedSlope bool, all *peak, poll func() error) (*peak, error) {
	var failed []obs
	for _, o := range data {
		if o.kind != right {
			failed = append(failed, o)
		}
	}
	shapes := []theta{all.at}
	weak := newLikelihood(m.shape, false, failed) // with the same origin
	if at, err := weak.climb(weak.start(fixedSlope), weak.space(fixedSlope), poll); err == nil {
		shapes = append(shapes, at.at)
	} else if !errors.Is(err, errNoMaximum) {
		return nil, err
	}
	observed := failures(data) / units(data)
	best := all
	for _, th := range shapes {
		start, value := th, math.Inf(-1)
		for _, share := range []float64{1.001, 1.1, 1.5, 4} {
			p := math.Min(observed*share, 1-(1-observed)/(2*share))
			th[logit] = math.Min(math.Log(p/(1-p)), m.certain)
			if v := m.at(th).value; v > value {
				start, value = th, v
			}
		}
		found, err := m.climb(start, m.space(fixedSlope), poll)
		if errors.Is(err, errNoMaximum) {
			found, err = m.climb(m.search(start, fixedSlope, poll), m.space(fixedSlope), poll)
		}
		if err != nil && !errors.Is(err, errNoMaximum) {
			return nil, err
		}
		if err == nil && found.logLik > best.logLik {
			best = found
		}
	}
	if best.at[logit] > m.certain || best.logLik < all.logLik+1e-7 {
		return nil, errAllFail
	}
	return best, nil
}

// search goes some way uphill without derivatives, which a start far from any
// maximum would mislead.
func (m *likelihood) search(start theta, fixedSlope bool, poll func() error) theta {
	dirs := m.space(fixedSlope)
	point := func(x []float64) theta { // the slope in its logarithm
		th := start
		for i, d := range dirs {
			for j := range th {
				if j == slope {
					th[j] *= math.Exp(d[j] * x[i])
				} else {
					th[j] += d[j] * x[i]
				}
			}
		}
		return th
	}
	problem := optimize.Problem{Func: func(x []float64) float64 {
		if poll() != nil {
			return math.Inf(1) // climb will say so
		}
		return -m.at(point(x)).value
	}}
	res, err := optimize.Minimize(problem, make([]float64, len(dirs)),
		&optimize.Settings{FuncEvaluations: 100, Concurrent: 1}, &optimize.NelderMead{SimplexSize: 0.2})
	if err != nil || res == nil || math.IsInf(res.F, 0) {
		return start
	}
	return point(res.X)
}

// climb goes uphill from a start to a maximum, along the directions, by
// Newton's method with a ridge where the surface is not concave and a search
// along each step. It ends where the next step is a billionth of a standard
// error.
func (m *likelihood) climb(start theta, dirs []theta, poll func() error) (*peak, error) {
	th := start
	here := m.at(th)
	before := math.Inf(1)
	for range 300 {
		if err := poll(); err != nil {
			return nil, err
		}
		if th[logit] > m.certain && m.fraction { // as good as 1: leave it there
			dirs = without(dirs, logit)
		}
		if th[slope] > 100*sharpest || th[slope] < 1/sharpest {
			return &peak{th, here.value, nil}, errFlat
		}
		g, info := project(here, dirs)
		step, gain, ridged, ok := ascent(g, info)
		if !ok {
			return &peak{th, here.value, info}, errFlat
		}
		if !ridged && (gain < tiny || gain < 1e8*tiny && gain >= before) { // or as near as rounding lets it
			th = move(th, dirs, step, 1)
			here = m.at(th)
			_, info = project(here, dirs)
			return &peak{th, here.value, info}, nil
		}
		before = gain
		scale := 1.0
		for ; scale > 1e-12; scale /= 2 {
			next := move(th, dirs, step, scale)
			if next[slope] < th[slope]/10 {
				continue
			}
			there := m.at(next)
			// Close by, the value cannot resolve the gain; Newton's step is right.
			sure := !ridged && gain < 1e-9*(1+math.Abs(here.value)) && gain < 1e-4
			if there.value >= here.value+1e-4*scale*gain || sure && !math.IsInf(there.value, -1) {
				th, here = next, there
				break
			}
		}
		if scale <= 1e-12 {
			break
		}
	}
	return &peak{th, here.value, nil}, errFlat
}

func move(th theta, dirs []theta, step []float64, scale float64) theta {
	for i, d := range dirs {
		for j := range th {
			th[j] += scale * step[i] * d[j]
		}
	}
	return th
}

// without drops the directions along one parameter.
func without(dirs []theta, parameter int) []theta {
	var out []theta
	for _, d := range dirs {
		if d[parameter] == 0 {
			out = append(out, d)
		}
	}
	return out
}

// project returns the gradient and the information along the directions.
func project(s *surface, dirs []theta) ([]float64, *mat.SymDense) {
	g := make([]float64, len(dirs))
	info := mat.NewSymDense(max(len(dirs), 1), nil)
	for a, da := range dirs {
		for i := range da {
			g[a] += da[i] * s.grad[i]
		}
		for b, db := range dirs[:a+1] {
			var v float64
			for i := range da {
				for j := range db {
					v -= da[i] * s.hess[i][j] * db[j]
				}
			}
			info.SetSym(a, b, v)
		}
	}
	return g, info
}

// ascent is Newton's step and the gain it promises, twice over; where the
// information is not positive definite a ridge turns it uphill.
func ascent(g []float64, info *mat.SymDense) (step []float64, gain float64, ridged, ok bool) {
	n := len(g)
	if n == 0 {
		return nil, 0, false, true
	}
	unit, scale, ok := scaled(info)
	if !ok {
		return nil, 0, false, false
	}
	rhs := mat.NewVecDense(n, nil)
	for i := range n {
		rhs.SetVec(i, g[i]*scale[i])
	}
	for ridge := 0.0; ridge < 1e12; ridge = math.Max(4*ridge, 1e-3) {
		a := mat.NewSymDense(n, nil)
		for i := range n {
			for j := range i + 1 {
				a.SetSym(i, j, unit.At(i, j))
			}
			a.SetSym(i, i, unit.At(i, i)+ridge)
		}
		var chol mat.Cholesky
		var x mat.VecDense
		if !chol.Factorize(a) || chol.SolveVecTo(&x, rhs) != nil {
			continue
		}
		if gain := mat.Dot(rhs, &x); gain >= 0 && !math.IsInf(gain, 0) {
			for i := range n {
				step = append(step, x.AtVec(i)*scale[i])
			}
			return step, gain, ridge > 0, true
		}
	}
	return nil, 0, false, false
}

// scaled is a matrix with ones, or minus ones, in its diagonal, and the scale
// of each direction: a correlation matrix if it was a covariance.
func scaled(info *mat.SymDense) (unit *mat.SymDense, scale []float64, ok bool) {
	n := info.SymmetricDim()
	for i := range n {
		d := math.Abs(info.At(i, i))
		if !(d > 0) || math.IsInf(d, 0) {
			return nil, nil, false
		}
		scale = append(scale, 1/math.Sqrt(d))
	}
	unit = mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			unit.SetSym(i, j, info.At(i, j)*scale[i]*scale[j])
		}
	}
	return unit, scale, true
}

// inverse is the covariance that belongs to an information; it exists where
// no direction is flat.
func inverse(info *mat.SymDense) (*mat.SymDense, bool) {
	unit, scale, ok := scaled(info)
	if !ok {
		return nil, false
	}
	var eig mat.EigenSym
	var chol mat.Cholesky
	if !eig.Factorize(unit, false) || eig.Values(nil)[0] < flat || !chol.Factorize(unit) {
		return nil, false
	}
	var inv mat.SymDense
	if chol.InverseTo(&inv) != nil {
		return nil, false
	}
	for i := range scale {
		for j := range i + 1 {
			inv.SetSym(i, j, inv.At(i, j)*scale[i]*scale[j])
		}
	}
	return &inv, true
}
