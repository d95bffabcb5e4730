package random

import (
	"errors"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/display"
	"starling/lang/steps"
)

func eval(th *starlark.Thread, src string) (starlark.Value, error) {
	return starlark.EvalOptions(&syntax.FileOptions{}, th, "t", src, starlark.StringDict{"random": Module, "k": Key(0)})
}

func TestCalls(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`random.key(18446744073709551615)`, `random.key(18446744073709551615)`},
		{`random.key(-1)`, `key: seed has 1 bits or is negative, want int, 0 to 2^64 - 1`},
		{`random.key(1.5)`, `key: seed: got float, want int, 0 to 2^64 - 1`},
		{`random.key(3) == random.key(3)`, `True`},
		{`random.key(3) != random.key(3)`, `False`},
		{`random.key(3) == 3`, `False`},
		{`random.key(3) < random.key(4)`, `keys have no order: key < key`},
		{`random.split(k, 3)[:2] == random.split(k)`, `True`},
		{`random.split(k, "a") == random.split(k, "b")`, `False`},
		{`random.split(k, -1)`, `split: by: want int, 0 to 1e12`},
		{`random.split(k, 0)`, `[]`},
		{`random.split(k, 1.0)`, `split: by: got float, want a label (string) or how many (int)`},
		{`random.uniform(0)`, `uniform: key: got int, want key, as random.key(0)`},
		{`random.uniform()`, `uniform: missing key (key, as random.key(0)): what decides the numbers; used again, it gives the same`},
		{`random.uniform(k, n=None) == random.uniform(k, 1)[0]`, `True`},
		{`random.uniform(k, 0)`, `[]`},
		{`random.uniform(k, -1)`, `uniform: n = -1, want int, 0 to 1e12`},
		{`random.uniform(k, 1 << 35)`, `the result would take 768 GiB, the limit is 2 GiB`},
		{`random.uniform(k, low=2)`, `uniform: low = 2.0, high = 1.0, want low <= high, and a finite number between`},
		{`random.uniform(k, low=-1.7e308, high=1.7e308)`, `uniform: low = -1.7e+308, high = 1.7e+308, want low <= high, and a finite number between`},
		{`random.normal(k, std=-1)`, `normal: std = -1, want number, 0 to 1e300`},
		{`random.normal(k, std=0, mean=2)`, `2.0`},
		{`random.integers(k, 3, 3)`, `integers: low = 3, high = 3, want low < high: high itself does not come`},
		{`random.integers(k, 3, 4, n=3)`, `[3, 3, 3]`},
		{`random.integers(k, -9223372036854775808, 9223372036854775807) != random.integers(random.key(1), -9223372036854775808, 9223372036854775807)`, `True`},
		{`sorted(random.permutation(k, 100)) == list(range(100))`, `True`},
		{`random.permutation(k, 100) == list(range(100))`, `False`},
		{`random.permutation(k, (1, 1))`, `[1, 1]`},
		{`random.permutation(k, [])`, `[]`},
		{`random.permutation(k, {1: 2})`, `permutation: x: got dict, want list or int`},
		{`random.permutation(k, range(1 << 40))`, `the result would take 2.458e+04 GiB, the limit is 2 GiB`},
		{`sorted(random.choice(k, 9, n=9, replace=False)) == list(range(9))`, `True`},
		{`random.choice(k, 3, n=4, replace=False)`, `choice: n = 4, want at most 3, as many as there are; or replace=True`},
		{`random.choice(k, [])`, `choice: values is empty, want at least one to choose from`},
		{`random.choice(k, [], n=0)`, `[]`},
		{`len(random.choice(k, [1, 2], n=50))`, `50`},
	} {
		got := ""
		if v, err := eval(new(starlark.Thread), c.src); err != nil {
			got = err.Error()
		} else if got, err = display.Repr(nil, v); err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}

// Each of the 24 orders of four is as likely as another, and so is each choice
// of two of them.
func TestOrdersAreEven(t *testing.T) {
	for _, c := range []struct {
		src    string
		orders int
		limit  float64 // one in a thousand is above
	}{
		{`random.permutation(k, 4)`, 24, 49.7},
		{`random.choice(k, 4, n=2, replace=False)`, 12, 31.3},
		{`random.choice(k, 4, n=2)`, 16, 37.7},
	} {
		counts := map[string]int{}
		for i := range uint64(12000) {
			v, err := starlark.EvalOptions(&syntax.FileOptions{}, new(starlark.Thread), "t", c.src,
				starlark.StringDict{"random": Module, "k": Key(1).numbered(i)})
			if err != nil {
				t.Fatal(err)
			}
			counts[v.String()]++
		}
		var n []int
		for _, count := range counts {
			n = append(n, count)
		}
		if x := chi2(n); len(counts) != c.orders || x > c.limit {
			t.Errorf("%s: %d orders, want %d; chi2 %.1f, want at most %v", c.src, len(counts), c.orders, x, c.limit)
		}
	}
}

// A builtin that is at work ends when the cell is interrupted.
func TestInterrupt(t *testing.T) {
	th := new(starlark.Thread)
	steps.Attach(th, steps.Options{}).Interrupt()
	s := newStream(0, forNormal)
	if _, err := several(th, 1<<20, func(i uint64) starlark.Value { return starlark.Float(s.normal(i)) }); !errors.Is(err, steps.ErrInterrupted) {
		t.Errorf("draws: %v", err)
	}
	if _, err := elements(th, "permutation", "x", starlark.MakeInt(1<<20)); !errors.Is(err, steps.ErrInterrupted) {
		t.Errorf("elements: %v", err)
	}
	if err := shuffle(th, s, make([]starlark.Value, 1<<20), 1<<20); !errors.Is(err, steps.ErrInterrupted) {
		t.Errorf("shuffle: %v", err)
	}
}
