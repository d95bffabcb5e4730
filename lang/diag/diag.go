// Package diag says what went wrong in the user's words: a message, the
// user's line with a mark under the place, the calls that led there, a hint.
//
//	From    an error of the parser, resolver, machine or session as an Error
//	Error   renders itself as plain text, for a terminal, as HTML (render.go)
//	words   messages of the stock machine that read badly, rewritten (words.go)
//	habits  what Python users type and what to type here (habits.go)
package diag

import (
	"errors"
	"regexp"
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

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
	var (
		parse   syntax.Error
		resolv  resolve.ErrorList
		machine *starlark.EvalError
	)
	switch {
	case errors.As(err, &machine):
		e.Message = machine.Msg
		for _, f := range machine.CallStack {
			e.addFrame(f.Name, f.Pos, source)
		}
		e.enter(machine, source)
	case errors.As(err, &parse):
		e.Kind, e.Message = KindSyntax, parse.Msg
		e.addFrame("<toplevel>", parse.Pos, source)
	case errors.As(err, &resolv) && len(resolv) > 0:
		e.Kind, e.Message = KindSyntax, resolv[0].Msg
		e.addFrame("<toplevel>", resolv[0].Pos, source)
	}
	e.place(source)
	e.reword()
	e.suggest(names)
	for i := range e.Frames {
		e.Frames[i].mark(e.missing())
	}
	return e
}

// place corrects where the machine puts two kinds of error: a call with wrong
// arguments, inside the function that was not entered; a line that ends too
// early, at the beginning of the next.
func (e *Error) place(source Source) {
	n := len(e.Frames)
	if n == 0 {
		return
	}
	last := &e.Frames[n-1]
	switch {
	case n > 1 && wrongArguments.MatchString(e.Message):
		e.Frames = e.Frames[:n-1]
	case strings.HasPrefix(e.Message, "got newline, want") && (last.Col <= 1 || last.Col > len([]rune(last.Source))+1):
		if text, ok := source(last.File); ok && last.Line > 1 {
			last.Line--
			last.Source = strings.TrimRight(strings.Split(text, "\n")[last.Line-1], "\r")
			last.Col = len([]rune(last.Source)) + 1
		}
	}
}

var wrongArguments = regexp.MustCompile(`^function \S+ (accepts|missing|got an unexpected|got multiple)`)

// enter adds the frames of an error that a loaded file raised.
func (e *Error) enter(outer *starlark.EvalError, source Source) {
	var inner *starlark.EvalError
	if cause := errors.Unwrap(outer); cause == nil || !errors.As(cause, &inner) || inner == outer {
		var parse syntax.Error
		if cause != nil && errors.As(cause, &parse) {
			e.Kind, e.Message = KindSyntax, parse.Msg
			e.addFrame("<toplevel>", parse.Pos, source)
		}
		return
	}
	e.Message = inner.Msg
	for _, f := range inner.CallStack {
		e.addFrame(f.Name, f.Pos, source)
	}
	e.enter(inner, source)
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

// addFrame adds a place, unless it is inside a builtin.
func (e *Error) addFrame(name string, pos syntax.Position, source Source) {
	file := pos.Filename()
	if file == "<builtin>" || !pos.IsValid() {
		return
	}
	if strings.HasPrefix(name, "<") {
		name = ""
	}
	f := Frame{Func: name, File: file, Line: int(pos.Line), Col: int(pos.Col), Width: 1}
	if text, ok := source(file); ok {
		lines := strings.Split(text, "\n")
		if f.Line <= len(lines) {
			f.Source = strings.TrimRight(lines[f.Line-1], "\r")
		}
	}
	e.Frames = append(e.Frames, f)
}

// mark widens the mark under one character to the name it belongs to: the
// machine places a call at its parenthesis.
func (f *Frame) mark(missing string) {
	line := []rune(f.Source)
	at := f.Col - 1
	if at < 0 || at >= len(line) {
		return
	}
	if line[at] == '(' {
		start := at
		for start > 0 && isNamePart(line[start-1], true) {
			start--
		}
		if start < at {
			f.Col, f.Width = start+1, at-start
		}
		return
	}
	end := at
	for end < len(line) && isNamePart(line[end], false) {
		end++
	}
	if end > at {
		f.Width = end - at
	}
	if n := len([]rune(missing)); missing != "" && strings.HasPrefix(string(line[at:]), missing) {
		f.Width = n
	}
}

func isNamePart(r rune, dots bool) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127 || dots && r == '.'
}
