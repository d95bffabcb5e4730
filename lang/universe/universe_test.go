package universe_test

import (
	"maps"
	"slices"
	"sync/atomic"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/steps"
	"starling/lang/syntax"
	"starling/lang/universe"
)

// A bench runs texts as a session does, over one live map.
type bench struct {
	t     testing.TB
	scope *syntax.Scope
	names starlark.StringDict
}

func newBench(t testing.TB) *bench {
	base := universe.Names()
	maps.Copy(base, universe.Hidden(running.Load))
	b := &bench{t: t}
	b.scope, b.names = syntax.NewScope(base)
	return b
}

// run returns the value of the last expression.
func (b *bench) run(th *starlark.Thread, src string) (starlark.Value, error) {
	o := universe.Lowering()
	o.Result = true
	prog, err := syntax.Compile("test.star", src, o)
	if err != nil {
		return nil, err
	}
	b.scope.Result = nil
	_, err = prog.Init(th, b.names)
	return b.scope.Result, err
}

// running is the thread that was made last, which runs.
var running atomic.Pointer[starlark.Thread]

// thread makes a thread with a meter.
func thread() (*starlark.Thread, *steps.Meter) {
	th := new(starlark.Thread)
	running.Store(th)
	return th, steps.Attach(th, steps.Options{})
}

// repr is a value's text as the user sees it.
func repr(v starlark.Value) string {
	s, err := display.Repr(nil, v)
	if err != nil {
		return err.Error()
	}
	return s
}

// Every public function says what it does and has an example, which the registry of all builtins runs.
func TestDeclarations(t *testing.T) {
	names := universe.Names()
	for _, name := range slices.Sorted(maps.Keys(names)) {
		f, ok := names[name].(*decl.Func)
		if !ok {
			if name != "None" && name != "True" && name != "False" {
				t.Errorf("%s is not declared", name)
			}
			continue
		}
		if f.Spec.Name != name || f.Spec.Doc == "" {
			t.Errorf("%s: name %q, doc %q", name, f.Spec.Name, f.Spec.Doc)
		}
		for _, p := range f.Spec.Params {
			if p.Doc == "" {
				t.Errorf("%s: %s has no doc", name, p.Name)
			}
		}
		if len(f.Spec.Examples) == 0 && !quiet[name] {
			t.Errorf("%s has no example", name)
		}
	}
}

// quiet are the functions that need a user or a notebook, or always fail.
var quiet = map[string]bool{"input": true, "replay": true, "fail": true}

// Two sessions share no map.
func TestNamesAreFresh(t *testing.T) {
	delete(universe.Names(), "len")
	delete(universe.Hidden(nil), syntax.Truth)
	if universe.Names()["len"] == nil || universe.Hidden(nil)[syntax.Truth] == nil {
		t.Error("a session's names are another's")
	}
	for name := range universe.Hidden(nil) {
		if !syntax.Hidden(name) {
			t.Errorf("a program can type the hidden name %s", name)
		}
	}
}
