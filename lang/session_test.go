package lang_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/decl"
	"starling/lang/diag"
	"starling/lang/steps"
	"starling/lang/syntax"
)

// gate is a module whose functions tell a test when a cell has come to them.
type gate struct {
	reached chan struct{}
	once    sync.Once
	unblock chan struct{}
}

func (g *gate) module() *decl.Module {
	type none struct{}
	type each struct{ F starlark.Callable }
	return &decl.Module{Name: "gate", Doc: "Tells a test where a cell is.", Members: func() []decl.Member {
		return decl.Funcs(
			decl.Bind(decl.Spec{Name: "reach", Doc: "Says that the cell has come here."},
				func(*none) []*decl.Param { return nil },
				func(*starlark.Thread, *none) (starlark.Value, error) {
					g.once.Do(func() { close(g.reached) })
					return starlark.None, nil
				}),
			decl.Bind(decl.Spec{Name: "block", Doc: "Says so too, and waits for the test without polling."},
				func(*none) []*decl.Param { return nil },
				func(*starlark.Thread, *none) (starlark.Value, error) {
					g.once.Do(func() { close(g.reached) })
					<-g.unblock
					return starlark.None, nil
				}),
			decl.Bind(decl.Spec{Name: "wait", Doc: "Waits for an hour."},
				func(*none) []*decl.Param { return nil },
				func(th *starlark.Thread, _ *none) (starlark.Value, error) {
					return starlark.None, steps.Sleep(th, time.Hour)
				}),
			decl.Bind(decl.Spec{Name: "each", Doc: "Calls a function for ever."},
				func(a *each) []*decl.Param { return []*decl.Param{decl.Callable(&a.F, "f", "what to call")} },
				func(th *starlark.Thread, a *each) (starlark.Value, error) {
					for {
						if _, err := starlark.Call(th, a.F, nil, nil); err != nil {
							return nil, err
						}
					}
				}),
			decl.Bind(decl.Spec{Name: "swallow", Doc: "Calls a function and hides its error."},
				func(a *each) []*decl.Param { return []*decl.Param{decl.Callable(&a.F, "f", "what to call")} },
				func(th *starlark.Thread, a *each) (starlark.Value, error) {
					if _, err := starlark.Call(th, a.F, nil, nil); err != nil {
						return nil, errors.New("something went wrong")
					}
					return starlark.None, nil
				}),
			decl.Bind(decl.Spec{Name: "broken", Doc: "Has a defect."},
				func(*none) []*decl.Param { return nil },
				func(*starlark.Thread, *none) (starlark.Value, error) { panic("index out of range") }),
		)
	}}
}

func newGate() *gate { return &gate{reached: make(chan struct{}), unblock: make(chan struct{})} }

// exec runs a cell in time, or fails.
func exec(t *testing.T, s *lang.Session, number int, src string) (lang.Result, string) {
	t.Helper()
	var out screen
	ended := make(chan lang.Result, 1)
	go func() { ended <- s.Exec(lang.Cell{Source: src, Number: number}, &out) }()
	select {
	case res := <-ended:
		return res, out.String()
	case <-time.After(60 * time.Second):
		t.Fatalf("%q goes on", src)
		return lang.Result{}, ""
	}
}

func TestInterrupt(t *testing.T) {
	for name, src := range map[string]string{
		"a loop":                      "while True: pass",
		"a loop in a function":        "def f():\n  while True: pass\nf()",
		"a sleep":                     "gate.wait()",
		"a sleep in a callback":       "gate.each(gate.wait)",
		"a callback in a builtin":     "def f():\n  return 1\ngate.each(f)",
		"a loop in a callback":        "def f():\n  while True: pass\ngate.each(f)",
		"a builtin that hides errors": "def f():\n  while True: pass\ngate.swallow(f)",
		"a comprehension":             "[i for i in range(1000000000) for j in range(1000000000) if False]",
		"recursion":                   "def f(n):\n  return f(n + 1) if n < 50 else [f(0) for i in range(1000000000)]\nf(0)",
		"a loaded module":             "load('loop.star', 'x')",
	} {
		t.Run(name, func(t *testing.T) {
			g := newGate()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "loop.star"), []byte("x = 1\nwhile True: pass"), 0o666); err != nil {
				t.Fatal(err)
			}
			s := session(t, lang.Options{Modules: []*decl.Module{g.module()}, Dir: dir})
			ctx, interrupt := context.WithCancel(t.Context())
			go func() {
				<-g.reached
				interrupt()
			}()
			res := ended(t, beginContext(ctx, s, "kept = 5\ngate.reach()\n"+src))
			if res.Err == nil || res.Err.Kind != diag.KindInterrupt || res.Err.Message != "interrupted" {
				t.Fatalf("got %+v, want an interrupt", res.Err)
			}
			if res, _ := exec(t, s, 2, "kept + 1"); res.Err != nil || res.Value != starlark.MakeInt(6) {
				t.Errorf("after the interrupt: %v %v", res.Value, res.Err)
			}
		})
	}
}

func TestStepLimitIsEachCells(t *testing.T) {
	s := session(t, lang.Options{MaxSteps: 10_000})
	for n := 1; n < 4; n++ {
		res, _ := exec(t, s, n, "n = 0\nfor i in range(100): n += 1")
		if res.Err != nil || res.Steps == 0 || res.Steps >= 10_000 {
			t.Fatalf("%v after %d steps", res.Err, res.Steps)
		}
	}
	res, _ := exec(t, s, 4, "while True: n += 1")
	if res.Err == nil || res.Err.Kind != diag.KindLimit || !strings.Contains(res.Err.Message, "10000 steps") || res.Steps != 10_000 {
		t.Errorf("got %+v after %d steps", res.Err, res.Steps)
	}
	if res, _ := exec(t, s, 5, "n > 300"); res.Value != starlark.True {
		t.Errorf("got %v", res.Value)
	}
}

func TestOut(t *testing.T) {
	s := session(t, lang.Options{})
	for n, c := range []struct{ src, want string }{
		1: {"(1, 2)", "(1, 2)\n"},
		2: {"_[1] + Out[1][0]", "3\n"},
		3: {"x = 9", ""},
		4: {"None", ""},
		5: {"_", "3\n"},
		6: {"[k for k in Out]", "[1, 2, 5]\n"},
		7: {"_ = 'mine'; 4", "4\n"},
		8: {"_ == 'mine'", "True\n"},
	} {
		if c.src == "" {
			continue
		}
		if got, problem := play(s, n, c.src); got != c.want {
			t.Errorf("%s: got %q %s, want %q", c.src, got, problem, c.want)
		}
	}
	if got, _ := play(s, 0, "100"); got != "100\n" {
		t.Errorf("a cell without a number shows %q", got)
	}
	if got, _ := play(s, 9, "len(Out)"); got != "6\n" {
		t.Errorf("Out keeps the result of a cell without a number: %s", got)
	}
	if got := s.Names(); !slices.Equal(got, []string{"_", "x"}) {
		t.Errorf("names: %q", got)
	}
}

func TestNamesAreTheUsers(t *testing.T) {
	s := session(t, lang.Options{Modules: []*decl.Module{newGate().module()}})
	play(s, 1, "def f(): pass\na, b = 1, 2\nfor i in []: pass\nlen = 3\n5")
	if got := fmt.Sprint(s.Names()); got != "[a b f len]" {
		t.Errorf("names: %s", got)
	}
	if s.Get("<session>") != nil || s.Get("a") != starlark.MakeInt(1) || s.Get("nope") != nil {
		t.Error("Get")
	}
}

func TestModuleNameIsTaken(t *testing.T) {
	if _, err := lang.New(lang.Options{Modules: []*decl.Module{{Name: "len"}}}); err == nil || !strings.Contains(err.Error(), "module len: the name is taken") {
		t.Error(err)
	}
}

func TestDefectNamesTheBuiltinAndTheSessionLives(t *testing.T) {
	s := session(t, lang.Options{Modules: []*decl.Module{newGate().module()}})
	res, _ := exec(t, s, 1, "a = 1\ngate.broken()")
	if res.Err == nil || res.Err.Kind != diag.KindDefect || !strings.Contains(res.Err.Message, "broken has a defect: index out of range") {
		t.Errorf("got %+v", res.Err)
	}
	if got, _ := play(s, 2, "a"); got != "1\n" {
		t.Errorf("got %q", got)
	}
}

// bomb is a value that panics when it is shown.
type bomb struct{ starlark.NoneType }

func (bomb) String() string { panic("no text") }
func (bomb) Type() string   { return "bomb" }

func (bomb) Attr(string) (starlark.Value, error) { panic("no attribute") }
func (bomb) AttrNames() []string                 { return nil }

func TestPanicOutsideADeclaration(t *testing.T) {
	type none struct{}
	m := &decl.Module{Name: "m", Members: func() []decl.Member {
		return decl.Funcs(decl.Bind(decl.Spec{Name: "bomb"}, func(*none) []*decl.Param { return nil },
			func(*starlark.Thread, *none) (starlark.Value, error) { return bomb{}, nil }))
	}}
	s := session(t, lang.Options{Modules: []*decl.Module{m}})
	res, _ := exec(t, s, 1, "m.bomb()")
	if res.Err == nil || res.Err.Kind != diag.KindDefect || !strings.Contains(res.Err.Message, "no text") {
		t.Errorf("got %+v", res.Err)
	}
	res, _ = exec(t, s, 2, "m.bomb().join()")
	if res.Err == nil || res.Err.Kind != diag.KindDefect || !strings.Contains(res.Err.Message, "join has a defect: no attribute") {
		t.Errorf("got %+v", res.Err)
	}
	if got, _ := play(s, 3, "1"); got != "1\n" {
		t.Errorf("got %q", got)
	}
}

func TestEndlessRecursionIsAnError(t *testing.T) {
	s := session(t, lang.Options{})
	for n, src := range []string{
		"def f(n): return 1 + f(n + 1)\nf(0)",
		"def f(x): return sorted([1, 2], key=f)\nf(0)",
		"f = lambda: f()\nf()",
	} {
		res, _ := exec(t, s, n+1, src)
		if res.Err == nil {
			t.Errorf("%q: no error", src)
		}
	}
}

func TestNestedValuesDoNotEndTheProcess(t *testing.T) {
	s := session(t, lang.Options{})
	exec(t, s, 1, "x = 1\nfor i in range(1000000): x = [x]")
	for n, src := range []string{"x", "print(x)", "str(x)", "repr(x)", "{1: x}", "[x] + x", "x in x", "x == x", "(x, x)"} {
		exec(t, s, n+2, src+"\n") // an error or a short text
	}
	if got, problem := play(s, 9, "len(x)"); got != "1\n" {
		t.Error(got, problem)
	}
}

func TestErrorsShowNoMark(t *testing.T) {
	s := session(t, lang.Options{Dir: t.TempDir()})
	play(s, 1, "def f(x): return x * None\ndef g(x): return f(x)\nif True:\n  def h(x): return ','.join(g(x))")
	for n, src := range []string{
		"h(1)", "f", "print(f, g, h)", "h()", "f(1, 2)", "nope", "nope += 1", "x = nope", "[nope for i in [1]]",
		"def k(): return nope\nk()", "load('no.star', 'x')", "1 * None", "'a' % (1, 2)", "'%d' % 'x'", "','.join(1)",
		"[].extend(1)", "x = {}\nx['k'] *= 2", "getattr('', 'join')", "f.nope", "hash", "type(f)", "','.join",
	} {
		var out screen
		res := s.Exec(lang.Cell{Source: src, Number: n + 2}, &out)
		text := out.String()
		if res.Bundle != nil {
			text += fmt.Sprint(res.Bundle.Data["text/plain"])
		}
		if res.Err != nil {
			text += res.Err.Plain() + res.Err.HTML()
		}
		for _, mark := range []string{"\x00", "<session>", "<end>", "<*>", "<%>", "<.", "<load>", "internal error"} {
			if strings.Contains(text, mark) {
				t.Errorf("%q shows %q: %s", src, mark, text)
			}
		}
	}
}

func TestErrorPointsAtTheCellThatDefinedTheFunction(t *testing.T) {
	s := session(t, lang.Options{})
	play(s, 1, "def f(x):\n  return 10 // x")
	play(s, 2, "def g(x):\n  return f(x)")
	res := s.Exec(lang.Cell{Source: "g(0)", Number: 3}, &screen{})
	if res.Err == nil {
		t.Fatal("no error")
	}
	text := res.Err.Plain()
	for _, want := range []string{"In[1]", "return 10 // x", "In[2]", "return f(x)", "In[3]", "g(0)"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestCellsWithoutNumber(t *testing.T) {
	s := session(t, lang.Options{})
	play(s, 0, "def f(x):\n  return 10 // x")
	play(s, 0, "1 + 1")
	res := s.Exec(lang.Cell{Source: "f(0)"}, &screen{})
	if res.Err == nil || !strings.Contains(res.Err.Plain(), "return 10 // x") {
		t.Errorf("got %v", res.Err)
	}
}

func TestHermeticFiles(t *testing.T) {
	base := t.TempDir()
	own := filepath.Join(base, "own")
	if err := os.Mkdir(own, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(base, "m.star"), []byte("x = 1"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../m.star", filepath.Join(own, "link.star")); err != nil {
		t.Skip(err)
	}
	s := session(t, lang.Options{Dir: own})
	for src, want := range map[string]string{
		"load('../m.star', 'x')":                             "--allow-read=" + base,
		"load('link.star', 'x')":                             "a link that leads out",
		"load('" + filepath.Join(base, "m.star") + "', 'x')": "--allow-read=" + base,
	} {
		if res, _ := exec(t, s, 1, src); res.Err == nil || !strings.Contains(res.Err.Message, want) {
			t.Errorf("%s: got %v, want %s", src, res.Err, want)
		}
	}
	s = session(t, lang.Options{Dir: own, Read: []string{base}})
	if got, problem := play(s, 1, "load('../m.star', 'x')\nx"); got != "1\n" {
		t.Error(got, problem)
	}
}

func TestSessionsAreApart(t *testing.T) {
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			s := session(t, lang.Options{})
			for n := 1; n < 50; n++ {
				if got, problem := play(s, n, fmt.Sprintf("x = %d\ndef f(): return x\nlen = f\nlen()", i)); got != fmt.Sprintln(i) {
					t.Error(got, problem)
				}
			}
		})
	}
	wait.Wait()
}

func TestScript(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "m.star"), []byte("def double(x): return 2 * x"), 0o666); err != nil {
		t.Fatal(err)
	}
	s := session(t, lang.Options{Dir: dir})
	var out screen
	res := s.Exec(lang.Cell{Source: "load('m.star', 'double')\nn = 21\nprint(double(n))\ndouble(n)", Name: "study.star", Script: true}, &out)
	if res.Err != nil || res.Bundle != nil || res.Value != nil || out.String() != "42\n" {
		t.Errorf("got %v %v %q", res.Err, res.Value, out.String())
	}
	res = s.Exec(lang.Cell{Source: "n = 1\nn // 0", Name: "study.star", Script: true}, &out)
	if res.Err == nil || !strings.Contains(res.Err.Plain(), "study.star") || !strings.Contains(res.Err.Plain(), "n // 0") {
		t.Errorf("got %v", res.Err)
	}
	if res := s.Exec(lang.Cell{Source: "n?", Script: true}, &out); res.Err == nil || res.Err.Kind != diag.KindSyntax {
		t.Errorf("a script's n? gives %v", res.Err)
	}
}

func TestParametersReachAScript(t *testing.T) {
	src, err := syntax.SetParams("n = 1 # nodes\nname = 'x'\nprint(n + 1, name)", map[string]string{"n": "41", "name": "dry ox"})
	if err != nil {
		t.Fatal(err)
	}
	if got, problem := play(session(t, lang.Options{}), 1, src); got != "42 dry ox\n" {
		t.Error(got, problem)
	}
}
