package builtins

import (
	"strings"
	"testing"
	"testing/fstest"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/decl"
)

type seedArgs struct{ Temp float64 }

// seed declares a function; change makes it a bad one.
func seed(path string, unit, doc string, change func(*decl.Spec)) entry {
	spec := decl.Spec{
		Name: path[strings.LastIndex(path, ".")+1:], Doc: "Doc.", Returns: "float", Source: "A paper",
		Examples: []string{"1 + 1  # => 2"},
	}
	if change != nil {
		change(&spec)
	}
	return entry{path: path, fn: decl.Bind(spec, func(a *seedArgs) []*decl.Param {
		return []*decl.Param{decl.Float(&a.Temp, "temp", unit, doc)}
	}, func(*starlark.Thread, *seedArgs) (starlark.Value, error) { return starlark.None, nil })}
}

// The checks of the registry must be able to fail for each of their claims.
func TestSeededDeclarations(t *testing.T) {
	good := seed("physics.good", "K", "how hot", nil)
	if bad := check([]entry{good}); bad != nil {
		t.Errorf("a good declaration fails: %q", bad)
	}
	for _, c := range []struct {
		e    entry
		want string
	}{
		{seed("physics.bad", "K", "how hot", func(s *decl.Spec) { s.Doc = "" }), "physics.bad: doc is missing"},
		{seed("physics.bad", "K", "how hot", func(s *decl.Spec) { s.Returns = "" }), "physics.bad: returns is missing"},
		{seed("physics.bad", "K", "how hot", func(s *decl.Spec) { s.Source = "" }), "physics.bad: source is missing"},
		{seed("hardware.bad", "K", "how hot", func(s *decl.Spec) { s.Source = "" }), "hardware.bad: source is missing"},
		{seed("physics.bad", "K", "how hot", func(s *decl.Spec) { s.Examples = nil }), "physics.bad: no example"},
		{seed("physics.bad", "K", "", nil), "physics.bad: parameter temp is not described"},
		{seed("physics.bad", "eV", "how hot", nil), `physics.bad: parameter temp has the unit "eV", in physics.good "K"`},
		{seed("physics.bad", "degC", "how hot", nil), `unit "degC" of parameter temp is not one of decl.Units`},
	} {
		if bad := strings.Join(check([]entry{good, c.e}), "\n"); !strings.Contains(bad, c.want) {
			t.Errorf("got %q, want %q", bad, c.want)
		}
	}
}

func TestSeededExamples(t *testing.T) {
	if _, bad := try("f", "1 + 1  # => 2"); bad != "" {
		t.Errorf("a good example fails: %s", bad)
	}
	for example, want := range map[string]string{
		"1 + 1":            "has no result",
		"1 + 1  # => 3":    "gives 2, want 3",
		"1 + 'a'  # => 3":  "example fails",
		"x = 1  # => 1":    "gives no value",
		"nothing()  # => ": "example fails",
	} {
		if _, bad := try("f", example); !strings.Contains(bad, want) {
			t.Errorf("%s: got %q, want %q in it", example, bad, want)
		}
	}
}

// A docstring at odds with its function fails the walk, and so does a module
// that says nothing of itself.
func TestSeededFormulas(t *testing.T) {
	for src, want := range map[string]string{
		"\"\"\"Bad.\"\"\"\ndef f(x):\n  \"\"\"Say.\"\"\"\n  return x":                                       "section Args describes (), the function takes (x)",
		"\"\"\"Bad.\"\"\"\ndef f(x):\n  \"\"\"Say.\n\n  Args:\n    y (K, 0..1): what\n  \"\"\"\n  return x": "section Args describes (y), the function takes (x)",
		"\"\"\"Bad.\"\"\"\ndef f(x):\n  return x":                                                           "docstring",
		"def f():\n  \"\"\"Say.\"\"\"\n":                                                                    "physics.bad: the module says nothing of itself",
	} {
		session, err := lang.New(lang.Options{Modules: Modules(), Formulas: fstest.MapFS{"physics/bad.star": {Data: []byte(src)}}})
		if err != nil {
			t.Fatal(err)
		}
		r := &registry{classes: map[string]bool{}}
		r.walk("physics", session.Get("physics"))
		if bad := strings.Join(r.bad, "\n"); !strings.Contains(bad, want) {
			t.Errorf("%s\ngot %q, want %q in it", src, bad, want)
		}
	}
}
