package lang

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/display"
	"starling/lang/syntax"
)

// A Completion is what may stand for the characters Start to End of a text.
type Completion struct {
	Start, End int // in code points
	Items      []Item
}

// An Item is one completion. Type is a word such as function or module;
// Signature is empty, or reads like (x, y=1).
type Item struct{ Text, Type, Signature string }

// IsComplete says whether a cell can be run as it is: complete, incomplete
// (indent begins the next line) or invalid.
func (s *Session) IsComplete(src string) (status, indent string) {
	return syntax.IsComplete(src)
}

// Complete offers the names that may stand at the cursor, in code points.
func (s *Session) Complete(src string, cursor int) Completion {
	s.mu.Lock()
	defer s.mu.Unlock()
	runes := []rune(src)
	cursor = max(0, min(cursor, len(runes)))
	word := wordBefore(runes[:cursor])
	names := s.visible()
	start := cursor - len(word)
	if i := strings.LastIndexByte(string(word), '.'); i >= 0 {
		v, ok := s.lookup(string(word)[:i]).(starlark.HasAttrs)
		if !ok {
			return Completion{Start: cursor, End: cursor}
		}
		names = v.AttrNames()
		word = []rune(string(word)[i+1:])
		start = cursor - len(word)
	}
	c := Completion{Start: start, End: cursor}
	slices.Sort(names)
	for _, name := range names {
		if strings.HasPrefix(name, string(word)) {
			c.Items = append(c.Items, Item{Text: name})
		}
	}
	return c
}

// Inspect explains the name at the cursor; false: there is none to explain.
func (s *Session) Inspect(src string, cursor, _ int) (display.Bundle, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	runes := []rune(src)
	cursor = max(0, min(cursor, len(runes)))
	for cursor < len(runes) && isWord(runes[cursor]) && runes[cursor] != '.' {
		cursor++
	}
	v := s.lookup(string(wordBefore(runes[:cursor])))
	if v == nil {
		return display.Bundle{}, false
	}
	th, _ := s.thread("inspect", nil)
	b, err := display.Of(th, v)
	return b, err == nil
}

func (s *Session) help(name string, _ int) Result {
	b, ok := s.lookup(name), false
	if b == nil {
		return Result{}
	}
	th, _ := s.thread("help", nil)
	shown, err := display.Of(th, b)
	if ok = err == nil; !ok {
		return Result{}
	}
	return Result{Pager: &shown}
}

// lookup follows a dotted name, without calling anything.
func (s *Session) lookup(path string) starlark.Value {
	first, rest, dotted := strings.Cut(path, ".")
	v := s.names[first]
	for dotted && v != nil {
		first, rest, dotted = strings.Cut(rest, ".")
		x, ok := v.(starlark.HasAttrs)
		if !ok {
			return nil
		}
		v, _ = x.Attr(first)
	}
	return v
}

func wordBefore(runes []rune) []rune {
	start := len(runes)
	for start > 0 && isWord(runes[start-1]) {
		start--
	}
	return runes[start:]
}

func isWord(r rune) bool {
	return r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}
