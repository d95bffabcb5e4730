package display

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// maxDepth bounds the nesting that is written out: Go's stack is finite.
const maxDepth = 1000

// Repr returns v as Python's repr would.
func Repr(th *starlark.Thread, v starlark.Value) (string, error) {
	w := writer{th: th}
	err := w.value(v, 0)
	return w.out.String(), err
}

// Str returns v as Python's str would: a string is itself.
func Str(th *starlark.Thread, v starlark.Value) (string, error) {
	if s, ok := v.(starlark.String); ok {
		return string(s), nil
	}
	return Repr(th, v)
}

// errLong ends the writing of a text of which only the head is shown.
var errLong = fmt.Errorf("the text is long")

// shortRepr is Repr for a result; of a text beyond MaxText only the head is
// made, and a note says so.
func shortRepr(th *starlark.Thread, v starlark.Value) (string, error) {
	w := writer{th: th, limit: MaxText}
	err := w.value(v, 0)
	if err == errLong || (err == nil && w.out.Len() > MaxText) {
		head := w.out.String()[:MaxText]
		for !utf8.ValidString(head) && len(head) > 0 {
			head = head[:len(head)-1]
		}
		note := fmt.Sprintf("\n… cut after %d characters; print() shows all", MaxText)
		if n := starlark.Len(v); n >= 0 {
			note = fmt.Sprintf("\n… cut after %d characters, %d elements in all; print() shows all", MaxText, n)
		}
		return head + note, nil
	}
	return w.out.String(), err
}

type writer struct {
	th    *starlark.Thread
	out   strings.Builder
	limit int // 0: none
	path  []starlark.Value
	turns int
}

// poll is called once an element: it sees interrupts, sizes and the limit.
func (w *writer) poll() error {
	if w.limit > 0 && w.out.Len() > w.limit {
		return errLong
	}
	if w.turns++; w.turns&1023 != 0 {
		return nil
	}
	if err := steps.Poll(w.th); err != nil {
		return err
	}
	return steps.Grow(w.th, int64(w.out.Len()))
}

func (w *writer) value(v starlark.Value, depth int) error {
	if err := w.poll(); err != nil {
		return err
	}
	if depth > maxDepth {
		w.out.WriteString("…")
		return nil
	}
	switch v := v.(type) {
	case starlark.Float:
		w.out.WriteString(FloatRepr(float64(v)))
	case starlark.String:
		w.out.WriteString(quote(string(v)))
	case starlark.Bytes:
		w.out.WriteString(quoteBytes(string(v)))
	case starlark.Tuple:
		return w.list("(", ")", v, depth, len(v) == 1)
	case *starlark.List:
		return w.nested(v, "[...]", func() error { return w.list("[", "]", v, depth, false) })
	case *starlark.Set:
		if v.Len() == 0 {
			w.out.WriteString("set()")
			return nil
		}
		return w.list("{", "}", v, depth, false)
	case *starlark.Dict:
		return w.nested(v, "{...}", func() error { return w.dict(v, depth) })
	default:
		w.out.WriteString(v.String())
	}
	return nil
}

// nested writes a container that may hold itself.
func (w *writer) nested(v starlark.Value, again string, write func() error) error {
	for _, p := range w.path {
		if p == v {
			w.out.WriteString(again)
			return nil
		}
	}
	w.path = append(w.path, v)
	err := write()
	w.path = w.path[:len(w.path)-1]
	return err
}

func (w *writer) list(open, end string, seq starlark.Iterable, depth int, comma bool) error {
	w.out.WriteString(open)
	it := seq.Iterate()
	defer it.Done()
	var x starlark.Value
	for i := 0; it.Next(&x); i++ {
		if i > 0 {
			w.out.WriteString(", ")
		}
		if err := w.value(x, depth+1); err != nil {
			return err
		}
	}
	if comma {
		w.out.WriteByte(',')
	}
	w.out.WriteString(end)
	return nil
}

func (w *writer) dict(d *starlark.Dict, depth int) error {
	w.out.WriteByte('{')
	i := 0
	for k, v := range d.Entries() {
		if i > 0 {
			w.out.WriteString(", ")
		}
		i++
		if err := w.value(k, depth+1); err != nil {
			return err
		}
		w.out.WriteString(": ")
		if err := w.value(v, depth+1); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	return nil
}

// FloatRepr writes x with the fewest digits that give x again, in Python's
// format: 1000000.0, 1e+16, 1e-05, inf, nan.
func FloatRepr(x float64) string {
	switch {
	case math.IsNaN(x):
		return "nan"
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	}
	if a := math.Abs(x); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(x, 'e', -1, 64) // exponents have two digits, as Python's
	}
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// quote writes s in single quotes, or in double ones where that saves escapes.
func quote(s string) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	var b strings.Builder
	b.WriteByte(q)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == rune(q) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		i += n
	}
	b.WriteByte(q)
	return b.String()
}

func quoteBytes(s string) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	var b strings.Builder
	b.WriteByte('b')
	b.WriteByte(q)
	for i := range len(s) {
		switch c := s[i]; {
		case c == q || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < 0x20 || c >= 0x7f:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte(q)
	return b.String()
}
