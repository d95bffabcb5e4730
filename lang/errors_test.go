package lang

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var golden = flag.Bool("golden", false, "rewrite the golden files")

// Each cell of errors.txt is a mistake; errors.golden is what the user reads.
func TestErrors(t *testing.T) {
	text, err := os.ReadFile("testdata/errors.txt")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, cell := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n---\n") {
		s, err := New(Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("=== " + strings.ReplaceAll(cell, "\n", "\n    ") + "\n")
		res := s.Exec(Cell{Source: cell, Number: 1}, nil)
		if res.Err == nil {
			t.Errorf("no error:\n%s", cell)
			continue
		}
		b.WriteString(res.Err.Plain() + "\n\n")
	}
	got := b.String()
	for _, hidden := range []string{"internal error", "<session>", "\x00", "predeclared", "starlark"} {
		if strings.Contains(strings.ToLower(got), hidden) {
			t.Errorf("an error says %q, which is none of the user's words", hidden)
		}
	}
	const file = "testdata/errors.golden"
	if *golden {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("differs from %s (make golden rewrites it):\n%s", file, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "want " + w[i] + "\n got " + g[i]
		}
	}
	return "one is longer"
}

// The three renderings say the same.
func TestErrorRenderings(t *testing.T) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	e := s.Exec(Cell{Source: `x = "<b>" + 1`, Number: 1}, nil).Err
	if e == nil {
		t.Fatal("no error")
	}
	if html := e.HTML(); !strings.Contains(html, "&lt;b&gt;") || strings.Contains(html, "<b>") {
		t.Errorf("HTML is not escaped: %s", html)
	}
	ansi := e.ANSI()
	for _, code := range []string{"\x1b[1;31m", "\x1b[34m", "\x1b[31m", "\x1b[2m", "\x1b[0m"} {
		if !strings.Contains(ansi, code) {
			t.Errorf("no colour %q in %q", code, ansi)
		}
		ansi = strings.ReplaceAll(ansi, code, "")
	}
	if ansi != e.Plain() {
		t.Errorf("without colours %q, plain %q", ansi, e.Plain())
	}
}
