package plot

import (
	"fmt"
	"math"
	"strings"
)

// Size of a plot in CSS pixels, where a Frame gives none.
const (
	DefaultWidth  = 560
	DefaultHeight = 340
	minWidth      = 200
	minHeight     = 160
	maxSize       = 4000
)

// A Frame is what the layers of a plot share. The zero value is good.
type Frame struct {
	Title          string
	XLabel, YLabel string
	XUnit, YUnit   string    // shown in brackets
	XScale, YScale string    // "linear" (also ""), "log", "weibull", "normal"
	XRange, YRange []float64 // nil: as the data need; else lowest and highest
	Width, Height  int       // CSS pixels; 0: the default
}

func (f *Frame) check() error {
	for _, axis := range []struct {
		name, scale string
		bounds      []float64
	}{{"x", f.XScale, f.XRange}, {"y", f.YScale, f.YRange}} {
		s, ok := scaleOf(axis.scale)
		if !ok {
			return fmt.Errorf("%s_scale = %q, want %q", axis.name, axis.scale, scaleNames())
		}
		if axis.bounds == nil {
			continue
		}
		if len(axis.bounds) != 2 {
			return fmt.Errorf("%s_range: got %d numbers, want 2, the lowest and the highest", axis.name, len(axis.bounds))
		}
		for _, v := range axis.bounds {
			if math.IsNaN(v) || math.Abs(v) > maxValue || !s.holds(v) {
				return fmt.Errorf("%s_range: %g, want %s on a %s scale", axis.name, v, s.domain, s.name)
			}
		}
		if !(axis.bounds[0] < axis.bounds[1]) {
			return fmt.Errorf("%s_range: got %g to %g, want the lower end first", axis.name, axis.bounds[0], axis.bounds[1])
		}
		if s.narrow(s.forward(axis.bounds[0]), s.forward(axis.bounds[1])) {
			return fmt.Errorf("%s_range: %g to %g is too narrow to draw", axis.name, axis.bounds[0], axis.bounds[1])
		}
	}
	if f.Width < 0 || f.Height < 0 || f.Width > maxSize || f.Height > maxSize ||
		(f.Width > 0 && f.Width < minWidth) || (f.Height > 0 && f.Height < minHeight) {
		return fmt.Errorf("size: got %d by %d px, want %d to %d by %d to %d px", f.Width, f.Height, minWidth, maxSize, minHeight, maxSize)
	}
	return nil
}

// or fills what f leaves open with what g gives.
func (f Frame) or(g Frame) (Frame, error) {
	if f.XScale != "" && g.XScale != "" && f.XScale != g.XScale {
		return f, fmt.Errorf("x_scale %q, want %q as the plots before", g.XScale, f.XScale)
	}
	if f.YScale != "" && g.YScale != "" && f.YScale != g.YScale {
		return f, fmt.Errorf("y_scale %q, want %q as the plots before", g.YScale, f.YScale)
	}
	for _, p := range []struct{ to, from *string }{
		{&f.Title, &g.Title},
		{&f.XLabel, &g.XLabel},
		{&f.YLabel, &g.YLabel},
		{&f.XUnit, &g.XUnit},
		{&f.YUnit, &g.YUnit},
		{&f.XScale, &g.XScale},
		{&f.YScale, &g.YScale},
	} {
		if *p.to == "" {
			*p.to = *p.from
		}
	}
	if f.XRange == nil {
		f.XRange = g.XRange
	}
	if f.YRange == nil {
		f.YRange = g.YRange
	}
	if f.Width == 0 {
		f.Width = g.Width
	}
	if f.Height == 0 {
		f.Height = g.Height
	}
	return f, nil
}

func (f *Frame) size() (w, h float64) {
	w, h = float64(f.Width), float64(f.Height)
	if w == 0 {
		w = DefaultWidth
	}
	if h == 0 {
		h = DefaultHeight
	}
	return w, h
}

// axisLabel is "time [10⁶ h]"; exp is the power of ten taken out of the ticks.
func axisLabel(label, unit string, exp int) string {
	if exp != 0 {
		unit = strings.TrimSpace(power(exp) + " " + unit)
	}
	switch {
	case unit == "":
		return label
	case label == "" && exp != 0 && unit == power(exp):
		return "×" + unit
	case label == "":
		return "[" + unit + "]"
	}
	return label + " [" + unit + "]"
}
