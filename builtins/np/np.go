// Package np is NumPy's elementary functions: its names, and IEEE 754 where
// the rest of the language would refuse (log(0) is -inf, sqrt(-1) is nan). A
// formula written with them stays as it is when its arguments become arrays.
//
//	decl.go      what there is: a table of functions of one number, one of two
//	elements.go  from a function of floats to one of values: the one place
//	             that knows what a value may be
//	order.go     functions that keep whole numbers whole: abs, sign, maximum …
//
// The bits are the same on every processor: package num/elementary.
package np

import (
	"math"

	"go.starlark.net/starlark"

	"starling/lang/decl"
)

// Module is the namespace np.
var Module = &decl.Module{
	Name: "np",
	Doc:  "Elementary functions, as in NumPy.",
	Members: func() []decl.Member {
		all := []decl.Member{
			{Name: "e", Value: starlark.Float(math.E)},
			{Name: "inf", Value: starlark.Float(math.Inf(1))},
			{Name: "nan", Value: starlark.Float(math.NaN())},
			{Name: "pi", Value: starlark.Float(math.Pi)},
		}
		for _, f := range ofOne {
			all = append(all, decl.Member{Name: f.name, Value: f.declare()})
		}
		for _, f := range ofTwo {
			all = append(all, decl.Member{Name: f.name, Value: f.declare()})
		}
		return append(all, decl.Funcs(absFunc(), signFunc(), maximumFunc(), minimumFunc(), whereFunc(),
			isnanFunc(), isinfFunc(), isfiniteFunc())...)
	},
}
