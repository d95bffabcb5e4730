// Package syntax turns the text of a cell or file into a program for the
// stock Starlark machine.
//
// Package parse reads the text into a tree, which is the stock tree with nodes
// of our own; the lowering rewrites that into the stock tree alone. Its table
// is lower.go. So a session behaves as a Python user expects, and the language
// has a notation for numeric work:
//
//   - every free name is looked up, when it is used, in the one live map that
//     the program is run with; nothing is bound when a cell is compiled;
//   - stores at top level (=, +=, for, def, load) become stores of an
//     attribute of the hidden value Session, which writes that live map;
//   - what the stock language has not (x ** y, x @ y, f-strings, x[1:3, :],
//     comparisons of arrays, {x, y}, a, *b = x) becomes the use of a hidden
//     name, as does what can run long or take much memory without a call of a
//     function (x.join(y), x * y, x % y). Package notation has what they do.
//
// Hidden names (names.go) hold characters that cannot be typed in a name, so
// programs can neither read nor write them. Positions stay those of the user's
// text. Where the text shows that a value is a number, a string or another of
// the machine's own types, the machine's own operation stays (kind.go).
//
// Beside the compiler: SetParams (params.go) gives a script other parameters,
// IsComplete (complete.go) says whether a cell can be run yet, and HelpRequest
// (help.go) recognises x? and ?x.
package syntax

import (
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/syntax/parse"
)

// Dialect is the Starlark that cells and files are written in.
var Dialect = &syntax.FileOptions{
	Set:             true,
	While:           true,
	TopLevelControl: true,
	GlobalReassign:  true,
	Recursion:       true,
}

// Options say how to lower a program.
type Options struct {
	// Method reports whether calls of methods of this name go through a
	// hidden function; nil: none does.
	Method func(name string) bool
	// Single reports whether those with one argument are an operation
	// instead, for which the machine makes no bound method and no arguments.
	Single func(name string) bool
	// Builtin reports whether a name has the value that the language gives
	// it, so that len(x) is known to be a number; nil: all have. Functions
	// that are compiled on that count on it only where the machine fails if
	// the name is bound anew later.
	Builtin func(name string) bool
	// Result stores the value of a last expression, unless a semicolon ends
	// the text, as the attribute Result of Session.
	Result bool
}

// Compile translates the text of a cell or file. Its errors are syntax.Error
// and resolve.ErrorList, with positions.
func Compile(file, src string, o Options) (*Program, error) {
	f := parse.File(file, src)
	if len(f.Errors) > 0 {
		return nil, f.Errors[0]
	}
	l := &lowering{options: o}
	stmts := l.program(f.Stmts, o.Result && !endsInSemicolon(src))
	if l.err != nil {
		return nil, l.err
	}
	prog, err := starlark.FileProgram(&syntax.File{Path: file, Stmts: stmts, Options: Dialect}, func(name string) bool {
		// The resolver asks about End last, when it has seen all functions,
		// and the compiler has not begun.
		if name == End {
			l.unmark()
		}
		return true // every free name is one of the live map
	})
	if err != nil {
		return nil, err
	}
	return &Program{Program: prog, Annotations: l.annotations}, nil
}

// unmark gives functions the names their author wrote.
func (l *lowering) unmark() {
	for _, def := range l.defs {
		if fn, ok := def.Function.(*resolve.Function); ok {
			fn.Name = strings.TrimSuffix(fn.Name, mark)
		}
	}
}
