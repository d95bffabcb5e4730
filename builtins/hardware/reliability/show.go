package reliability

import (
	"fmt"
	"html"
	"math"
	"strings"

	"go.starlark.net/starlark"

	"starling/builtins/plot"
	"starling/lang/display"
)

// digits is a number as a table shows it.
func digits(x float64) string { return fmt.Sprintf("%.4g", x) }

// title says what was fitted to how much.
func (f *Fit) title() string {
	s := map[string]string{"weibull": "Weibull", "lognormal": "Lognormal", "exponential": "Exponential"}[f.family] + " fit"
	if f.model.fraction {
		s += " of a subpopulation"
	}
	return fmt.Sprintf("%s: %s, %s failed", s, counted(units(f.data), "unit"), count(failures(f.data)))
}

// counted is "1 unit", "2 units".
func counted(n float64, what string) string {
	if n != 1 {
		what += "s"
	}
	return count(n) + " " + what
}

func count(n float64) string { return fmt.Sprintf("%.10g", n) }

func (f *Fit) criteria() string {
	return fmt.Sprintf("log-likelihood %.2f, AIC %.2f", f.top.logLik, f.aic())
}

// table is the estimates, row by row. The intervals are those of the normal
// approximation, which cost nothing; interval() gives the better ones.
func (f *Fit) table() [][4]string {
	const z = 1.959963984540054
	rows := [][4]string{{"", "estimate", "std. error", "95 % interval (approx.)"}}
	for i, p := range f.params {
		low, high := f.about(i, z)
		rows = append(rows, [4]string{p.name, digits(f.value(i)), digits(f.se(i)), digits(low) + " to " + digits(high)})
	}
	return rows
}

func (f *Fit) String() string {
	var b strings.Builder
	b.WriteString(f.title() + "\n")
	for _, r := range f.table() {
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %-9s %11s %11s   %s", r[0], r[1], r[2], r[3]), " ") + "\n")
	}
	return b.String() + "  " + f.criteria()
}

// Display shows a fit as a small table.
func (f *Fit) Display() display.Bundle {
	var b strings.Builder
	b.WriteString("<table><caption style=\"text-align:left\">" + html.EscapeString(f.title()) + "</caption>")
	for i, r := range f.table() {
		cell := "td"
		if i == 0 {
			cell = "th"
		}
		b.WriteString("<tr>")
		for _, s := range r {
			fmt.Fprintf(&b, "<%s>%s</%s>", cell, html.EscapeString(s), cell)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table><p>" + html.EscapeString(f.criteria()) + "</p>")
	return display.Bundle{Data: map[string]any{"text/html": b.String(), "text/plain": f.String()}}
}

func (k *Survival) title() string {
	s := "Kaplan-Meier estimate: " + counted(k.units, "unit") + ", "
	if len(k.times) == 0 {
		return s + "none failed"
	}
	return s + count(k.failures) + " failed at " + counted(float64(len(k.times)), "time")
}

// ends are the rows that are shown: the first and the last.
func (k *Survival) ends() []int {
	const each = 5
	var rows []int
	for i := range k.times {
		if i < each || i >= len(k.times)-each {
			rows = append(rows, i)
		}
	}
	return rows
}

func (k *Survival) row(i int) [5]string {
	between := "not defined"
	if !math.IsNaN(k.lower[i]) {
		between = fmt.Sprintf("%.6g to %.6g", k.lower[i], k.upper[i])
	}
	return [5]string{
		digits(k.times[i]), count(k.atRisk[i]), count(k.failed[i]), fmt.Sprintf("%.6g", k.survival[i]), between,
	}
}

func (k *Survival) head() [5]string {
	return [5]string{"time", "at risk", "failed", "survival", fmt.Sprintf("%.4g %% interval", 100*k.level)}
}

func (k *Survival) String() string {
	var b strings.Builder
	b.WriteString(k.title() + "\n")
	line := func(r [5]string) { fmt.Fprintf(&b, "  %9s %9s %8s %10s   %s\n", r[0], r[1], r[2], r[3], r[4]) }
	line(k.head())
	last := -1
	for _, i := range k.ends() {
		if i != last+1 {
			b.WriteString("          …\n")
		}
		line(k.row(i))
		last = i
	}
	return strings.TrimRight(b.String(), "\n")
}

// Display shows the estimate as a table.
func (k *Survival) Display() display.Bundle {
	var b strings.Builder
	b.WriteString("<table><caption style=\"text-align:left\">" + html.EscapeString(k.title()) + "</caption>")
	line := func(cell string, r [5]string) {
		b.WriteString("<tr>")
		for _, s := range r {
			fmt.Fprintf(&b, "<%s>%s</%s>", cell, html.EscapeString(s), cell)
		}
		b.WriteString("</tr>")
	}
	line("th", k.head())
	last := -1
	for _, i := range k.ends() {
		if i != last+1 {
			b.WriteString(`<tr><td colspan="5" style="text-align:center">…</td></tr>`)
		}
		line("td", k.row(i))
		last = i
	}
	b.WriteString("</table>")
	return display.Bundle{Data: map[string]any{"text/html": b.String(), "text/plain": k.String()}}
}

func (k *Survival) plot() (*plot.Plot, error) {
	x := append([]float64{0}, k.times...)
	s := append([]float64{1}, k.survival...)
	lo := append([]float64{1}, k.lower...)
	hi := append([]float64{1}, k.upper...)
	if n := len(x) - 1; k.end > x[n] { // as far as units were watched
		x, s, lo, hi = append(x, k.end), append(s, s[n]), append(lo, lo[n]), append(hi, hi[n])
	}
	return plot.New(
		plot.Frame{Title: "Kaplan–Meier estimate", XLabel: "time", YLabel: "fraction alive"},
		plot.Band(x, lo, hi, "post", plot.Style{Label: fmt.Sprintf("%.4g %% interval", 100*k.level)}),
		plot.Step(x, s, "post", plot.Style{Label: "survival"}),
	)
}

// plot draws the fit and, where the data allow, the Kaplan-Meier points: each
// in the middle of its jump (Meeker and Escobar 1998, sec. 6.4).
func (f *Fit) plot(poll func() error) (*plot.Plot, error) {
	frame := plot.Frame{Title: f.title(), XLabel: "time", YLabel: "failed", XScale: "log", YScale: "weibull"}
	if f.family == "lognormal" {
		frame.YScale = "normal"
	}
	from, to := math.Inf(1), math.Inf(-1)
	for _, o := range f.data {
		if o.kind != right {
			from = math.Min(from, o.lower)
		}
		to = math.Max(to, o.upper)
	}
	var layers []plot.Layer
	k, err := kaplanMeier(f.data, 0.95, poll)
	if ended := poll(); ended != nil {
		return nil, ended
	}
	if err == nil {
		var y []float64
		before := 1.0
		for _, s := range k.survival {
			y = append(y, 1-(before+s)/2)
			before = s
		}
		layers = append(layers, plot.Points(k.times, y, plot.Style{Label: "data (Kaplan–Meier)"}))
	}
	const n = 200
	from, to = from/2, to*1.5
	x, y := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = from * math.Pow(to/from, float64(i)/(n-1))
		if y[i] = f.cdf(x[i]); y[i] < 1e-15 || y[i] > 1-1e-15 { // off the paper
			y[i] = math.NaN()
		}
	}
	layers = append(layers, plot.Lines(x, y, plot.Style{Label: "fit"}))
	return plot.New(frame, layers...)
}

// shown keeps a nil plot out of the interface.
func shown(p *plot.Plot, err error) (starlark.Value, error) {
	if err != nil {
		return nil, fmt.Errorf("plot: %w", err)
	}
	return p, nil
}
