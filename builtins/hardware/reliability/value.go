package reliability

import (
	"fmt"
	"math"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/steps"
)

var (
	_ display.Displayer = (*Fit)(nil)
	_ starlark.HasAttrs = (*Fit)(nil)
	_ decl.Documented   = (*Fit)(nil)
	_ display.Displayer = (*Survival)(nil)
	_ starlark.HasAttrs = (*Survival)(nil)
	_ decl.Documented   = (*Survival)(nil)
)

func (f *Fit) Type() string                             { return "fit" }
func (f *Fit) Freeze()                                  {}
func (f *Fit) Truth() starlark.Bool                     { return true }
func (f *Fit) Hash() (uint32, error)                    { return 0, fmt.Errorf("unhashable: fit") }
func (f *Fit) Attr(name string) (starlark.Value, error) { return fitClass.Attr(f, name) }
func (f *Fit) AttrNames() []string                      { return fitClass.Names() }
func (f *Fit) ClassDoc() (string, []decl.AttrDoc)       { return fitClass.Docs() }

func (k *Survival) Type() string                             { return "survival" }
func (k *Survival) Freeze()                                  {}
func (k *Survival) Truth() starlark.Bool                     { return true }
func (k *Survival) Hash() (uint32, error)                    { return 0, fmt.Errorf("unhashable: survival") }
func (k *Survival) Attr(name string) (starlark.Value, error) { return survivalClass.Attr(k, name) }
func (k *Survival) AttrNames() []string                      { return survivalClass.Names() }
func (k *Survival) ClassDoc() (string, []decl.AttrDoc)       { return survivalClass.Docs() }

var (
	fitClass      = decl.NewClass[*Fit]("fit", "A life distribution fitted to data.")
	survivalClass = decl.NewClass[*Survival]("survival", "A Kaplan-Meier estimate.")
)

type timeArgs struct{ T float64 }

func atTime(a *timeArgs) []*decl.Param {
	return []*decl.Param{decl.Float(&a.T, "t", "", "when, in the unit of the durations").Range(0, math.Inf(1)).Each()}
}

type quantileArgs struct{ P float64 }

type intervalArgs struct {
	Name  string
	Level float64
}

// byName makes a dict of the parameters.
func (f *Fit) byName(value func(i int) float64) starlark.Value {
	d := starlark.NewDict(len(f.params))
	for i, p := range f.params {
		_ = d.SetKey(starlark.String(p.name), starlark.Float(value(i))) // a fresh dict with string keys
	}
	d.Freeze()
	return d
}

func init() {
	fitClass.Field("params", "", "estimates by name: eta, beta; mu, sigma; mean; and fraction", func(f *Fit) starlark.Value { return f.byName(f.value) })
	fitClass.Field("se", "", "their standard errors", func(f *Fit) starlark.Value { return f.byName(f.se) })
	fitClass.Field("loglik", "", "log-likelihood at the estimates", func(f *Fit) starlark.Value { return starlark.Float(f.top.logLik) })
	fitClass.Field("aic", "", "Akaike's criterion, 2 k - 2 loglik: of two models the lower is the better", func(f *Fit) starlark.Value { return starlark.Float(f.aic()) })
	fitClass.Field("distribution", "", "the family", func(f *Fit) starlark.Value { return starlark.String(f.family) })
	fitMethod("survival", "Fraction of all units alive at t.", `round(hardware.reliability.fit("exponential", [100, 200, 300]).survival(200), 4)  # => 0.3679`, (*Fit).survival)
	fitMethod("cdf", "Fraction of all units failed by t.", `round(hardware.reliability.fit("exponential", [100, 200, 300]).cdf(200), 4)  # => 0.6321`, (*Fit).cdf)
	fitMethod("hazard", "Failures per unit of time among the units alive at t.", `round(hardware.reliability.fit("exponential", [100, 200, 300]).hazard(200), 6)  # => 0.005`, (*Fit).hazard)
	decl.Method(fitClass, decl.Spec{
		Name: "quantile", Doc: "Time by which the fraction p of all units has failed.", Returns: "float, in the unit of the durations",
		Examples: []string{`round(hardware.reliability.fit("exponential", [100, 200, 300]).quantile(0.5), 2)  # => 138.63`},
	},
		func(a *quantileArgs) []*decl.Param {
			return []*decl.Param{decl.Float(&a.P, "p", "", "the fraction").Range(0, 1).Each()}
		}, func(_ *starlark.Thread, f *Fit, a *quantileArgs) (starlark.Value, error) {
			t, err := f.quantile(a.P)
			if err != nil {
				return nil, fmt.Errorf("quantile: %w", err)
			}
			return starlark.Float(t), nil
		})
	decl.Method(fitClass, decl.Spec{
		Name: "interval", Doc: "Likelihood-ratio confidence interval of a parameter.", Returns: "tuple (lower, upper); inf or 0 where the data give no end",
		Source:   meekerEscobar + ", sec. 8.3",
		Examples: []string{`[round(x, 2) for x in hardware.reliability.fit("exponential", [100, 200, 300]).interval("mean")]  # => [77.13, 804.22]`},
	}, func(a *intervalArgs) []*decl.Param {
		return []*decl.Param{
			decl.String(&a.Name, "name", "the parameter"),
			decl.Float(&a.Level, "level", "", "confidence").Range(0.001, 0.999999).Or(starlark.Float(0.95)),
		}
	}, func(th *starlark.Thread, f *Fit, a *intervalArgs) (starlark.Value, error) {
		var names []string
		for i, p := range f.params {
			if p.name == a.Name {
				low, high, err := f.confidence(i, a.Level, func() error { return steps.Poll(th) })
				return starlark.Tuple{starlark.Float(low), starlark.Float(high)}, err
			}
			names = append(names, p.name)
		}
		hint := ""
		if near := decl.Nearest(a.Name, names); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		return nil, fmt.Errorf("interval: name = %q, want %s%s", a.Name, strings.Join(names, " or "), hint)
	})
	decl.Method(fitClass, decl.Spec{
		Name: "plot", Doc: "The fit over the data, on paper where the distribution is a straight line.", Returns: "plot",
		Examples: []string{`type(hardware.reliability.fit("exponential", [100, 200, 300]).plot())  # => 'plot'`},
	},
		decl.NoParams, func(th *starlark.Thread, f *Fit, _ *decl.None) (starlark.Value, error) {
			return shown(f.plot(func() error { return steps.Poll(th) }))
		})

	column := func(name, unit, doc string, get func(*Survival) []float64) {
		survivalClass.Field(name, unit, doc, func(k *Survival) starlark.Value { return floats(get(k)) })
	}
	column("times", "", "when units failed, in the unit of the durations", func(k *Survival) []float64 { return k.times })
	column("survival", "", "fraction alive after each", func(k *Survival) []float64 { return k.survival })
	column("se", "", "standard errors (Greenwood)", func(k *Survival) []float64 { return k.se })
	column("lower", "", "lower ends of the confidence intervals", func(k *Survival) []float64 { return k.lower })
	column("upper", "", "upper ends", func(k *Survival) []float64 { return k.upper })
	decl.Method(survivalClass, decl.Spec{
		Name: "at", Doc: "Fraction of units alive at t.", Returns: "float",
		Examples: []string{`hardware.reliability.kaplan_meier([100, 200, 300, 400]).at(250)  # => 0.5`},
	}, atTime,
		func(_ *starlark.Thread, k *Survival, a *timeArgs) (starlark.Value, error) {
			s, err := k.at(a.T)
			if err != nil {
				return nil, fmt.Errorf("at: %w", err)
			}
			return starlark.Float(s), nil
		})
	decl.Method(survivalClass, decl.Spec{
		Name: "plot", Doc: "The estimate as a staircase, with its confidence band.", Returns: "plot",
		Examples: []string{`type(hardware.reliability.kaplan_meier([100, 200, 300, 400]).plot())  # => 'plot'`},
	},
		decl.NoParams, func(_ *starlark.Thread, k *Survival, _ *decl.None) (starlark.Value, error) { return shown(k.plot()) })
}

// fitMethod declares a function of time.
func fitMethod(name, doc, example string, value func(*Fit, float64) float64) {
	decl.Method(fitClass, decl.Spec{Name: name, Doc: doc, Returns: "float", Examples: []string{example}}, atTime,
		func(_ *starlark.Thread, f *Fit, a *timeArgs) (starlark.Value, error) {
			return starlark.Float(value(f, a.T)), nil
		})
}

// floats is a frozen list: the value it belongs to does not change.
func floats(x []float64) starlark.Value {
	out := make([]starlark.Value, len(x))
	for i, v := range x {
		out[i] = starlark.Float(v)
	}
	list := starlark.NewList(out)
	list.Freeze()
	return list
}
