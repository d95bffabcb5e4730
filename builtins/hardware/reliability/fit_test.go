package reliability

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// cases are fits of every family to data of every kind.
func cases() []struct {
	family string
	weak   bool
	data   []obs
} {
	var out []struct {
		family string
		weak   bool
		data   []obs
	}
	for _, family := range []string{"weibull", "lognormal", "exponential"} {
		for _, weak := range []bool{false, true} {
			data := mixed()
			if weak { // many that seem not to fail at all
				data = append(data, obs{right, 5000, 5000, 60})
			}
			out = append(out, struct {
				family string
				weak   bool
				data   []obs
			}{family, weak, data})
		}
	}
	return out
}

func mustFit(t *testing.T, family string, data []obs, weak bool) *Fit {
	t.Helper()
	f, err := fitFamily(family, merged(slices.Clone(data)), weak, always)
	if err != nil {
		t.Fatalf("%s, subpopulation %v: %v", family, weak, err)
	}
	return f
}

func close(got, want, relative float64) bool {
	return math.Abs(got-want) <= relative*math.Abs(want)
}

// The likelihood is greatest at the estimates: everywhere around them it is
// lower, and by about what the information says.
func TestMaximum(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range cases() {
		f := mustFit(t, c.family, c.data, c.weak)
		dirs := f.model.space(f.fixedSlope)
		g, _ := project(f.model.at(f.top.at), dirs)
		for i := range g {
			if scale := math.Sqrt(f.top.info.At(i, i)); math.Abs(g[i]) > 1e-8*scale {
				t.Errorf("%s %v: gradient %v at the maximum", c.family, c.weak, g)
			}
		}
		for range 200 {
			step := make([]float64, len(dirs))
			for i := range step {
				step[i] = random.NormFloat64() * 0.5 / math.Sqrt(f.top.info.At(i, i))
			}
			if l := f.model.at(move(f.top.at, dirs, step, 1)).value; l > f.top.logLik {
				t.Fatalf("%s %v: the likelihood rises by %g along %v", c.family, c.weak, l-f.top.logLik, step)
			}
		}
	}
}

// A count says the same as as many rows, in any order.
func TestCountsAreRows(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, c := range cases() {
		once := mustFit(t, c.family, c.data, c.weak)
		var twice []obs
		for _, o := range c.data {
			for range int(2 * o.weight) { // mixed counts in halves
				twice = append(twice, obs{o.kind, o.lower, o.upper, 1})
			}
		}
		random.Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
		f := mustFit(t, c.family, twice, c.weak)
		for i, p := range f.params {
			if !close(f.value(i), once.value(i), 1e-9) || !close(f.se(i), once.se(i)/math.Sqrt2, 1e-7) {
				t.Errorf("%s %v: %s = %g ± %g, want %g ± %g", c.family, c.weak, p.name, f.value(i), f.se(i), once.value(i), once.se(i)/math.Sqrt2)
			}
		}
		if !close(f.top.logLik, 2*once.top.logLik, 1e-11) {
			t.Errorf("%s %v: log-likelihood %g, want %g", c.family, c.weak, f.top.logLik, 2*once.top.logLik)
		}
	}
}

// In another unit of time, eta and mean scale, mu moves, the rest stays; the
// density of each exact failure has the inverse unit.
func TestUnitOfTime(t *testing.T) {
	for _, scale := range []float64{1e-9, 3600, 1e120} {
		for _, c := range cases() {
			f := mustFit(t, c.family, c.data, c.weak)
			scaled := slices.Clone(c.data)
			density := 0.0
			for i := range scaled {
				scaled[i].lower *= scale
				scaled[i].upper *= scale
				if scaled[i].kind == exact {
					density += scaled[i].weight
				}
			}
			g := mustFit(t, c.family, scaled, c.weak)
			for i, p := range g.params {
				want, wantSE := f.value(i), f.se(i)
				switch p.name {
				case "eta", "mean":
					want, wantSE = want*scale, wantSE*scale
				case "mu":
					want += math.Log(scale)
				}
				if !close(g.value(i), want, 1e-8) || !close(g.se(i), wantSE, 1e-7) {
					t.Errorf("%s %v × %g: %s = %.10g ± %.10g, want %.10g ± %.10g", c.family, c.weak, scale, p.name, g.value(i), g.se(i), want, wantSE)
				}
			}
			if want := f.top.logLik - density*math.Log(scale); !close(g.top.logLik, want, 1e-9) {
				t.Errorf("%s %v × %g: log-likelihood %.10g, want %.10g", c.family, c.weak, scale, g.top.logLik, want)
			}
		}
	}
}

// Failures known between ever closer times become exact ones: the fit's
// difference goes with the square of the width.
func TestIntervalsBecomeExact(t *testing.T) {
	for _, c := range cases() {
		var exactOnes []obs
		for _, o := range c.data {
			if o.kind == exact || o.kind == interval || o.kind == left {
				o.lower = o.middle()
				o.kind, o.upper = exact, o.lower
			}
			exactOnes = append(exactOnes, o)
		}
		f := mustFit(t, c.family, exactOnes, c.weak)
		for _, w := range []float64{1e-2, 1e-4, 1e-7, 1e-12} {
			around := slices.Clone(exactOnes)
			wide := 0.0
			for i, o := range around {
				if o.kind == exact {
					around[i] = obs{interval, o.lower * (1 - w/2), o.lower * (1 + w/2), o.weight}
					wide += o.weight * math.Log(around[i].upper-around[i].lower)
				}
			}
			g := mustFit(t, c.family, around, c.weak)
			for i, p := range g.params {
				if math.Abs(g.at[i]-f.at[i]) > w*w+1e-6*math.Sqrt(w)+1e-10 {
					t.Errorf("%s %v, width %g: %s is off by %g", c.family, c.weak, w, p.name, g.at[i]-f.at[i])
				}
			}
			if got := g.top.logLik - wide; math.Abs(got-f.top.logLik) > 10*w*w+1e-3*math.Sqrt(w) && w < 1e-11 || math.Abs(got-f.top.logLik) > 1e-3 {
				t.Errorf("%s %v, width %g: log-likelihood per width %g, want %g", c.family, c.weak, w, got, f.top.logLik)
			}
		}
	}
}

// Complete samples have their estimates in closed form.
func TestClosedForms(t *testing.T) {
	var data []obs
	var n, sum, logs, squares float64
	for _, x := range []float64{3.1, 7, 0.4, 12.5, 5.5, 90, 33} {
		data = append(data, obs{exact, x, x, 1})
		n, sum, logs, squares = n+1, sum+x, logs+math.Log(x), squares+math.Log(x)*math.Log(x)
	}
	f := mustFit(t, "lognormal", data, false)
	m := logs / n
	s := math.Sqrt(squares/n - m*m)
	for i, want := range []struct{ value, se float64 }{{m, s / math.Sqrt(n)}, {s, s / math.Sqrt(2*n)}} {
		if !close(f.value(i), want.value, 1e-10) || !close(f.se(i), want.se, 1e-9) {
			t.Errorf("lognormal: %s = %g ± %g, want %g ± %g", f.params[i].name, f.value(i), f.se(i), want.value, want.se)
		}
	}
	alive := append(data, obs{right, 100, 100, 2})
	f = mustFit(t, "exponential", alive, false)
	if want := (sum + 200) / n; !close(f.value(0), want, 1e-12) || !close(f.se(0), want/math.Sqrt(n), 1e-10) {
		t.Errorf("exponential: %g ± %g, want %g ± %g", f.value(0), f.se(0), want, want/math.Sqrt(n))
	}
	for _, at := range []float64{0, 1e-300, 5, 1e6} {
		if got, want := f.hazard(at), n/(sum+200); !close(got, want, 1e-12) {
			t.Errorf("exponential: hazard %g at %g, want %g", got, at, want)
		}
	}
	if want := -n*math.Log((sum+200)/n) - n; !close(f.top.logLik, want, 1e-12) {
		t.Errorf("exponential: log-likelihood %g, want %g", f.top.logLik, want)
	}
}

// Quantile inverts cdf, survival completes it, and the hazard is the density
// (by differences) of the units alive.
func TestFunctionsOfTime(t *testing.T) {
	for _, c := range cases() {
		f := mustFit(t, c.family, c.data, c.weak)
		p := f.model.p(f.top.at)
		if h := f.hazard(1e300); math.IsNaN(h) || h < 0 || c.weak && h > 1e-200 {
			t.Errorf("%s %v: hazard %g when hardly any is left", c.family, c.weak, h)
		}
		for _, q := range []float64{1e-12, 0.01, 0.3, 0.9, 0.9999} {
			x, err := f.quantile(q * p)
			if err != nil {
				t.Fatal(err)
			}
			if !close(f.cdf(x), q*p, 1e-9) || !close(f.survival(x), 1-q*p, 1e-9) {
				t.Errorf("%s %v: cdf %g, survival %g at the quantile of %g", c.family, c.weak, f.cdf(x), f.survival(x), q*p)
			}
			const h = 1e-5
			density := (f.cdf(x*(1+h)) - f.cdf(x*(1-h))) / (2 * h * x)
			if got := f.hazard(x) * f.survival(x); !close(got, density, 1e-4) {
				t.Errorf("%s %v: density %g at %g, differences give %g", c.family, c.weak, got, x, density)
			}
		}
	}
}

// Data for which the likelihood has no maximum are refused with the reason.
func TestNoMaximum(t *testing.T) {
	at := func(times ...float64) (out []obs) {
		for _, x := range times {
			out = append(out, obs{exact, x, x, 1})
		}
		return out
	}
	alive := obs{right, 10, 10, 5}
	for _, c := range []struct {
		name, family string
		weak         bool
		data         []obs
		want         string
	}{
		{"no failures", "weibull", false, []obs{alive}, "no unit failed"},
		{"no failures", "exponential", true, []obs{alive}, "no unit failed"},
		{"one time", "weibull", false, at(10, 10, 10), "come at one time"},
		{"one time, units alive no longer", "lognormal", false, append(at(10, 10), alive), "come at one time"},
		{"one time, units alive after", "lognormal", true, append(at(7, 7), alive), "come at one time"},
		{"one interval", "weibull", false, []obs{{interval, 3, 5, 7}, {right, 4, 4, 1}}, "come at one time"},
		{"two intervals that touch", "weibull", false, []obs{{interval, 3, 5, 7}, {interval, 5, 8, 2}}, "come at one time"},
		{"gone when first looked at, or alive", "weibull", false, []obs{{left, 3, 3, 5}, {right, 3, 3, 1}, {right, 2, 2, 1}}, "come at one time"},
		{"the same when looked at twice", "lognormal", false, []obs{{left, 3, 3, 5}, {right, 3, 3, 5}, {left, 9, 9, 5}, {right, 9, 9, 5}}, "flat"},
		{"found failed at once", "exponential", false, []obs{{left, 3, 3, 4}}, "life goes to 0"},
		{"all failed", "weibull", true, at(1, 2, 3, 5, 9), "without a subpopulation"},
		{"alive as one expects", "weibull", true, append(at(1, 2, 3, 5, 9), obs{right, 2, 2, 3}), "without a subpopulation"},
	} {
		f, err := fitFamily(c.family, merged(c.data), c.weak, always)
		switch {
		case err == nil:
			t.Errorf("%s, %s: got a fit %v", c.name, c.family, f.at)
		case !errors.Is(err, errNoMaximum) || !strings.Contains(err.Error(), c.want):
			t.Errorf("%s, %s: %v, want … %s", c.name, c.family, err, c.want)
		}
	}
}

// Extreme data that do have a maximum.
func TestHardData(t *testing.T) {
	for _, c := range []struct {
		name   string
		family string
		data   []obs
	}{
		{"one failure, the others alive longer", "weibull", []obs{{exact, 5, 5, 1}, {right, 6, 6, 1e6}}},
		{"one failure, alive hardly longer", "weibull", []obs{{exact, 5, 5, 1}, {right, 5.001, 5.001, 3}}},
		{"two times hardly apart", "weibull", []obs{{exact, 5, 5, 1}, {exact, 5.00001, 5.00001, 1}}},
		{"two times far apart", "lognormal", []obs{{exact, 1e-150, 1e-150, 1}, {exact, 1e150, 1e150, 1}}},
		{"one in a billion", "lognormal", []obs{{exact, 5, 5, 1}, {exact, 7, 7, 1}, {right, 10, 10, 1e9}}},
		{"alive or not when looked at", "weibull", []obs{{left, 5, 5, 1}, {left, 9, 9, 4}, {right, 5, 5, 4}, {right, 9, 9, 1}}},
		{"one far out", "weibull", []obs{{exact, 5, 5, 50}, {exact, 6, 6, 50}, {exact, 1e9, 1e9, 1}}},
	} {
		f := mustFit(t, c.family, c.data, false)
		g, _ := project(f.model.at(f.top.at), f.model.space(false))
		for i := range g {
			if math.Abs(g[i]) > 1e-7*math.Sqrt(f.top.info.At(i, i)) {
				t.Errorf("%s: gradient %v at %v", c.name, g, f.top.at)
			}
		}
	}
}

// A fit, an interval and their like end as soon as they are asked to.
func TestInterrupt(t *testing.T) {
	stop := errors.New("stop")
	data := study(t, "lfp1370", "Failure")
	whole := 0
	f, err := fitFamily("weibull", data, true, func() error { whole++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	for after := 0; after < whole; after += 17 {
		left := after
		_, err := fitFamily("weibull", data, true, func() error {
			if left--; left < 0 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) {
			t.Fatalf("asked to stop at evaluation %d of %d: %v", after, whole, err)
		}
	}
	if _, _, err := f.confidence(0, 0.95, func() error { return stop }); !errors.Is(err, stop) {
		t.Errorf("interval: %v", err)
	}
}

// Of many samples drawn from a known distribution, 90 % profiles hold the
// truth in nine of ten cases: of 300, in 255 to 285 but for a chance of 1 %.
func TestCoverage(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	const samples = 300
	for _, c := range []struct {
		family string
		shape  *shape
		truth  []float64 // in the order of the parameters
		weak   bool
	}{
		{"weibull", extreme, []float64{100, 1.7}, false},
		{"lognormal", normal, []float64{4, 0.8}, false},
		{"exponential", extreme, []float64{80}, false},
		{"weibull", extreme, []float64{30, 1.2, 0.3}, true},
	} {
		held := make([]int, len(c.truth))
		for range samples {
			var data []obs
			for range 150 {
				mu, s := math.Log(c.truth[0]), 1.0
				switch c.family {
				case "weibull":
					s = 1 / c.truth[1]
				case "lognormal":
					mu, s = c.truth[0], c.truth[1]
				}
				x := math.Exp(mu + s*c.shape.quantile(random.Float64()))
				end := 60 + 100*random.Float64()
				switch fails := !c.weak || random.Float64() < c.truth[2]; {
				case !fails || x > end:
					data = append(data, obs{right, end, end, 1})
				case x < 20: // found failed at the first look
					data = append(data, obs{left, 20, 20, 1})
				case x < 40:
					data = append(data, obs{interval, 20, 40, 1})
				default:
					data = append(data, obs{exact, x, x, 1})
				}
			}
			f := mustFit(t, c.family, data, c.weak)
			for i, truth := range c.truth {
				p := f.params[i]
				at, err := f.profile(p.role, coordinateOf(p, truth), f.top.at, always)
				if err != nil {
					t.Fatal(err)
				}
				if 2*(f.top.logLik-at.above) < 2.705543 { // chi squared, 90 %
					held[i]++
				}
			}
		}
		for i, n := range held {
			if n < 255 || n > 285 {
				t.Errorf("%s %v: parameter %d in %d of %d intervals, want 255 to 285", c.family, c.weak, i, n, samples)
			}
		}
	}
}

// Where a climb may be misled, the search without derivatives goes uphill.
func TestSearch(t *testing.T) {
	data := merged(study(t, "lfp1370", "Failure"))
	m := newLikelihood(extreme, true, data)
	start := theta{0, 5, 6} // all weak, and all failing at one time
	found := m.search(start, false, always)
	if before, after := m.at(start).value, m.at(found).value; !(after > before+100) {
		t.Errorf("from %g to %g", before, after)
	}
}
