package wire

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestAppendStringIsMarshal(t *testing.T) {
	check := func(s string) {
		t.Helper()
		want, err := Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := AppendString([]byte("x"), s); string(got) != "x"+string(want) {
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
		want, err := Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendHeader(nil, &h); string(got) != string(want) {
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
