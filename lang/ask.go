package lang

import (
	"maps"
	"slices"
	"time"

	"starling/lang/diag"
	"starling/lang/display"
	"starling/lang/doc"
	"starling/lang/syntax"
)

// patience is how long a question waits for the cell that runs. A cell answers
// between any two instructions and wherever a builtin polls, so it is only a
// builtin that does neither for so long which makes the answer one of the names
// that were there when the cell began, and of what cannot have changed.
const patience = 3 * time.Millisecond

// ask calls f with the names that a cell can use. While one runs, that cell only
// gives the names, since it has other things to do; of values that it may change
// f then sees no more than their types.
func (s *Session) ask(f func(view)) {
	if s.turns.Try(func() { f(s.view()) }) {
		return
	}
	s.turns.Ask(patience, s.copy)
	f(*s.copied.Load())
}

// about is what there is to ask about.
func (s *Session) about(v view) doc.Scope {
	return doc.Scope{Names: v.seen(), Source: s.source, Note: s.notes.get}
}

// A Completion is what may stand for a part of a text, in code points.
type Completion = doc.Completion

// Complete offers what may stand at the cursor.
func (s *Session) Complete(src string, cursor int) (c Completion) {
	s.ask(func(v view) { c = s.about(v).Complete(src, cursor) })
	return c
}

// Inspect explains the name at the cursor; false: there is none to explain.
// At detail 1 it shows a function's source. A cell that runs looks into its
// values itself.
func (s *Session) Inspect(src string, cursor, detail int) (b display.Bundle, ok bool) {
	look := func(v view) { b, ok = s.about(v).Inspect(src, cursor, detail) }
	if !s.turns.Ask(patience, func() { look(s.view()) }) {
		look(*s.copied.Load())
	}
	return b, ok
}

// IsComplete says whether a cell can be run as it is: complete, incomplete
// (indent begins the next line) or invalid.
func (s *Session) IsComplete(src string) (status, indent string) {
	return syntax.IsComplete(src)
}

// Names returns the names that cells have bound, sorted.
func (s *Session) Names() (names []string) {
	s.ask(func(v view) { names = v.own(s.base) })
	return names
}

// Help explains a dotted name, or lists what there is where name is "". At
// detail 1 it shows a function's source too.
func (s *Session) Help(name string, detail int) (display.Bundle, *diag.Error) {
	s.turns.Lock()
	defer s.turns.Unlock()
	if name == "" {
		names := s.view().seen()
		for _, own := range s.view().own(s.base) {
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
	scope := s.about(s.view())
	if b, ok := scope.Look(name, detail); ok {
		return Result{Pager: &b}
	}
	message, hint := doc.Missing(name, scope.Names)
	return Result{Err: &diag.Error{Kind: diag.KindName, Message: message, Hint: hint}}
}

// visible returns all names that a cell can use, sorted.
func (s *Session) visible() []string {
	return slices.Sorted(maps.Keys(s.view().seen()))
}
