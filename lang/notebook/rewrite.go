package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Rewrite gives the code cells of a notebook file other sources. Nothing else
// in it changes, not a byte.
func Rewrite(name string, data []byte, set func(Cell) string) ([]byte, error) {
	cells, err := Cells(name, data)
	if err != nil {
		return nil, err
	}
	var (
		out  []byte
		done int // bytes that are in out
	)
	for _, at := range (place{0, data}).member("cells").elements() {
		if string(at.member("cell_type").raw) != `"code"` {
			continue
		}
		cell := cells[0]
		cells = cells[1:]
		source := at.member("source")
		text := set(cell)
		if text == cell.Source || source.raw == nil {
			continue
		}
		raw := quoted(text, ascii(data))
		if source.raw[0] == '[' {
			raw = relined(source.raw, strings.SplitAfter(text, "\n"), ascii(data))
		}
		out = append(append(out, data[done:source.at]...), raw...)
		done = source.end()
	}
	return append(out, data[done:]...), nil
}

// relined is a list of lines with others in their place, and the white space
// between those it has.
func relined(raw []byte, lines []string, ascii bool) []byte {
	before, between, after := []byte("["), []byte(","), []byte("]")
	known := map[string][]byte{} // lines as they are written
	elements := place{0, raw}.elements()
	if n := len(elements); n > 0 {
		before, after = raw[:elements[0].at], raw[elements[n-1].end():]
		between = append(between, before[1:]...)
		if n > 1 {
			between = raw[elements[0].end():elements[1].at]
		}
	}
	for _, e := range elements {
		var line string
		if json.Unmarshal(e.raw, &line) == nil {
			known[line] = e.raw
		}
	}
	var set [][]byte
	for _, l := range lines {
		switch e, ok := known[l]; {
		case l == "":
		case ok:
			set = append(set, e)
		default:
			set = append(set, quoted(l, ascii))
		}
	}
	if set == nil {
		return []byte("[]")
	}
	return slices.Concat(before, bytes.Join(set, between), after)
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

func (p place) end() int { return p.at + len(p.raw) }

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
