package reliability

import (
	"fmt"
	"math"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/steps"
)

// Module is the namespace hardware.reliability.
var Module = &decl.Module{
	Name:    "reliability",
	Doc:     "How long things last: life distributions from censored data.",
	Members: func() []decl.Member { return decl.Funcs(fitFunc(), kaplanMeierFunc()) },
}

const meekerEscobar = "Meeker and Escobar, Statistical Methods for Reliability Data (1998)"

// A sample holds the columns of a study.
type sample struct {
	Durations []float64
	Observed  []bool
	Count     []float64
}

func (s *sample) params() []*decl.Param {
	return []*decl.Param{
		decl.Floats(&s.Durations, "durations", "", "when each unit failed, or was last seen alive; in any unit of time").Range(0, math.Inf(1)),
		decl.Bools(&s.Observed, "observed", "for each, whether it failed: False is censored; without it, all failed").Or(starlark.None).ByName(),
		decl.Floats(&s.Count, "count", "", "how many units each stands for; without it, one").Range(0, math.Inf(1)).Or(starlark.None).ByName(),
	}
}

type fitArgs struct {
	Family string
	sample
	Upper         starlark.Value
	Subpopulation bool
}

func fitFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "fit",
		Doc: "Fit a life distribution by maximum likelihood to failures, censored units and units known to have failed between two times.\n\n" +
			"weibull: F(t) = 1 - exp(-(t/eta)^beta). lognormal: log t is normal with mean mu and standard deviation sigma. exponential: F(t) = 1 - exp(-t/mean). " +
			"With subpopulation, only a fraction of the units can fail: F(t) is that fraction times the above.",
		Returns: "fit: params, se, loglik, aic, interval, survival, cdf, hazard, quantile, plot",
		Source:  meekerEscobar + ", ch. 8 and 11.5; Meeker, Technometrics 29, 51 (1987) for the subpopulation",
		Valid:   "independent units of one kind; censoring that does not depend on the life to come",
		Gradient: decl.Gradient{
			None: "the estimates are the end of a search; differentiate a log-likelihood written as a formula instead",
		},
		Examples: []string{
			`round(hardware.reliability.fit("exponential", [1, 2, 3]).params["mean"], 6)  # => 2.0`,
			`round(hardware.reliability.fit("weibull", [54, 187, 216, 500], observed=[True, True, True, False]).params["beta"], 3)  # => 1.127`,
		},
	}, func(a *fitArgs) []*decl.Param {
		p := a.sample.params()
		return []*decl.Param{
			decl.String(&a.Family, "distribution", "the family").OneOf("weibull", "lognormal", "exponential"),
			p[0], p[1],
			decl.Value(&a.Upper, "upper", "list of numbers or None", "for each, the time by which it was found failed, if it failed between the duration and that time").Or(starlark.None).ByName(),
			p[2],
			decl.Bool(&a.Subpopulation, "subpopulation", "estimate also the fraction of units that can fail").Or(starlark.False).ByName(),
		}
	}, func(th *starlark.Thread, a *fitArgs) (starlark.Value, error) {
		upper, err := bounds(a.Upper, len(a.Durations))
		if err != nil {
			return nil, err
		}
		data, err := observations(a.Durations, a.Observed, upper, a.Count)
		if err != nil {
			return nil, fmt.Errorf("fit: %w", err)
		}
		if err := positive(data); err != nil {
			return nil, fmt.Errorf("fit: %w", err)
		}
		fit, err := fitFamily(a.Family, data, a.Subpopulation, func() error { return steps.Poll(th) })
		if err != nil {
			if ended := steps.Poll(th); ended != nil {
				return nil, ended
			}
			return nil, fmt.Errorf("fit: %w", err)
		}
		return fit, nil
	})
}

// bounds reads the upper ends of n intervals; NaN stands for None.
func bounds(v starlark.Value, n int) ([]float64, error) {
	if v == nil {
		return nil, nil
	}
	seq, ok := v.(starlark.Sequence)
	if !ok {
		return nil, fmt.Errorf("fit: upper: got %s, want list of numbers or None", v.Type())
	}
	if seq.Len() != n {
		return nil, fmt.Errorf("fit: upper has %d elements, want %d, as many as durations", seq.Len(), n)
	}
	out := make([]float64, 0, n)
	it := seq.Iterate()
	defer it.Done()
	var x starlark.Value
	for i := 0; it.Next(&x); i++ {
		if x == starlark.None {
			out = append(out, math.NaN())
			continue
		}
		u, ok := starlark.AsFloat(x)
		if !ok || math.IsNaN(u) {
			return nil, fmt.Errorf("fit: upper[%d]: got %s, want number or None", i, x.Type())
		}
		out = append(out, u)
	}
	return out, nil
}

type kaplanArgs struct {
	sample
	Level float64
}

func kaplanMeierFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name:    "kaplan_meier",
		Doc:     "The fraction of units that survive, at each time of failure, without assuming a distribution.",
		Returns: "survival: times, survival, se, lower, upper, at, plot",
		Source:  "Kaplan and Meier, J. Am. Stat. Assoc. 53, 457 (1958); errors by Greenwood, interval of log(-log S)",
		Valid:   "independent units; censoring that does not depend on the life to come",
		Examples: []string{
			`hardware.reliability.kaplan_meier([1, 2, 3, 4], observed=[True, True, False, True]).survival  # => [0.75, 0.5, 0.0]`,
		},
	}, func(a *kaplanArgs) []*decl.Param {
		return append(a.sample.params(),
			decl.Float(&a.Level, "level", "", "confidence of lower and upper").Range(0.001, 0.999999).Or(starlark.Float(0.95)).ByName())
	}, func(th *starlark.Thread, a *kaplanArgs) (starlark.Value, error) {
		data, err := observations(a.Durations, a.Observed, nil, a.Count)
		if err != nil {
			return nil, fmt.Errorf("kaplan_meier: %w", err)
		}
		k, err := kaplanMeier(data, a.Level, func() error { return steps.Poll(th) })
		if err != nil {
			return nil, fmt.Errorf("kaplan_meier: %w", err)
		}
		return k, nil
	})
}
