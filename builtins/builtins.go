// Package builtins is the list of what the language can do beyond itself.
//
// A namespace is a [decl.Module]; its members are made when a session first
// asks for one, so a module that nobody uses costs nothing at start. The
// packages below this folder each export one Module.
package builtins

import (
	"starling/builtins/constants"
	"starling/builtins/data"
	"starling/builtins/hardware/reliability"
	"starling/builtins/np"
	"starling/builtins/plot"
	"starling/builtins/random"
	"starling/builtins/table"
	"starling/lang/decl"
)

// Modules returns every top-level namespace, sorted by name.
func Modules() []*decl.Module {
	return []*decl.Module{
		constants.Module,
		data.Module,
		hardware,
		np.Module,
		physics,
		plot.Module,
		random.Module,
		table.Module,
	}
}

// hardware gathers what is built from the physics: yield, lifetime, memory.
var hardware = decl.Namespace("hardware", "What is built, and how long it lasts.", reliability.Module)

// physics gathers how films are made and what they are worth. Its members are
// formulas (package stdlib), which a session adds.
var physics = decl.Namespace("physics", "How films grow, and what they are worth.")
