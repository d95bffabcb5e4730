package stdlib_test

import (
	"math"
	"testing"
)

// Yields at 1.271 defects a die: each model's closed form, to the digits given.
func TestYield(t *testing.T) {
	const worked = "closed form, four digits"
	const anandtech = "TSMC's N5 at 1.271 defects/cm2 as AnandTech gives it (article 15219): Murphy"
	hold(t, []claim{
		{"hardware.wafer.defects_per_die(100, 1.271)", 1.271, 1e-15, "definition"},
		{"hardware.wafer.poisson(100, 1.271)", 0.2806, 2e-4, worked},
		{"hardware.wafer.murphy(100, 1.271)", 0.3204, 2e-4, worked},
		{"hardware.wafer.murphy_rectangular(100, 1.271)", 0.3624, 2e-4, worked},
		{"hardware.wafer.seeds(100, 1.271)", 0.4403, 2e-4, worked},
		{"hardware.wafer.moore(100, 1.271)", 0.3239, 2e-4, worked},
		{"hardware.wafer.negative_binomial(100, 1.271, 3)", 0.3466, 2e-4, worked},
		{"hardware.wafer.bose_einstein(100, 0.1, 12)", math.Pow(1.1, -12), 1e-12, "(1 + A*D)^-n"},
		{"hardware.wafer.murphy(100, 1.271)", 0.320, 2e-3, anandtech},
		{"hardware.wafer.murphy(17.92, 1.271)", 0.80, 2e-3, anandtech},
	})
}

// Where models meet: few defects, no clustering, clustering of 1.
func TestYieldLimits(t *testing.T) {
	s := session(t)
	for _, model := range []string{"poisson", "murphy", "murphy_rectangular", "seeds", "negative_binomial"} {
		// 1 - yield tends to lambda: a naive 1 - exp(-x) would be 10 % off here.
		if lost := 1 - number(t, s, "hardware.wafer."+model+"(1, 1e-4)"); math.Abs(lost/1e-6-1) > 1e-5 {
			t.Errorf("%s loses %g of the dies at lambda 1e-6", model, lost)
		}
		if y := number(t, s, "hardware.wafer."+model+"(1e-3, 1e-6)"); !(math.Abs(y-1) < 1e-10) {
			t.Errorf("%s is %v at lambda 1e-11", model, y)
		}
	}
	hold(t, []claim{
		{"hardware.wafer.negative_binomial(100, 1.271, 1e6)", math.Exp(-1.271), 1e-5, "Poisson without clusters"},
		{"hardware.wafer.negative_binomial(100, 1.271, 1)", 1 / 2.271, 1e-12, "Seeds at alpha 1"},
		{"hardware.wafer.bose_einstein(100, 1.271, 1)", 1 / 2.271, 1e-12, "Seeds with one layer"},
	})
}

func TestDiesPerWafer(t *testing.T) {
	const book = "Hennessy and Patterson, Computer Architecture, chapter 1"
	hold(t, []claim{
		{"hardware.wafer.dies_per_wafer(300, 15 * 15)", 269.7, 2e-4, book},
		{"hardware.wafer.dies_per_wafer(300, 10 * 10)", 640.2, 2e-4, book},
		// The formula is no packing: it stays within a few percent of one.
		{"hardware.wafer.dies_per_wafer(300, 100)", 657, 0.03, "exact packing of 10 mm dies about a die's centre"},
		{"hardware.wafer.dies_per_wafer(300, 100, edge=3)", 625, 0.03, "exact packing, best shift, 3 mm of rim"},
	})
}
