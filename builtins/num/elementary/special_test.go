package elementary

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var (
	inf  = math.Inf(1)
	nan  = math.NaN()
	zero = math.Copysign(0, -1) // negative
)

func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

// What IEEE 754 and C99, annex F, say, and what is exact.
func TestSpecialValues(t *testing.T) {
	for _, c := range []struct {
		name string
		x, y float64
	}{
		{"exp", 0, 1},
		{"exp", zero, 1},
		{"exp", -inf, 0},
		{"exp", inf, inf},
		{"exp", 709.79, inf},
		{"exp", -745.2, 0},
		{"exp", 1, math.E},
		{"exp", -745.1, 5e-324},
		{"exp", 1e300, inf},
		{"exp", -1e300, 0},
		{"exp", 5e-324, 1},
		{"expm1", 0, 0},
		{"expm1", zero, zero},
		{"expm1", -inf, -1},
		{"expm1", inf, inf},
		{"expm1", 5e-324, 5e-324},
		{"sinh", zero, zero},
		{"sinh", -inf, -inf},
		{"sinh", 711, inf},
		{"sinh", -711, -inf},
		{"sinh", -1e300, -inf},
		{"cosh", 0, 1},
		{"cosh", -inf, inf},
		{"cosh", 1e300, inf},
		{"tanh", zero, zero},
		{"tanh", -inf, -1},
		{"tanh", 1e300, 1},
		{"log", 0, -inf},
		{"log", zero, -inf},
		{"log", -1, nan},
		{"log", -inf, nan},
		{"log", inf, inf},
		{"log", 1, 0},
		{"log2", 0, -inf},
		{"log2", -1, nan},
		{"log2", inf, inf},
		{"log2", 5e-324, -1074},
		{"log2", 0x1p1000, 1000},
		{"log10", 0, -inf},
		{"log10", -1, nan},
		{"log10", inf, inf},
		{"log10", 1000, 3},
		{"log10", 1e22, 22},
		{"log10", 1e-5, -5},
		{"log1p", zero, zero},
		{"log1p", -1, -inf},
		{"log1p", -2, nan},
		{"log1p", inf, inf},
		{"log1p", 5e-324, 5e-324},
		{"sin", zero, zero},
		{"sin", inf, nan},
		{"sin", 5e-324, 5e-324},
		{"cos", 0, 1},
		{"cos", -inf, nan},
		{"tan", zero, zero},
		{"tan", inf, nan},
		{"sin", math.Pi, 1.2246467991473532e-16},
		{"cos", math.Pi / 2, 6.123233995736766e-17},
		{"arcsin", zero, zero},
		{"arcsin", 1, math.Pi / 2},
		{"arcsin", -1, -math.Pi / 2},
		{"arcsin", 1.0000000000000002, nan},
		{"arccos", 1, 0},
		{"arccos", -1, math.Pi},
		{"arccos", 0, math.Pi / 2},
		{"arccos", -2, nan},
		{"arctan", zero, zero},
		{"arctan", inf, math.Pi / 2},
		{"arctan", -inf, -math.Pi / 2},
		{"arctan", 1, math.Pi / 4},
		{"arctan", 5e-324, 5e-324},
		{"cbrt", zero, zero},
		{"cbrt", -inf, -inf},
		{"cbrt", 27, 3},
		{"cbrt", -1e-300, -1e-100},
		{"cbrt", 5e-324, 1.7031839360032603e-108},
	} {
		if got := one[c.name](c.x); !same(got, c.y) {
			t.Errorf("%s(%v) = %v, want %v", c.name, c.x, got, c.y)
		}
	}
	for name, f := range one {
		if got := f(nan); !math.IsNaN(got) {
			t.Errorf("%s(nan) = %v", name, got)
		}
	}
	for _, c := range []struct {
		name    string
		x, y, z float64
	}{
		{"arctan2", 0, 1, 0},
		{"arctan2", zero, 1, zero},
		{"arctan2", 0, -1, math.Pi},
		{"arctan2", zero, -1, -math.Pi},
		{"arctan2", 0, 0, 0},
		{"arctan2", 0, zero, math.Pi},
		{"arctan2", zero, zero, -math.Pi},
		{"arctan2", zero, 0, zero},
		{"arctan2", 1, 0, math.Pi / 2},
		{"arctan2", -1, zero, -math.Pi / 2},
		{"arctan2", inf, inf, math.Pi / 4},
		{"arctan2", -inf, -inf, -3 * math.Pi / 4},
		{"arctan2", 1, inf, 0},
		{"arctan2", 1, -inf, math.Pi},
		{"arctan2", inf, 1, math.Pi / 2},
		{"arctan2", nan, 1, nan},
		{"arctan2", 1, nan, nan},
		{"arctan2", 1e-300, 1e300, 0},
		{"arctan2", 1e300, 1e-300, math.Pi / 2},
		{"hypot", 3, -4, 5},
		{"hypot", inf, nan, inf},
		{"hypot", nan, 1, nan},
		{"hypot", 0, zero, 0},
		{"hypot", 3e300, 4e300, 5e300},
		{"hypot", 1.5e308, 1.5e308, inf},
		{"hypot", 5e-324, 0, 5e-324},
		{"power", nan, 0, 1},
		{"power", 1, nan, 1},
		{"power", nan, 1, nan},
		{"power", 2, nan, nan},
		{"power", -8, 1. / 3, nan},
		{"power", 0, -1, inf},
		{"power", zero, -1, -inf},
		{"power", zero, -2, inf},
		{"power", zero, 3, zero},
		{"power", 0, 0.5, 0},
		{"power", -1, inf, 1},
		{"power", 0.5, inf, 0},
		{"power", -2, -inf, 0},
		{"power", 0.5, -inf, inf},
		{"power", -inf, 3, -inf},
		{"power", -inf, -3, zero},
		{"power", -inf, 2, inf},
		{"power", inf, -1, 0},
		{"power", 2, 10, 1024},
		{"power", -2, 3, -8},
		{"power", 10, -3, 0.001},
		{"power", 10, 22, 1e22},
		{"power", 2, -1074, 5e-324},
		{"power", 2, 1024, inf},
		{"power", -2, 1025, -inf},
		{"power", 2, -1e300, 0},
		{"power", -1, 1e300, 1},
		{"power", 1e-320, 1e-320, 1},
	} {
		if got := two[c.name](c.x, c.y); !same(got, c.z) {
			t.Errorf("%s(%v, %v) = %v, want %v", c.name, c.x, c.y, got, c.z)
		}
	}
}

// digest folds the bits of every function at many arguments.
func digest() string {
	h := fnv.New64a()
	bits := uint64(1)
	next := func(span float64) float64 { // within ±span, or any float for span 0
		bits = bits*6364136223846793005 + 1442695040888963407
		if span == 0 {
			return math.Float64frombits(bits)
		}
		return (float64(bits>>11)*0x1p-52 - 1) * span
	}
	put := func(v float64) {
		if math.IsNaN(v) {
			v = nan
		}
		_ = binary.Write(h, binary.LittleEndian, math.Float64bits(v))
	}
	for i := range 3000 {
		x, y := next([]float64{0, 1, 700}[i%3]), next([]float64{0, 1, 40}[i%3])
		for _, f := range []func(float64) float64{Exp, Expm1, Sinh, Cosh, Tanh, Log, Log2, Log10, Log1p, Sin, Cos, Tan, Asin, Acos, Atan, Cbrt} {
			put(f(x))
		}
		for _, f := range []func(x, y float64) float64{Atan2, Hypot, Pow} {
			put(f(x, y))
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

const wantDigest = "d1e9db6182026bfe"

// The bits are those of every processor: also without fused multiply-add, and
// without what came after the first amd64.
func TestSameBits(t *testing.T) {
	if got := digest(); got != wantDigest {
		t.Errorf("digest %s, want %s: a result changed", got, wantDigest)
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

func BenchmarkExp(b *testing.B) { bench(b, Exp, 1.7) }
func BenchmarkLog(b *testing.B) { bench(b, Log, 1.7) }
func BenchmarkSin(b *testing.B) { bench(b, Sin, 1.7) }
func BenchmarkPow(b *testing.B) { bench(b, func(x float64) float64 { return Pow(x, 2.5) }, 1.7) }

func bench(b *testing.B, f func(float64) float64, x float64) {
	var s float64
	for b.Loop() {
		s += f(x)
	}
	_ = s
}
