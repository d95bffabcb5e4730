package excerpt

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// all takes what waits, in messages of at most max bytes.
func all(t *testing.T, x *Text, max int) string {
	t.Helper()
	var out strings.Builder
	for {
		_, text, ok := x.Take(max, true)
		if !ok {
			return out.String()
		}
		if n := jsonSize(text); max > 0 && n > max {
			t.Errorf("a message of %d bytes, want at most %d", n, max)
		}
		out.WriteString(text)
	}
}

func note(g Gap) string { return fmt.Sprintf("<%d lines, %d bytes>", g.Lines, g.Bytes) }

func TestSizeIsThatOfJSON(t *testing.T) {
	for r := rune(0); r < 0x3000; r++ {
		sized(t, string(r))
	}
	for _, s := range []string{"", "a\xffb", "\xe2\x82", "\xed\xa0\x80", "𝛼<&>'\x7f", "\u2028\u2029\ufffd"} {
		sized(t, s)
	}
}

func sized(t *testing.T, s string) {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		t.Fatal(err)
	}
	if got, want := jsonSize(s), b.Len()-3; got != want {
		t.Errorf("%q: got %d, want %d", s, got, want)
	}
	if n := fit([]byte(s), jsonSize(s)); n != len(s) {
		t.Errorf("%q: %d bytes fit in its own size", s, n)
	}
}

func TestAllIsKept(t *testing.T) {
	var x Text
	for _, s := range []string{"a\r", "b\r", "\x1b[31", "mc", "\xe2", "\x82\xac\n"} {
		x.Add("stdout", s)
	}
	x.Add("stderr", "e")
	x.Add("stdout", "o")
	if n := x.Pieces(); n != 3 {
		t.Errorf("got %d pieces, want 3", n)
	}
	if got, want := all(t, &x, 0), "a\rb\r\x1b[31mc€\neo"; got != want || !x.Empty() {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHeadNoteTail(t *testing.T) {
	x := Text{Head: 100, Tail: 50}
	var whole strings.Builder
	for i := range 1000 {
		line := fmt.Sprintln("line", i)
		whole.WriteString(line)
		x.Add("stdout", line)
		if n := x.Size(); n > 100+2*50+20 {
			t.Fatalf("%d bytes wait", n)
		}
	}
	g, ok := x.Gap()
	if !ok {
		t.Fatal("nothing is left out")
	}
	if first, _, _ := x.Take(10, false); first != "stdout" {
		t.Fatal("the head cannot be taken")
	}
	x.Close(note)
	got := "line 0\n" + all(t, &x, 0)
	head, rest, ok := strings.Cut(got, note(g)+"\n")
	if !ok || !strings.HasPrefix(whole.String(), head) || !strings.HasSuffix(whole.String(), rest) || !strings.HasSuffix(head, "\n") {
		t.Fatalf("got %q", got)
	}
	left := whole.Len() - len(head) - len(rest)
	if g.Bytes != left || g.Lines != 1000-strings.Count(head+rest, "\n") {
		t.Errorf("got %+v, want %d bytes", g, left)
	}
	if len(head) < 80 || len(rest) < 25 {
		t.Errorf("head %d and tail %d bytes", len(head), len(rest))
	}
}

func TestOneGreatText(t *testing.T) {
	x := Text{Head: 100, Tail: 50}
	x.Add("stdout", strings.Repeat("é", 1<<20))
	x.Close(note)
	got := all(t, &x, 0)
	if !utf8.ValidString(got) || !strings.Contains(got, "é\n<0 lines, 2097") || len(got) > 250 {
		t.Errorf("got %q", got)
	}
}

func TestCut(t *testing.T) {
	x := Text{Head: 100, Tail: 100}
	x.Add("stdout", "shown")
	all(t, &x, 0)
	x.Add("stderr", strings.Repeat("12345678\n", 15))
	x.Cut(30)
	if g, _ := x.Gap(); x.Size() > 30 || g.Lines != 12 {
		t.Errorf("%d bytes wait, %+v are left out", x.Size(), g)
	}
	x.Close(note)
	if got, want := all(t, &x, 0), "\n<12 lines, 108 bytes>\n"+strings.Repeat("12345678\n", 3); got != want {
		t.Errorf("got %q, want %q", got, want)
	}

	x.Add("stdout", strings.Repeat("12345678\n", 500)) // with a gap: the head goes too
	x.Cut(30)
	if g, _ := x.Gap(); size(x.head) != 0 || g.Bytes+27 != 4500 {
		t.Errorf("%d bytes wait before the gap, %+v are left out", size(x.head), g)
	}
}

func TestStreamsStayApart(t *testing.T) {
	x := Text{Head: 1 << 20, Tail: 1 << 20}
	for i := range 1000 {
		x.Add("stdout", fmt.Sprint("o", i, " "))
		x.Add("stderr", fmt.Sprint("e", i, " "))
	}
	if n := x.Pieces(); n != 2 {
		t.Errorf("%d messages wait", n)
	}
	few := Text{Head: 1 << 20, Tail: 1 << 20}
	for range maxPieces / 2 {
		few.Add("stdout", "o")
		few.Add("stderr", "e")
	}
	if got, want := all(t, &few, 0), strings.Repeat("oe", maxPieces/2); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	said := map[string]string{}
	for {
		stream, text, ok := x.Take(0, true)
		if !ok {
			break
		}
		said[stream] += text
	}
	for stream, letter := range map[string]string{"stdout": "o", "stderr": "e"} {
		var want strings.Builder
		for i := range 1000 {
			fmt.Fprint(&want, letter, i, " ")
		}
		if said[stream] != want.String() {
			t.Errorf("%s is out of order", stream)
		}
	}
}

// Whatever is printed, and wherever it is cut, nothing breaks: this prints
// characters, colours and links in chunks cut anywhere.
func TestNoCutWithin(t *testing.T) {
	atoms := []string{"a", "word ", "é", "€", "𝛼", "\n", "\x1b[31m", "\x1b[1;38;5;200m", "\x1b[0m", "\x1b]8;;http://x/y\x1b\\", "\x1b(B", "\x1b[K"}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var whole strings.Builder
		for range 200 + rnd.IntN(2000) {
			whole.WriteString(atoms[rnd.IntN(len(atoms))])
		}
		x := Text{Head: 200, Tail: 100}
		messages := []string{}
		take := func(max int, final bool) {
			if _, text, ok := x.Take(max, final); ok {
				messages = append(messages, text)
			}
		}
		for rest := whole.String(); rest != ""; {
			n := min(len(rest), 1+rnd.IntN(40))
			x.Add("stdout", rest[:n])
			rest = rest[n:]
			if rnd.IntN(10) == 0 {
				take(20+rnd.IntN(100), false)
			}
		}
		if rnd.IntN(2) == 0 {
			x.Cut(60)
		}
		x.Close(note)
		for x.Pieces() > 0 {
			take(40, true)
		}
		for _, m := range messages {
			if !utf8.ValidString(m) || unfinished([]byte(m)) != 0 {
				t.Fatalf("message %q is cut within", m)
			}
			if start := m[:min(len(m), 3)]; strings.HasPrefix(start, "[") || strings.HasPrefix(start, "]8") || strings.HasPrefix(start, "(B") {
				t.Fatalf("message %q begins within a sequence", m)
			}
		}
	}
}

func TestColoursEndBeforeTheNoteAndGoOnBehind(t *testing.T) {
	x := Text{Head: 40, Tail: 40}
	x.Add("stdout", "\x1b[1;31mred\n")
	all(t, &x, 0)
	x.Add("stdout", strings.Repeat("still red\n", 10)+"\x1b[22;32m")
	x.Add("stdout", strings.Repeat("now green\n", 10))
	x.Close(func(Gap) string { return "<note>" })
	got := all(t, &x, 0)
	before, behind, _ := strings.Cut(got, "<note>\n")
	if !strings.HasSuffix(before, "\n\x1b[0m") || !strings.HasPrefix(behind, "\x1b[32mnow green\n") {
		t.Errorf("got %q", got)
	}
}

func TestStyle(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                              "",
		"\x1b[31mx":                          "\x1b[31m",
		"\x1b[1m\x1b[4mx\x1b[24m":            "\x1b[1m",
		"\x1b[31;42mx\x1b[39m":               "\x1b[42m",
		"\x1b[38;5;200mx":                    "\x1b[38;5;200m",
		"\x1b[38;2;1;2;3;1mx":                "\x1b[1;38;2;1;2;3m",
		"\x1b[48:2::1:2:3mx":                 "\x1b[48:2::1:2:3m",
		"\x1b[97;104mx":                      "\x1b[97;104m",
		"\x1b[31mx\x1b[m":                    "",
		"\x1b[01;31mx\x1b[00m":               "",
		"\x1b[4:3mx":                         "\x1b[4m",
		"\x1b[38mx\x1b[38;2;1m\x1b[0m\x1b[3": "",
		"\x1b[2;3mx\x1b[22m":                 "\x1b[3m",
	} {
		var s style
		s.read([]byte(text))
		if got := s.on(); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestCountRewritesItself(t *testing.T) {
	x := Text{Head: 20, Tail: 20}
	x.Add("stdout", "\x1b[31mhead")
	all(t, &x, 0)
	x.Hold()
	var shown strings.Builder
	for range 3 {
		x.Add("stdout", strings.Repeat("more\n", 100))
		if _, text, ok := x.Count(note); ok {
			shown.WriteString(text)
		}
	}
	x.Close(note)
	shown.WriteString(all(t, &x, 0))
	want := "\n\x1b[0m<100 lines, 500 bytes>\r<200 lines, 1000 bytes>\r<300 lines, 1500 bytes>\r<297 lines, 1485 bytes>\n\x1b[31mmore\nmore\nmore\n"
	if got := shown.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	x.Add("stdout", "head")
	x.Hold()
	x.Close(note)
	if got := all(t, &x, 0); got != "head" {
		t.Errorf("a gap of nothing: got %q", got)
	}
}
