package plot

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mathext"
)

// maxValue bounds what can be drawn, so that no difference overflows.
const (
	maxValue = 1e300
	minSpan  = 1e-290
)

// A scale maps data to a place along an axis.
type scale struct {
	name     string
	forward  func(float64) float64
	inverse  func(float64) float64
	min, max float64 // exclusive
	domain   string  // in words
	ticks    func(a *axis) (major, minor []tick, exp int)
}

// scales is all that there are. On a probability scale a distribution's
// F(t), between 0 and 1, is a straight line: a Weibull distribution over log
// time on "weibull" (Weibull paper; Nelson, Applied Life Data Analysis, 1982,
// chapter 3), a lognormal one over log time on "normal".
var scales = []*scale{
	{"linear", identity, identity, math.Inf(-1), math.Inf(1), "a finite number", linearTicks},
	{"log", math.Log10, func(t float64) float64 { return math.Pow(10, t) }, 0, math.Inf(1), "above 0", logTicks},
	{
		"weibull", func(p float64) float64 { return math.Log(-math.Log1p(-p)) },
		func(t float64) float64 { return -math.Expm1(-math.Exp(t)) },
		0, 1, "between 0 and 1, both excluded,", percentTicks,
	},
	{
		"normal", mathext.NormalQuantile,
		func(t float64) float64 { return math.Erfc(-t/math.Sqrt2) / 2 },
		0, 1, "between 0 and 1, both excluded,", percentTicks,
	},
}

func identity(x float64) float64 { return x }

// narrow reports whether transformed values lie too close together for ticks
// between them.
func (s *scale) narrow(t0, t1 float64) bool {
	if s.name == "linear" {
		return t1-t0 <= math.Max(1e-9*math.Max(math.Abs(t0), math.Abs(t1)), minSpan)
	}
	return t1-t0 <= 1e-9
}

func (s *scale) holds(v float64) bool {
	return v > s.min && v < s.max && !math.IsInf(s.forward(v), 0)
}

func scaleOf(name string) (*scale, bool) {
	if name == "" {
		name = "linear"
	}
	for _, s := range scales {
		if s.name == name {
			return s, true
		}
	}
	return nil, false
}

func scaleNames() []string {
	var names []string
	for _, s := range scales {
		names = append(names, s.name)
	}
	return names
}

// An axis is a scale laid along pixels.
type axis struct {
	*scale
	lo, hi   float64              // the ends, transformed
	from, to float64              // the ends in pixels
	room     func(string) float64 // pixels that a tick label needs along the axis
	spacing  float64              // pixels wanted between ticks
}

// at returns the pixel of a value.
func (a *axis) at(v float64) float64 {
	return a.from + (a.forward(v)-a.lo)/(a.hi-a.lo)*(a.to-a.from)
}

func (a *axis) length() float64 { return math.Abs(a.to - a.from) }

// ends returns the lowest and highest value on the axis.
func (a *axis) ends() (lo, hi float64) { return a.inverse(a.lo), a.inverse(a.hi) }

// fit chooses the ends for values from lo to hi, which are NaN where there
// are none, or takes those the user gave.
func (a *axis) fit(lo, hi float64, bounds []float64) {
	if bounds != nil {
		a.lo, a.hi = a.forward(bounds[0]), a.forward(bounds[1])
		return
	}
	if math.IsNaN(lo) {
		lo, hi = a.inverse(0), a.inverse(1)
	}
	t0, t1 := a.forward(lo), a.forward(hi)
	if a.narrow(t0, t1) { // one value
		d := 0.5
		if a.name == "linear" && math.Abs(t0) > minSpan {
			d = math.Abs(t0) / 2
		}
		t0, t1 = t0-d, t1+d
		lo, hi = a.inverse(t0), a.inverse(t1)
	}
	pad := 0.04 * (t1 - t0)
	a.lo, a.hi = t0-pad, t1+pad
	if a.name == "linear" && lo >= 0 && lo <= 0.2*hi { // zero is near: begin there
		a.lo, a.hi = 0, hi*1.04
	}
	if a.name == "linear" && hi <= 0 && hi >= 0.2*lo && lo < 0 {
		a.lo, a.hi = lo*1.04, 0
	}
}

// A tick is a labelled place on an axis.
type tick struct {
	at    float64 // the value
	label string  // "": a minor tick
}

var superscripts = strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³",
	"4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

func power(exp int) string { return "10" + superscripts.Replace(fmt.Sprint(exp)) }
