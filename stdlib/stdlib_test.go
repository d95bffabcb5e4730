package stdlib_test

import (
	"fmt"
	"io/fs"
	"math"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/builtins"
	"starling/lang"
	"starling/lang/annotation"
	"starling/lang/decl"
	"starling/lang/syntax/parse"
	"starling/lang/syntax/tree"
	"starling/stdlib"
)

func session(t *testing.T) *lang.Session {
	t.Helper()
	s, err := lang.New(lang.Options{Modules: builtins.Modules(), Formulas: stdlib.Files})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func eval(t *testing.T, s *lang.Session, src string) starlark.Value {
	t.Helper()
	res := s.Exec(lang.Cell{Source: src}, nil)
	if res.Err != nil {
		t.Fatalf("%s\n%s", src, res.Err.Plain())
	}
	return res.Value
}

func number(t *testing.T, s *lang.Session, src string) float64 {
	t.Helper()
	x, ok := starlark.AsFloat(eval(t, s, src))
	if !ok {
		t.Fatalf("%s is no number", src)
	}
	return x
}

// A claim is a value that is known from elsewhere.
type claim struct {
	src       string
	want      float64
	tolerance float64 // relative
	source    string
}

func hold(t *testing.T, claims []claim) {
	t.Helper()
	s := session(t)
	for _, c := range claims {
		if got := number(t, s, c.src); !(math.Abs(got-c.want) <= c.tolerance*math.Abs(c.want)) {
			t.Errorf("%s = %.6g, want %.6g within %g (%s)", c.src, got, c.want, c.tolerance, c.source)
		}
	}
}

// Every file runs, is short enough to learn from, and defines something.
func TestFiles(t *testing.T) {
	s := session(t)
	count := 0
	err := fs.WalkDir(stdlib.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		count++
		module := strings.ReplaceAll(strings.TrimSuffix(name, ".star"), "/", ".")
		if n := number(t, s, fmt.Sprintf("len(dir(%s))", module)); n == 0 {
			t.Errorf("%s defines nothing", name)
		}
		if _, ok := s.Formulas()["stdlib/"+name]; !ok {
			t.Errorf("%s has not run", name)
		}
		text, err := fs.ReadFile(stdlib.Files, name)
		if err != nil {
			return err
		}
		if lines := strings.Count(string(text), "\n"); lines > 300 {
			t.Errorf("%s has %d lines, want at most 300: people read it to learn", name, lines)
		}
		if !strings.HasPrefix(string(text), `"""`) {
			t.Errorf("%s does not begin with a docstring", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count < 2 {
		t.Errorf("walked %d files", count)
	}
}

// Where a formula has annotations, they say what its docstring declares.
func TestAnnotations(t *testing.T) {
	s := session(t)
	defs := 0
	err := fs.WalkDir(stdlib.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(stdlib.Files, name)
		if err != nil {
			return err
		}
		module := strings.ReplaceAll(strings.TrimSuffix(name, ".star"), "/", ".")
		for _, stmt := range parse.File(name, string(text)).Stmts {
			def, ok := stmt.(*tree.Def)
			if !ok || strings.HasPrefix(def.Name.Name, "_") {
				continue
			}
			defs++
			declared, ok := eval(t, s, module+"."+def.Name.Name).(*decl.Func)
			if !ok {
				t.Errorf("%s: %s is not declared", name, def.Name.Name)
				continue
			}
			for _, dispute := range annotation.Disputes(def, declared) {
				t.Errorf("%s:%d: %s", name, def.Def.Line, dispute)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if defs < 10 {
		t.Errorf("looked at %d functions", defs)
	}
}
