package reliability

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

func always() error { return nil }

// study reads a published data set: a time, whether the unit failed, a count.
func study(t *testing.T, name, failed string) []obs {
	t.Helper()
	text, err := os.ReadFile("../../data/sets/" + name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, head := range rows[0] {
		column[head] = i
	}
	var data []obs
	for _, row := range rows[1:] {
		time, err := strconv.ParseFloat(row[0], 64)
		if err != nil {
			t.Fatal(err)
		}
		o := obs{kind: exact, lower: time, upper: time, weight: 1}
		if i, ok := column["event"]; ok && row[i] != failed {
			o.kind = right
		}
		if i, ok := column["count"]; ok {
			if o.weight, err = strconv.ParseFloat(row[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		data = append(data, o)
	}
	return data
}

// only keeps the failures by one mode: to the others, a unit that failed
// otherwise is one taken off test.
func only(t *testing.T, mode string) []obs {
	text, err := os.ReadFile("../../data/sets/shockabsorber.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var data []obs
	for _, row := range rows[1:] {
		time, _ := strconv.ParseFloat(row[0], 64)
		o := obs{kind: right, lower: time, upper: time, weight: 1}
		if row[1] == mode {
			o.kind = exact
		}
		data = append(data, o)
	}
	return data
}

// near accepts a relative error of 1e-4, or half a unit of the last digit
// that was printed.
func near(got, want, digit float64) bool {
	return math.Abs(got-want) <= math.Max(1e-4*math.Abs(want), digit/2*1.0001)
}

// nist are the failures of NIST/SEMATECH e-Handbook of Statistical Methods,
// sec. 8.4.1.2, with ten units stopped at 500 h.
func nist() []obs {
	var data []obs
	for _, t := range []float64{54, 187, 216, 240, 244, 335, 361, 373, 375, 386} {
		data = append(data, obs{kind: exact, lower: t, upper: t, weight: 1})
	}
	return append(data, obs{kind: right, lower: 500, upper: 500, weight: 10})
}

// Fits of Meeker and Escobar, Statistical Methods for Reliability Data (1998),
// and of NIST; the last number is the unit of the last printed digit.
func TestPublishedFits(t *testing.T) {
	type want struct {
		param       string
		value, unit float64
	}
	for _, c := range []struct {
		name, family  string
		data          []obs
		subpopulation bool
		params        []want
		logLik, unit  float64 // 0: not published
	}{
		{"shock absorber", "weibull", study(t, "shockabsorber", "Failure"), false, []want{{"eta", 27718.7, .1}, {"beta", 3.16047, 1e-5}}, -123.9954, 1e-4},
		{"its mode 1", "weibull", only(t, "Mode1"), false, []want{{"eta", 31205.8, .1}, {"beta", 3.384, 1e-3}}, 0, 0},
		{"its mode 2", "weibull", only(t, "Mode2"), false, []want{{"eta", 40865.9, .1}, {"beta", 2.822, 1e-3}}, 0, 0},
		{"ball bearings", "weibull", study(t, "lzbearing", ""), false, []want{{"eta", 81.8746, 1e-4}, {"beta", 2.10185, 1e-5}}, -113.692, 1e-3},
		{"ball bearings", "lognormal", study(t, "lzbearing", ""), false, []want{{"mu", 4.1504, 1e-4}, {"sigma", .5217, 1e-4}}, 0, 0},
		{"fans", "exponential", study(t, "fan", "Fail"), false, []want{{"mean", 28703.33, .01}}, 0, 0},
		{"fans", "weibull", study(t, "fan", "Fail"), false, []want{{"eta", 26296.8, .1}, {"beta", 1.0585, 1e-4}}, 0, 0},
		{"bearing cages", "weibull", study(t, "bearingcage", "Failed"), false, []want{{"eta", 11792.2, .1}, {"beta", 2.0353, 1e-4}}, -76.437, 1e-3},
		{"NIST 8.4.1.2", "weibull", nist(), false, []want{{"eta", 606.5275, 1e-4}, {"beta", 1.720797, 1e-6}}, 0, 0},
		{"integrated circuits", "weibull", study(t, "lfp1370", "Failure"), false, []want{{"eta", 9.48e13, .01e13}, {"beta", .20017, 1e-5}}, -303.03, .01},
		{"integrated circuits", "weibull", study(t, "lfp1370", "Failure"), true, []want{{"fraction", .006744, 1e-6}, {"eta", 28.367, 1e-3}, {"beta", .4960, 1e-4}}, -293.03, .01},
	} {
		fit, err := fitFamily(c.family, c.data, c.subpopulation, always)
		if err != nil {
			t.Errorf("%s, %s: %v", c.name, c.family, err)
			continue
		}
		for _, w := range c.params {
			for i, p := range fit.params {
				if p.name == w.param && !near(fit.value(i), w.value, w.unit) {
					t.Errorf("%s, %s: %s = %.8g, want %g", c.name, c.family, p.name, fit.value(i), w.value)
				}
			}
		}
		if c.unit > 0 && !near(fit.top.logLik, c.logLik, c.unit) {
			t.Errorf("%s, %s: log-likelihood %.6f, want %g", c.name, c.family, fit.top.logLik, c.logLik)
		}
	}
}

// Meeker and Escobar (1998), table 8.1: sigma = 1/beta of the shock absorbers.
func TestPublishedStandardError(t *testing.T) {
	fit, err := fitFamily("weibull", study(t, "shockabsorber", "Failure"), false, always)
	if err != nil {
		t.Fatal(err)
	}
	b, seB := fit.value(1), fit.se(1)
	if s, se := 1/b, seB/(b*b); !near(s, .3164, 1e-4) || !near(se, .0732, 1e-4) {
		t.Errorf("sigma = %.5f with error %.5f, want .3164 and .0732", s, se)
	}
}

// Burn-in of the integrated circuits: what is screened, and what is left. The
// ppm were computed from the published parameters as rounded: within one.
func TestBurnIn(t *testing.T) {
	fit, err := fitFamily("weibull", study(t, "lfp1370", "Failure"), true, always)
	if err != nil {
		t.Fatal(err)
	}
	p := fit.value(2)
	for _, c := range []struct{ hours, screened, ppm float64 }{{0, 0, 6744}, {24, .602, 2697}, {168, .911, 606}} {
		if got := fit.cdf(c.hours) / p; !near(got, c.screened, 1e-3) {
			t.Errorf("%g h screen %.4f of the weak, want %g", c.hours, got, c.screened)
		}
		shipped := fit.survival(c.hours)
		if got := 1e6 * (shipped - fit.survival(c.hours+8760)) / shipped; !near(got, c.ppm, 2) {
			t.Errorf("%g h leave %.1f ppm in the first year, want %g", c.hours, got, c.ppm)
		}
	}
}
