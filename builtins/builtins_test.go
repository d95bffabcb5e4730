package builtins

import (
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/decl"
	"starling/lang/display"
)

// walk calls f with every declared function and its path.
func walk(path string, v starlark.Value, f func(path string, fn *decl.Func)) {
	switch v := v.(type) {
	case *decl.Func:
		f(path, v)
	case *decl.Module:
		for _, name := range v.AttrNames() {
			if member, err := v.Attr(name); err == nil {
				walk(path+"."+name, member, f)
			}
		}
	}
}

// Every function says what it does, takes and returns, and its examples are
// true when a user runs them.
func TestDeclarations(t *testing.T) {
	count := 0
	for _, m := range Modules() {
		walk(m.Name, m, func(path string, fn *decl.Func) {
			count++
			s := fn.Spec
			if s.Doc == "" || s.Returns == "" {
				t.Errorf("%s: doc or returns is missing", path)
			}
			for _, p := range s.Params {
				if p.Doc == "" {
					t.Errorf("%s: parameter %s is not described", path, p.Name)
				}
			}
			if len(s.Examples) == 0 && path != "table.read_csv" { // that one needs a file
				t.Errorf("%s: no example", path)
			}
			for _, ex := range s.Examples {
				run(t, path, ex)
			}
		})
	}
	if count < 15 {
		t.Errorf("walked %d functions: the registry is not where it should be", count)
	}
}

func run(t *testing.T, path, example string) {
	t.Helper()
	src, want, ok := strings.Cut(example, "# =>")
	if !ok {
		t.Errorf("%s: example %q has no result", path, example)
		return
	}
	session, err := lang.New(lang.Options{Modules: Modules()})
	if err != nil {
		t.Fatal(err)
	}
	res := session.Exec(lang.Cell{Source: strings.TrimSpace(src)}, nil)
	if res.Err != nil {
		t.Errorf("%s: example fails:\n%s", path, res.Err.Plain())
		return
	}
	got, err := display.Repr(nil, res.Value)
	if err != nil || got != strings.TrimSpace(want) {
		t.Errorf("%s: example %s gives %s, want %s", path, strings.TrimSpace(src), got, strings.TrimSpace(want))
	}
}
