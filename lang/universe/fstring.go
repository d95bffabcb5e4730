package universe

import (
	"fmt"

	"go.starlark.net/starlark"
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
	out := growing{th: th}
	for i := range t.fields {
		f := &t.fields[i]
		if err := out.add(f.before); err != nil {
			return nil, err
		}
		spec := f.spec
		v := args[0]
		args = args[1:]
		if f.dynamic {
			spec = string(args[0].(starlark.String))
			args = args[1:]
		}
		text, err := f.format(th, v, spec)
		if err != nil {
			if f.source != "" {
				err = fmt.Errorf("%s: %w", f.source, err)
			}
			return nil, err
		}
		if err := out.add(text); err != nil {
			return nil, err
		}
	}
	err := out.add(t.last)
	return starlark.String(out.b.String()), err
}

func (f *templateField) format(th *starlark.Thread, v starlark.Value, spec string) (string, error) {
	if f.conv != 0 {
		text, err := convert(th, v, f.conv)
		if err != nil {
			return "", err
		}
		v = starlark.String(text)
	}
	return formatValue(th, v, spec)
}
