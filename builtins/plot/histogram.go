package plot

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

const maxBins = 10_000

// Bins says how a histogram divides its range. The zero value chooses a
// number of bins from the data.
type Bins struct {
	Count   int       // bins of equal width
	Edges   []float64 // or these edges, increasing
	Log     bool      // equal width on a log axis
	Density bool      // the bars' area is 1
}

// Histogram counts values in bins. Values that are not finite are left out.
func Histogram(x []float64, b Bins, s Style) Layer {
	l := Layer{mark: histogram, style: s}
	l.x, l.y, l.err = count(x, b)
	if l.err != nil {
		l.err = fmt.Errorf("histogram: %w", l.err)
	}
	return l
}

func count(x []float64, b Bins) (edges, heights []float64, err error) {
	var data []float64
	for i, v := range x {
		if b.Log && finite(v) && v <= 0 {
			return nil, nil, fmt.Errorf("x[%d] = %g, want above 0 on a log scale", i, v)
		}
		if finite(v) {
			if math.Abs(v) > maxValue {
				return nil, nil, fmt.Errorf("x[%d] = %g, want a magnitude of at most %g", i, v, maxValue)
			}
			data = append(data, v)
		}
	}
	if len(x) == 0 {
		return nil, nil, errors.New("x is empty, want at least 1 value")
	}
	if len(data) == 0 {
		return nil, nil, fmt.Errorf("none of the %d values is finite", len(x))
	}
	slices.Sort(data)
	if edges, err = b.edges(data); err != nil {
		return nil, nil, err
	}
	heights = make([]float64, len(edges)-1)
	total := 0.0
	for _, v := range data {
		i, found := slices.BinarySearch(edges, v)
		if !found || (i == len(heights) && v == edges[i]) { // the last bin holds its upper edge
			i--
		}
		if i >= 0 && i < len(heights) {
			heights[i]++
			total++
		}
	}
	if b.Density && total > 0 {
		for i := range heights {
			heights[i] /= total * (edges[i+1] - edges[i])
		}
	}
	return edges, heights, nil
}

// edges of the bins for sorted data.
func (b *Bins) edges(data []float64) ([]float64, error) {
	if b.Edges != nil {
		if len(b.Edges) < 2 {
			return nil, fmt.Errorf("bins: got %d edges, want at least 2", len(b.Edges))
		}
		for i, e := range b.Edges {
			if !finite(e) || (i > 0 && e <= b.Edges[i-1]) {
				return nil, fmt.Errorf("bins[%d] = %g, want finite edges that increase", i, e)
			}
		}
		return b.Edges, nil
	}
	if b.Count < 0 || b.Count > maxBins {
		return nil, fmt.Errorf("bins = %d, want 1 to %d", b.Count, maxBins)
	}
	s, _ := scaleOf("")
	if b.Log {
		s, _ = scaleOf("log")
	}
	t := make([]float64, len(data))
	for i, v := range data {
		t[i] = s.forward(v)
	}
	lo, hi := t[0], t[len(t)-1]
	if hi-lo <= 1e-12*math.Max(math.Abs(lo), math.Abs(hi)) { // one value
		d := math.Max(0.5, math.Abs(lo)*1e-9)
		lo, hi = lo-d, hi+d
	}
	n := b.Count
	if n == 0 {
		n = autoBins(t, hi-lo)
	}
	edges := make([]float64, n+1)
	for i := range edges {
		edges[i] = s.inverse(lo + (hi-lo)*float64(i)/float64(n))
	}
	if lo == t[0] { // rounding must not lose the ends
		edges[0], edges[n] = data[0], data[len(data)-1]
	}
	return edges, nil
}

// autoBins is NumPy's "auto": the finer of the rules of Sturges (JASA 21, 65
// (1926)) and of Freedman and Diaconis (Z. Wahrscheinlichkeitstheorie 57, 453
// (1981)).
func autoBins(sorted []float64, span float64) int {
	n := float64(len(sorted))
	bins := math.Ceil(math.Log2(n)) + 1
	if width := 2 * (quantile(sorted, .75) - quantile(sorted, .25)) / math.Cbrt(n); width > 0 {
		bins = math.Max(bins, math.Ceil(span/width))
	}
	return int(math.Min(bins, 200)) // more cannot be told apart
}

func quantile(sorted []float64, p float64) float64 {
	h := p * float64(len(sorted)-1)
	i := int(h)
	if i+1 >= len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}
