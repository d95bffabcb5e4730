package plot

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestScalesInvert(t *testing.T) {
	for _, s := range scales {
		for _, v := range []float64{1e-9, 0.01, 0.1, 0.5, 0.9, 0.99} {
			if got := s.inverse(s.forward(v)); math.Abs(got-v) > 1e-9*v {
				t.Errorf("%s: %g comes back as %g", s.name, v, got)
			}
		}
	}
	weibull, _ := scaleOf("weibull")
	if got := weibull.forward(1 - 1/math.E); math.Abs(got) > 1e-12 { // F(η) is at zero
		t.Errorf("got %g", got)
	}
	normal, _ := scaleOf("normal")
	if got := normal.forward(0.975); math.Abs(got-1.959963984540054) > 1e-12 {
		t.Errorf("got %g", got)
	}
}

// What is written at the ticks, on an axis 480 pixels long.
func TestTicks(t *testing.T) {
	for _, c := range []struct {
		scale, want string
		lo, hi      float64
	}{
		{"linear", "0 2 4 6 8 10", 0, 10},
		{"linear", "0.0 0.2 0.4 0.6 0.8 1.0", 0, 1},
		{"linear", "−1.0 −0.5 0.0 0.5 1.0", -1, 1},
		{"linear", "0.0 0.2 0.4 0.6 0.8 1.0 1.2 1.4 1.6", 0, 1.6},
		{"linear", "0 1 2 3 4 5 ×10³³", 0, 5e33},
		{"linear", "0 20000 40000 60000 80000", 0, 9e4},
		{"linear", "0 20 40 60 80 100 120 ×10³", 0, 1.2e5},
		{"linear", "0.0 0.5 1.0 1.5 2.0 2.5 3.0 3.5 4.0 ×10⁻⁶", 0, 4e-6},
		{"linear", "1000.0 1000.2 1000.4 1000.6 1000.8 1001.0", 1000, 1001},
		{"log", "0.1 1 10 100", 0.1, 100},
		{"log", "1 2 5 10 20 50", 1, 60},
		{"log", "10⁰ 10¹ 10² 10³ 10⁴ 10⁵ 10⁶", 1, 1e6},
		{"log", "10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³", 1e-6, 1e-3},
		{"log", "2·10⁶ 5·10⁶ 10⁷", 1.5e6, 1.1e7},
		{"log", "30 32 34 36 38 40", 30, 40},
		{"weibull", "0.1% 1% 2% 5% 10% 20% 50% 90% 99%", .001, .999},
		{"weibull", "5% 10% 20% 30% 50%", .04, .6},
		{"weibull", "0.001% 0.01% 0.1%", 1e-5, 1e-3},
		{"weibull", "10⁻⁶% 10⁻⁵% 0.0001%", 1e-8, 1e-6},
		{"normal", "1% 5% 10% 20% 50% 70% 90% 95% 99%", .01, .99},
		{"normal", "30% 30.2% 30.4% 30.6% 30.8% 31%", .3, .311},
	} {
		a := axis{to: 480, spacing: 75, room: func(s string) float64 { return textWidth(s) + 12 }}
		a.scale, _ = scaleOf(c.scale)
		a.lo, a.hi = a.forward(c.lo), a.forward(c.hi)
		major, _, exp := a.ticks(&a)
		// percentTicks adds the rarer labels last
		byPlace := map[float64]string{}
		var at []float64
		for _, m := range major {
			at = append(at, m.at)
			byPlace[m.at] = m.label
		}
		var labels []string
		for _, v := range sorted(at) {
			labels = append(labels, byPlace[v])
		}
		if exp != 0 {
			labels = append(labels, "×"+power(exp))
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%s %g to %g\n got %s\nwant %s", c.scale, c.lo, c.hi, got, c.want)
		}
	}
}

func sorted(x []float64) []float64 {
	for i := range x {
		for j := i; j > 0 && x[j] < x[j-1]; j-- {
			x[j], x[j-1] = x[j-1], x[j]
		}
	}
	return x
}

// Counts as NumPy's histogram gives them.
func TestHistogramCounts(t *testing.T) {
	for _, c := range []struct {
		x     []float64
		b     Bins
		edges string
		want  string
	}{
		{[]float64{1, 1, 2, 5}, Bins{Count: 4}, "[1 2 3 4 5]", "[2 1 0 1]"},
		{[]float64{1, 2, 3}, Bins{Edges: []float64{1, 2, 3}}, "[1 2 3]", "[1 2]"},
		{[]float64{0, 1, 2, 9}, Bins{Edges: []float64{1, 2, 4}}, "[1 2 4]", "[1 1]"},
		{[]float64{1, 2, 3, 4}, Bins{Count: 2, Density: true}, "[1 2.5 4]", "[0.3333333333333333 0.3333333333333333]"},
		{[]float64{1, 10, 100}, Bins{Count: 2, Log: true}, "[1 10 100]", "[1 2]"},
		{[]float64{3, 3}, Bins{Count: 2}, "[2.5 3 3.5]", "[0 2]"},
		{[]float64{1, math.NaN(), 2, math.Inf(1)}, Bins{Count: 1}, "[1 2]", "[2]"},
		{[]float64{0, 1, 2, 3, 4, 5, 6, 7}, Bins{}, "[0 1.75 3.5 5.25 7]", "[2 2 2 2]"},
	} {
		edges, counts, err := count(c.x, c.b)
		if err != nil || fmt.Sprint(edges) != c.edges || fmt.Sprint(counts) != c.want {
			t.Errorf("%v: got %v %v, %v; want %s %s", c.x, edges, counts, err, c.edges, c.want)
		}
	}
}

func TestThinningKeepsExtremes(t *testing.T) {
	_, y := wave(100_000)
	y[12_345], y[67_890] = 7, -9 // spikes one sample wide
	pts := make([]vg.Point, len(y))
	for i, v := range y {
		pts[i] = vg.Point{X: vg.Length(float64(i) * 500 / float64(len(y))), Y: vg.Length(v)}
	}
	for _, limit := range []int{12_000, 600} {
		out := thinLine(pts, limit)
		var lo, hi vg.Length
		for _, p := range out {
			lo, hi = min(lo, p.Y), max(hi, p.Y)
		}
		if len(out) > limit || lo != -9 || hi != 7 || out[0] != pts[0] || out[len(out)-1] != pts[len(pts)-1] {
			t.Errorf("limit %d: %d points from %v to %v", limit, len(out), lo, hi)
		}
	}
	if out := thinLine(pts[:900], 1000); len(out) != 900 {
		t.Errorf("a short line is thinned to %d", len(out))
	}
	if out := thinDots(pts, 300); len(out) > 300 || len(out) < 30 {
		t.Errorf("got %d dots", len(out))
	}
}

// The legend lies where there are no data: in a corner, else above.
func TestLegendHidesNothing(t *testing.T) {
	line := func(y ...float64) Layer {
		x := make([]float64, len(y))
		for i := range x {
			x[i] = float64(i)
		}
		return Lines(x, y, Style{Label: "a label"})
	}
	for _, c := range []struct {
		layers []Layer
		right  bool
		top    bool
		ok     bool
	}{
		{[]Layer{line(2, 1)}, true, true, true},
		{[]Layer{line(1, 2)}, false, true, true},
		{[]Layer{line(1, 2), HLine(2.03, Style{})}, true, false, true},
		{[]Layer{line(1, 2), line(2, 1)}, false, false, false},
	} {
		p := mustPlot(t, Frame{YRange: []float64{0.9, 2.1}, XRange: []float64{-.1, 1.1}}, c.layers...)
		s := newScene(p)
		s.layout()
		list := s.entries(300)
		s.paint()
		x, y, ok := s.corner(list)
		midX, midY := float64(s.box.Min.X+s.box.Max.X)/2, float64(s.box.Min.Y+s.box.Max.Y)/2
		if ok != c.ok || (ok && ((x > midX) != c.right || (y < midY) != c.top)) {
			t.Errorf("%s: got %g, %g, %v", p, x, y, ok)
		}
	}
	low := newScene(crossingPlot(t))
	if h := low.h; !strings.Contains(render(crossingPlot(t)), fmt.Sprintf(`height="%g"`, h+row+6)) {
		t.Errorf("the picture does not grow from %g by the legend above it", h)
	}
}
