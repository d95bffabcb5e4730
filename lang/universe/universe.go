// Package universe holds the functions that every cell has: those of
// Starlark, and those that Python users type in the first five minutes.
//
//	Names     what a cell sees: len, sorted, sum, print, display …
//	Hidden    what lowered programs use: x * y, x % y, methods, f-strings, and
//	          the operations of package notation
//	Lowering  which methods are lowered
//
// A function that loops is polled, so that it can be interrupted, and sized,
// so that it is refused before it takes memory that is not there (loop.go).
// What it gives and what its errors say is as the stock machine has it, or as
// CPython (testdata/cpython.py compares). What stays native is in native.go.
//
//	sequence.go, sort.go   list, zip, sorted …   span.go       range
//	aggregate.go           sum, min, any …
//	number.go, power.go    int, round, pow …     object.go     type, str, dir …
//	show.go                print, display …      attempt.go    attempt
//	product.go             x * y, x % y          fstring.go    f"{x:.3f}"
//	gather.go              [*x, y], f(*x, *y); a, *b = x
//	single.go     methods of one argument that programs call most
//	method.go     the table of methods; their bodies:
//	              search.go, split.go, characters.go of strings,
//	              container.go of lists and dicts, sets.go
//	format.go     str.format; percent.go: "%.3f" % x; spec.go: {:>8.3f}
//
// A new function is one entry in a group above, a new method one in the table;
// both then fail the tests until they say whether they can run long.
package universe

import (
	"maps"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/notation"
	"starling/lang/syntax"
)

// Names returns the public names of one session.
func Names() starlark.StringDict {
	names := starlark.StringDict{"None": starlark.None, "True": starlark.True, "False": starlark.False}
	for _, group := range [][]*decl.Func{aggregates, sequences, numbers, objects, shows, attempts} {
		for _, f := range group {
			names[f.Spec.Name] = f
		}
	}
	return names
}

// Hidden returns what lowered programs use. running tells which thread runs, so
// that operators can be interrupted; nil: they cannot.
func Hidden(running notation.Running) starlark.StringDict {
	names := notation.Operations(running)
	maps.Copy(names, gatherers(running))
	names[syntax.Attr] = starlark.NewBuiltin("getattr", readAttr)
	names[syntax.Operator(stocksyntax.STAR)] = notation.NewBinary("*", running, quickMul, mul)
	names[syntax.Operator(stocksyntax.PERCENT)] = notation.NewBinary("%", running, quickMod, mod)
	names[syntax.FString] = starlark.NewBuiltin("f-string", newTemplate)
	for name := range methodNames {
		names[syntax.Method(name)] = caller(name)
	}
	for name, quick := range singles {
		names[syntax.Single(name)] = notation.NewBinary(name, running, quick, single(name))
	}
	return names
}
