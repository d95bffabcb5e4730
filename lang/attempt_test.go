package lang_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/decl"
	"starling/lang/diag"
	"starling/lang/steps"
)

func TestAttempt(t *testing.T) {
	const before = "def half(n):\n  if n % 2: fail('odd:', n)\n  return n // 2\ndef quarter(n): return half(half(n))\ndef r(f, *args, **kw):\n  a = attempt(f, *args, **kw)\n  return a.ok, a.value, a.error, a.kind, a.position\n"
	for _, c := range []struct{ src, want string }{
		{"r(half, 4)", "(True, 2, None, None, None)"},
		{"r(half, n=4)", "(True, 2, None, None, None)"},
		{"r(half, 3)", "(False, None, 'odd: 3', 'Error', ('In[1]', 2, 17))"},
		{"r(quarter, 6)", "(False, None, 'odd: 3', 'Error', ('In[1]', 2, 17))"},
		{"r(half)", "(False, None, 'half: missing n', 'Error', ('In[1]', 6, 14))"},
		{"r(lambda: undefined)", "(False, None, 'name undefined is not defined', 'NameError', ('In[2]', 1, 11))"},
		{"r(lambda: [1] < {})", "(False, None, 'cannot compare list with dict', 'Error', ('In[2]', 1, 15))"},
		{"r(lambda: 1 ** 'a')", "(False, None, 'cannot compute int ** string', 'Error', ('In[2]', 1, 13))"},
		{"r(int, 'x')", "(False, None, 'int: got \"x\", want digits of base 10', 'Error', ('In[1]', 6, 14))"},
		{"r(attempt, half, 3)[:2]", "(True, attempt(error=\"odd: 3\"))"},
		{"[1 if attempt(half, i) else 0 for i in range(3)]", "[1, 0, 1]"},
		{"attempt(half, 4), attempt(half, 5)", `(attempt(value=2), attempt(error="odd: 5"))`},
		{"x = attempt(len, [1]); x.value", "1"},
		{"attempt(3)", "! attempt: f: got int, want function; its arguments follow it, as in attempt(f, x)"},
		{"attempt()", "! attempt: missing f, the function to call"},
		{"attempt(half, 3).value + 1", "! cannot compute NoneType + int"},
		{"def f(): return f()\nr(f)[2]", "'the calls are nested too deeply; does a function call itself without end?'"},
	} {
		s := session(t, lang.Options{})
		play(s, 1, before)
		got, problem := play(s, 2, c.src)
		if problem != "" {
			got = "! " + problem
		}
		if got = strings.TrimSuffix(got, "\n"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// What ends a cell ends it, attempted or not.
func TestAttemptHoldsNoEndUp(t *testing.T) {
	crash := decl.Raw(decl.Spec{Name: "crash"}, nil, func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		panic("boom")
	})
	module := &decl.Module{Name: "m", Members: func() []decl.Member { return []decl.Member{{Name: "crash", Value: crash}} }}
	for _, c := range []struct{ src, want string }{
		{"attempt(m.crash)", "crash has a defect: boom"},
		{"attempt(lambda: [0] * (1 << 40))", "the result would take"},
		{"def f():\n  while True: pass\nattempt(f)", "which is its limit"},
		{"attempt(attempt, lambda: [i for i in range(1 << 40)])", "which is its limit"},
	} {
		s := session(t, lang.Options{MaxSteps: 100_000, Modules: []*decl.Module{module}})
		if got, problem := play(s, 1, c.src+"\nprint('went on')"); !strings.Contains(problem, c.want) || strings.Contains(got, "went on") {
			t.Errorf("%s: got %s %s, want %s", c.src, got, problem, c.want)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	res := session(t, lang.Options{}).ExecContext(ctx, lang.Cell{Source: "def f():\n  while True: pass\nwhile True: attempt(f)"}, nil)
	if res.Err == nil || res.Err.Message != steps.ErrInterrupted.Error() {
		t.Errorf("got %v, want the interrupt", res.Err)
	}
}

// Other cells run while an attempted function does.
func TestAttemptIsNoBuiltinAtWork(t *testing.T) {
	s := session(t, lang.Options{})
	play(s, 1, "go = True\ndef f():\n  while go: pass")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	done := make(chan *diag.Error)
	go func() {
		done <- s.ExecContext(ctx, lang.Cell{Source: "attempt(f)"}, nil).Err
	}()
	time.Sleep(5 * time.Millisecond)
	play(s, 3, "go = False")
	if err := <-done; err != nil {
		t.Errorf("%v: the attempted function does not see what another cell stores", err)
	}
}
