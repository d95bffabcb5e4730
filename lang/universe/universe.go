// Package universe holds the functions that every cell has: those of
// Starlark, and those that Python users type in the first five minutes.
//
//	Names     what a cell sees: len, sorted, sum, print, display …
//	Hidden    what lowered programs call: x * y, x % y, methods (package syntax)
//	IsMethod  which method names are lowered
//
// A function that loops is polled, so that it can be interrupted, and sized,
// so that it is refused before it takes memory that is not there. Where the
// stock machine's function is right, it is called with its argument wrapped
// (watch.go); where it cannot be polled so, there is one of ours.
//
//	sequence.go   list, sorted, zip …      aggregate.go  sum, min, any …
//	number.go     round, pow, divmod …     object.go     type, getattr, str …
//	show.go       print, display, html …   product.go    x * y
//	method.go     the table of methods; text.go, container.go: their bodies
//	format.go     str.format; percent.go: "%.3f" % x; spec.go: {:>8.3f}
package universe

import (
	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/syntax"
)

// Names returns the public names of one session.
func Names() starlark.StringDict {
	names := starlark.StringDict{"None": starlark.None, "True": starlark.True, "False": starlark.False}
	for _, group := range [][]*decl.Func{aggregates, sequences, numbers, objects, shows, {displayFunc()}} {
		for _, f := range group {
			names[f.Spec.Name] = f
		}
	}
	return names
}

// Hidden returns the functions that lowered programs call.
func Hidden() starlark.StringDict {
	names := starlark.StringDict{
		syntax.Attr: starlark.NewBuiltin("getattr", readAttr),
		syntax.Mul:  binary("*", mul),
		syntax.Mod:  binary("%", mod),
	}
	for name := range methodNames {
		names[syntax.Method(name)] = caller(name)
	}
	return names
}

// stock calls a function of the stock machine.
func stock(th *starlark.Thread, name string, args ...starlark.Value) (starlark.Value, error) {
	return starlark.Call(th, starlark.Universe[name], args, nil)
}
