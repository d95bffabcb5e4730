package random

import (
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const draws = 200000

// moments returns mean and variance.
func moments(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		variance += (v - mean) * (v - mean)
	}
	return mean, variance / float64(len(x)-1)
}

// distance is the greatest between the sample's distribution and cdf, in
// units of 1/sqrt(n): Kolmogorov and Smirnov's. One in a thousand is above 1.95.
func distance(x []float64, cdf func(float64) float64) float64 {
	s, n, d := slices.Sorted(slices.Values(x)), float64(len(x)), 0.0
	for i, v := range s {
		p := cdf(v)
		d = max(d, p-float64(i)/n, float64(i+1)/n-p)
	}
	return d * math.Sqrt(n)
}

func sample(key Key, use purpose, f func(s *stream, i uint64) float64) []float64 {
	s, x := newStream(key, use), make([]float64, draws)
	for i := range x {
		x[i] = f(s, uint64(i))
	}
	return x
}

func TestDistributions(t *testing.T) {
	uniform := func(s *stream, i uint64) float64 { return s.uniform(i, -1, 3) }
	normal := func(s *stream, i uint64) float64 { return s.normal(i) }
	for _, key := range []Key{0, 1, 12345, Key(7).labelled("x")} {
		for _, c := range []struct {
			name           string
			x              []float64
			mean, variance float64
			kurtosis       float64 // the fourth moment over the variance squared
			cdf            func(float64) float64
		}{
			{"uniform", sample(key, forUniform, uniform), 1, 16. / 12, 1.8, func(v float64) float64 { return (v + 1) / 4 }},
			{"normal", sample(key, forNormal, normal), 0, 1, 3, func(v float64) float64 { return math.Erfc(-v/math.Sqrt2) / 2 }},
		} {
			mean, variance := moments(c.x)
			if off := (mean - c.mean) / math.Sqrt(c.variance/draws); math.Abs(off) > 4 {
				t.Errorf("%s of %v: mean %v, %.1f standard errors from %v", c.name, key, mean, off, c.mean)
			}
			if off := (variance/c.variance - 1) / math.Sqrt((c.kurtosis-1)/draws); math.Abs(off) > 4 {
				t.Errorf("%s of %v: variance %v, %.1f standard errors from %v", c.name, key, variance, off, c.variance)
			}
			if d := distance(c.x, c.cdf); d > 1.95 {
				t.Errorf("%s of %v: distance %v, want at most 1.95", c.name, key, d)
			}
			var next float64 // each number with the following
			for i := range c.x[1:] {
				next += (c.x[i] - c.mean) * (c.x[i+1] - c.mean)
			}
			if off := next / (c.variance * math.Sqrt(draws)); math.Abs(off) > 4 {
				t.Errorf("%s of %v: neighbours correlate, %.1f standard errors", c.name, key, off)
			}
		}
	}
}

// Keys split off have nothing to do with one another, nor has what one key is
// used for.
func TestIndependence(t *testing.T) {
	k := Key(11)
	normal := func(s *stream, i uint64) float64 { return s.normal(i) }
	all := [][]float64{
		sample(k, forNormal, normal), sample(k, forUniform, normal),
		sample(k.numbered(0), forNormal, normal), sample(k.numbered(1), forNormal, normal),
		sample(k.labelled("a"), forNormal, normal), sample(k.labelled("b"), forNormal, normal),
		sample(k+1, forNormal, normal),
	}
	for i, x := range all {
		for j, y := range all[:i] {
			var sum float64
			for n := range x {
				sum += x[n] * y[n]
			}
			if off := sum / math.Sqrt(draws); math.Abs(off) > 4 {
				t.Errorf("samples %d and %d correlate: %.1f standard errors", j, i, off)
			}
		}
	}
}

// chi2 of counts that should be equal.
func chi2(counts []int) float64 {
	n := 0
	for _, c := range counts {
		n += c
	}
	want, sum := float64(n)/float64(len(counts)), 0.0
	for _, c := range counts {
		sum += (float64(c) - want) * (float64(c) - want) / want
	}
	return sum
}

// A remainder modulo span would favour small numbers: for 3 2^62 the first
// third would come twice as often.
func TestIntegersAreEven(t *testing.T) {
	for _, c := range []struct {
		span, bucket uint64
		limit        float64 // one in a thousand is above
	}{
		{6, 1, 20.5}, {2, 1, 10.8}, {10, 1, 27.9}, {3 << 62, 1 << 62, 13.8}, {5 << 61, 1 << 61, 18.5}, {1<<63 + 2, 1<<61 + 1, 16.3},
	} {
		s, counts := newStream(3, forIntegers), make([]int, (c.span-1)/c.bucket+1)
		for i := range uint64(draws) {
			v := s.below(i, c.span)
			if v >= c.span {
				t.Fatalf("%d is not below %d", v, c.span)
			}
			counts[v/c.bucket]++
		}
		if x := chi2(counts); x > c.limit {
			t.Errorf("below %d: %v, chi2 %.1f, want at most %v", c.span, counts, x, c.limit)
		}
	}
	if s := newStream(0, forIntegers); s.below(0, 1) != 0 {
		t.Error("below 1 there is but 0")
	}
}

// The quantiles that mpmath finds with 60 digits, and those Wichura prints.
func TestQuantile(t *testing.T) {
	for _, c := range [][2]float64{
		{0.25, -0.6744897501960817},
		{0.001, -3.090232306167814},
		{1e-20, -9.262340089798408}, // Wichura
		{5.551115123125783e-17, -8.292361075813595},
		{1.6653345369377348e-16, -8.160707840858583},
		{1e-12, -7.034483825301132},
		{1e-06, -4.753424308822899},
		{1.3887943864964021e-11, -6.657904643501103}, // between the second and the third formula
		{0.075, -1.439531470938456},                  // between the first and the second
		{0.0750001, -1.4395307645017297},
		{0.02, -2.053748910631823},
		{0.5, 0},
		{0.499999, -2.5066282745665593e-06},
		{0.4, -0.2533471031357997},
		{7.986233415478756e-05, -3.7754412498463497},
		{1.0375665778642224e-09, -5.9918138995404915},
		{0.04502813267421483, -1.6951009853901364},
		{0.3082336868315832, -0.5008632418138731},
		{6.514260129459068e-17, -8.273314714255951},
	} {
		if got := lowerQuantile(c[0]); math.Abs(got-c[1]) > 1e-15*math.Abs(c[1]) {
			t.Errorf("quantile of %v = %v, want %v", c[0], got, c[1])
		}
	}
}

// digest folds the bits of many numbers.
func digest() string {
	h := fnv.New64a()
	u, n, k := newStream(9, forUniform), newStream(9, forNormal), newStream(9, forIntegers)
	for i := range uint64(20000) {
		_, _ = fmt.Fprintf(h, "%x %x %x ", math.Float64bits(u.uniform(i, -1, 2)), math.Float64bits(n.normal(i)), k.below(i, 3<<62))
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

const wantDigest = "8b031d02a78b7c51"

// The same numbers on every processor: also without fused multiply-add, and
// without what came after the first amd64.
func TestSameBits(t *testing.T) {
	if got := digest(); got != wantDigest {
		t.Errorf("digest %s, want %s: a key's numbers changed", got, wantDigest)
	}
	if os.Getenv("STARLING_PLAIN_CPU") != "" {
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestSameBits$")
	cmd.Env = append(os.Environ(), "STARLING_PLAIN_CPU=1", "GODEBUG=cpu.all=off")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
		t.Errorf("with a plain processor: %v\n%s", err, out)
	}
}

// The end of an interval is not drawn, however narrow it is.
func TestUniformStaysBelow(t *testing.T) {
	s := newStream(2, forUniform)
	low, high := 1.0, math.Nextafter(1, 2)
	for i := range uint64(1000) {
		if v := s.uniform(i, low, high); v != low {
			t.Fatalf("%v from [%v, %v)", v, low, high)
		}
	}
	if v := s.uniform(0, 4, 4); v != 4 {
		t.Errorf("%v from an empty interval at 4", v)
	}
}
