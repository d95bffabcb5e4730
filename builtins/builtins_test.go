package builtins

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/decl"
	"starling/lang/display"
	"starling/stdlib"
)

// walk calls f with every declared function and its path, and bad with what is
// wrong with a module.
func walk(path string, v starlark.Value, f func(path string, fn *decl.Func), bad func(error)) {
	switch v := v.(type) {
	case *decl.Func:
		f(path, v)
	case *decl.Module:
		if err := v.Err(); err != nil {
			bad(fmt.Errorf("%s: %w", path, err))
		}
		for _, name := range v.AttrNames() {
			if member, err := v.Attr(name); err == nil {
				walk(path+"."+name, member, f, bad)
			}
		}
	}
}

// everything begins a session with all that a user has.
func everything(t *testing.T) *lang.Session {
	t.Helper()
	session, err := lang.New(lang.Options{Modules: Modules(), Formulas: stdlib.Files})
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// Every function, in Go or a formula, says what it does, takes and returns,
// and its examples are true when a user runs them. A formula also says where
// it comes from, and a parameter's name means one unit.
func TestDeclarations(t *testing.T) {
	count, formulas := 0, 0
	units := map[string]string{}
	session := everything(t)
	for _, m := range Modules() {
		walk(m.Name, session.Get(m.Name), func(path string, fn *decl.Func) {
			count++
			if fn.Formula() != nil {
				formulas++
				if fn.Spec.Source == "" && !definitions[path] {
					t.Errorf("%s: source is missing", path)
				}
			}
			s := fn.Spec
			if s.Doc == "" || s.Returns == "" {
				t.Errorf("%s: doc or returns is missing", path)
			}
			for _, p := range s.Params {
				if p.Doc == "" {
					t.Errorf("%s: parameter %s is not described", path, p.Name)
				}
				if !strings.Contains(p.Domain(), "number") || p.Name == "x" || p.Name == "y" {
					continue // no number, or any number
				}
				if unit, ok := units[p.Name]; ok && unit != p.Unit {
					t.Errorf("%s: parameter %s has the unit %q, elsewhere %q", path, p.Name, p.Unit, unit)
				}
				units[p.Name] = p.Unit
			}
			if len(s.Examples) == 0 && path != "table.read_csv" { // that one needs a file
				t.Errorf("%s: no example", path)
			}
			for _, ex := range s.Examples {
				run(t, path, ex)
			}
		}, func(err error) { t.Error(err) })
	}
	if count < 15 || formulas < 15 {
		t.Errorf("walked %d functions, %d formulas: the registry is not where it should be", count, formulas)
	}
}

// definitions are formulas that need no source: they say what a word means.
var definitions = map[string]bool{"hardware.wafer.defects_per_die": true}

// A docstring at odds with its function fails the walk.
func TestSeededBadFormula(t *testing.T) {
	for _, src := range []string{
		"def f(x):\n  \"\"\"Say.\"\"\"\n  return x",
		"def f(x):\n  \"\"\"Say.\n\n  Args:\n    y (K, 0..1): what\n  \"\"\"\n  return x",
		"def f(x):\n  return x",
	} {
		session, err := lang.New(lang.Options{Modules: Modules(), Formulas: fstest.MapFS{"physics/bad.star": {Data: []byte(src)}}})
		if err != nil {
			t.Fatal(err)
		}
		var found error
		walk("physics", session.Get("physics"), func(string, *decl.Func) {}, func(err error) { found = err })
		if found == nil {
			t.Errorf("passes:\n%s", src)
		}
	}
}

func run(t *testing.T, path, example string) {
	t.Helper()
	src, want, ok := strings.Cut(example, "# =>")
	if !ok {
		t.Errorf("%s: example %q has no result", path, example)
		return
	}
	res := everything(t).Exec(lang.Cell{Source: strings.TrimSpace(src)}, nil)
	if res.Err != nil {
		t.Errorf("%s: example fails:\n%s", path, res.Err.Plain())
		return
	}
	got, err := display.Repr(nil, res.Value)
	if err != nil || got != strings.TrimSpace(want) {
		t.Errorf("%s: example %s gives %s, want %s", path, strings.TrimSpace(src), got, strings.TrimSpace(want))
	}
}
