package display

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// maxDepth bounds the nesting that is written out: Go's stack is finite, and
// so is what a person can read. Python's repr ends at the same depth.
const maxDepth = 1000

// Repr returns v as Python's repr would.
func Repr(th *starlark.Thread, v starlark.Value) (string, error) {
	w := writer{th: th}
	err := w.value(v, 0)
	return w.out.String(), err
}

// Str returns v as Python's str would: a string is itself. Scalars, of which
// programs print the most, need no writer.
func Str(th *starlark.Thread, v starlark.Value) (string, error) {
	switch v := v.(type) {
	case starlark.String:
		return string(v), nil
	case starlark.Int:
		return v.String(), nil
	case starlark.Float:
		return FloatRepr(float64(v)), nil
	}
	return Repr(th, v)
}

type writer struct {
	th    *starlark.Thread
	out   strings.Builder
	limit int // 0: none; else what is longer or deeper is left out
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
		if w.limit == 0 {
			return fmt.Errorf("the value is nested more than %d deep, too deep to be written out", maxDepth)
		}
		w.out.WriteString("…")
		return nil
	}
	switch v := v.(type) {
	case starlark.Float:
		w.out.WriteString(FloatRepr(float64(v)))
	case starlark.String:
		if w.limit > 0 && len(v) > w.limit {
			w.out.WriteString(quote(string(v[:w.limit])))
			return errLong
		}
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
		w.out.WriteString(other(v))
	}
	return nil
}

// other is the text of a value of another type.
func other(v starlark.Value) string {
	s := v.String()
	if v.Type() == "range" && strings.HasPrefix(s, "range(") && !strings.Contains(s, ",") {
		return "range(0, " + s[len("range("):] // as Python writes range(3)
	}
	return s
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
