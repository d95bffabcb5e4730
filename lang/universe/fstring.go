package universe

import (
	"fmt"
	"strconv"

	"go.starlark.net/starlark"

	"starling/lang/display"
	"starling/lang/steps"
)

// A template is an f-string before it is given its values: texts, and between
// them fields. Lowered programs make it once and call it.
type template struct {
	fields []templateField
	last   string // the text behind the last field
}

type templateField struct {
	before  string // the text
	source  string // as written, for errors; "": not known
	conv    byte   // r, s, a; 0: none
	spec    string
	dynamic bool // the spec is the argument behind the value

	text, number       spec // of strings and of other values, if not dynamic
	textErr, numberErr error
}

// newTemplate makes ("a", "{x!r}", "r", "", "b") the template of f"a{x!r}b".
// A spec of None is dynamic.
func newTemplate(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	parts := args[0].(starlark.Tuple)
	text := func(i int) string { s, _ := parts[i].(starlark.String); return string(s) }
	t := new(template)
	for i := 0; i+4 < len(parts); i += 4 {
		f := templateField{before: text(i), source: text(i + 1), spec: text(i + 3), dynamic: parts[i+3] == starlark.None}
		if conv := text(i + 2); conv != "" {
			f.conv = conv[0]
		}
		if f.spec != "" {
			f.text, f.textErr = parseSpec(f.spec, false)
			f.number, f.numberErr = parseSpec(f.spec, true)
		}
		t.fields = append(t.fields, f)
	}
	t.last = text(len(parts) - 1)
	return t, nil
}

var _ starlark.Callable = (*template)(nil)

func (t *template) Name() string          { return "f-string" }
func (t *template) String() string        { return "<f-string>" }
func (t *template) Type() string          { return "f-string" }
func (t *template) Freeze()               {}
func (t *template) Truth() starlark.Bool  { return true }
func (t *template) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: f-string") }

// CallInternal puts the values in.
func (t *template) CallInternal(th *starlark.Thread, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	var room [64]byte
	out := room[:0]
	for i := range t.fields {
		f := &t.fields[i]
		v, spec := args[0], starlark.String(f.spec)
		if args = args[1:]; f.dynamic {
			spec = args[0].(starlark.String)
			args = args[1:]
		}
		out = append(out, f.before...)
		var err error
		if out, err = f.append(th, out, v, string(spec)); err != nil {
			if f.source != "" {
				err = fmt.Errorf("%s: %w", f.source, err)
			}
			return nil, err
		}
		if len(out) > pieceSize {
			if err := steps.Grow(th, int64(len(out))); err != nil {
				return nil, err
			}
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
	}
	return starlark.String(append(out, t.last...)), nil
}

// append writes a value behind what there is.
func (f *templateField) append(th *starlark.Thread, out []byte, v starlark.Value, spec string) ([]byte, error) {
	if f.conv == 0 && spec == "" {
		switch v := v.(type) {
		case starlark.String:
			return append(out, v...), nil
		case starlark.Int:
			if i, ok := v.Int64(); ok {
				return strconv.AppendInt(out, i, 10), nil
			}
		case starlark.Float:
			return append(out, display.FloatRepr(float64(v))...), nil
		}
	}
	text, err := f.format(th, v, spec)
	return append(out, text...), err
}

func (f *templateField) format(th *starlark.Thread, v starlark.Value, spec string) (string, error) {
	if f.conv != 0 {
		text, err := convert(th, v, f.conv)
		if err != nil {
			return "", err
		}
		v = starlark.String(text)
	}
	if spec != "" && !f.dynamic {
		switch v := v.(type) {
		case starlark.String:
			if f.textErr == nil {
				return f.text.format(v, spec)
			}
		case starlark.Int, starlark.Float:
			if f.numberErr == nil {
				return f.number.format(v, spec)
			}
		}
	}
	return formatValue(th, v, spec)
}
