// Package syntax turns the text of a cell or file into a program for the
// stock Starlark machine.
//
// The stock parser reads the text (Dialect); the lowering (lower.go, expr.go)
// rewrites its tree so that a session behaves as a Python user expects:
//
//   - every free name is looked up, when it is used, in the one live map that
//     the program is run with; nothing is bound when a cell is compiled;
//   - stores at top level (=, +=, for, def, load) become stores of an
//     attribute of the hidden value Session, which writes that live map;
//   - what can run long or take much memory without a call of a function
//     (x.join(y), x * y, x % y) becomes a call of a hidden function, which can
//     be interrupted and sized.
//
// Hidden names hold characters that cannot be typed in a name, so programs
// can neither read nor write them. Positions stay those of the user's text.
//
// Beside the compiler: SetParams (params.go) gives a script other parameters,
// IsComplete (complete.go) says whether a cell can be run yet, and HelpRequest
// (help.go) recognises x? and ?x.
package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Dialect is the Starlark that cells and files are written in.
var Dialect = &syntax.FileOptions{
	Set:             true,
	While:           true,
	TopLevelControl: true,
	GlobalReassign:  true,
	Recursion:       true,
}

// The hidden names that lowered programs use. The map that a program is run
// with must hold them.
const (
	Session = "<session>" // its attributes are the top-level names
	Load    = "<load>"    // <load>(module, name, ...) returns a tuple of values
	Attr    = "<.>"       // <.>(x, name) is x.name
	Mul     = "<*>"       // <*>(x, y) is x * y
	Mod     = "<%>"       // <%>(x, y) is x % y
	End     = "<end>"     // evaluated last, for its name only
)

// Result is the attribute of Session that takes a cell's last expression.
const Result = "<result>"

// Method is the hidden name of a function that calls a method:
// <.join>(x, ...) is x.join(...).
func Method(name string) string { return "<." + name + ">" }

// Hidden reports whether a name is one that a program's author cannot type.
func Hidden(name string) bool { return strings.ContainsAny(name, "<\x00") }

// Options say how to lower a program.
type Options struct {
	// Method reports whether calls of methods of this name go through a
	// hidden function; nil: none does.
	Method func(name string) bool
	// Result stores the value of a last expression, unless a semicolon ends
	// the text, as the attribute Result of Session.
	Result bool
}

// Compile translates the text of a cell or file. Its errors are syntax.Error
// and resolve.ErrorList, with positions.
func Compile(file, src string, o Options) (*starlark.Program, error) {
	f, err := parse(file, src)
	if err != nil {
		return nil, err
	}
	l := &lowering{options: o}
	f.Stmts = l.program(f.Stmts, o.Result && !endsInSemicolon(src))
	if l.err != nil {
		return nil, l.err
	}
	return starlark.FileProgram(f, func(name string) bool {
		// The resolver asks about End last, when it has seen all functions,
		// and the compiler has not begun.
		if name == End {
			l.unmark()
		}
		return true // every free name is one of the live map
	})
}

// mark ends the name under which the machine stores a top-level function, so
// that this store does not hide the live map's name from the program.
const mark = "\x00"

// unmark gives functions the names their author wrote.
func (l *lowering) unmark() {
	for _, def := range l.defs {
		if fn, ok := def.Function.(*resolve.Function); ok {
			fn.Name = strings.TrimSuffix(fn.Name, mark)
		}
	}
}

// Bounds that keep the resolver and compiler, which recurse over the tree,
// far from the end of Go's stack, where the process would die.
const (
	maxSource   = 8 << 20 // bytes
	maxDepth    = 4000    // of the tree: operators in a row, nested blocks
	maxBranches = 200_000 // ifs, loops, and, or in one text
)

func parse(file, src string) (*syntax.File, error) {
	fail := func(line, col int, format string, args ...any) (*syntax.File, error) {
		return nil, syntax.Error{Pos: syntax.MakePosition(&file, int32(line), int32(col)), Msg: fmt.Sprintf(format, args...)}
	}
	if len(src) > maxSource {
		return fail(1, 1, "the text has %.1f MiB, want at most %d MiB; keep data in a file and read it", float64(len(src))/(1<<20), maxSource>>20)
	}
	// The stock scanner takes a zero byte for the end of the text.
	if before, _, ok := strings.Cut(src, "\x00"); ok {
		line := before[strings.LastIndexByte(before, '\n')+1:]
		return fail(1+strings.Count(before, "\n"), 1+utf8.RuneCountInString(line), "the text holds a zero byte")
	}
	return Dialect.Parse(file, src, 0)
}
