package excerpt

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestRewrite(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"\r10%|\r20%|\r30%", "\r30%"},
		{"10%|\r20%", "\r20%"},
		{"abcdef|\rXY", "abcdef\rXY"},        // the rest of the longer one shows
		{"abcdef|\rXY|\rUVW", "abcdef\rUVW"}, // but not what is between
		{"abc|\r", "abc\r"},
		{"abc\r|\n", "abc\r\n"},
		{"a\r\nb\r\n", "a\r\nb\r\n"},
		{"a\rb\nc\rd\n", "\rb\n\rd\n"},
		{"done\n|\r1|\r2", "done\n\r2"},
		{"long line|\r\x1b[Kno", "\r\x1b[Kno"},
		{"long line|\r\x1b[2Kno", "\r\x1b[2Kno"},
		{"a\bb|\rcc", "a\bb\rcc"},
		{"\x1b[Aup|\rcc", "\x1b[Aup\rcc"},
		{"\x1b[32maa\x1b[0m|\rbb", "\rbb"},
		{"\x1b[32maa|\rbb", "\r\x1b[32mbb"},
		{"é€|\rab", "\rab"},
		{"\r1|.|.|.|\r2|.|.|.|.", "\r2...."},
	} {
		x := Text{Head: 1 << 10, Tail: 1 << 10}
		for part := range strings.SplitSeq(tc.text, "|") {
			x.Add("stdout", part)
		}
		if got := all(t, &x, 0); got != tc.want && collapsed(got) != tc.want {
			t.Errorf("%q: got %q, want %q", tc.text, got, tc.want)
		}
	}
}

// collapsed is what the next return of the carriage leaves of a line.
func collapsed(line string) string { return string(collapse([]byte(line), false)) }

func TestProgressTakesNoRoom(t *testing.T) {
	x := Text{Head: 1 << 10, Tail: 1 << 10}
	for i := range 100_000 {
		x.Add("stderr", fmt.Sprintf("\r\x1b[32m%3d%%\x1b[0m |%-20s|", i/1000, strings.Repeat("#", i/5000)))
	}
	if _, left := x.Gap(); left || x.Size() > 200 {
		t.Errorf("%d bytes wait, left out: %v", x.Size(), left)
	}
	if got, want := all(t, &x, 0), "\r\x1b[32m 99%\x1b[0m |"+strings.Repeat("#", 19)+" |"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// screen is what a terminal shows of text without escape sequences.
func screen(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		var cells []rune
		at := 0
		for _, r := range line {
			if r == '\r' {
				at = 0
				continue
			}
			if at < len(cells) {
				cells[at] = r
			} else {
				cells = append(cells, r)
			}
			at++
		}
		lines = append(lines, string(cells))
	}
	return strings.Join(lines, "\n")
}

func TestRewritingShowsTheSame(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		var shown, whole strings.Builder
		x := Text{Head: 1 << 10, Tail: 1 << 10}
		for range rnd.IntN(30) {
			part := strings.Repeat(string(rune('a'+rnd.IntN(26))), rnd.IntN(6)) + []string{"\r", "\r", "\n", "", "é"}[rnd.IntN(5)]
			whole.WriteString(part)
			x.Add("stdout", part)
			if rnd.IntN(6) == 0 {
				_, text, _ := x.Take(0, false)
				shown.WriteString(text)
			}
		}
		shown.WriteString(all(t, &x, 0))
		if got, want := screen(shown.String()), screen(whole.String()); got != want {
			t.Fatalf("%q shows as %q: %q, want %q", whole.String(), shown.String(), got, want)
		}
	}
}
