package universe_test

import (
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/syntax"
	"starling/lang/universe"
)

// Each pair is one program on the stock machine and lowered, a million turns
// of one expression: the difference is what lowering costs.
//
//	go test -bench Cost -run - ./lang/universe
func BenchmarkCost(b *testing.B) {
	for _, expr := range []string{
		"i * 3", "x * y", "i % 7", "s * 2", "t % i", "s.upper()", "s.find('b')", "sep.join(words)", "s.replace('a', 'b')", "d.items()", "s.split('b')",
		"len(words)", "abs(i)", "int(x)", "float(i)", "str(i)", "min(i, 3)", "range(i)", "type(i)", "list(words)", "zip(words, words)", "enumerate(words)", "sorted(words)",
	} {
		src := "def f():\n  x, y, s, sep, words, d, t = 2.5, 3, 'abc', '-', ['a', 'b'], {'a': 1}, '%d'\n  for i in range(1000):\n    " + expr + "\nf()\n"
		b.Run(expr+"/stock", func(b *testing.B) {
			_, prog, err := starlark.SourceProgramOptions(syntax.Dialect, "bench.star", src, func(string) bool { return false })
			if err != nil {
				b.Fatal(err)
			}
			perTurn(b, prog, nil)
		})
		b.Run(expr+"/ours", func(b *testing.B) {
			prog, err := syntax.Compile("bench.star", src, universe.Lowering())
			if err != nil {
				b.Fatal(err)
			}
			perTurn(b, prog.Program, newBench(b).names)
		})
	}
}

func perTurn(b *testing.B, prog *starlark.Program, names starlark.StringDict) {
	for b.Loop() {
		th, _ := thread()
		if _, err := prog.Init(th, names); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/turn")
	b.ReportMetric(0, "ns/op")
}
