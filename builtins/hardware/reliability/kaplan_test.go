package reliability

import (
	"math"
	"strings"
	"testing"
)

// remission are the weeks of remission of 21 patients on 6-mercaptopurine
// (Freireich et al., Blood 21, 699 (1963)); negative: still in remission.
var remission = []float64{6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35}

func remissions() []obs {
	var data []obs
	for _, t := range remission {
		o := obs{exact, t, t, 1}
		if t < 0 {
			o = obs{right, -t, -t, 1}
		}
		data = append(data, o)
	}
	return merged(data)
}

// Estimate and Greenwood's errors as in Klein and Moeschberger, Survival
// Analysis (2003), table 4.1A, to half a unit of the last digit.
func TestKaplanMeier(t *testing.T) {
	k, err := kaplanMeier(remissions(), 0.95, always)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ t, risk, s, se float64 }{
		{6, 21, .857, .0764},
		{7, 17, .807, .0869},
		{10, 15, .753, .0963},
		{13, 12, .690, .1068},
		{16, 11, .627, .1141},
		{22, 7, .538, .1282},
		{23, 6, .448, .1346},
	}
	if len(k.times) != len(want) {
		t.Fatalf("failures at %v", k.times)
	}
	for i, w := range want {
		if k.times[i] != w.t || k.atRisk[i] != w.risk || math.Abs(k.survival[i]-w.s) > .0005 || math.Abs(k.se[i]-w.se) > .00006 {
			t.Errorf("%g: %g at risk, %.4f ± %.5f, want %g, %g, %g ± %g", k.times[i], k.atRisk[i], k.survival[i], k.se[i], w.t, w.risk, w.s, w.se)
		}
		// The interval is symmetric in log(-log S).
		g := func(s float64) float64 { return math.Log(-math.Log(s)) }
		half := 1.959963985 * k.se[i] / (k.survival[i] * -math.Log(k.survival[i]))
		if math.Abs(g(k.lower[i])-g(k.survival[i])-half) > 1e-8 || math.Abs(g(k.survival[i])-g(k.upper[i])-half) > 1e-8 {
			t.Errorf("%g: interval %g to %g around %g", w.t, k.lower[i], k.upper[i], k.survival[i])
		}
	}
	for at, want := range map[float64]float64{0: 1, 5.99: 1, 6: .857, 9: .807, 22.5: .538, 35: .448} {
		if s, err := k.at(at); err != nil || math.Abs(s-want) > .0005 {
			t.Errorf("S(%g) = %g, %v, want %g", at, s, err, want)
		}
	}
	if _, err := k.at(35.5); err == nil || !strings.Contains(err.Error(), "want at most 35") {
		t.Errorf("beyond the last: %v", err)
	}
}

// When the last unit fails nobody is left, whatever its weight, and the error
// of nothing is not defined.
func TestNobodyLeft(t *testing.T) {
	k, err := kaplanMeier([]obs{{exact, 1, 1, 0.1}, {exact, 2, 2, 0.2}, {exact, 3, 3, 0.3}}, 0.9, always)
	if err != nil {
		t.Fatal(err)
	}
	if k.survival[2] != 0 || !math.IsNaN(k.se[2]) || !math.IsNaN(k.lower[2]) {
		t.Errorf("%v ± %v, from %v", k.survival, k.se, k.lower)
	}
	if s, err := k.at(99); s != 0 || err != nil {
		t.Errorf("S(99) = %g, %v", s, err)
	}
}

// Without censoring the estimate is the fraction of units that live longer.
func TestComplete(t *testing.T) {
	data := []obs{{exact, 5, 5, 2}, {exact, 1, 1, 1}, {exact, 3, 3, 4}, {exact, 8, 8, 3}}
	k, err := kaplanMeier(data, 0.95, always)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{.9, .5, .3, 0} {
		if math.Abs(k.survival[i]-want) > 1e-15 {
			t.Errorf("S(%g) = %g, want %g", k.times[i], k.survival[i], want)
		}
		if se := math.Sqrt(want * (1 - want) / 10); want > 0 && math.Abs(k.se[i]-se) > 1e-15 { // binomial
			t.Errorf("se(%g) = %g, want %g", k.times[i], k.se[i], se)
		}
	}
}
