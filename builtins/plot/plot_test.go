package plot

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/display"
	"starling/lang/load"
	"starling/lang/steps"
)

var golden = flag.Bool("golden", false, "rewrite testdata/*.svg")

func env() starlark.StringDict { return starlark.StringDict{"plot": Module} }

func eval(th *starlark.Thread, src string) (starlark.Value, error) {
	return starlark.EvalOptions(&syntax.FileOptions{}, th, "t", src, env())
}

func mustPlot(t *testing.T, f Frame, layers ...Layer) *Plot {
	t.Helper()
	p, err := New(f, layers...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// wave is a slow curve with a fast one on it; nothing in it is random.
func wave(n int) (x, y []float64) {
	for i := range n {
		t := float64(i) / float64(n)
		x, y = append(x, t), append(y, math.Sin(6*t)+0.3*math.Sin(4000*t*t))
	}
	return x, y
}

func weibullPlot(t *testing.T) *Plot {
	times := []float64{10, 22, 35, 48, 60, 77, 95, 130, 180, 260}
	var f, grid, cdf []float64
	for i := range times {
		f = append(f, (float64(i)+0.7)/10.4) // median ranks
	}
	for i := range 30 {
		x := 6 * math.Pow(1.15, float64(i))
		grid, cdf = append(grid, x), append(cdf, -math.Expm1(-math.Pow(x/100, 1.3)))
	}
	return mustPlot(t, Frame{Title: "Ten bearings", XLabel: "time", XUnit: "h", YLabel: "failed", XScale: "log", YScale: "weibull"},
		Points(times, f, Style{Label: "data"}), Lines(grid, cdf, Style{Label: "fit: η = 100 h"}))
}

func survivalPlot(t *testing.T) *Plot {
	x := []float64{0, 5e5, 9e5, 14e5, 20e5}
	return mustPlot(t, Frame{XLabel: "cycles", YLabel: "survival"},
		Band(x, []float64{1, .8, .7, .5, .4}, []float64{1, 1, .95, .9, .8}, "post", Style{Label: "95 %"}),
		Step(x, []float64{1, .9, .8, .7, .6}, "", Style{Label: "Kaplan–Meier"}),
		HLine(0.75, Style{Label: "goal"}), VLine(1e6, Style{Color: "#AA0000", Dash: "dotted"}))
}

// crossingPlot has data in all four corners, so its legend is above.
func crossingPlot(t *testing.T) *Plot {
	up, down := []float64{0, 1}, []float64{1, 0}
	return mustPlot(t, Frame{Width: 320, Height: 240, YRange: []float64{0, 1.05}},
		Lines(up, up, Style{Label: "up"}), Lines(up, down, Style{Label: "down"}),
		Histogram([]float64{0, .1, .3, .5, .7, .9, 1}, Bins{Count: 5, Density: true}, Style{Label: "density", Opacity: .3}))
}

func TestPictures(t *testing.T) {
	for name, p := range map[string]*Plot{
		"weibull": weibullPlot(t), "survival": survivalPlot(t), "crossing": crossingPlot(t),
	} {
		got, path := p.SVG(), filepath.Join("testdata", name+".svg")
		if *golden {
			if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from what is drawn now; if that is right, run go test ./builtins/plot -golden and look at it:\n%s", path, got)
		}
		if got != p.SVG() {
			t.Errorf("%s: two drawings of one plot differ", name)
		}
	}
}

func TestErrors(t *testing.T) {
	const xy = `([1, 2], [3, 4], `
	for _, c := range []struct{ src, want string }{
		{`plot.lines([1, 2], [1])`, `lines: y: got 1 values, want 2 as in x`},
		{`plot.lines([], [])`, `lines: x and y are empty, want at least 1 point`},
		{`plot.points([None, 1], [1, None])`, `points: none of the 2 points is finite`},
		{`plot.points([1, "a"], [1, 2])`, `points: x[1]: got string, want a number, or None for a gap`},
		{`plot.points({1: 2}, [1])`, `points: x: got dict, want a list of numbers`},
		{`plot.points(1, [1])`, `points: x: got int, want list of numbers`},
		{`plot.lines([1, 0], [1, 2], x_scale="log")`, `lines: x[1] = 0, want above 0 on a log scale`},
		{`plot.lines([1, 2], [1, 2]) + plot.points([1], [-3], y_scale="log")`, `points: y[0] = -3, want above 0 on a log scale`},
		{`plot.step([1, 2], [1, .5], y_scale="weibull")`, `step: y = 1, want between 0 and 1, both excluded, on a weibull scale`},
		{`plot.points([1], [0], y_scale="normal")`, `points: y[0] = 0, want between 0 and 1, both excluded, on a normal scale`},
		{`plot.histogram([1, 2], y_scale="weibull")`, `histogram: a bar begins at 0, which a weibull scale has not`},
		{`plot.lines([1e308, 1], [1, 2])`, `lines: x[0] = 1e+308, want a finite number on a linear scale`},
		{`plot.lines` + xy + `x_scale="lgo")`, `lines: x_scale = "lgo", want "linear", "log", "weibull" or "normal"; did you mean "log"?`},
		{`plot.lines` + xy + `color="geen")`, `lines: color = "geen", want "#rrggbb" or one of blue, orange, green, pink, sky, yellow, gray, black; did you mean "green"?`},
		{`plot.lines` + xy + `color="#12345g")`, `lines: color = "#12345g", want "#rrggbb" or one of blue, orange, green, pink, sky, yellow, gray, black`},
		{`plot.lines` + xy + `x_range=[2, 1])`, `lines: x_range: got 2 to 1, want the lower end first`},
		{`plot.lines` + xy + `x_range=[1])`, `lines: x_range: got 1 numbers, want 2, the lowest and the highest`},
		{`plot.lines` + xy + `x_range=[0, 1], x_scale="log")`, `lines: x_range: 0, want above 0 on a log scale`},
		{`plot.lines` + xy + `x_range=[1, 1.0000000000000002])`, `lines: x_range: 1 to 1.0000000000000002 is too narrow to draw`},
		{`plot.lines` + xy + `width=10)`, `lines: width = 10, want int, 200 to 4000 px`},
		{`plot.band([1, 2], [1, 2], [3])`, `band: high: got 1 values, want 2 as in x`},
		{`plot.band([1], [1], [0], y_scale="log")`, `band: high = 0, want above 0 on a log scale`},
		{`plot.histogram([])`, `histogram: x is empty, want at least 1 value`},
		{`plot.histogram([1, 2], bins=0)`, `histogram: bins = 0, want 1 to 10000`},
		{`plot.histogram([1, 2], bins=[1])`, `histogram: bins: got 1 edges, want at least 2`},
		{`plot.histogram([1, 2], bins=[1, 1])`, `histogram: bins[1] = 1, want finite edges that increase`},
		{`plot.histogram([1, -2], x_scale="log")`, `histogram: x[1] = -2, want above 0 on a log scale`},
		{`plot.histogram([1, 2], bins=[0, 1], x_scale="log")`, `histogram: a bin begins at 0, want above 0 on a log scale`},
		{`plot.histogram([1, 2], bins="x")`, `histogram: bins: got string, want int or list of edges`},
		{`plot.hline(0, y_scale="log")`, `hline: y = 0, want above 0 on a log scale`},
		{`plot.layer()`, `layer: got no layers, want at least one`},
		{`plot.layer(1)`, `layer: plots[0]: got int, want plot`},
		{`plot.lines` + xy + `x_scale="log") + plot.lines` + xy + `x_scale="linear")`, `plot 1: x_scale "linear", want "log" as the plots before`},
		{`plot.lines` + xy + `) + 1`, `unknown binary op: plot + int`},
		{`plot.lines` + xy + `).save("x.png")`, `save: got "x.png", want a path that ends in .svg`},
		{`{plot.hline(1): 1}`, `unhashable: plot`},
	} {
		v, err := eval(new(starlark.Thread), c.src)
		if err == nil {
			t.Errorf("%s\n got %v\nwant %s", c.src, v, c.want)
		} else if err.Error() != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, err, c.want)
		}
	}
}

func TestGoErrors(t *testing.T) {
	one := []float64{1}
	for want, l := range map[string]Layer{
		`hline: got NaN, want a finite number`:                      HLine(math.NaN(), Style{}),
		`lines: dash = "dotty", want "solid", "dashed" or "dotted"`: Lines(one, one, Style{Dash: "dotty"}),
		`step: where = "x", want "post", "pre" or "mid"`:            Step([]float64{1, 2}, []float64{1, 2}, "x", Style{}),
	} {
		if _, err := New(Frame{}, l); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := New(Frame{YScale: "x"}, Lines(one, one, Style{})); err == nil || !strings.HasPrefix(err.Error(), `y_scale = "x", want`) {
		t.Errorf("got %v", err)
	}
}

func TestLayering(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{
			`plot.lines([1], [2], title="A", xunit="h") + plot.points([1], [2], title="B", ylabel="n")`,
			`<plot: A: lines (1 point), points (1 point); x: [h]; y: n>`,
		},
		{
			`plot.layer(plot.lines([1], [2], title="A"), plot.points([1, 2], [2, 2]), title="C")`,
			`<plot: C: lines (1 point), points (2 points)>`,
		},
		{`plot.histogram([1, 2], [0, 1, 5], label="h")`, `<plot: histogram "h" (2 bins)>`},
	} {
		v, err := eval(new(starlark.Thread), c.src)
		if err != nil || v.String() != c.want {
			t.Errorf("%s\n got %v, %v\nwant %s", c.src, v, err, c.want)
		}
	}
}

func TestDisplayAndSave(t *testing.T) {
	dir := t.TempDir()
	files, err := load.NewFiles(dir, nil, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	th := new(starlark.Thread)
	load.Attach(th, files)
	v, err := eval(th, `(plot.hline(1), plot.hline(1).svg(), plot.hline(1).save("a.svg"))`)
	if err != nil {
		t.Fatal(err)
	}
	tuple := v.(starlark.Tuple)
	text := string(tuple[1].(starlark.String))
	b, err := display.Of(th, tuple[0])
	if err != nil || b.Data["image/svg+xml"] != text || b.Data["text/plain"] != "<plot: hline at 1>" {
		t.Errorf("got %v, %v", b, err)
	}
	if saved, err := os.ReadFile(filepath.Join(dir, "a.svg")); err != nil || string(saved) != text {
		t.Errorf("got %s, %v", saved, err)
	}
	if _, err := eval(new(starlark.Thread), `plot.hline(1).save("`+dir+`/b.svg")`); err == nil || !strings.Contains(err.Error(), "may not write") {
		t.Errorf("got %v", err)
	}
}

// wellFormed fails the test if an SVG is not XML, and returns its texts.
func wellFormed(t *testing.T, name, text string) (texts []string) {
	t.Helper()
	if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
		t.Errorf("%s: a coordinate is no number", name)
	}
	d, in := xml.NewDecoder(strings.NewReader(text)), false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return texts
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "text" {
				in, texts = true, append(texts, "")
			}
		case xml.EndElement:
			in = in && token.Name.Local != "text"
		case xml.CharData:
			if in {
				texts[len(texts)-1] += string(token)
			}
		}
	}
}

func TestText(t *testing.T) {
	p := mustPlot(t, Frame{Title: "a < b & \"c\" \x01", XLabel: "S", XUnit: "V² Hz⁻¹", YLabel: strings.Repeat("wide ", 20)},
		Lines([]float64{0, 4e6}, []float64{0, 1}, Style{Label: strings.Repeat("long", 40)}))
	texts := strings.Join(wellFormed(t, "text", p.SVG()), "|")
	for _, want := range []string{`a < b & "c" ` + "\ufffd", "S [106 V2 Hz−1]", "0.0|", "|4", "wide wide", "longlong"} {
		if !strings.Contains(texts, want) {
			t.Errorf("got %s, want %q in it", texts, want)
		}
	}
	if strings.Contains(texts, strings.Repeat("long", 40)) {
		t.Error("a label wider than the plot is not cut")
	}
}

// Whatever the numbers are, a picture is well-formed and made in finite time.
func TestExtremes(t *testing.T) {
	tiny, inf, nan := 5e-324, math.Inf(1), math.NaN()
	for _, v := range [][]float64{
		{0},
		{1e300, -1e300},
		{tiny, 0},
		{1, 1 + 1e-15},
		{1e9, 1e9 + 1e-6},
		{-3, -3},
		{1, nan, inf, 2},
		{1e-300, 1},
		{.5, .5 + 1e-16},
		{1e-12, 1 - 1e-12},
		{0.3, 0.31},
		{-1e-9, 2e-9},
		{123456, 123457},
	} {
		for _, xs := range scaleNames() {
			for _, ys := range scaleNames() {
				f := Frame{XScale: xs, YScale: ys, Width: 200, Height: 160, Title: "T", XLabel: "x", YLabel: "y"}
				for _, l := range []Layer{
					Lines(v, v, Style{Label: "a"}), Points(v, v, Style{}), Band(v, v, v, "mid", Style{}), Step(v, v, "", Style{}),
					Histogram(v, Bins{Log: xs == "log"}, Style{}),
				} {
					p, err := New(f, l)
					if err != nil {
						continue // outside the scale; TestErrors reads the messages
					}
					wellFormed(t, fmt.Sprint(p, v), p.SVG())
				}
			}
		}
	}
}

func TestPictureStaysSmall(t *testing.T) {
	x, y := wave(200_000)
	for name, p := range map[string]*Plot{
		"line":      mustPlot(t, Frame{}, Lines(x, y, Style{})),
		"tangle":    mustPlot(t, Frame{}, Lines(y, x, Style{}), Lines(shuffled(x), shuffled(y), Style{})),
		"cloud":     mustPlot(t, Frame{}, Points(shuffled(x), y, Style{})),
		"band":      mustPlot(t, Frame{}, Band(x, y, y, "", Style{})),
		"histogram": mustPlot(t, Frame{}, Histogram(y, Bins{Count: maxBins}, Style{})),
	} {
		if n := len(p.SVG()); n > 200_000 || n < 2_000 {
			t.Errorf("%s: %d bytes, want at most 200000 and something drawn", name, n)
		}
	}
}

// shuffled returns x in a fixed order that jumps about.
func shuffled(x []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i*7919%len(x)]
	}
	return out
}

func TestInterrupt(t *testing.T) {
	th := new(starlark.Thread)
	steps.Attach(th, steps.Options{}).Interrupt()
	x := starlark.NewList([]starlark.Value{starlark.MakeInt(1)})
	if _, err := numbers(th, "x", x); !errors.Is(err, steps.ErrInterrupted) {
		t.Errorf("got %v", err)
	}
}
