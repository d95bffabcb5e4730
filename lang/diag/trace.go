package diag

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// A reader gives lines of the user's text. A deep stack asks for the same ones
// again and again.
type reader struct {
	source Source
	lines  map[string][]string
}

func (r *reader) line(file string, n int) string {
	lines, ok := r.lines[file]
	if !ok {
		text, _ := r.source(file)
		lines = strings.Split(lineEnds.Replace(text), "\n")
		if r.lines == nil {
			r.lines = map[string][]string{}
		}
		r.lines[file] = lines
	}
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// lineEnds are those that positions count.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// trace finds the message, the kind and the places of err.
func (e *Error) trace(err error, r *reader) {
	var (
		machine *starlark.EvalError
		parse   syntax.Error
		resolv  resolve.ErrorList
		seen    starlark.CallStack
	)
	for errors.As(err, &machine) {
		e.Message = machine.Msg
		stack := machine.CallStack
		if len(seen) < len(stack) && slices.Equal(seen, stack[:len(seen)]) {
			stack = stack[len(seen):] // raised in a function that a builtin called
		}
		for _, f := range stack {
			e.addFrame(f.Name, f.Pos, r)
		}
		seen, err = machine.CallStack, machine.Unwrap()
	}
	switch {
	case errors.As(err, &parse):
		e.Kind, e.Message = KindSyntax, parse.Msg
		e.addFrame(topLevel, parse.Pos, r)
	case errors.As(err, &resolv) && len(resolv) > 0:
		e.Kind, e.Message = KindSyntax, resolv[0].Msg
		e.addFrame(topLevel, resolv[0].Pos, r)
	}
	e.place()
}

const topLevel = "<toplevel>"

// addFrame adds a place, unless it is inside a builtin.
func (e *Error) addFrame(name string, pos syntax.Position, r *reader) {
	file := pos.Filename()
	if file == "<builtin>" || !pos.IsValid() {
		return
	}
	if strings.HasPrefix(name, "<") {
		name = ""
	}
	e.Frames = append(e.Frames, Frame{
		Func: name, File: file, Line: int(pos.Line), Col: int(pos.Col), Width: 1, Source: r.line(file, int(pos.Line)),
	})
}

var wrongArguments = regexp.MustCompile(`^function \S+ (accepts|missing|got an unexpected|got multiple)`)

// place drops the place of a call with wrong arguments that is inside the
// function, which was not entered.
func (e *Error) place() {
	if n := len(e.Frames); n > 1 && wrongArguments.MatchString(e.Message) {
		e.Frames = e.Frames[:n-1]
	}
}

// mark widens the mark under one character to the name it belongs to: the
// machine places a call at its parenthesis and an attribute at its dot. Where
// it is a token that is wrong, that is meant itself.
func (f *Frame) mark(missing string, token bool) {
	line := []rune(f.Source)
	at := f.Col - 1
	if at < 0 || at >= len(line) {
		return
	}
	switch {
	case token:
	case line[at] == '(':
		start := at
		for start > 0 && isNamePart(line[start-1], true) {
			start--
		}
		if start < at {
			f.Col, f.Width = start+1, at-start
		}
		return
	case line[at] == '.' && at+1 < len(line) && isNamePart(line[at+1], false):
		at++
	}
	end := at
	for end < len(line) && isNamePart(line[end], false) {
		end++
	}
	if end > at {
		f.Col, f.Width = at+1, end-at
	}
	if n := len([]rune(missing)); missing != "" && strings.HasPrefix(string(line[at:]), missing) {
		f.Width = n
	}
}

func isNamePart(r rune, dots bool) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127 || dots && r == '.'
}
