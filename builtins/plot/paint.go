package plot

import (
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A painter draws layers between the axes.
type painter struct {
	out   *svg
	x, y  *axis
	box   draw.Canvas // the rectangle between the axes; clips
	color string
	limit int // points for one layer
	used  *occupancy
}

func (p *painter) point(x, y float64) vg.Point {
	return vg.Point{X: vg.Length(p.x.at(x)), Y: vg.Length(p.y.at(y))}
}

// runs splits a layer at its gaps.
func runs(n int, ok func(i int) bool, run func(from, to int)) {
	from := -1
	for i := 0; i <= n; i++ {
		switch good := i < n && ok(i); {
		case good && from < 0:
			from = i
		case !good && from >= 0:
			run(from, i)
			from = -1
		}
	}
}

func (p *painter) lines(l *Layer) {
	var path, dots strings.Builder
	runs(len(l.x), func(i int) bool { return finite(l.x[i]) && finite(l.y[i]) }, func(from, to int) {
		pts := make([]vg.Point, to-from)
		for i := range pts {
			pts[i] = p.point(l.x[from+i], l.y[from+i])
		}
		if len(pts) == 1 {
			p.dot(&dots, pts[0])
			return
		}
		for _, part := range p.box.ClipLinesXY(thinLine(pts, p.limit)) {
			polyline(&path, part)
			p.used.line(part)
		}
	})
	width := l.style.LineWidth
	if width == 0 {
		width = 1.75
	}
	p.out.stroke(path.String(), p.color, width, dashes[l.style.Dash])
	p.out.dots(dots.String(), p.color, width+1, 1)
}

// dot adds a dot if it lies between the axes; one on an axis shows whole.
func (p *painter) dot(b *strings.Builder, at vg.Point) {
	if p.box.Contains(at) {
		polyline(b, []vg.Point{at})
		b.WriteString("h0")
		p.used.mark(float64(at.X), float64(at.Y))
	}
}

func (p *painter) points(l *Layer) {
	var pts []vg.Point
	for i := range l.x {
		if finite(l.x[i]) && finite(l.y[i]) {
			if at := p.point(l.x[i], l.y[i]); p.box.Contains(at) {
				pts = append(pts, at)
			}
		}
	}
	size, opacity := l.style.Size, 0.85
	if size == 0 {
		size = math.Max(2.5, math.Min(5.5, 60/math.Sqrt(float64(len(pts)+1))))
	}
	var path strings.Builder
	for _, at := range thinDots(pts, p.limit) {
		p.dot(&path, at)
	}
	p.out.dots(path.String(), p.color, size, opacity)
}

// area adds a closed outline.
func (p *painter) area(b *strings.Builder, pts []vg.Point) {
	if pts = p.box.ClipPolygonXY(pts); len(pts) > 2 {
		polyline(b, pts)
		b.WriteByte('Z')
		p.used.area(pts)
	}
}

func (p *painter) band(l *Layer) {
	var path strings.Builder
	ok := func(i int) bool { return finite(l.x[i]) && finite(l.y[i]) && finite(l.z[i]) }
	runs(len(l.x), ok, func(from, to int) {
		var low, high []vg.Point
		for i := from; i < to; i++ {
			low, high = append(low, p.point(l.x[i], l.y[i])), append(high, p.point(l.x[i], l.z[i]))
		}
		low, high = thinLine(low, p.limit/2), thinLine(high, p.limit/2)
		for i := len(high) - 1; i >= 0; i-- {
			low = append(low, high[i])
		}
		p.area(&path, low)
	})
	p.out.fill(path.String(), p.color, opacity(l, .2), "")
}

func opacity(l *Layer, def float64) float64 {
	if l.style.Opacity > 0 {
		return math.Min(1, l.style.Opacity)
	}
	return def
}

// histogram draws bars, or their skyline where bars are finer than pixels.
func (p *painter) histogram(l *Layer) {
	base := p.y.from
	if p.y.name == "linear" {
		base = p.y.at(0)
	}
	top := func(i int) float64 {
		if l.y[i] <= 0 {
			return base
		}
		return p.y.at(l.y[i])
	}
	var path strings.Builder
	skyline := float64(len(l.y)) > p.x.length()/2
	var outline []vg.Point
	for i := range l.y {
		x0, x1, y := p.x.at(l.x[i]), p.x.at(l.x[i+1]), top(i)
		bar := []vg.Point{
			{X: vg.Length(x0), Y: vg.Length(base)},
			{X: vg.Length(x0), Y: vg.Length(y)},
			{X: vg.Length(x1), Y: vg.Length(y)},
			{X: vg.Length(x1), Y: vg.Length(base)},
		}
		if skyline {
			outline = append(outline, bar...)
		} else if l.y[i] > 0 {
			p.area(&path, bar)
		}
	}
	edge := paper
	if skyline {
		p.area(&path, thinLine(outline, p.limit))
		edge = ""
	}
	p.out.fill(path.String(), p.color, opacity(l, .7), edge)
}

func (p *painter) hline(l *Layer) {
	y := vg.Length(p.y.at(l.y[0]))
	p.rule(l, []vg.Point{{X: p.box.Min.X, Y: y}, {X: p.box.Max.X, Y: y}})
}

func (p *painter) vline(l *Layer) {
	x := vg.Length(p.x.at(l.x[0]))
	p.rule(l, []vg.Point{{X: x, Y: p.box.Min.Y}, {X: x, Y: p.box.Max.Y}})
}

func (p *painter) rule(l *Layer, pts []vg.Point) {
	var path strings.Builder
	for _, part := range p.box.ClipLinesXY(pts) {
		polyline(&path, part)
		p.used.line(part)
	}
	width, dash := ruleStyle(l)
	p.out.stroke(path.String(), p.color, width, dash)
}

func ruleStyle(l *Layer) (width float64, dash string) {
	width, dash = l.style.LineWidth, dashes[l.style.Dash]
	if width == 0 {
		width = 1.25
	}
	if l.style.Dash == "" {
		dash = dashes["dashed"]
	}
	return width, dash
}
