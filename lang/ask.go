package lang

import (
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/diag"
	"starling/lang/display"
	"starling/lang/doc"
	"starling/lang/syntax"
)

// A Completion is what may stand for a part of a text, in code points.
type Completion = doc.Completion

// Complete offers what may stand at the cursor.
func (s *Session) Complete(src string, cursor int) Completion {
	s.mu.Lock()
	defer s.mu.Unlock()
	return doc.Complete(src, cursor, s.seen())
}

// Inspect explains the name at the cursor; false: there is none to explain.
// At detail 1 it shows a function's source.
func (s *Session) Inspect(src string, cursor, detail int) (display.Bundle, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return doc.Inspect(src, cursor, detail, s.seen(), s.source)
}

// IsComplete says whether a cell can be run as it is: complete, incomplete
// (indent begins the next line) or invalid.
func (s *Session) IsComplete(src string) (status, indent string) {
	return syntax.IsComplete(src)
}

// help answers x? and ?x, and ? alone as help() does.
func (s *Session) help(name string, detail int) Result {
	if name == "" {
		name = "help"
	}
	if b, ok := doc.Look(name, detail, s.seen(), s.source); ok {
		return Result{Pager: &b}
	}
	first, rest, _ := strings.Cut(name, ".")
	e := &diag.Error{Kind: diag.KindName, Message: "name " + name + " is not defined"}
	if v, ok := s.names[first]; ok {
		e.Message = v.Type() + " " + first + " has no " + rest
	}
	return Result{Err: e}
}

// seen returns the live map without its hidden names.
func (s *Session) seen() starlark.StringDict {
	seen := make(starlark.StringDict, len(s.names))
	for name, v := range s.names {
		if !syntax.Hidden(name) {
			seen[name] = v
		}
	}
	return seen
}
