package lang

import (
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

// Help explains a dotted name, or lists what there is where name is "". At
// detail 1 it shows a function's source too.
func (s *Session) Help(name string, detail int) (display.Bundle, *diag.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name == "" {
		names := s.seen()
		for _, own := range s.own() {
			delete(names, own)
		}
		return doc.Contents(names), nil
	}
	res := s.help(name, detail)
	if res.Err != nil {
		return display.Bundle{}, res.Err
	}
	return *res.Pager, nil
}

// help answers x? and ?x, and ? alone by how to ask.
func (s *Session) help(name string, detail int) Result {
	if name == "" {
		name = "help"
	}
	seen := s.seen()
	if b, ok := doc.Look(name, detail, seen, s.source); ok {
		return Result{Pager: &b}
	}
	message, hint := doc.Missing(name, seen)
	return Result{Err: &diag.Error{Kind: diag.KindName, Message: message, Hint: hint}}
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
