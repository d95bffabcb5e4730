package reliability

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Survival is the Kaplan-Meier estimate: at each time of failure the
// fraction of units that survives it.
type Survival struct {
	level                float64
	times, survival, se  []float64
	lower, upper         []float64
	atRisk, failed       []float64
	units, failures, end float64
}

// kaplanMeier is the product-limit estimate (Kaplan and Meier, J. Am. Stat.
// Assoc. 53, 457 (1958)) with Greenwood's standard errors and the interval of
// log(-log S), which stays between 0 and 1. poll is asked whether to go on.
func kaplanMeier(data []obs, level float64, poll func() error) (*Survival, error) {
	events, err := eventsOf(data, poll)
	if err != nil {
		return nil, err
	}
	k := &Survival{level: level, units: units(data), failures: failures(data)}
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	s, greenwood := 1.0, 0.0
	for i, e := range events {
		if i&pollMask == pollMask {
			if err := poll(); err != nil {
				return nil, err
			}
		}
		k.end = e.t
		if risk := e.atRisk; e.failed > 0 {
			s *= 1 - e.failed/risk
			greenwood += e.failed / (risk * (risk - e.failed))
			se, lo, hi := math.NaN(), math.NaN(), math.NaN() // of 0, when the last unit has failed, not defined
			if s > 0 {
				se = s * math.Sqrt(greenwood)
				w := z * math.Sqrt(greenwood) / -math.Log(s)
				lo, hi = math.Pow(s, math.Exp(w)), math.Pow(s, math.Exp(-w))
			}
			k.times, k.survival, k.se = append(k.times, e.t), append(k.survival, s), append(k.se, se)
			k.lower, k.upper = append(k.lower, lo), append(k.upper, hi)
			k.atRisk, k.failed = append(k.atRisk, risk), append(k.failed, e.failed)
		}
	}
	return k, nil
}

// An event is a time at which units failed or were last seen.
type event struct{ t, failed, gone, atRisk float64 }

// pollMask makes one in so many turns ask whether to go on.
const pollMask = 1<<13 - 1

func eventsOf(data []obs, poll func() error) ([]event, error) {
	var events []event
	for _, o := range data {
		e := event{t: o.lower, gone: o.weight}
		switch o.kind {
		case exact:
			e.failed = o.weight
		case interval, left:
			return nil, errors.New("a unit is known to have failed between two times only, want the time")
		}
		events = append(events, e)
	}
	var stopped error
	turns := 0
	slices.SortFunc(events, func(a, b event) int {
		if turns++; turns&pollMask == 0 && stopped == nil {
			stopped = poll()
		}
		if stopped != nil { // all equal: the sort is done soon
			return 0
		}
		return cmp.Compare(a.t, b.t)
	})
	if stopped != nil {
		return nil, stopped
	}
	joined := events[:0]
	for _, e := range events {
		if n := len(joined) - 1; n >= 0 && joined[n].t == e.t {
			joined[n].failed += e.failed
			joined[n].gone += e.gone
			continue
		}
		joined = append(joined, e)
	}
	risk := 0.0
	for i := len(joined) - 1; i >= 0; i-- { // from the end: exactly nobody is left after it
		risk += joined[i].gone
		joined[i].atRisk = risk
	}
	return joined, nil
}

// at is the estimate at a time.
func (k *Survival) at(t float64) (float64, error) {
	n := len(k.survival)
	if t > k.end && (n == 0 || k.survival[n-1] > 0) {
		return 0, fmt.Errorf("t = %g, want at most %g: nobody looked longer", t, k.end)
	}
	i := sort.SearchFloat64s(k.times, t)
	if i < len(k.times) && k.times[i] == t {
		return k.survival[i], nil
	}
	if i == 0 {
		return 1, nil
	}
	return k.survival[i-1], nil
}
