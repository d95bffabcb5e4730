package reliability

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// confidence is the likelihood-ratio interval of a parameter: the values whose
// profile likelihood is not too far below the maximum (Meeker and Escobar
// 1998, sec. 8.3). An end that the likelihood does not give is the end of the
// parameter's range.
func (f *Fit) confidence(i int, level float64, poll func() error) (low, high float64, err error) {
	drop := distuv.ChiSquared{K: 1}.Quantile(level) / 2
	var ends [2]float64
	for side, sign := range []float64{-1, 1} {
		x, err := f.profileEnd(i, sign, drop, poll)
		if err != nil {
			return 0, 0, err
		}
		ends[side] = f.params[i].report(x)
	}
	return math.Min(ends[0], ends[1]), math.Max(ends[0], ends[1]), nil
}

// A foot is a point of the profile: a coordinate, how far the likelihood there
// is above the target, and where the other parameters are.
type foot struct {
	x, above float64
	at       theta
}

// profileEnd walks from the estimate until the profile has dropped, then
// closes in.
func (f *Fit) profileEnd(i int, sign, drop float64, poll func() error) (float64, error) {
	role := f.params[i].role
	target := f.top.logLik - drop
	step := sign * math.Sqrt(2*drop) * f.spread[i]
	in := foot{f.at[i], drop, f.top.at}
	for !f.beyond(role, in.x) {
		x := in.x + step
		if role == logit && x > f.model.certain {
			x = f.model.certain + 1
		}
		out, err := f.profile(role, x, in.at, poll)
		if err != nil {
			return 0, err
		}
		out.above -= target
		if !(out.above > 0) {
			return f.close(role, in, out, target, poll)
		}
		in = out
		step *= 1.5
	}
	return math.Copysign(math.Inf(1), sign), nil
}

// beyond tells coordinates at which the parameter is at the end of its range.
func (f *Fit) beyond(role int, x float64) bool {
	switch role {
	case slope:
		return math.Abs(x) > 20
	case logit:
		return x > f.model.certain || x < -700
	}
	return math.Abs(x) > 700
}

// close finds where the profile crosses the target between two feet, by
// false position with Illinois' rule, and by halves where that is slow.
func (f *Fit) close(role int, in, out foot, target float64, poll func() error) (float64, error) {
	side, last := 0, 0
	for n := 0; n < 100 && math.Abs(out.x-in.x) > 1e-10*(1+math.Abs(in.x)); n++ {
		x := (in.x + out.x) / 2
		if guess := in.x + (out.x-in.x)*in.above/(in.above-out.above); n%3 != 2 && !math.IsInf(out.above, 0) && !math.IsNaN(guess) {
			x = guess
		}
		mid, err := f.profile(role, x, in.at, poll)
		if err != nil {
			return 0, err
		}
		mid.above -= target
		if mid.above == 0 {
			return x, nil
		}
		if mid.above > 0 {
			in, side = mid, 1
		} else {
			out, side = mid, -1
		}
		if side == last { // the other end stays: weigh it less
			if side > 0 {
				out.above /= 2
			} else {
				in.above /= 2
			}
		}
		last = side
	}
	return (in.x + out.x) / 2, nil
}

// profile returns the greatest likelihood with one coordinate held at x. With
// a subpopulation there may be two maxima: few units that fail early, or many
// that fail late.
func (f *Fit) profile(role int, x float64, from theta, poll func() error) (foot, error) {
	starts := []theta{from}
	if f.model.fraction {
		whole := f.model.whole
		whole[logit] = f.model.certain + 1
		starts = append(starts, whole)
	}
	best := foot{x: x, above: math.Inf(-1), at: from}
	for _, th := range starts {
		th, dirs := f.held(role, x, th)
		top, err := f.model.climb(th, dirs, poll)
		if err != nil && !errors.Is(err, errNoMaximum) { // at an edge the value is what it tends to
			return best, err
		}
		if top.logLik > best.above {
			best.above, best.at = top.logLik, top.at
		}
	}
	return best, nil
}

// held moves theta to where a coordinate is x and returns the directions that
// keep it there. With mu held, intercept and slope change together.
func (f *Fit) held(role int, x float64, th theta) (theta, []theta) {
	dirs := f.model.space(f.fixedSlope)
	switch role {
	case intercept:
		m := x - f.model.origin
		th[intercept] = -th[slope] * m
		dirs = without(dirs, intercept)
		for i := range dirs {
			dirs[i][intercept] = -m * dirs[i][slope]
		}
	case slope:
		m := th[intercept] / th[slope]
		th[slope] = math.Exp(x)
		th[intercept] = m * th[slope]
		dirs = without(dirs, slope)
	case logit:
		th[logit] = x
		dirs = without(dirs, logit)
	}
	return th, dirs
}
