package display

import (
	"math"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Each expectation is what CPython 3.11 prints for the same expression.
func TestRepr(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`1e6`, `1000000.0`},
		{`1e16`, `1e+16`},
		{`1e15`, `1000000000000000.0`},
		{`0.0001`, `0.0001`},
		{`0.00001`, `1e-05`},
		{`1.5e-300`, `1.5e-300`},
		{`0.1 + 0.2`, `0.30000000000000004`},
		{`-0.0`, `-0.0`},
		{`[1.0, (2,), {"a": None}, set([3])]`, `[1.0, (2,), {'a': None}, {3}]`},
		{`set()`, `set()`},
		{`{}`, `{}`},
		{`()`, `()`},
		{`"it's"`, `"it's"`},
		{`'say "it\'s"'`, `'say "it\'s"'`},
		{`"a\nb\t\\"`, `'a\nb\t\\'`},
		{`"é😀\u200b\x00"`, `'é😀\u200b\x00'`},
		{`b"a\xff"`, `b'a\xff'`},
	} {
		v, err := starlark.EvalOptions(&syntax.FileOptions{Set: true}, new(starlark.Thread), "t", c.src, nil)
		if err != nil {
			t.Fatal(c.src, err)
		}
		if got, err := Repr(nil, v); got != c.want || err != nil {
			t.Errorf("%s: got %s, %v, want %s", c.src, got, err, c.want)
		}
	}
	for x, want := range map[float64]string{math.Inf(1): "inf", math.Inf(-1): "-inf", 5e-324: "5e-324", math.MaxFloat64: "1.7976931348623157e+308"} {
		if got := FloatRepr(x); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestReprOfCyclesAndDepths(t *testing.T) {
	list := starlark.NewList(nil)
	_ = list.Append(list)
	if got, _ := Repr(nil, list); got != "[[...]]" {
		t.Errorf("a list that holds itself: got %s", got)
	}
	var deep starlark.Value = starlark.None
	for range 5_000_000 { // would overflow the stack of a writer without a bound
		deep = starlark.Tuple{deep}
	}
	if got, err := Repr(nil, deep); err != nil || !strings.Contains(got, "…") {
		t.Errorf("a deep tuple: %d characters, %v", len(got), err)
	}
}

func TestLongResultIsCut(t *testing.T) {
	var elems []starlark.Value
	for i := range 1_000_000 {
		elems = append(elems, starlark.MakeInt(i))
	}
	b, err := Of(nil, starlark.NewList(elems))
	text := b.Data["text/plain"].(string)
	if err != nil || len(text) > MaxText+200 || !strings.Contains(text, "1000000 elements in all") {
		t.Errorf("got %d characters, %v: %s", len(text), err, text[len(text)-100:])
	}
	full, err := Repr(nil, starlark.NewList(elems))
	if err != nil || !strings.HasSuffix(full, "999999]") {
		t.Errorf("print is cut: %v", err)
	}
}

func TestRich(t *testing.T) {
	b, err := Of(nil, Rich{"text/html", "<b>é</b>"})
	if err != nil || b.Data["text/html"] != "<b>é</b>" || b.Data["text/plain"] != "<text/html, 8 characters>" {
		t.Errorf("got %v, %v", b, err)
	}
}
