package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// maxPoints bounds the points of all layers together, and with them the size
// of the picture: one takes about 12 bytes, a notebook allows 200 KB.
const maxPoints = 12_000

// thinLine leaves out points of a line that cannot be seen: of those that
// follow one another in a column of half a pixel it keeps the first, lowest,
// highest and last (M4; Jugel et al., Proc. VLDB 7, 797 (2014)). If more than
// limit remain, the line crosses its own way so often that stretches of equal
// length keep their extremes instead.
func thinLine(pts []vg.Point, limit int) []vg.Point {
	if len(pts) <= min(limit, 1000) {
		return pts
	}
	out := stretches(pts, func(i, start int) bool {
		return math.Floor(2*float64(pts[i].X)) != math.Floor(2*float64(pts[start].X))
	})
	if len(out) > limit {
		size := max(1, 6*len(pts)/limit)
		out = stretches(pts, func(i, start int) bool { return i-start >= size })
	}
	return out
}

// stretches reduces each run of points, up to where split says, to its ends
// and its extremes in both directions, in their order.
func stretches(pts []vg.Point, split func(i, start int) bool) []vg.Point {
	var out []vg.Point
	for start := 0; start < len(pts); {
		end := start + 1
		var keep [4]int // least and greatest x and y
		for k := range keep {
			keep[k] = start
		}
		for ; end < len(pts) && !split(end, start); end++ {
			p := pts[end]
			switch {
			case p.X < pts[keep[0]].X:
				keep[0] = end
			case p.X > pts[keep[1]].X:
				keep[1] = end
			}
			switch {
			case p.Y < pts[keep[2]].Y:
				keep[2] = end
			case p.Y > pts[keep[3]].Y:
				keep[3] = end
			}
		}
		last := -1
		for _, i := range inOrder(start, end-1, keep) {
			if i != last && (last < 0 || pts[i] != pts[last]) {
				out = append(out, pts[i])
			}
			last = i
		}
		start = end
	}
	return out
}

// inOrder returns the numbers sorted.
func inOrder(first, last int, keep [4]int) [6]int {
	all := [6]int{first, keep[0], keep[1], keep[2], keep[3], last}
	for i := 1; i < len(all); i++ {
		for j := i; j > 0 && all[j] < all[j-1]; j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	return all
}

// thinDots keeps one dot in each cell of a grid: of one pixel, or coarser
// until at most limit remain.
func thinDots(pts []vg.Point, limit int) []vg.Point {
	if len(pts) <= min(limit, 500) {
		return pts
	}
	for cell := 1.0; ; cell *= 1.5 {
		type place struct{ x, y int }
		seen := make(map[place]bool, min(len(pts), 4*limit)) // only asked, never iterated
		var out []vg.Point
		for _, p := range pts {
			at := place{int(math.Floor(float64(p.X) / cell)), int(math.Floor(float64(p.Y) / cell))}
			if !seen[at] {
				seen[at] = true
				out = append(out, p)
			}
		}
		if len(out) <= limit {
			return out
		}
	}
}
