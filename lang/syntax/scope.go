package syntax

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"
)

// A Scope is the hidden value Session of one live map: its attributes are the
// map's names, so that top-level stores of a lowered program write the map.
type Scope struct {
	names starlark.StringDict // the live map itself
	base  starlark.StringDict // what was there before any program ran

	// Result is the value of the last expression of the program that ran
	// last, nil if it had none.
	Result starlark.Value
}

var _ starlark.HasSetField = (*Scope)(nil)

// NewScope returns a live map that begins with the names of base, and its
// scope, which the map holds as Session.
func NewScope(base starlark.StringDict) (*Scope, starlark.StringDict) {
	s := &Scope{names: make(starlark.StringDict, len(base)+16), base: base}
	for name, v := range base {
		s.names[name] = v
	}
	s.names[Session] = s
	s.names[End] = starlark.None
	return s, s.names
}

// Own returns the names that programs have stored, sorted.
func (s *Scope) Own() []string {
	var own []string
	for name, v := range s.names {
		if old, ok := s.base[name]; !Hidden(name) && !(ok && same(old, v)) {
			own = append(own, name)
		}
	}
	slices.Sort(own)
	return own
}

// same reports whether two values are one. Values that Go cannot compare
// (tuples) are never in a base.
func same(x, y starlark.Value) bool {
	if _, ok := x.(starlark.Tuple); ok {
		return false
	}
	if _, ok := y.(starlark.Tuple); ok {
		return false
	}
	return x == y
}

// Attr is read by augmented assignments at top level.
func (s *Scope) Attr(name string) (starlark.Value, error) {
	if v, ok := s.names[name]; ok {
		return v, nil
	}
	return nil, fmt.Errorf("undefined: %s", name)
}

// SetField stores a top-level name, or the result.
func (s *Scope) SetField(name string, v starlark.Value) error {
	if name == Result {
		s.Result = v
	} else {
		s.names[name] = v
	}
	return nil
}

func (s *Scope) AttrNames() []string   { return nil }
func (s *Scope) String() string        { return Session }
func (s *Scope) Type() string          { return "session" }
func (s *Scope) Freeze()               {}
func (s *Scope) Truth() starlark.Bool  { return true }
func (s *Scope) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: session") }
