package universe_test

import (
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starling/lang/universe"
)

// elementsIn2GiB is how long a list may be.
const elementsIn2GiB = 2 << 30 / 16

// What is listed is there: each runs, on a small operand.
func TestNatives(t *testing.T) {
	for _, n := range universe.Natives {
		if n.Worst == "" {
			t.Errorf("%s: not measured", n.Name)
		}
		b := nativeBench(t, n, 1200)
		th, _ := thread()
		if _, err := b.run(th, n.Expr); err != nil {
			t.Errorf("%s: %v", n.Name, err)
		}
	}
}

func nativeBench(t testing.TB, n universe.Native, size int) *bench {
	b := newBench(t)
	b.names["n"] = starlark.MakeInt(size)
	th, _ := thread()
	if _, err := b.run(th, n.Setup); err != nil {
		t.Fatalf("%s: %v", n.Name, err)
	}
	return b
}

// How long an interrupt may wait: the time of each on the largest operands, by
// that on 1/Scale of them.
func BenchmarkNative(b *testing.B) {
	for _, n := range universe.Natives {
		b.Run(n.Name, func(b *testing.B) {
			var total time.Duration
			for range b.N {
				bench := nativeBench(b, n, elementsIn2GiB/n.Scale)
				th, _ := thread()
				start := time.Now()
				if _, err := bench.run(th, n.Expr+";"); err != nil {
					b.Fatal(err)
				}
				total += time.Since(start)
			}
			b.ReportMetric(total.Seconds()/float64(b.N)*float64(n.Scale), "s-at-2GiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}
