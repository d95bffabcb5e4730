package steps_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// shared makes a thread that shares a lock; keep, if not nil, is its register.
func shared(l *steps.Lock, keep *string) (*starlark.Thread, *steps.Meter) {
	th := new(starlark.Thread)
	o := steps.Options{Lock: l}
	if keep != nil {
		o.Aside = func(others func()) {
			mine := *keep
			others()
			*keep = mine
		}
	}
	return th, steps.Attach(th, o)
}

// run runs a text in a thread, from its turn to its end.
func run(th *starlark.Thread, src string, env starlark.StringDict) error {
	m := steps.Of(th)
	if err := m.Enter(); err != nil {
		return err
	}
	defer m.Leave()
	return exec(th, src, env)
}

// function makes a builtin of f.
func function(name string, f func(th *starlark.Thread, args starlark.Tuple) (starlark.Value, error)) starlark.Value {
	return starlark.NewBuiltin(name, func(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		v, err := f(th, args)
		if v == nil {
			v = starlark.None
		}
		return v, err
	})
}

// world is what threads do, in order: say("x") notes it, queue() lasts until
// another waits for the lock.
type world struct {
	lock   *steps.Lock
	said   []string
	queues chan struct{} // closed when queue begins
	keep   string
}

func newWorld() *world { return &world{lock: steps.NewLock(), queues: make(chan struct{})} }

func (w *world) env(t *testing.T) starlark.StringDict {
	return starlark.StringDict{
		"say": function("say", func(_ *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
			w.said = append(w.said, string(args[0].(starlark.String)))
			return nil, nil
		}),
		"queue": function("queue", func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) {
			close(w.queues)
			queued(t, w.lock, 1)
			return nil, nil
		}),
		"call": function("call", func(th *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
			return starlark.Call(th, args[0], nil, nil)
		}),
		"pass_on": function("pass_on", func(th *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
			return steps.Call(th, args[0], nil, nil)
		}),
		"panics": function("panics", func(th *starlark.Thread, args starlark.Tuple) (_ starlark.Value, err error) {
			defer func() { err, _ = recover().(error) }()
			return steps.Call(th, function("panic", func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) {
				panic(errors.New("caught"))
			}), nil, nil)
		}),
		"sleep": function("sleep", func(th *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
			return nil, steps.Sleep(th, time.Millisecond)
		}),
		"poll": function("poll", func(th *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
			time.Sleep(2 * time.Millisecond) // its turn is over
			return nil, steps.Poll(th)
		}),
	}
}

// Where may another thread, that waits since queue(), say something?
func TestHandOver(t *testing.T) {
	const spin = "def spin():\n  for i in range(200000): pass\n"
	for name, c := range map[string]struct{ src, want string }{
		"in a loop":                  {"queue()\nspin()\nsay('after')", "other after"},
		"in a function":              {"def f():\n  queue()\n  spin()\nf()\nsay('after')", "other after"},
		"below a builtin":            {"def f():\n  queue()\n  spin()\n  say('in')\ncall(f)\nspin()\nsay('after')", "in other after"},
		"right after a builtin":      {"def f():\n  queue()\n  spin()\n  say('in')\ncall(f)\nsay('after')", "in other after"},
		"below two builtins":         {"def f():\n  call(spin)\n  say('in')\nqueue()\ncall(lambda: call(f))\nspin()\nsay('after')", "in other after"},
		"below what passes on":       {"def f():\n  queue()\n  spin()\n  say('in')\npass_on(f)\nsay('after')", "other in after"},
		"passed on by a builtin":     {"def f():\n  queue()\n  spin()\n  say('in')\ncall(lambda: pass_on(f))\nspin()\nsay('after')", "in other after"},
		"a builtin passed on to":     {"def f():\n  queue()\n  spin()\n  say('in')\npass_on(lambda: call(f))\nspin()\nsay('after')", "in other after"},
		"after what passed on":       {"pass_on(spin)\ndef f():\n  queue()\n  spin()\n  say('in')\ncall(f)\nspin()\nsay('after')", "in other after"},
		"in a sleep":                 {"queue()\nsleep()\nsay('after')", "other after"},
		"in a sleep of a builtin":    {"def f():\n  queue()\n  sleep()\n  say('in')\ncall(f)\nspin()\nsay('after')", "in other after"},
		"in a sleep passed on to":    {"def f():\n  queue()\n  sleep()\n  say('in')\npass_on(f)\nsay('after')", "other in after"},
		"after a builtin that polls": {"spin()\nqueue()\npoll()\nsay('after')", "other after"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			first, _ := shared(w.lock, nil)
			other, _ := shared(w.lock, nil)
			ended := make(chan error, 2)
			go func() { ended <- run(first, spin+c.src, w.env(t)) }()
			select {
			case <-w.queues:
			case err := <-ended:
				t.Fatal(err)
			}
			go func() { ended <- run(other, "say('other')", w.env(t)) }()
			for range 2 {
				if err := <-ended; err != nil {
					t.Fatal(err)
				}
			}
			if got := strings.Join(w.said, " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAPassageThatPanicsIsForgotten(t *testing.T) {
	w := newWorld()
	first, m := shared(w.lock, nil)
	env := w.env(t)
	if err := m.Enter(); err != nil {
		t.Fatal(err)
	}
	if err := exec(first, "panics()", env); err == nil || !strings.Contains(err.Error(), "caught") {
		t.Fatal(err)
	}
	ended := make(chan error)
	other, _ := shared(w.lock, nil)
	go func() {
		<-w.queues
		ended <- run(other, "say('other')", w.env(t))
	}()
	// call stands in the call stack where the one that panicked did.
	if err := exec(first, "def f():\n  queue()\n  for i in range(200000): pass\n  say('in')\ncall(f)\nsleep()", env); err != nil {
		t.Fatal(err)
	}
	m.Leave()
	if err := <-ended; err != nil || !slices.Equal(w.said, []string{"in", "other"}) {
		t.Error(w.said, err)
	}
}

func TestAsideKeepsWhatIsAThreads(t *testing.T) {
	w := newWorld()
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			th, _ := shared(w.lock, &w.keep)
			mine := string(rune('a' + i))
			err := run(th, "set()\nfor i in range(200000): pass\ncheck()", starlark.StringDict{
				"set": function("set", func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) { w.keep = mine; return nil, nil }),
				"check": function("check", func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) {
					if w.keep != mine {
						t.Errorf("got %s, want %s", w.keep, mine)
					}
					return nil, nil
				}),
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// Slow steps make slices short: who waits for a loop of slow builtins that do
// not poll waits for a few of them, not for a thousand steps, here 200 turns.
func TestASliceOfSlowStepsIsShort(t *testing.T) {
	w := newWorld()
	first, _ := shared(w.lock, nil)
	other, _ := shared(w.lock, nil)
	turns := 0
	env := w.env(t)
	env["slow"] = function("slow", func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) {
		if turns++; turns == 250 {
			close(w.queues)
			queued(t, w.lock, 1)
		}
		time.Sleep(time.Millisecond)
		return starlark.MakeInt(turns), nil
	})
	ended := make(chan error)
	go func() { ended <- run(first, "for i in range(10000): pass\nfor i in range(450): slow()", env) }()
	<-w.queues
	go func() {
		env := w.env(t)
		env["turns"] = function("turns", func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) { return starlark.MakeInt(turns), nil })
		ended <- run(other, "if turns() > 270: say('late')", env)
	}()
	for range 2 {
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	if len(w.said) > 0 {
		t.Error("the other thread waited for more than 20 turns of the loop")
	}
}

func TestEnterGivesUp(t *testing.T) {
	l := steps.NewLock()
	l.Lock()
	_, m := shared(l, nil)
	ended := make(chan error)
	go func() { ended <- m.Enter() }()
	queued(t, l, 1)
	m.Interrupt()
	if err := <-ended; !errors.Is(err, steps.ErrInterrupted) {
		t.Errorf("got %v, want an interrupt", err)
	}
	l.Unlock()
	if err := m.Enter(); !errors.Is(err, steps.ErrInterrupted) {
		t.Errorf("an interrupted thread enters: %v", err)
	}
	free(l)
}

// What sharing costs where nobody waits: see BenchmarkLoopWithMeter.
func BenchmarkLoopThatShares(b *testing.B) {
	const src = "def f():\n  t = 0\n  for i in range(100000): t = t + i\nf()\n"
	_, prog, err := starlark.SourceProgramOptions(dialect, "bench.star", src, func(string) bool { return false })
	if err != nil {
		b.Fatal(err)
	}
	l := steps.NewLock()
	for b.Loop() {
		th, m := shared(l, nil)
		if err := m.Enter(); err != nil {
			b.Fatal(err)
		}
		if _, err := prog.Init(th, nil); err != nil {
			b.Fatal(err)
		}
		m.Leave()
	}
}
