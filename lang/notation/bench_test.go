package notation_test

import (
	"testing"

	"go.starlark.net/starlark"
	stock "go.starlark.net/syntax"

	"starling/lang/notation"
	"starling/lang/syntax"
)

// What a comparison costs beside the stock machine's, without the machine's
// own instructions.
func BenchmarkCompare(b *testing.B) {
	values := map[string][2]starlark.Value{
		"float<float":   {starlark.Float(2.5), starlark.Float(3.5)},
		"float<int":     {starlark.Float(2.5), starlark.MakeInt(3)},
		"int<int":       {starlark.MakeInt(2), starlark.MakeInt(3)},
		"int<float":     {starlark.MakeInt(2), starlark.Float(3.5)},
		"string<string": {starlark.String("abc"), starlark.String("abd")},
	}
	for _, name := range []string{"float<float", "float<int", "int<int", "int<float", "string<string"} {
		x, y := values[name][0], values[name][1]
		b.Run(name+"/stock", func(b *testing.B) {
			for b.Loop() {
				if ok, err := starlark.Compare(stock.LT, x, y); !ok || err != nil {
					b.Fatal(err)
				}
			}
		})
		less := notation.Operations(nil)[syntax.Operator(stock.LT)].(starlark.Mapping)
		b.Run(name+"/ours", func(b *testing.B) {
			for b.Loop() {
				half, _, _ := less.Get(x)
				if v, _, err := half.(starlark.Mapping).Get(y); v != starlark.True || err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
