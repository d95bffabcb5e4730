package wire

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// reflected is what package json makes of a value.
func reflected(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestMarshalIsThatOfPackageJSON(t *testing.T) {
	nested := map[string]any{"z": "<&>", "a": map[string]any{"": nil, "x": []string{"1", "<"}, "b": true, "f": 1.5, "i": -7}}
	for range 2 * maxDepth {
		nested = map[string]any{"deeper": nested, "é": json.RawMessage(`{"raw": "<"}`)}
	}
	for _, v := range []any{
		nil, "text", 0, map[string]any(nil), map[string]any{}, nested, []any{1, "<"}, []string(nil), struct{ X string }{"<"},
	} {
		got, err := Marshal(v)
		if err != nil || string(got) != reflected(t, v) {
			t.Errorf("got %s, want %s (%v)", got, reflected(t, v), err)
		}
	}
	loop := map[string]any{}
	loop["again"] = loop
	for _, v := range []any{math.NaN(), map[string]any{"a": map[string]any{"b": math.Inf(1)}}, map[string]any{"f": func() {}}, loop} {
		if got, err := Marshal(v); err == nil || got != nil {
			t.Errorf("%T: got %d bytes and no error", v, len(got))
		}
	}
}

func TestAppendStringIsMarshal(t *testing.T) {
	check := func(s string) {
		t.Helper()
		want := reflected(t, s)
		if got := AppendString([]byte("x"), s); string(got) != "x"+want {
			t.Errorf("%q: got %s, want %s", s, got[1:], want)
		}
	}
	for r := rune(0); r < 0x3000; r++ {
		check("a" + string(r) + "b")
	}
	for _, s := range []string{"", "a\xffb", "\xe2\x82", "\xed\xa0\x80", "𝛼<&>'\x7f", "\u2028\u2029\ufffd", "\xf4\x90\x80\x80"} {
		check(s)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		b := make([]byte, rnd.IntN(50))
		for i := range b {
			b[i] = byte(rnd.Uint32())
		}
		check(string(b))
	}
}

func TestAppendHeaderIsMarshal(t *testing.T) {
	for _, h := range []Header{
		{},
		{"a\n", "b\"", "é", "d", "e", "f", ""},
		{"1", "2", "3", "4", "5", "6", "7"},
	} {
		want := reflected(t, h)
		if got := appendHeader(nil, &h); string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func BenchmarkAppendString(b *testing.B) {
	s := strings.Repeat("of a line\n", 1<<20)
	b.SetBytes(int64(len(s)))
	out := make([]byte, 0, 2*len(s))
	for b.Loop() {
		out = AppendString(out[:0], s)
	}
}

func BenchmarkEncode(b *testing.B) {
	c, err := NewCodec(Connection{Key: "k"}, "kernel")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		m, err := c.New("status", nil, map[string]any{"execution_state": "busy"})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Encode(m); err != nil {
			b.Fatal(err)
		}
	}
}
