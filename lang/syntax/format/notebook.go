package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"starling/lang/syntax"
)

// ErrLanguage refuses a notebook of another language.
var ErrLanguage = errors.New("the notebook is of another language")

// Notebook is a notebook file whose code cells are in the style. Nothing else
// in it changes, not a byte.
//
// A cell that asks for help (x?) stays as it is, and so does one with errors
// that is tagged raises-exception: it is there to show them.
func Notebook(name string, data []byte) ([]byte, error) {
	if !json.Valid(data) {
		return nil, fmt.Errorf("%s is no notebook: want JSON", name)
	}
	var about struct {
		Metadata struct {
			Kernelspec   struct{ Language string }
			LanguageInfo struct{ Name string } `json:"language_info"`
		}
		Cells []struct {
			CellType string `json:"cell_type"`
			Metadata struct{ Tags []string }
		}
	}
	if err := json.Unmarshal(data, &about); err != nil {
		return nil, fmt.Errorf("%s is no notebook: %w", name, err)
	}
	for _, language := range []string{about.Metadata.LanguageInfo.Name, about.Metadata.Kernelspec.Language} {
		if language != "" && language != "starling" {
			return nil, fmt.Errorf("%s: %w: %s", name, ErrLanguage, language)
		}
	}
	var (
		out  []byte
		done int // bytes that are in out
		errs []error
	)
	cells := place{0, data}.member("cells").elements()
	for i, cell := range cells {
		source := cell.member("source")
		if about.Cells[i].CellType != "code" || source.raw == nil {
			continue
		}
		shown := slices.Contains(about.Cells[i].Metadata.Tags, "raises-exception")
		raw, err := cellSource(fmt.Sprintf("%s, cell %d", name, i+1), source.raw, shown, ascii(data))
		if err != nil {
			errs = append(errs, err)
		}
		out = append(append(out, data[done:source.at]...), raw...)
		done = source.at + len(source.raw)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return append(out, data[done:]...), nil
}

// cellSource is the source of a cell, as it is in a file, in the style.
func cellSource(name string, raw []byte, shown, ascii bool) ([]byte, error) {
	var lines []string
	list := raw[0] == '['
	if !list {
		lines = make([]string, 1)
	}
	var err error
	if list {
		err = json.Unmarshal(raw, &lines)
	} else {
		err = json.Unmarshal(raw, &lines[0])
	}
	if err != nil {
		return nil, fmt.Errorf("%s: its source is neither text nor lines", name)
	}
	src := strings.Join(lines, "")
	if _, _, help := syntax.HelpRequest(src); help {
		return raw, nil
	}
	text, err := Cell(name, src)
	switch {
	case err != nil && shown, text == src:
		return raw, nil
	case err != nil:
		return nil, err
	case !list:
		return quoted(text, ascii), nil
	}
	return relined(raw, lines, strings.SplitAfter(text, "\n"), ascii), nil
}

// relined puts other lines into a list of lines, with the white space that is
// between those it has.
func relined(raw []byte, old, lines []string, ascii bool) []byte {
	elements := place{0, raw}.elements()
	first, last := elements[0], elements[len(elements)-1]
	before := raw[:first.at]
	between := append([]byte(","), before[1:]...)
	if len(elements) > 1 {
		between = raw[first.at+len(first.raw) : elements[1].at]
	}
	known := map[string][]byte{}
	for i, e := range elements {
		known[old[i]] = e.raw
	}
	var set [][]byte
	for _, l := range lines {
		switch e, ok := known[l]; {
		case ok:
			set = append(set, e)
		case l != "":
			set = append(set, quoted(l, ascii))
		}
	}
	if set == nil {
		return []byte("[]")
	}
	return slices.Concat(before, bytes.Join(set, between), raw[last.at+len(last.raw):])
}

// quoted is a text in JSON as Python writes it, which Jupyter is written in.
func quoted(s string, ascii bool) []byte {
	out := []byte{'"'}
	for _, r := range s {
		short := strings.IndexRune("\"\\\n\r\t\b\f", r)
		switch {
		case short >= 0:
			out = append(out, '\\', `"\nrtbf`[short])
		case r < ' ', ascii && utf8.RuneSelf <= r && r <= 0xffff:
			out = fmt.Appendf(out, `\u%04x`, r)
		case ascii && r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}

// ascii reports whether a file keeps to ASCII.
func ascii(data []byte) bool {
	return bytes.IndexFunc(data, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// A place is a value of JSON and where it is.
type place struct {
	at  int
	raw []byte // nil: there is none
}

// member is the value of a key, if the place is an object that has it.
func (p place) member(key string) (value place) {
	p.walk('{', func(k string, v place) {
		if k == key {
			value = v
		}
	})
	return value
}

// elements are those of a list.
func (p place) elements() (list []place) {
	p.walk('[', func(_ string, v place) { list = append(list, v) })
	return list
}

// walk visits what is in an object or list. The text is known to be valid.
func (p place) walk(opens byte, visit func(key string, value place)) {
	if len(p.raw) == 0 {
		return
	}
	dec := json.NewDecoder(bytes.NewReader(p.raw))
	if t, _ := dec.Token(); t != json.Delim(opens) {
		return
	}
	for dec.More() {
		var key string
		if opens == '{' {
			t, _ := dec.Token()
			key, _ = t.(string)
		}
		var raw json.RawMessage
		if dec.Decode(&raw) != nil {
			return
		}
		visit(key, place{p.at + int(dec.InputOffset()) - len(raw), raw})
	}
}
