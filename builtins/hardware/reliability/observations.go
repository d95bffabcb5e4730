package reliability

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
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

// observations joins the columns of a study; observed, upper and count may be
// nil. observed false: still alive at the time; an upper bound, NaN where
// there is none: failed between the two.
func observations(durations []float64, observed []bool, upper, count []float64) ([]obs, error) {
	n := len(durations)
	if n == 0 {
		return nil, errors.New("durations is empty, want at least one unit")
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
	data := make([]obs, 0, n)
	for i, t := range durations {
		o := obs{kind: exact, lower: t, upper: t, weight: 1}
		if count != nil {
			o.weight = count[i]
		}
		bound := t
		if upper != nil && !math.IsNaN(upper[i]) {
			bound = upper[i]
		}
		failed := observed == nil || observed[i]
		switch {
		case bound < t:
			return nil, fmt.Errorf("upper[%d] = %g, want at least durations[%d] = %g", i, bound, i, t)
		case math.IsInf(bound, 1), !failed && bound == t:
			o.kind = right
		case !failed:
			return nil, fmt.Errorf("upper[%d] = %g, but observed[%d] is False, want None for a unit that was not seen to fail", i, bound, i)
		case bound > t && t == 0:
			o.kind, o.lower, o.upper = left, bound, bound
		case bound > t:
			o.kind, o.upper = interval, bound
		}
		if o.kind == right && t == 0 || o.weight == 0 {
			continue // says nothing
		}
		data = append(data, o)
	}
	if len(data) == 0 {
		return nil, errors.New("no unit says anything: each count is 0 or each unit was last seen at time 0")
	}
	return merged(data), nil
}

// merged sorts the data and joins equal rows, so that a fit depends neither on
// their order nor on how they were counted.
func merged(data []obs) []obs {
	slices.SortFunc(data, func(a, b obs) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.lower, b.lower), cmp.Compare(a.upper, b.upper), cmp.Compare(a.weight, b.weight))
	})
	out := data[:0]
	for _, o := range data {
		if n := len(out) - 1; n >= 0 && out[n].kind == o.kind && out[n].lower == o.lower && out[n].upper == o.upper {
			out[n].weight += o.weight
			continue
		}
		out = append(out, o)
	}
	return out
}

// positive refuses failures at time 0, where a life distribution has none.
func positive(data []obs) error {
	for _, o := range data {
		if o.kind == exact && o.lower == 0 {
			return fmt.Errorf("durations: %s failed at time 0, want a positive time; upper= gives the time by which a unit was found failed", counted(o.weight, "unit"))
		}
	}
	return nil
}

// middle is a time near which the unit failed, or to which it lived.
func (o *obs) middle() float64 {
	switch o.kind {
	case interval:
		return math.Sqrt(o.lower) * math.Sqrt(o.upper)
	case left:
		return o.upper / 2
	}
	return o.lower
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

// units is the number of all units.
func units(data []obs) float64 {
	var n float64
	for _, o := range data {
		n += o.weight
	}
	return n
}
