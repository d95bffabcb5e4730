package plot

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// margin is kept free around the picture.
const margin = 10

// A scene is a plot being drawn.
type scene struct {
	plot   *Plot
	layers []Layer // with the dashes they are drawn with
	out    *svg
	w, h   float64
	x, y   axis
	box    draw.Canvas // the rectangle between the axes; y grows downwards
	colors []string    // of the layers
	used   *occupancy

	title, xlabel, ylabel  []string
	xmajor, xminor         []tick
	ymajor, yminor         []tick
	left, top, low, legend float64 // legend: height above the plot
}

// render draws the plot; where the legend finds no free corner it goes above,
// and everything else is laid out again.
func render(p *Plot) string {
	s := newScene(p)
	s.layout()
	list := s.entries(0.6 * s.x.length())
	s.paint()
	if len(list) == 0 {
		return s.out.end()
	}
	if x, y, ok := s.corner(list); ok {
		s.legendInside(list, x, y)
		return s.out.end()
	}
	across := columns(list, s.x.length())
	s = newScene(p)
	s.legend = row*math.Ceil(float64(len(list))/float64(across)) + 6
	s.h += s.legend // the plot itself stays as it was
	s.layout()
	s.paint()
	s.legendAbove(list, across, s.left, s.top-s.legend)
	return s.out.end()
}

func newScene(p *Plot) *scene {
	s := &scene{plot: p, layers: slices.Clone(p.layers), used: &occupancy{map[[2]int]bool{}}}
	s.w, s.h = p.frame.size()
	s.x.scale, _ = scaleOf(p.frame.XScale)
	s.y.scale, _ = scaleOf(p.frame.YScale)
	s.x.room = func(label string) float64 { return textWidth(label) + 12 }
	s.y.room = func(string) float64 { return lineHeight + 2 }
	s.x.spacing, s.y.spacing = 75, 42
	for _, a := range []struct {
		*axis
		bounds []float64
	}{{&s.x, p.frame.XRange}, {&s.y, p.frame.YRange}} {
		lo, hi := math.NaN(), math.NaN()
		for i := range p.layers {
			l, h := p.layers[i].extent(a.axis == &s.x, a.name == "log")
			lo, hi = fmin(lo, l), fmax(hi, h)
		}
		a.fit(lo, hi, a.bounds)
	}
	s.color()
	return s
}

// color gives each layer its own colour or the palette's next.
func (s *scene) color() {
	next := 0
	for i := range s.layers {
		l := &s.layers[i]
		color, _ := colorOf(l.style.Color)
		switch {
		case color != "":
		case l.mark == hline || l.mark == vline:
			color, _ = colorOf("gray")
		default:
			color, _ = colorOf(palette[next%len(palette)])
			if l.style.Dash == "" { // later rounds of the palette differ
				l.style.Dash = []string{"solid", "dashed", "dotted"}[min(next/len(palette), 2)]
			}
			if l.mark.own {
				next++
			}
		}
		s.colors = append(s.colors, color)
	}
}

// layout finds the rectangle between the axes and what is written around it.
func (s *scene) layout() {
	f := &s.plot.frame
	s.title = wrap(f.Title, s.w-2*margin, titleWidth)
	s.top = margin + s.legend
	if n := len(s.title); n > 0 {
		s.top += float64(n)*(lineHeight+1) + 6
	}
	// The labels' power of ten depends on the ticks, those on the room that
	// labels leave: two rounds settle it.
	s.left, s.low = margin+40, margin+40
	right := s.w - margin - 6
	for range 2 {
		s.y.from, s.y.to = s.h-s.low, s.top
		s.x.from, s.x.to = s.left, right
		var xexp, yexp int
		s.xmajor, s.xminor, xexp = s.x.ticks(&s.x)
		s.ymajor, s.yminor, yexp = s.y.ticks(&s.y)
		s.xlabel = wrap(axisLabel(f.XLabel, f.XUnit, xexp), s.x.length(), textWidth)
		s.ylabel = wrap(axisLabel(f.YLabel, f.YUnit, yexp), s.y.length(), textWidth)
		s.low = margin + 6 + lineHeight
		if n := len(s.xlabel); n > 0 {
			s.low += 4 + lineHeight*float64(n)
		}
		widest := 0.0
		for _, t := range s.ymajor {
			widest = math.Max(widest, textWidth(t.label))
		}
		s.left = margin + widest + 8
		if n := len(s.ylabel); n > 0 {
			s.left += 6 + lineHeight*float64(n)
		}
		right = s.w - margin
		for _, t := range s.xmajor { // the last label may stand out
			right = math.Min(right, s.w-margin-(s.x.at(t.at)+textWidth(t.label)/2-s.x.to))
		}
	}
	s.y.from = s.h - s.low
	s.y.to = math.Min(s.top, s.y.from-20) // however small the picture is
	s.x.from, s.x.to = s.left, math.Max(s.left+20, right)
	s.box = draw.Canvas{Rectangle: vg.Rectangle{
		Min: vg.Point{X: vg.Length(s.x.from), Y: vg.Length(s.y.to)},
		Max: vg.Point{X: vg.Length(s.x.to), Y: vg.Length(s.y.from)},
	}}
}

// paint draws everything but the legend.
func (s *scene) paint() {
	about := cut(s.plot.String(), 400, func(s string) float64 { return float64(len(s)) })
	s.out = newSVG(s.w, s.h, about)
	s.grid()
	p := painter{out: s.out, x: &s.x, y: &s.y, box: s.box, used: s.used}
	p.limit = max(200, maxPoints/len(s.layers))
	for i := range s.layers {
		p.color = s.colors[i]
		l := &s.layers[i]
		l.mark.paint(&p, l)
	}
	s.axes()
	s.texts()
}

func (s *scene) grid() {
	for _, set := range []struct {
		color string
		x, y  []tick
	}{{faintInk, s.xminor, s.yminor}, {gridInk, s.xmajor, s.ymajor}} {
		var b strings.Builder
		for _, t := range set.x {
			fmt.Fprintf(&b, "M%s,%sV%s", num(s.x.at(t.at)), num(s.y.from), num(s.y.to))
		}
		for _, t := range set.y {
			fmt.Fprintf(&b, "M%s,%sH%s", num(s.x.from), num(s.y.at(t.at)), num(s.x.to))
		}
		s.out.stroke(b.String(), set.color, 1, "")
	}
}

func (s *scene) axes() {
	var b strings.Builder
	fmt.Fprintf(&b, "M%s,%sV%sH%s", num(s.x.from), num(s.y.to), num(s.y.from), num(s.x.to))
	for _, t := range s.xmajor {
		fmt.Fprintf(&b, "M%s,%sv4", num(s.x.at(t.at)), num(s.y.from))
	}
	for _, t := range s.ymajor {
		fmt.Fprintf(&b, "M%s,%sh-4", num(s.x.from), num(s.y.at(t.at)))
	}
	s.out.stroke(b.String(), axisInk, 1, "")
	for _, t := range s.xmajor {
		s.out.text(s.x.at(t.at), s.y.from+17, "middle", softInk, "", t.label, false)
	}
	for _, t := range s.ymajor {
		s.out.text(s.x.from-7, s.y.at(t.at)+4, "end", softInk, "", t.label, false)
	}
}

func (s *scene) texts() {
	bold := fmt.Sprintf(` font-size="%d" font-weight="bold"`, titleSize)
	x := s.left
	for _, line := range s.title {
		if titleWidth(line) > s.w-margin-x {
			x = margin
		}
	}
	for i, line := range s.title {
		s.out.text(x, margin+12+float64(i)*(lineHeight+1), "start", ink, bold, line, false)
	}
	for i, line := range s.xlabel {
		y := s.y.from + 6 + lineHeight + 4 + lineHeight*(float64(i)+.75)
		s.out.text((s.x.from+s.x.to)/2, y, "middle", ink, "", line, false)
	}
	for i, line := range s.ylabel {
		s.out.text(margin+lineHeight*(float64(i)+.75), (s.y.from+s.y.to)/2, "middle", ink, "", line, true)
	}
}
