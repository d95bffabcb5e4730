package stdlib_test

import (
	"fmt"
	"math"
	"testing"

	"starling/lang"
)

// Deal and Grove's own constants at 1000 C, which give their curves; the
// Arrhenius laws are fits over all temperatures and differ from those by 11 %.
func TestDealGrove(t *testing.T) {
	const (
		measured = "Deal and Grove 1965, constants measured at 1000 C"
		fit      = "the same constants, by the Arrhenius laws"
		// A 0.165 um, B 0.0117 um2/h, tau 0.37 h; wet: A 0.226 um, B 0.287 um2/h.
		dry = "b, a, tau = 0.0117e6 / 3600, 165.0, 0.37 * 3600\n"
		wet = "b, a = 0.287e6 / 3600, 226.0\n"
	)
	hold(t, []claim{
		{dry + "physics.oxide.deal_grove(3600 + tau, b, b / a)", 68.6, 1e-3, measured},
		{dry + "physics.oxide.deal_grove(36000 + tau, b, b / a)", 275.5, 1e-3, measured},
		{wet + "physics.oxide.deal_grove(3600, b, b / a)", 434.5, 1e-3, measured},
		{"physics.oxide.parabolic_rate(1273.15) * 3600 / 1e6", 0.0117, 0.12, fit},
		{"physics.oxide.parabolic_rate(1273.15, 'wet') * 3600 / 1e6", 0.287, 0.12, fit},
		{"physics.oxide.linear_rate(1273.15, orientation='111') * 3.6", 0.0117 / 0.165, 0.12, fit},
		{"physics.oxide.linear_rate(1273.15, 'wet', '111') * 3.6", 0.287 / 0.226, 0.12, fit},
		{"physics.oxide.grow(1273.15, 3600, ambient='wet', orientation='111')", 434.5, 0.05, fit},
		{"physics.oxide.linear_rate(1273.15, 'dry', '111') / physics.oxide.linear_rate(1273.15)", 6.23 / 3.71, 1e-12, "ratio of the prefactors"},
		{"physics.oxide.thin_film_rate(0, 1273.15) * 3.6", 3.6e8 * math.Exp(-2.35/(8.617333262e-5*1273.15)), 1e-9, "the law in um/h"},
		{"physics.oxide.thin_film_rate(7, 1273.15) / physics.oxide.thin_film_rate(0, 1273.15)", math.Exp(-1), 1e-12, "7 nm is its length"},
	})
}

// Fits in two pieces jump where they meet, at 950 C, by a factor of 1.85 in
// dry (100) B/A. Over 2 K no constant may change by more than its law allows.
func TestRateConstantsDoNotJump(t *testing.T) {
	s := session(t)
	for temp := 973.0; temp < 1573; temp += 2 {
		for _, c := range []struct {
			call   string
			energy float64
		}{
			{"linear_rate(%g)", 2.00},
			{"linear_rate(%g, orientation='111')", 2.00},
			{"linear_rate(%g, 'wet')", 2.05},
			{"linear_rate(%g, 'wet', '111')", 2.05},
			{"parabolic_rate(%g)", 1.23},
			{"parabolic_rate(%g, 'wet')", 0.78},
		} {
			low, high := number(t, s, "physics.oxide."+fmt.Sprintf(c.call, temp)), number(t, s, "physics.oxide."+fmt.Sprintf(c.call, temp+2))
			want := math.Exp(c.energy / 8.617333262e-5 * (1/temp - 1/(temp+2)))
			if math.Abs(high/low/want-1) > 1e-9 {
				t.Fatalf("%s from %g to %g K: factor %g, want %g", c.call, temp, temp+2, high/low, want)
			}
		}
	}
}

func TestGrowAndTimeForAreInverse(t *testing.T) {
	s := session(t)
	for _, how := range []string{"", ", initial=25", ", ambient='wet'", ", orientation='111'", ", initial=3, ambient='wet', orientation='111'"} {
		for _, time := range []float64{1e-3, 60, 3600, 1e6} {
			src := fmt.Sprintf("physics.oxide.time_for(physics.oxide.grow(1200, %g%s), 1200%s)", time, how, how)
			if got := number(t, s, src); math.Abs(got/time-1) > 1e-8 {
				t.Errorf("%s = %g", src, got)
			}
		}
	}
	if x := number(t, s, "physics.oxide.grow(1200, 0, initial=25)"); math.Abs(x-25) > 1e-12 {
		t.Errorf("no time grows 25 nm to %v", x)
	}
	res := s.Exec(lang.Cell{Source: "physics.oxide.time_for(5, 1200, initial=20)"}, nil)
	if res.Err == nil || res.Err.Message != "time_for: thickness = 5 nm is less than initial = 20 nm: an oxide does not shrink" {
		t.Errorf("got %v", res.Err)
	}
}

// grow_thin against the integral of 1/rate, by Simpson's rule in fine steps.
func TestGrowThin(t *testing.T) {
	s := session(t)
	for _, c := range []struct{ temp, initial, time float64 }{
		{1073.15, 1, 60}, {1173.15, 1, 1800}, {1273.15, 0, 600}, {1273.15, 2, 36000}, {1273.15, 40, 1e5},
	} {
		end := number(t, s, fmt.Sprintf("physics.oxide.grow_thin(%g, %g, initial=%g)", c.temp, c.time, c.initial))
		b := number(t, s, fmt.Sprintf("physics.oxide.parabolic_rate(%g)", c.temp))
		a := b / number(t, s, fmt.Sprintf("physics.oxide.linear_rate(%g)", c.temp))
		thin := number(t, s, fmt.Sprintf("physics.oxide.thin_film_rate(0, %g)", c.temp))
		slowness := func(x float64) float64 { return 1 / (b/(2*x+a) + thin*math.Exp(-x/7)) }
		const n = 20000
		h := (end - c.initial) / n
		sum := slowness(c.initial) + slowness(end)
		for i := 1; i < n; i++ {
			sum += float64(2+2*(i%2)) * slowness(c.initial+float64(i)*h)
		}
		if got := sum * h / 3; math.Abs(got/c.time-1) > 1e-5 {
			t.Errorf("%+v: %g nm take %g s", c, end, got)
		}
		if plain := number(t, s, fmt.Sprintf("physics.oxide.grow(%g, %g, initial=%g)", c.temp, c.time, c.initial)); end < plain {
			t.Errorf("%+v: thin films grow slower, %g nm instead of %g", c, end, plain)
		}
	}
}
