// Package plot draws data as SVG: layers of marks over one pair of axes.
//
//	Plot     a frame and its layers; a value that a notebook shows (this file)
//	Layer    lines, points, steps, a histogram, a band, a rule (layer.go)
//	Frame    title, axis labels with units, scales, ranges (frame.go)
//	scale    linear, log and probability axes, as one table (scale.go)
//
// A plot is drawn in three moves: render.go lays out text and axes with the
// font's metrics, paint.go turns each layer into pixels with no more points
// than can be seen (thin.go), svg.go writes them. The same plot always gives
// the same bytes.
//
// Other builtins compose plots in Go. A Weibull plot of failures and a fit:
//
//	p, err := plot.New(
//		plot.Frame{XLabel: "time", XUnit: "h", YLabel: "failed", XScale: "log", YScale: "weibull"},
//		plot.Points(times, fractions, plot.Style{Label: "data"}),
//		plot.Lines(grid, cdf, plot.Style{Label: "fit"}),
//	)
//
// Points that are NaN or infinite are gaps. All else that cannot be drawn
// (lengths that differ, zero on a log axis) is an error of New, so that a
// Plot can always be drawn.
//
// Fonts come from gonum.org/v1/plot; nothing of them is read before the first
// plot is drawn. Its canvas is not used: it writes about ten times as much
// for a point, and text without anchors, which a viewer's font then shifts.
package plot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/display"
)

// A Plot is an immutable picture. a + b draws b over a.
type Plot struct {
	frame  Frame
	layers []Layer
}

var (
	_ display.Displayer  = (*Plot)(nil)
	_ starlark.HasAttrs  = (*Plot)(nil)
	_ starlark.HasBinary = (*Plot)(nil)
	_ decl.Documented    = (*Plot)(nil)
)

// New returns a plot of layers, the first at the bottom.
func New(f Frame, layers ...Layer) (*Plot, error) {
	if len(layers) == 0 {
		return nil, errors.New("got no layers, want at least one")
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	p := &Plot{frame: f, layers: slices.Clone(layers)}
	for i := range p.layers {
		if err := p.layers[i].check(f); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Over draws plots over one another. What a frame leaves open is taken from
// the next; frames with different scales cannot share their axes.
func Over(f Frame, plots ...*Plot) (*Plot, error) {
	var layers []Layer
	for i, p := range plots {
		var err error
		if f, err = f.or(p.frame); err != nil {
			return nil, fmt.Errorf("plot %d: %w", i, err)
		}
		layers = append(layers, p.layers...)
	}
	return New(f, layers...)
}

// Binary implements a + b.
func (p *Plot) Binary(op syntax.Token, y starlark.Value, side starlark.Side) (starlark.Value, error) {
	q, ok := y.(*Plot)
	if op != syntax.PLUS || !ok {
		return nil, nil // the machine reports the types
	}
	a, b := p, q
	if side == starlark.Right {
		a, b = q, p
	}
	return over(Frame{}, a, b)
}

// over keeps a nil *Plot out of the interface.
func over(f Frame, plots ...*Plot) (starlark.Value, error) {
	p, err := Over(f, plots...)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// SVG returns the picture.
func (p *Plot) SVG() string { return render(p) }

// Display implements display.Displayer.
func (p *Plot) Display() display.Bundle {
	return display.Bundle{Data: map[string]any{"image/svg+xml": p.SVG(), "text/plain": p.String()}}
}

// String describes the plot in one line.
func (p *Plot) String() string {
	var parts []string
	for _, l := range p.layers {
		parts = append(parts, l.describe())
	}
	s := "<plot: "
	if p.frame.Title != "" {
		s += p.frame.Title + ": "
	}
	s += strings.Join(parts, ", ")
	for _, axis := range []struct{ name, label, unit, scale string }{
		{"x", p.frame.XLabel, p.frame.XUnit, p.frame.XScale},
		{"y", p.frame.YLabel, p.frame.YUnit, p.frame.YScale},
	} {
		text := axisLabel(axis.label, axis.unit, 0)
		if axis.scale != "" && axis.scale != "linear" {
			text = strings.TrimSpace(text + " (" + axis.scale + ")")
		}
		if text != "" {
			s += "; " + axis.name + ": " + text
		}
	}
	return s + ">"
}

func (p *Plot) Type() string         { return "plot" }
func (p *Plot) Freeze()              {} // a plot never changes
func (p *Plot) Truth() starlark.Bool { return true }

// Hash implements starlark.Value.
func (p *Plot) Hash() (uint32, error) { return 0, errors.New("unhashable: plot") }

// Attr implements starlark.HasAttrs.
func (p *Plot) Attr(name string) (starlark.Value, error) { return class.Attr(p, name) }

// AttrNames implements starlark.HasAttrs.
func (p *Plot) AttrNames() []string { return class.Names() }

// ClassDoc implements decl.Documented.
func (p *Plot) ClassDoc() (string, []decl.AttrDoc) { return class.Docs() }
