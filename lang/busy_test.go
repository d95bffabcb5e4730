package lang_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/decl"
	"starling/lang/diag"
)

// begin runs a cell on a goroutine of its own.
func begin(s *lang.Session, src string) <-chan lang.Result {
	return beginContext(context.Background(), s, src)
}

func beginContext(ctx context.Context, s *lang.Session, src string) <-chan lang.Result {
	ended := make(chan lang.Result, 1)
	go func() { ended <- s.ExecContext(ctx, lang.Cell{Source: src}, nil) }()
	return ended
}

// ended waits for a cell.
func ended(t *testing.T, cell <-chan lang.Result) lang.Result {
	t.Helper()
	select {
	case res := <-cell:
		return res
	case <-time.After(60 * time.Second):
		t.Fatal("the cell goes on")
		return lang.Result{}
	}
}

// bound waits until a cell has bound a name.
func bound(t *testing.T, s *lang.Session, name string) {
	t.Helper()
	for range 60_000 {
		if slices.Contains(s.Names(), name) {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%s is never bound", name)
}

// end waits for a cell, whose value reads as want.
func end(t *testing.T, cell <-chan lang.Result, want string) {
	t.Helper()
	got := ""
	switch res := ended(t, cell); {
	case res.Err != nil:
		got = res.Err.Plain()
	case res.Value != nil:
		got = res.Value.String()
	}
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCellsTakeTurns(t *testing.T) {
	s := session(t, lang.Options{})
	first := begin(s, "stop, a = False, 1\nwhile not stop: a += 1\na > 1")
	bound(t, s, "a")
	second := begin(s, "b = 1\nwhile not stop: b += 1\nb > 1")
	bound(t, s, "b")
	end(t, begin(s, "sum([a, b]) > 0"), "True")
	end(t, begin(s, "stop = True"), "")
	end(t, first, "True")
	end(t, second, "True")
}

func TestEachCellHasItsOwnResult(t *testing.T) {
	s := session(t, lang.Options{})
	var cells []<-chan lang.Result
	for i := range 20 {
		cells = append(cells, begin(s, fmt.Sprintf("def f%d():\n  for i in range(50000): pass\n  return %d\nf%d()", i, i, i)))
	}
	for i, c := range cells {
		end(t, c, fmt.Sprint(i))
	}
}

// What is between reading and writing a name is there for others to see.
func TestAnUpdateOfTwoCellsMayBeLost(t *testing.T) {
	s := session(t, lang.Options{})
	play(s, 1, "n = 0\ndef slow(x):\n  sleep(0.05)\n  return x + 1")
	first, second := begin(s, "n = slow(n)"), begin(s, "n = slow(n)")
	end(t, first, "")
	end(t, second, "")
	if got, _ := play(s, 2, "n"); got != "1\n" {
		t.Errorf("n is %s, want the update of the second over that of the first", got)
	}

	const turns = 300_000
	src := fmt.Sprintf("for i in range(%d): m += 1", turns)
	play(s, 3, "m = 0")
	first, second = begin(s, src), begin(s, src)
	end(t, first, "")
	end(t, second, "")
	if m, _ := starlark.AsInt32(s.Get("m")); m < turns/2 || m > 2*turns {
		t.Errorf("m is %d after two cells that add %d", m, turns)
	}
}

func TestWhatALoopRunsOverRefusesChangesOfOthers(t *testing.T) {
	s := session(t, lang.Options{})
	loops := begin(s, "xs, d, stop = [1], {1: 1}, []\nfor x in xs:\n  for k in d:\n    begun = True\n    while not stop: pass")
	bound(t, s, "begun")
	for src, want := range map[string]string{
		"xs.append(2)":    "append: cannot append to list during iteration",
		"xs[0] = 2":       "cannot assign to element of list during iteration",
		"xs += [2]":       "cannot apply += to list during iteration",
		"xs.sort()":       "sort: cannot sort list during iteration",
		"d[2] = 2":        "cannot insert into hash table during iteration",
		"d.update({2:2})": "cannot insert into hash table during iteration",
	} {
		_, problem := play(s, 2, src)
		if !strings.HasSuffix(problem, want) {
			t.Errorf("%s: got %q, want %q", src, problem, want)
		}
	}
	if res := s.Exec(lang.Cell{Source: "xs.append(2)"}, nil); res.Err == nil || !strings.Contains(res.Err.Hint, "a loop runs over it, in this cell or in another") {
		t.Errorf("got %+v, want a hint at the loop", res.Err)
	}
	end(t, begin(s, "stop.append(1)\nlen(xs)"), "1")
	end(t, loops, "")
	end(t, begin(s, "xs.append(2)\nxs"), "[1, 2]")
}

// A builtin that calls back sees the world as it was when it was called.
func TestABuiltinIsNotInterruptedByOtherCells(t *testing.T) {
	for name, call := range map[string]string{
		"sorted":           "sorted([1, 2], key=seen)",
		"list.sort":        "[1, 2].sort(key=seen)",
		"map":              "map(seen, [1, 2])",
		"a method's value": "getattr([1, 2], 'sort')(key=seen)",
		"in a formula":     "hardware.top(sorted([1], key=lambda x: hardware.call(seen)))",
		"sleep in a key":   "sorted([1, 2], key=lambda x: [seen(x), sleep(0.05), seen(x)])",
	} {
		t.Run(name, func(t *testing.T) {
			g := newGate()
			s := session(t, lang.Options{Modules: append(hardware(), g.module()), Formulas: callers})
			play(s, 1, "world, log = 1, []\ndef seen(x=0):\n  gate.reach()\n  for i in range(50000): pass\n  log.append(world)\n  return x")
			busy := begin(s, call+"\nwhile world == 1: pass")
			<-g.reached
			end(t, begin(s, "world = 2"), "")
			end(t, busy, "")
			if got, _ := play(s, 2, "set(log) or 0"); got != "{1}\n" {
				t.Errorf("it saw %s", got)
			}
		})
	}
}

// A module runs as one: what it needs does not change meanwhile.
func TestALoadIsNotInterruptedByOtherCells(t *testing.T) {
	dir := t.TempDir()
	const module = "gate.reach()\ndef spin():\n  for i in range(300000): pass\nspin()\nprint('loaded')\nx = 1\n"
	if err := os.WriteFile(filepath.Join(dir, "slow.star"), []byte(module), 0o666); err != nil {
		t.Fatal(err)
	}
	g := newGate()
	s := session(t, lang.Options{Modules: []*decl.Module{g.module()}, Dir: dir})
	var out screen // the lock of the session is that of the screen too
	ended := make(chan lang.Result, 1)
	go func() { ended <- s.Exec(lang.Cell{Source: "load('slow.star', 'x')"}, &out) }()
	<-g.reached
	s.Exec(lang.Cell{Source: "print('other')"}, &out)
	end(t, ended, "")
	if out.String() != "loaded\nother\n" {
		t.Errorf("got %q, want the other cell to wait", out.String())
	}
}

// Where a builtin only passes a call on, others need not wait for it.
func TestOthersRunBelowWhatOnlyPassesOn(t *testing.T) {
	s := session(t, lang.Options{Modules: hardware(), Formulas: callers})
	play(s, 1, "def wait():\n  while not stop: pass\n  return len(stop)")
	for name, call := range map[string]string{
		"attempt":                             "attempt(wait).value",
		"a formula":                           "hardware.call(wait)",
		"a formula's formula":                 "hardware.call(lambda: hardware.call(wait))",
		"a method of ours that is a module's": "hardware.join(wait)",
		"sleep":                               "[sleep(0.01) for _ in range(100000) if not stop] and 1",
		"sleep in a formula":                  "hardware.call(lambda: [sleep(0.01) for _ in range(100000) if not stop]) and 1",
	} {
		t.Run(name, func(t *testing.T) {
			play(s, 2, "stop, begun = [], None")
			busy := begin(s, "begun_"+fmt.Sprint(len(name))+" = 1\n"+call)
			bound(t, s, "begun_"+fmt.Sprint(len(name)))
			end(t, begin(s, "stop.append(1)"), "None")
			end(t, busy, "1")
		})
	}
}

func TestOthersRunWhileACellAsks(t *testing.T) {
	s := session(t, lang.Options{})
	asks := &asking{asked: make(chan struct{}), answer: make(chan string)}
	ended := make(chan lang.Result, 1)
	go func() { ended <- s.Exec(lang.Cell{Source: "input('?') + name"}, asks) }()
	<-asks.asked
	end(t, begin(s, "name = 'Ada'"), "")
	asks.answer <- "I am "
	end(t, ended, `"I am Ada"`)
}

type asking struct {
	screen
	asked  chan struct{}
	answer chan string
}

func (a *asking) Input(string, bool) (string, error) {
	close(a.asked)
	return <-a.answer, nil
}

// --- interrupts --------------------------------------------------------

func isInterrupt(res lang.Result) bool { return res.Err != nil && res.Err.Kind == diag.KindInterrupt }

func TestAnInterruptEndsItsCellsOnly(t *testing.T) {
	s := session(t, lang.Options{})
	ctx, interrupt := context.WithCancel(t.Context())
	other := begin(s, "stop, o = [], 1\nwhile not stop: pass\n7")
	bound(t, s, "o")
	var cells []<-chan lang.Result
	for _, c := range []struct{ name, src string }{
		{"a", "while True: pass"},
		{"b", "sleep(3600)"},
		{"c", "inside = []\nsorted([1], key=lambda x: [inside.append(x), sleep(3600)])"}, // keeps the others waiting
	} {
		cells = append(cells, beginContext(ctx, s, c.name+" = 1\n"+c.src))
		bound(t, s, c.name)
	}
	shows(t, s, "inside", "[1]")
	cells = append(cells, beginContext(ctx, s, "d = 1"))
	time.Sleep(20 * time.Millisecond) // so that this one waits
	interrupt()
	cells = append(cells, beginContext(ctx, s, "d = 1"))
	for i, c := range cells {
		if res := ended(t, c); !isInterrupt(res) {
			t.Errorf("cell %d: got %+v, want an interrupt", i, res.Err)
		}
	}
	if names := s.Names(); slices.Contains(names, "d") {
		t.Errorf("a cell has run that was interrupted before: %s", names)
	}
	end(t, begin(s, "stop.append(1)"), "None")
	end(t, other, "7")
}

// Wherever interrupts meet cells, each ends and nothing is left behind.
func TestInterruptsLeaveNothingBehind(t *testing.T) {
	s := session(t, lang.Options{})
	play(s, 1, "kept = 5\ndef spin(x):\n  for i in range(1 << 40): pass")
	before := runtime.NumGoroutine()
	for i := range 1000 {
		ctx, interrupt := context.WithCancel(t.Context())
		src := []string{"while True: pass", "sleep(3600)", "sorted([1], key=spin)", "sum(range(1 << 40))", "[sleep(0.0001) for _ in range(1 << 40)]"}[i%5]
		cell, other := beginContext(ctx, s, src), beginContext(ctx, s, "kept")
		time.Sleep(time.Duration(i%40) * 10 * time.Microsecond)
		interrupt()
		if res := ended(t, cell); !isInterrupt(res) {
			t.Fatalf("%s: got %+v, want an interrupt", src, res)
		}
		if res := ended(t, other); !isInterrupt(res) && res.Value != starlark.MakeInt(5) {
			t.Fatalf("the other cell: %+v", res)
		}
	}
	end(t, begin(s, "kept + 1"), "6")
	for range 1000 { // those that end now
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// --- all at once -------------------------------------------------------

// Run with -race, it shows that no two threads touch one value.
func TestManyCellsAtOnce(t *testing.T) {
	s := session(t, lang.Options{Modules: hardware(), Formulas: shelf})
	play(s, 1, instruments+"d, seen, n, xs = {}, set(), 0, list(range(100))")
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for turn := range 5 {
				src := fmt.Sprintf(`
for i in range(2000):
    n += 1
    own_%[1]d = [i]
    d[(%[1]d, i %% 50)] = i
    seen.add(i %% 97)
    own_%[1]d.append(%[2]d)
def work_%[1]d(x): return hardware.wafer.disc(200 + x)
total = sum([work_%[1]d(x) for x in range(50)])
sorted(xs, key=lambda x: -x + len(d) * 0)
[k for k in list(d.keys())]
%[1]d`, worker, turn)
				if got, problem := play(s, 0, src); got != fmt.Sprintf("%d\n", worker) {
					t.Errorf("worker %d: %s %s", worker, got, problem)
				}
			}
		})
	}
	done := make(chan struct{})
	var asking sync.WaitGroup
	for _, ask := range []func(){
		func() { s.Complete("hardware.wafer.disc(", 20) },
		func() { s.Complete("d.", 2) },
		func() { page(s, "d") },
		func() { page(s, "xs") },
		func() { page(s, "work_1") },
		func() { s.Names() },
		func() { play(s, 0, "xs.append(len(d))\nxs.pop()\nlen(Out)") },
	} {
		asking.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(time.Millisecond):
					ask()
				}
			}
		})
	}
	wait.Wait()
	close(done)
	asking.Wait()
}

// callers is formulas that call what they are given.
var callers = fstest.MapFS{"hardware.star": {Data: []byte("def call(f):\n  \"\"\"Call f.\n\n  Args:\n    f: any\n  \"\"\"\n  return f()\n" +
	"def join(f):\n  \"\"\"Call f too.\n\n  Args:\n    f: any\n  \"\"\"\n  return f()\n" +
	"def top(x):\n  \"\"\"Give x.\n\n  Args:\n    x: any\n  \"\"\"\n  return x\n")}}
