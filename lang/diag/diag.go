// Package diag says what went wrong in the user's words: a message, the
// user's line with a mark under the place, the calls that led there, a hint.
//
//	From    an error of the parser, resolver, machine or session as an Error
//	Error   renders itself as plain text, for a terminal, as HTML (render.go)
//	trace   finds the places in the user's text (trace.go)
//	words   messages of the stock machine that read badly, rewritten (words.go)
//	habits  what Python users type and what to type here (habits.go)
package diag

import (
	"errors"

	"starling/lang/decl"
	"starling/lang/steps"
)

// Kinds of errors, named as Python users know them.
const (
	KindError     = "Error"
	KindSyntax    = "SyntaxError"
	KindName      = "NameError"
	KindInterrupt = "KeyboardInterrupt"
	KindLimit     = "LimitError"
	KindDefect    = "Defect" // a mistake of ours
)

// An Error is a failed cell in the user's words.
type Error struct {
	Kind    string
	Message string
	Frames  []Frame // outermost first
	Hint    string  // "" if there is none
}

// A Frame is a place in the user's text.
type Frame struct {
	Func   string // "" at top level
	File   string
	Line   int    // from 1
	Col    int    // from 1, in characters; 0: unknown
	Width  int    // how many characters to mark
	Source string // the line
}

func (e *Error) Error() string { return e.Kind + ": " + e.Message }

// A Source returns the text of a file or cell.
type Source func(file string) (text string, ok bool)

// From explains err. names are all that are in scope, for suggestions.
func From(err error, source Source, names []string) *Error {
	e := &Error{Kind: kind(err), Message: err.Error()}
	e.trace(err, &reader{source: source})
	e.reword()
	e.suggest(names)
	for i := range e.Frames {
		e.Frames[i].mark(e.missing(), e.Kind == KindSyntax && i == len(e.Frames)-1)
	}
	return e
}

func kind(err error) string {
	var (
		limit  *steps.LimitError
		grow   *steps.GrowError
		defect *decl.Defect
	)
	switch {
	case errors.Is(err, steps.ErrInterrupted):
		return KindInterrupt
	case errors.As(err, &limit), errors.As(err, &grow):
		return KindLimit
	case errors.As(err, &defect):
		return KindDefect
	}
	return KindError
}
