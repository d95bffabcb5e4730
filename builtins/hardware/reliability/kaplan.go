package reliability

import (
	"fmt"
	"math"
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
// log(-log S), which stays between 0 and 1.
func kaplanMeier(data []obs, level float64) (*Survival, error) {
	type event struct{ t, failed, gone float64 }
	byTime := map[float64]*event{}
	for i, o := range data {
		if o.kind == interval || o.kind == left {
			return nil, fmt.Errorf("element %d is known between bounds only, want a time", i)
		}
		e := byTime[o.lower]
		if e == nil {
			e = &event{t: o.lower}
			byTime[o.lower] = e
		}
		e.gone += o.weight
		if o.kind == exact {
			e.failed += o.weight
		}
	}
	events := make([]*event, 0, len(byTime))
	for _, e := range byTime {
		events = append(events, e)
	}
	sort.Slice(events, func(i, j int) bool { return events[i].t < events[j].t })

	k := &Survival{level: level, units: units(data), failures: failures(data)}
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	risk, s, greenwood := k.units, 1.0, 0.0
	for _, e := range events {
		k.end = e.t
		if e.failed > 0 {
			s *= 1 - e.failed/risk
			greenwood += e.failed / (risk * (risk - e.failed))
			se := s * math.Sqrt(greenwood)
			lo, hi := s, s
			if s > 0 && s < 1 {
				w := z * math.Sqrt(greenwood) / math.Abs(math.Log(s))
				lo, hi = math.Pow(s, math.Exp(w)), math.Pow(s, math.Exp(-w))
			} else if s == 0 { // the last unit failed: the error is not defined
				se = math.NaN()
			}
			k.times, k.survival, k.se = append(k.times, e.t), append(k.survival, s), append(k.se, se)
			k.lower, k.upper = append(k.lower, lo), append(k.upper, hi)
			k.atRisk, k.failed = append(k.atRisk, risk), append(k.failed, e.failed)
		}
		risk -= e.gone
	}
	return k, nil
}

// at is the estimate at a time.
func (k *Survival) at(t float64) (float64, error) {
	if t > k.end {
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
