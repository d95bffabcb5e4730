package plot

import (
	"fmt"
	"math"
)

// A Style is how a layer looks. The zero value takes the next colour.
type Style struct {
	Label     string  // in the legend; "": none
	Color     string  // a name (colors.go) or "#rrggbb"; "": the palette's next
	LineWidth float64 // in pixels; 0: 1.75
	Size      float64 // of a point in pixels; 0: 5, or less if there are many
	Dash      string  // "solid", "dashed", "dotted"; "": as the mark has it
	Opacity   float64 // of a filled area; 0: as the mark has it
}

// A Layer is one set of marks. A mistake in its data is reported by New.
type Layer struct {
	mark    *mark
	x, y, z []float64 // z: the upper edge of a band
	count   int       // of points as the user gave them
	style   Style
	err     error
}

// A mark is a way to draw a layer.
type mark struct {
	name  string
	own   bool // takes a colour from the palette for itself
	paint func(*painter, *Layer)
}

var (
	lines     = &mark{"lines", true, (*painter).lines}
	points    = &mark{"points", true, (*painter).points}
	stairs    = &mark{"step", true, (*painter).lines}
	histogram = &mark{"histogram", true, (*painter).histogram}
	band      = &mark{"band", false, (*painter).band}
	hline     = &mark{"hline", false, (*painter).hline}
	vline     = &mark{"vline", false, (*painter).vline}
)

// Lines joins points in their order.
func Lines(x, y []float64, s Style) Layer { return pair(lines, x, y, s) }

// Points draws a dot for each point.
func Points(x, y []float64, s Style) Layer { return pair(points, x, y, s) }

// Step draws a staircase, as of a Kaplan–Meier estimate. With where "post"
// (also "") y[i] holds from x[i] on, with "pre" up to x[i], with "mid" around.
func Step(x, y []float64, where string, s Style) Layer {
	l := pair(stairs, x, y, s)
	if where == "" {
		where = "post"
	}
	return l.stair(where)
}

// stair turns each point of a line or band into a step. A step to or from a
// gap ends there.
func (l Layer) stair(where string) Layer {
	if l.err != nil {
		return l
	}
	out := l
	out.x, out.y, out.z = nil, nil, nil
	add := func(x float64, i int) {
		out.x, out.y = append(out.x, x), append(out.y, l.y[i])
		if l.z != nil {
			out.z = append(out.z, l.z[i])
		}
	}
	for i, x := range l.x {
		if i > 0 {
			switch where {
			case "post":
				add(x, i-1)
			case "pre":
				add(l.x[i-1], i)
			case "mid":
				m := l.x[i-1] + (x-l.x[i-1])/2
				add(m, i-1)
				add(m, i)
			default:
				l.err = fmt.Errorf("%s: where = %q, want \"post\", \"pre\" or \"mid\"", l.mark.name, where)
				return l
			}
		}
		add(x, i)
	}
	return out
}

// Band fills the area between low and high: along straight lines, or in steps
// where a where as of Step is given.
func Band(x, low, high []float64, where string, s Style) Layer {
	l := pair(band, x, low, s)
	l.z = high
	if l.err == nil && len(high) != len(x) {
		l.err = fmt.Errorf("band: high: got %d values, want %d as in x", len(high), len(x))
	}
	if where != "" {
		return l.stair(where)
	}
	return l
}

// HLine is a rule across the plot at y.
func HLine(y float64, s Style) Layer { return rule(hline, nil, []float64{y}, s) }

// VLine is a rule up the plot at x.
func VLine(x float64, s Style) Layer { return rule(vline, []float64{x}, nil, s) }

func rule(m *mark, x, y []float64, s Style) Layer {
	l := Layer{mark: m, x: x, y: y, style: s}
	if v := append(x, y...)[0]; math.IsNaN(v) || math.IsInf(v, 0) {
		l.err = fmt.Errorf("%s: got %g, want a finite number", m.name, v)
	}
	return l
}

func pair(m *mark, x, y []float64, s Style) Layer {
	l := Layer{mark: m, x: x, y: y, style: s, count: len(x)}
	switch {
	case len(x) == 0 && len(y) == 0:
		l.err = fmt.Errorf("%s: x and y are empty, want at least 1 point", m.name)
	case len(x) != len(y):
		l.err = fmt.Errorf("%s: y: got %d values, want %d as in x", m.name, len(y), len(x))
	case !anyFinite(x, y):
		l.err = fmt.Errorf("%s: none of the %d points is finite", m.name, len(x))
	}
	return l
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func anyFinite(x, y []float64) bool {
	for i := range x {
		if finite(x[i]) && finite(y[i]) {
			return true
		}
	}
	return false
}

// check reports what cannot be drawn in a frame.
func (l *Layer) check(f Frame) error {
	if l.err != nil {
		return l.err
	}
	if _, err := colorOf(l.style.Color); err != nil {
		return fmt.Errorf("%s: %w", l.mark.name, err)
	}
	if _, ok := dashes[l.style.Dash]; !ok {
		return fmt.Errorf("%s: dash = %q, want \"solid\", \"dashed\" or \"dotted\"", l.mark.name, l.style.Dash)
	}
	names := []string{"x", "y", "high"}
	if l.mark == band {
		names[1] = "low"
	}
	for i, values := range [][]float64{l.x, l.y, l.z} {
		name := f.YScale
		if i == 0 {
			name = f.XScale
		}
		s, _ := scaleOf(name)
		if l.mark == histogram && i == 1 {
			if s.name == "linear" || s.name == "log" {
				continue // an empty bin is not drawn
			}
			return fmt.Errorf("histogram: a bar begins at 0, which a %s scale has not", s.name)
		}
		for j, v := range values {
			if finite(v) && (!s.holds(v) || math.Abs(v) > maxValue) {
				return fmt.Errorf("%s: %s, want %s on a %s scale", l.mark.name, l.spot(names[i], j, v), s.domain, s.name)
			}
		}
	}
	return nil
}

// spot names a value as the user gave it.
func (l *Layer) spot(name string, i int, v float64) string {
	switch l.mark {
	case lines, points:
		return fmt.Sprintf("%s[%d] = %g", name, i, v)
	case histogram:
		return fmt.Sprintf("a bin begins at %g", v)
	}
	return fmt.Sprintf("%s = %g", name, v) // of a staircase, which has more points
}

func (l *Layer) describe() string {
	s := l.mark.name
	if l.style.Label != "" {
		s += fmt.Sprintf(" %q", l.style.Label)
	}
	switch l.mark {
	case hline, vline:
		return fmt.Sprintf("%s at %g", s, append(l.x, l.y...)[0])
	case histogram:
		return fmt.Sprintf("%s (%s)", s, plural(len(l.y), "bin"))
	}
	return fmt.Sprintf("%s (%s)", s, plural(l.count, "point"))
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// extent returns the lowest and highest value along an axis, NaN if there is
// none.
func (l *Layer) extent(horizontal, log bool) (lo, hi float64) {
	lo, hi = math.NaN(), math.NaN()
	include := func(v float64) {
		if finite(v) {
			lo, hi = fmin(lo, v), fmax(hi, v)
		}
	}
	if horizontal {
		for i, v := range l.x {
			if l.y == nil || l.mark == histogram || finite(l.y[i]) {
				include(v)
			}
		}
		return lo, hi
	}
	for i, v := range l.y {
		if (log && v <= 0) || (l.mark != histogram && l.x != nil && !finite(l.x[i])) {
			continue
		}
		include(v)
		if l.z != nil {
			include(l.z[i])
		}
	}
	if l.mark == histogram && !log {
		include(0)
	}
	if l.mark == histogram && log {
		include(lo / 2) // the lowest bar has a height
	}
	return lo, hi
}

// fmin and fmax ignore NaN.
func fmin(a, b float64) float64 {
	if math.IsNaN(a) || b < a {
		return b
	}
	return a
}

func fmax(a, b float64) float64 {
	if math.IsNaN(a) || b > a {
		return b
	}
	return a
}
