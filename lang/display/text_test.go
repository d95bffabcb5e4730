package display

import (
	"errors"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/steps"
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
		{`range(3)`, `range(0, 3)`},
		{`[range(1, 3), range(0, 9, 2)]`, `[range(1, 3), range(0, 9, 2)]`},
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
	if got, err := Repr(nil, deep); err == nil || !strings.Contains(err.Error(), "nested more than 1000 deep") {
		t.Errorf("a deep tuple: %d characters, %v", len(got), err)
	}
	if b, err := Of(nil, deep); err != nil || !strings.Contains(b.Data["text/plain"].(string), "(…,)") {
		t.Errorf("a deep result: %v", err)
	}
}

func TestLongResultIsCut(t *testing.T) {
	var elems []starlark.Value
	for i := range 1_000_000 {
		elems = append(elems, starlark.MakeInt(i))
	}
	dict := starlark.NewDict(10_000)
	for _, x := range elems[:10_000] {
		_ = dict.SetKey(x, starlark.String("value"))
	}
	for _, c := range []struct {
		v    starlark.Value
		tail string
	}{
		{starlark.NewList(elems), "\n… cut here: 1000000 elements in all; print() shows them …\n999997, 999998, 999999]"},
		{starlark.Tuple(elems), "\n999997, 999998, 999999)"},
		{starlark.String(strings.Repeat("é", 1_000_000) + "end"), "1000003 characters in all; print() shows them …\n" + strings.Repeat("é", 198) + "end'"},
		{starlark.Tuple{starlark.String(strings.Repeat("a", 1_000_000))}, "aaa\n… cut here: 1 elements in all; print() shows them …\n"},
		{dict, "\n… cut here: 10000 elements in all; print() shows them …\n"},
		{Rich{"text/markdown", strings.Repeat("a", MaxText)}, "a"},
	} {
		b, err := Of(nil, c.v)
		text, _ := b.Data["text/plain"].(string)
		if err != nil || len(text) > MaxText+600 || !strings.HasSuffix(text, c.tail) || !utf8.ValidString(text) {
			t.Errorf("%s: got %d characters, %v: %s\nwant …%s", c.v.Type(), len(text), err, text[max(0, len(text)-500):], c.tail)
		}
	}
	full, err := Repr(nil, starlark.NewList(elems))
	if err != nil || !strings.HasSuffix(full, "999999]") {
		t.Errorf("print is cut: %v", err)
	}
}

func TestReprIsInterrupted(t *testing.T) {
	th := new(starlark.Thread)
	steps.Attach(th, steps.Options{}).Interrupt()
	if _, err := Repr(th, starlark.NewList(make([]starlark.Value, 0))); err != nil {
		t.Errorf("a short text needs no poll: %v", err)
	}
	// 2^60 characters: a list of lists that are one and the same.
	v := starlark.NewList(nil)
	for range 60 {
		v = starlark.NewList([]starlark.Value{v, v})
	}
	if _, err := Repr(th, v); !errors.Is(err, steps.ErrInterrupted) {
		t.Errorf("got %v", err)
	}
}

func TestRich(t *testing.T) {
	b, err := Of(nil, Rich{"text/html", "<b>é</b>"})
	if err != nil || b.Data["text/html"] != "<b>é</b>" || b.Data["text/plain"] != "<text/html, 8 characters>" {
		t.Errorf("got %v, %v", b, err)
	}
}
