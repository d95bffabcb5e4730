package steps_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/steps"
)

var dialect = &syntax.FileOptions{While: true, TopLevelControl: true, GlobalReassign: true}

func exec(th *starlark.Thread, src string, env starlark.StringDict) error {
	_, err := starlark.ExecFileOptions(dialect, th, "test.star", src, env)
	return err
}

func TestLimitEndsTheCellAtItsStep(t *testing.T) {
	for _, max := range []uint64{1, 10, 999, 1000, 1001, 12345} {
		th := new(starlark.Thread)
		m := steps.Attach(th, steps.Options{MaxSteps: max})
		err := exec(th, "while True: pass", nil)
		var limit *steps.LimitError
		if err == nil || !errors.As(m.Err(), &limit) {
			t.Fatalf("limit %d: err %v, meter %v", max, err, m.Err())
		}
		if th.Steps != max {
			t.Errorf("limit %d: ended after %d steps", max, th.Steps)
		}
		if steps.Poll(th) == nil {
			t.Errorf("limit %d: Poll lets a builtin go on", max)
		}
	}
}

func TestLimitLetsShorterCellsPass(t *testing.T) {
	th := new(starlark.Thread)
	m := steps.Attach(th, steps.Options{MaxSteps: 100_000})
	if err := exec(th, "for i in range(1000): pass", nil); err != nil || m.Err() != nil {
		t.Fatal(err, m.Err())
	}
}

func TestInterruptEndsALoop(t *testing.T) {
	th := new(starlark.Thread)
	m := steps.Attach(th, steps.Options{})
	started := make(chan struct{})
	env := starlark.StringDict{"started": starlark.NewBuiltin("started", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		close(started)
		return starlark.None, nil
	})}
	ended := make(chan error)
	go func() { ended <- exec(th, "started()\nwhile True: pass", env) }()
	<-started
	m.Interrupt()
	m.Interrupt() // a second one changes nothing
	select {
	case err := <-ended:
		if err == nil || !errors.Is(m.Err(), steps.ErrInterrupted) {
			t.Fatal(err, m.Err())
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the loop goes on")
	}
}

func TestInterruptEndsASleep(t *testing.T) {
	th := new(starlark.Thread)
	m := steps.Attach(th, steps.Options{})
	ended := make(chan error)
	go func() { ended <- steps.Sleep(th, time.Hour) }()
	m.Interrupt()
	select {
	case err := <-ended:
		if !errors.Is(err, steps.ErrInterrupted) {
			t.Fatal(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the sleep goes on")
	}
	if err := steps.Sleep(th, time.Hour); !errors.Is(err, steps.ErrInterrupted) {
		t.Error("a sleep begun after the interrupt waits")
	}
}

func TestInterruptOutlivesUncancel(t *testing.T) {
	th := new(starlark.Thread)
	m := steps.Attach(th, steps.Options{})
	env := starlark.StringDict{"undo": starlark.NewBuiltin("undo", func(th *starlark.Thread, _ *starlark.Builtin, _ starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		m.Interrupt()
		th.Uncancel()
		return starlark.None, nil
	})}
	if err := exec(th, "undo()\nfor i in range(10000): pass", env); err == nil {
		t.Fatal("the cell ran to its end")
	}
}

func TestGrow(t *testing.T) {
	th := new(starlark.Thread)
	steps.Attach(th, steps.Options{})
	if err := steps.Grow(th, 2<<30); err != nil {
		t.Error(err)
	}
	for bytes, want := range map[int64]string{
		3 << 30:   "would take 3 GiB, the limit is 2 GiB",
		2<<30 + 1: "would take 2 GiB, the limit is 2 GiB",
		-1:        "more memory than can be counted",
	} {
		if err := steps.Grow(th, bytes); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d: got %v, want %s", bytes, err, want)
		}
	}
	small := new(starlark.Thread)
	steps.Attach(small, steps.Options{MaxGrow: 10 << 20})
	if err := steps.Grow(small, 11<<20); err == nil || !strings.Contains(err.Error(), "11 MiB, the limit is 10 MiB") {
		t.Error(err)
	}
}

func TestThreadWithoutMeter(t *testing.T) {
	th := new(starlark.Thread)
	if steps.Of(th) == nil || steps.Of(nil) == nil {
		t.Fatal("no meter")
	}
	steps.Of(th).Interrupt() // must not reach other threads
	if err := steps.Poll(new(starlark.Thread)); err != nil {
		t.Error(err)
	}
	if err := steps.Grow(nil, 3<<30); err == nil {
		t.Error("3 GiB granted")
	}
}

type counter struct{ calls, stop int }

func (c *counter) Next(uint64) uint64 { return 1 }
func (c *counter) Step(*starlark.Thread, uint64) error {
	if c.calls++; c.calls == c.stop {
		return errors.New("a client's reason")
	}
	return nil
}

func TestClientSeesEveryStepAndMayEndTheCell(t *testing.T) {
	th := new(starlark.Thread)
	m := steps.Attach(th, steps.Options{})
	all := &counter{}
	m.Use(all)
	if err := exec(th, "for i in range(100): pass", nil); err != nil {
		t.Fatal(err)
	}
	if uint64(all.calls) != th.Steps {
		t.Errorf("%d calls for %d steps", all.calls, th.Steps)
	}
	m.Use(&counter{stop: 7})
	if err := exec(th, "while True: pass", nil); err == nil || !strings.Contains(err.Error(), "a client's reason") {
		t.Error(err)
	}
}

// The two benchmarks differ by what the hook costs.
func BenchmarkLoopWithoutMeter(b *testing.B) { loop(b, false) }
func BenchmarkLoopWithMeter(b *testing.B)    { loop(b, true) }

func loop(b *testing.B, metered bool) {
	const src = "def f():\n  t = 0\n  for i in range(100000): t = t + i\nf()\n"
	_, prog, err := starlark.SourceProgramOptions(dialect, "bench.star", src, func(string) bool { return false })
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		th := new(starlark.Thread)
		if metered {
			steps.Attach(th, steps.Options{MaxSteps: 1 << 40})
		}
		if _, err := prog.Init(th, nil); err != nil {
			b.Fatal(err)
		}
	}
}
