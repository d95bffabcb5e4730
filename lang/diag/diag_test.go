package diag

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/steps"
	"starling/lang/syntax/parse"
)

func noSource(string) (string, bool) { return "", false }

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		err        error
		kind, text string
	}{
		{errors.New("plain"), KindError, "plain"},
		{fmt.Errorf("sorted: %w", steps.ErrInterrupted), KindInterrupt, "sorted: interrupted"},
		{steps.Grow(nil, 1<<40), KindLimit, "the result would take 1024 GiB, the limit is 2 GiB"},
		{&decl.Defect{Builtin: "f", Cause: "oops"}, KindDefect, "f has a defect: oops"},
		{errors.New("Starlark computation cancelled: too long"), KindError, "too long"},
		{errors.New("internal error: predeclared variable x is uninitialized"), KindName, "name x is not defined"},
	} {
		e := From(c.err, noSource, nil)
		if e.Kind != c.kind || !strings.HasPrefix(e.Message, c.text) {
			t.Errorf("got %s: %s, want %s: %s", e.Kind, e.Message, c.kind, c.text)
		}
	}
}

// fail runs a text that has a mistake.
func fail(t *testing.T, src string) *Error {
	t.Helper()
	var err error
	if f := parse.File("<b>.star", src); len(f.Errors) > 0 {
		err = f.Errors[0]
	} else {
		options := &syntax.FileOptions{Recursion: true, TopLevelControl: true}
		_, err = starlark.ExecFileOptions(options, new(starlark.Thread), "<b>.star", src, nil)
	}
	if err == nil {
		t.Fatalf("no error: %s", src)
	}
	return From(err, func(string) (string, bool) { return src, true }, []string{"lifetime", "lifetimes"})
}

func TestRenderings(t *testing.T) {
	e := fail(t, "\tx = 1\n"[1:]+"\nif x:\n\ty = \"<b>\" + x\n")
	const plain = "<b>.star, line 4\n    y = \"<b>\" + x\n              ^\nError: cannot compute string + int\nhint: "
	if got := e.Plain(); !strings.HasPrefix(got, plain) {
		t.Errorf("got\n%s\nwant\n%s", got, plain)
	}
	if got := e.HTML(); strings.Contains(got, "<b>") || !strings.Contains(got, "&lt;b&gt;") {
		t.Errorf("the user's text is not escaped: %s", got)
	}
	got := e.ANSI()
	for _, part := range []string{"\x1b[1;31mError\x1b[0m: cannot", "\x1b[31m^\x1b[0m"} {
		if !strings.Contains(got, part) {
			t.Errorf("got %q, want %q in it", got, part)
		}
	}
}

func TestNearestNameTiesAreSorted(t *testing.T) {
	if e := fail(t, "lifetimex\n"); e.Hint != "did you mean lifetime?" {
		t.Errorf("got %q", e.Hint)
	}
}

// However long the text of a function that calls itself without end, its
// error is made at once: the same line is looked up once.
func TestDeepStack(t *testing.T) {
	src := "def f(n):\n    return f(n)\n" + strings.Repeat("# a long text\n", 20_000) + "f(1)\n"
	began := time.Now()
	e := fail(t, src)
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
	if got := e.Plain(); !strings.Contains(got, "… the same call 99999 times more …") || strings.Count(got, "\n") > 10 {
		t.Errorf("got\n%.1000s", got)
	}
}

// Places are in characters, and a line that is too long is cut around them.
func TestMark(t *testing.T) {
	for _, c := range []struct{ src, line, mark string }{
		{`x = "é😀" + 1`, `x = "é😀" + 1`, `         ^`},
		{`x = lifetme + 1`, `x = lifetme + 1`, `    ^^^^^^^`},
		{"a = 1\rb = 2\r\nx = lifetme", `x = lifetme`, `    ^^^^^^^`},
		{`x = len.size`, `x = len.size`, `        ^^^^`},
		{`x = 3 "it's \" so"`, `x = 3 "it's \" so"`, `      ^`},
		{`x = [` + strings.Repeat("1, ", 100) + `1] + 1`, strings.Repeat("1, ", 52) + `1] + 1`, ""},
	} {
		lines := strings.Split(fail(t, c.src).Plain(), "\n")
		if got := strings.TrimPrefix(lines[1], "    "); !strings.HasSuffix(got, c.line[max(0, len(c.line)-20):]) {
			t.Errorf("got line %q, want %q", got, c.line)
		}
		if got := strings.TrimPrefix(lines[2], "    "); c.mark != "" && got != c.mark {
			t.Errorf("%s\n%s, want\n%s", c.src, got, c.mark)
		}
		if n := len([]rune(lines[1])); n > 170 {
			t.Errorf("the line has %d characters", n)
		}
	}
}

// Whatever the parser says of whatever text, an error comes out.
func FuzzFrom(f *testing.F) {
	f.Add("x = (1,\ny")
	f.Add("f\"{a}\" \"")
	f.Add("if x\n\t\ty")
	f.Fuzz(func(_ *testing.T, src string) {
		for _, err := range parse.File("f", src).Errors {
			e := From(err, func(string) (string, bool) { return src, true }, []string{"a", "b"})
			_ = e.Plain() + e.ANSI() + e.HTML()
		}
	})
}
