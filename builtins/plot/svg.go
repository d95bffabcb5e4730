package plot

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
)

// svg writes a picture. Coordinates are CSS pixels from the top left, written
// to a tenth.
type svg struct{ b strings.Builder }

func newSVG(w, h float64, about string) *svg {
	s := &svg{}
	fmt.Fprintf(&s.b, `<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %g %g" `+
		`font-family=%q font-size="%d" role="img" aria-label="%s">`+"\n", w, h, w, h, fontFamily, textSize, escape(about))
	fmt.Fprintf(&s.b, "<rect width=\"%g\" height=\"%g\" fill=\"%s\"/>\n", w, h, paper)
	return s
}

func (s *svg) end() string { return s.b.String() + "</svg>\n" }

// stroke draws lines.
func (s *svg) stroke(path, color string, width float64, dash string) {
	if path == "" {
		return
	}
	fmt.Fprintf(&s.b, `<path d="%s" fill="none" stroke="%s" stroke-width="%s"`, path, color, num(width))
	if dash != "" {
		fmt.Fprintf(&s.b, ` stroke-dasharray="%s"`, dash)
	} else {
		s.b.WriteString(` stroke-linejoin="round"`)
	}
	s.b.WriteString("/>\n")
}

// dots draws round points: a line without length has round ends.
func (s *svg) dots(path, color string, size, opacity float64) {
	if path != "" {
		fmt.Fprintf(&s.b, `<path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round" stroke-opacity="%s"/>`+"\n",
			path, color, num(size), num2(opacity))
	}
}

// fill fills areas; edge is the colour of their outline, "" for none.
func (s *svg) fill(path, color string, opacity float64, edge string) {
	if path == "" {
		return
	}
	fmt.Fprintf(&s.b, `<path d="%s" fill="%s" fill-opacity="%s"`, path, color, num2(opacity))
	if edge != "" {
		fmt.Fprintf(&s.b, ` stroke="%s" stroke-width="0.75"`, edge)
	}
	s.b.WriteString("/>\n")
}

// text writes a line; anchor is start, middle or end. A turned text reads
// upwards.
func (s *svg) text(x, y float64, anchor, color, attrs, text string, turned bool) {
	fmt.Fprintf(&s.b, `<text x="%s" y="%s"`, num(x), num(y))
	if anchor != "start" {
		fmt.Fprintf(&s.b, ` text-anchor="%s"`, anchor)
	}
	if turned {
		fmt.Fprintf(&s.b, ` transform="rotate(-90 %s %s)"`, num(x), num(y))
	}
	fmt.Fprintf(&s.b, ` fill="%s"%s>%s</text>`+"\n", color, attrs, raise(escape(text)))
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"

// raise writes superscripts as raised digits: many fonts have only some of
// them.
func raise(s string) string {
	if !strings.ContainsAny(s, raised) {
		return s
	}
	var b strings.Builder
	up := false
	for _, r := range s {
		i := strings.IndexRune(raised, r)
		if i >= 0 && !up {
			b.WriteString(`<tspan dy="-4" font-size="9">`)
		} else if i < 0 && up {
			b.WriteString(`</tspan><tspan dy="4">`)
			b.WriteRune(r)
			b.WriteString(`</tspan>`)
			up = false
			continue
		}
		up = i >= 0
		if up {
			r = []rune("0123456789−")[strings.Count(raised[:i], "")-1]
		}
		b.WriteRune(r)
	}
	if up {
		b.WriteString("</tspan>")
	}
	return b.String()
}

// escape makes a text of what XML may hold.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' {
			return ' '
		}
		if r < 0x20 || r == 0xfffe || r == 0xffff {
			return 0xfffd
		}
		return r
	}, s))
}

// num writes a coordinate to a tenth of a pixel.
func num(x float64) string {
	s := strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

func num2(x float64) string { return strconv.FormatFloat(math.Round(x*100)/100, 'g', -1, 64) }

// polyline is the path of joined points.
func polyline(b *strings.Builder, pts []vg.Point) {
	for i, p := range pts {
		if i == 0 {
			b.WriteByte('M')
		} else {
			b.WriteByte('L')
		}
		b.WriteString(num(float64(p.X)))
		b.WriteByte(',')
		b.WriteString(num(float64(p.Y)))
	}
}
