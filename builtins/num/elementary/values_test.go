package elementary

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

var one = map[string]func(float64) float64{
	"exp": Exp, "expm1": Expm1, "sinh": Sinh, "cosh": Cosh, "tanh": Tanh,
	"log": Log, "log2": Log2, "log10": Log10, "log1p": Log1p,
	"sin": Sin, "cos": Cos, "tan": Tan, "arcsin": Asin, "arccos": Acos, "arctan": Atan, "cbrt": Cbrt,
}

var two = map[string]func(x, y float64) float64{"arctan2": Atan2, "hypot": Hypot, "power": Pow}

// ulp returns the distance from |x| to the next greater float.
func ulp(x float64) float64 { return math.Nextafter(math.Abs(x), math.Inf(1)) - math.Abs(x) }

// Each line of values.txt is a function, its arguments, the value that mpmath
// finds with 1300 bits as the nearest float, and what is missing to it in
// units of that float's last place. The arguments cover the whole range of
// floats; among them is the one nearest to a multiple of pi/2.
func TestValues(t *testing.T) {
	name := "testdata/values.txt"
	limit := 0.6
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	worst := map[string]float64{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		var x []float64
		for _, w := range words[1:] {
			v, err := strconv.ParseFloat(w, 64)
			if err != nil {
				t.Fatal(err)
			}
			x = append(x, v)
		}
		var got float64
		n := len(x)
		if fn, ok := one[words[0]]; ok && n == 3 {
			got = fn(x[0])
		} else if fn, ok := two[words[0]]; ok && n == 4 {
			got = fn(x[0], x[1])
		} else {
			t.Fatalf("line %q", lines.Text())
		}
		want, rest := x[n-2], x[n-1]
		off := math.Abs((got-want)/ulp(want) - rest)
		within := limit
		if math.Abs(want) < 0x1p-1022 { // rounded again where bits are lost
			within = 1
		}
		if !(off <= within) {
			t.Errorf("%s(%v) = %v, want %v: off by %.3f units in the last place", words[0], x[:n-2], got, want, off)
		}
		if math.Abs(want) >= 0x1p-1022 {
			worst[words[0]] = max(worst[words[0]], off)
		}
	}
	for name := range one {
		if worst[name] == 0 {
			t.Errorf("no value of %s was compared", name)
		}
	}
	for name := range two {
		if worst[name] == 0 {
			t.Errorf("no value of %s was compared", name)
		}
	}
	t.Logf("largest errors: %v", worst)
}
