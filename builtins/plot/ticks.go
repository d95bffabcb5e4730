package plot

import (
	"math"
	"strconv"
	"strings"
)

// linearTicks places ticks on multiples of 1, 2 or 5 times a power of
// ten. Where labels would be long, a power of a thousand goes to the axis.
func linearTicks(a *axis) (major, minor []tick, exp int) {
	lo, hi := a.ends()
	big := math.Max(math.Abs(lo), math.Abs(hi))
	if big >= 1e5 || big < 1e-3 {
		exp = 3 * int(math.Floor(math.Log10(big)/3))
	}
	for n := math.Max(2, math.Floor(a.length()/a.spacing)); n >= 1; n-- {
		major = major[:0]
		step, decimals := niceStep((hi - lo) / n)
		unit := math.Pow(10, float64(exp))
		need := 0.0
		first := math.Ceil(lo/step - 1e-9)
		for k := range int(math.Floor(hi/step+1e-9)-first) + 1 {
			i := first + float64(k)
			if !a.holds(i * step) { // of a scale that is not linear
				continue
			}
			label := fixed(i*step/unit, max(0, decimals+exp))
			major = append(major, tick{i * step, label})
			need = math.Max(need, a.room(label))
		}
		if need <= step/(hi-lo)*a.length() {
			return major, nil, exp
		}
	}
	return major[:min(1, len(major))], nil, exp // no room for two
}

// niceStep returns the nice number nearest to raw, and the decimals that its
// multiples have.
func niceStep(raw float64) (step float64, decimals int) {
	k := math.Floor(math.Log10(raw))
	unit := math.Pow(10, k)
	switch m := raw / unit; { // the bounds are geometric means
	case m < math.Sqrt(1*2):
		return unit, -int(k)
	case m < math.Sqrt(2*5):
		return 2 * unit, -int(k)
	case m < math.Sqrt(5*10):
		return 5 * unit, -int(k)
	}
	return 10 * unit, -int(k) - 1
}

// fixed writes a number with a true minus sign.
func fixed(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-") // no negative zero
	}
	return strings.Replace(s, "-", "−", 1)
}

// logTicks labels decades; where fewer than three are in sight, also 2 and 5
// times a decade, and as a last resort what a linear axis would.
func logTicks(a *axis) (major, minor []tick, exp int) {
	first, end := int(math.Floor(a.lo)), int(math.Ceil(a.hi))
	var decades, between, all []float64
	for k := first; k <= end; k++ {
		p := math.Pow(10, float64(k))
		decades = append(decades, p)
		between = append(between, 2*p, 5*p)
		for m := 2.0; m <= 9; m++ {
			all = append(all, m*p)
		}
	}
	label := plainDecade
	if a.lo < -3.1 || a.hi > 5.1 {
		label = powerDecade
	}
	major = place(a, nil, decades, label)
	if len(major) < 3 {
		major = place(a, major, between, label)
	}
	if len(major) < 2 {
		major, _, exp = linearTicks(a)
	}
	if end-first <= 12 {
		minor = inside(a, all)
	} else {
		minor = inside(a, decades)
	}
	return major, minor, exp
}

func plainDecade(v float64) string {
	return strconv.FormatFloat(v, 'f', max(0, -int(math.Floor(math.Log10(v)+1e-9))), 64)
}

func powerDecade(v float64) string {
	k := int(math.Floor(math.Log10(v) + 1e-9))
	m := math.Round(v / math.Pow(10, float64(k)))
	if m == 1 {
		return power(k)
	}
	return strconv.Itoa(int(m)) + "·" + power(k)
}

// percentTicks labels probabilities, the most telling first.
func percentTicks(a *axis) (major, minor []tick, exp int) {
	var tails, fine []float64
	for p := 1e-3; p > 1e-13; p /= 10 {
		tails = append(tails, p, 1-p)
		fine = append(fine, 2*p, 5*p, 1-2*p, 1-5*p)
	}
	major = place(a, nil, []float64{.01, .1, .5, .9, .99}, percent)
	major = place(a, major, tails, percent)
	major = place(a, major, []float64{.05, .2, .02, .7, .3, .8, .95, .98}, percent)
	if len(major) < 3 {
		major = place(a, major, []float64{.03, .04, .06, .08, .4, .6, .15, .25, .85, .92, .94, .96, .97}, percent)
		major = place(a, major, fine, percent)
	}
	if len(major) < 2 {
		major, _, _ = linearTicks(a)
		for i, t := range major {
			major[i].label = percent(t.at)
		}
	}
	return major, inside(a, append(fine, .02, .03, .04, .05, .06, .07, .08, .09, .2, .3, .4, .6, .7, .8, .95, .98)), 0
}

func percent(p float64) string {
	x := strconv.FormatFloat(100*p, 'g', 12, 64)
	if p < 1e-6 { // 1e-5 and less as percent
		k := int(math.Floor(math.Log10(100*p) + 1e-9))
		return strings.TrimPrefix(powerDecade(math.Round(100*p/math.Pow(10, float64(k)))*math.Pow(10, float64(k))), "1·") + "%"
	}
	if f, err := strconv.ParseFloat(x, 64); err == nil {
		x = strconv.FormatFloat(f, 'f', -1, 64)
	}
	return x + "%"
}

// place adds labels for those of the values that lie on the axis and touch no
// label there already.
func place(a *axis, have []tick, values []float64, label func(float64) string) []tick {
	for _, v := range inside(a, values) {
		v.label = label(v.at)
		free := true
		for _, t := range have {
			need := (a.room(v.label) + a.room(t.label)) / 2
			if math.Abs(a.at(v.at)-a.at(t.at)) < need {
				free = false
			}
		}
		if free {
			have = append(have, v)
		}
	}
	return have
}

// inside keeps the values that lie on the axis, as minor ticks.
func inside(a *axis, values []float64) []tick {
	var out []tick
	for _, v := range values {
		if !a.holds(v) {
			continue
		}
		if t := a.forward(v); t >= a.lo-1e-9 && t <= a.hi+1e-9 {
			out = append(out, tick{at: v})
		}
	}
	return out
}
