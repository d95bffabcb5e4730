package plot

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
)

const (
	swatch   = 20.0 // width of a legend's sample
	row      = 17.0
	keyGap   = 6.0 // between a sample and its label
	cellSize = 6.0
)

// occupancy remembers which parts of the picture the data cover.
type occupancy struct {
	cells map[[2]int]bool // only asked, never iterated
}

func (o *occupancy) mark(x, y float64) {
	o.cells[[2]int{int(x / cellSize), int(y / cellSize)}] = true
}

func (o *occupancy) line(pts []vg.Point) {
	for i := 1; i < len(pts); i++ {
		a, d := pts[i-1], pts[i].Sub(pts[i-1])
		n := math.Ceil(math.Hypot(float64(d.X), float64(d.Y)) / (cellSize / 2))
		for k := 0.0; k <= n; k++ {
			t := vg.Length(k / math.Max(n, 1))
			o.mark(float64(a.X+t*d.X), float64(a.Y+t*d.Y))
		}
	}
}

// area marks the cells whose middle lies inside an outline.
func (o *occupancy) area(pts []vg.Point) {
	o.line(append(pts[:len(pts):len(pts)], pts[0]))
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range pts {
		lo, hi = math.Min(lo, float64(p.Y)), math.Max(hi, float64(p.Y))
	}
	for j := int(lo / cellSize); j <= int(hi/cellSize); j++ {
		y := (float64(j) + .5) * cellSize
		var xs []float64
		for i, a := range pts {
			b := pts[(i+1)%len(pts)]
			if (float64(a.Y) <= y) != (float64(b.Y) <= y) {
				xs = append(xs, float64(a.X)+(y-float64(a.Y))/float64(b.Y-a.Y)*float64(b.X-a.X))
			}
		}
		if len(xs) < 2 {
			continue
		}
		left, right := xs[0], xs[0]
		for _, x := range xs {
			left, right = math.Min(left, x), math.Max(right, x)
		}
		for x := left; x <= right; x += cellSize {
			o.mark(x, y)
		}
	}
}

func (o *occupancy) free(x, y, w, h float64) bool {
	for i := int(x / cellSize); i <= int((x+w)/cellSize); i++ {
		for j := int(y / cellSize); j <= int((y+h)/cellSize); j++ {
			if o.cells[[2]int{i, j}] {
				return false
			}
		}
	}
	return true
}

// An entry is a line of the legend.
type entry struct {
	layer *Layer
	color string
	label string
	width float64
}

// entries lists what has a label; longer ones than the limit are cut.
func (s *scene) entries(limit float64) []entry {
	var out []entry
	for i := range s.layers {
		l := &s.layers[i]
		if l.style.Label != "" {
			label := cut(l.style.Label, limit-swatch-keyGap, textWidth)
			out = append(out, entry{l, s.colors[i], label, swatch + keyGap + textWidth(label)})
		}
	}
	return out
}

// corner finds a place for the legend between the axes that hides no data.
func (s *scene) corner(list []entry) (x, y float64, ok bool) {
	w, h := widest(list), row*float64(len(list))
	const in = 10 // from the axes
	left, right := float64(s.box.Min.X)+in, float64(s.box.Max.X)-in-w
	top, bottom := float64(s.box.Min.Y)+in, float64(s.box.Max.Y)-in-h
	if right < left || bottom < top {
		return 0, 0, false
	}
	for _, at := range [][2]float64{{right, top}, {left, top}, {right, bottom}, {left, bottom}} {
		if s.used.free(at[0]-4, at[1]-4, w+8, h+8) {
			return at[0], at[1], true
		}
	}
	return 0, 0, false
}

// legendInside draws one entry under another on paper, over the grid.
func (s *scene) legendInside(list []entry, x, y float64) {
	w := widest(list)
	fmt.Fprintf(&s.out.b, `<rect x="%s" y="%s" width="%s" height="%s" rx="3" fill="%s" fill-opacity="0.9"/>`+"\n",
		num(x-5), num(y-4), num(w+10), num(row*float64(len(list))+8), paper)
	for i, e := range list {
		s.key(e, x, y+row*(float64(i)+.5))
	}
}

const columnGap = 18.0 // between the columns of a legend above the plot

// columns returns how many entries go side by side above a plot.
func columns(list []entry, width float64) int {
	return max(1, int((width+columnGap)/(widest(list)+columnGap)))
}

func widest(list []entry) float64 {
	w := 0.0
	for _, e := range list {
		w = math.Max(w, e.width)
	}
	return w
}

func (s *scene) legendAbove(list []entry, columns int, x, y float64) {
	pitch := widest(list) + columnGap
	for i, e := range list {
		s.key(e, x+pitch*float64(i%columns), y+row*(float64(i/columns)+.5))
	}
}

// key draws a sample of a layer and its label.
func (s *scene) key(e entry, x, y float64) {
	l := e.layer
	line := fmt.Sprintf("M%s,%sh%s", num(x), num(y), num(swatch))
	switch l.mark {
	case points:
		size := l.style.Size
		if size == 0 {
			size = 5
		}
		s.out.dots(fmt.Sprintf("M%s,%sh0", num(x+swatch/2), num(y)), e.color, math.Min(size, 10), 0.85)
	case histogram, band:
		def := .7
		if l.mark == band {
			def = .2
		}
		s.out.fill(fmt.Sprintf("M%s,%sh%sv9h-%sZ", num(x), num(y-4.5), num(swatch), num(swatch)), e.color, opacity(l, def), "")
	case hline, vline:
		width, dash := ruleStyle(l)
		s.out.stroke(line, e.color, width, dash)
	default:
		width := l.style.LineWidth
		if width == 0 {
			width = 1.75
		}
		s.out.stroke(line, e.color, math.Min(width, 6), dashes[l.style.Dash])
	}
	s.out.text(x+swatch+keyGap, y+4, "start", ink, "", strings.TrimSpace(e.label), false)
}
