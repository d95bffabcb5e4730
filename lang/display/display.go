// Package display turns a value into what a person sees.
//
//	Of(v)       a value as a MIME bundle, for a notebook (long ones cut: short.go)
//	Repr, Str   a value as text, as Python prints it (text.go; numbers and
//	            strings: scalar.go)
//	Publisher   where the output of a cell goes
//	Rich        html(), markdown(), svg(): a text of a MIME type as a value
package display

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
)

// A Bundle is one value in several MIME types. Data holds text (also SVG) as
// string and JSON types as JSON values.
type Bundle struct{ Data, Metadata map[string]any }

// A Displayer is a value that shows as more than its text. Of adds
// text/plain where Display gives none.
type Displayer interface {
	starlark.Value
	Display() Bundle
}

// Of returns the bundle of v.
func Of(th *starlark.Thread, v starlark.Value) (Bundle, error) {
	b := Bundle{}
	if d, ok := v.(Displayer); ok {
		b = d.Display()
	}
	if b.Data == nil {
		b.Data = map[string]any{}
	}
	if b.Metadata == nil {
		b.Metadata = map[string]any{}
	}
	if _, ok := b.Data["text/plain"]; !ok {
		text, err := shortRepr(th, v)
		if err != nil {
			return Bundle{}, err
		}
		b.Data["text/plain"] = text
	}
	return b, nil
}

// A Publisher takes the output of a cell. Its methods have basic types only,
// so that a kernel's publisher is one without knowing of this package.
type Publisher interface {
	Stream(name, text string) // "stdout" or "stderr"
	Display(data, metadata map[string]any, id string)
	Update(data, metadata map[string]any, id string)
	ClearOutput(wait bool)
	Input(prompt string, password bool) (string, error)
}

// A Replayer is a Publisher that can show again what the cell of a number has put
// out; 0: the latest cell of which not all was seen.
type Replayer interface{ Replay(number int) error }

const key = "starling.display"

// Attach makes p the publisher of a thread.
func Attach(th *starlark.Thread, p Publisher) {
	if p == nil {
		p = discard{}
	}
	th.SetLocal(key, p)
}

// To returns the publisher of a thread, never nil.
func To(th *starlark.Thread) Publisher {
	if th != nil {
		if p, ok := th.Local(key).(Publisher); ok {
			return p
		}
	}
	return discard{}
}

// discard is the publisher of a thread without one.
type discard struct{}

func (discard) Stream(string, string)                          {}
func (discard) Display(map[string]any, map[string]any, string) {}
func (discard) Update(map[string]any, map[string]any, string)  {}
func (discard) ClearOutput(bool)                               {}
func (discard) Input(string, bool) (string, error) {
	return "", errors.New("nobody to ask")
}

// Rich is a text that shows as its MIME type.
type Rich struct{ MIME, Text string }

var _ Displayer = Rich{}

// Display implements Displayer.
func (r Rich) Display() Bundle {
	return Bundle{Data: map[string]any{r.MIME: r.Text, "text/plain": r.String()}}
}

func (r Rich) String() string {
	if r.MIME == "text/markdown" { // readable as it is
		return r.Text
	}
	return fmt.Sprintf("<%s, %d characters>", r.MIME, len([]rune(r.Text)))
}

func (r Rich) Type() string          { return "rich" }
func (r Rich) Freeze()               {}
func (r Rich) Truth() starlark.Bool  { return r.Text != "" }
func (r Rich) Hash() (uint32, error) { return starlark.String(r.MIME + r.Text).Hash() }
