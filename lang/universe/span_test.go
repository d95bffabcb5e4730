package universe_test

import (
	"errors"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// What the machine itself makes of a range is bounded; what a program or a
// builtin goes over is not.
func TestRangesAreBounded(t *testing.T) {
	const before = "def f(*a): return 1\ndef grow(x, n):\n  x += range(n)\n  return len(x)\ndef loop(n):\n  t = 0\n  for i in range(n): t += i\n  return t\n"
	for _, c := range []struct{ src, want string }{
		{"grow([], 1 << 40)", "refused"},
		{"grow([], 1 << 21)", "refused"},
		{"x = []; x += range(1 << 40)", "refused"},
		{"f(*range(1 << 40))", "refused"},
		{"print(*range(1 << 40))", "refused"},
		{"f(0, *range(1 << 40)[::-1])", "refused"},
		{"[1 for x in [[]] if grow(x, 1 << 40)]", "refused"},
		{"grow([], 1 << 14)", "16384"},
		{"loop(3_000_000)", "4499998500000"},
		{"sum(range(3_000_000))", "4499998500000"},
		{"max(range(3_000_000)[5:])", "2999999"},
		{"f(*[x for x in range(3_000_000) if x > 2_999_000])", "1"},
		{"any(range(3_000_000)), 7 in range(1 << 40), len(range(0, -3_000_000, -7))", "(True, True, 428572)"},
		{"range(3), range(1, 1 << 40), range(1 << 40)[5::2] == range(5, 1 << 40, 2), range(3) != range(3), range(0) == range(5, 5), type(range(1))", "(range(0, 3), range(1, 1099511627776), True, False, True, 'range')"},
	} {
		th := new(starlark.Thread)
		running.Store(th)
		meter := steps.Attach(th, steps.Options{MaxGrow: 1 << 20})
		b := newBench(t)
		if _, err := b.run(th, before); err != nil {
			t.Fatal(err)
		}
		v, err := b.run(th, c.src)
		var grow *steps.GrowError
		if refused := errors.As(meter.Err(), &grow) && err != nil; refused != (c.want == "refused") || !refused && repr(v) != c.want {
			t.Errorf("%s: got %v, %v, want %s", c.src, v, err, c.want)
		}
	}
}

// An interrupt ends what would go on for days.
func TestRangesAreInterrupted(t *testing.T) {
	th := new(starlark.Thread)
	running.Store(th)
	meter := steps.Attach(th, steps.Options{MaxGrow: 1 << 60})
	ended := make(chan error, 1)
	go func() {
		_, err := newBench(t).run(th, "x = []; x += range(1 << 50)")
		ended <- err
	}()
	time.Sleep(time.Millisecond)
	meter.Interrupt()
	select {
	case err := <-ended:
		if err == nil || !errors.Is(meter.Err(), steps.ErrInterrupted) {
			t.Errorf("got %v, %v", err, meter.Err())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it goes on after the interrupt")
	}
}
