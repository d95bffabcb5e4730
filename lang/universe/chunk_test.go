package universe_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"
)

// Each file in testdata holds programs, apart by lines of ---. A line that
// fails ends with ### and a regular expression of its error; a program goes on
// up to its first such line, and one without any runs to its end.
func TestPrograms(t *testing.T) {
	files, err := filepath.Glob("testdata/*.star")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".star"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			line := 1
			for _, chunk := range strings.Split(string(text), "\n---\n") {
				runChunk(t, file, line, chunk)
				line += strings.Count(chunk, "\n") + 2
			}
		})
	}
}

var expectation = regexp.MustCompile(`###\s*("(?:[^"\\]|\\.)*"|` + "`[^`]*`)")

// expected finds the first line that should fail.
func expected(t *testing.T, chunk string) (line int, pattern *regexp.Regexp) {
	for i, text := range strings.Split(chunk, "\n") {
		m := expectation.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		s, err := strconv.Unquote(m[1])
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return i + 1, regexp.MustCompile(s)
	}
	return 0, nil
}

func runChunk(t *testing.T, file string, first int, chunk string) {
	b := newBench(t)
	b.names["eq"] = starlark.NewBuiltin("eq", func(th *starlark.Thread, _ *starlark.Builtin, a starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		if len(a) != 2 {
			return nil, fmt.Errorf("eq: got %d arguments, want 2", len(a))
		}
		if got, want := repr(a[0]), repr(a[1]); got != want { // stricter than ==: 1 is not 1.0
			t.Errorf("%s:%d: got %s, want %s", file, first+int(th.CallFrame(1).Pos.Line)-1, got, want)
		}
		return starlark.None, nil
	})
	b.names["frozen"] = starlark.NewBuiltin("frozen", func(_ *starlark.Thread, _ *starlark.Builtin, a starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		a[0].Freeze()
		return a[0], nil
	})
	b.names["thing"] = thing{}
	th, _ := thread()
	_, err := b.run(th, chunk)
	line, want := expected(t, chunk)
	switch {
	case err == nil && want != nil:
		t.Errorf("%s:%d: no error, want %s", file, first+line-1, want)
	case err == nil:
	case want == nil:
		t.Errorf("%s:%d: %v", file, first+failing(err)-1, err)
	case failing(err) != line || !want.MatchString(err.Error()):
		t.Errorf("%s:%d: got %q in line %d, want %s", file, first+line-1, err, first+failing(err)-1, want)
	}
}

// failing returns the line of the chunk that an error is about.
func failing(err error) int {
	var eval *starlark.EvalError
	if errors.As(err, &eval) {
		for _, f := range eval.CallStack {
			if f.Pos.Filename() == "test.star" {
				return int(f.Pos.Line)
			}
		}
	}
	var parse stocksyntax.Error
	if errors.As(err, &parse) {
		return int(parse.Pos.Line)
	}
	return 0
}

// A thing has attributes of its own with names of the table of methods.
type thing struct{}

var _ starlark.HasAttrs = thing{}

func (thing) Attr(name string) (starlark.Value, error) {
	switch name {
	case "join":
		return starlark.NewBuiltin("join", func(_ *starlark.Thread, _ *starlark.Builtin, a starlark.Tuple, kw []starlark.Tuple) (starlark.Value, error) {
			return starlark.Tuple{starlark.String("own"), starlark.MakeInt(len(a)), starlark.MakeInt(len(kw))}, nil
		}), nil
	case "count":
		return starlark.MakeInt(7), nil
	case "index":
		return nil, fmt.Errorf("thing: the index is not known yet")
	}
	return nil, nil
}

func (thing) AttrNames() []string   { return []string{"count", "index", "join"} }
func (thing) String() string        { return "<thing>" }
func (thing) Type() string          { return "thing" }
func (thing) Freeze()               {}
func (thing) Truth() starlark.Bool  { return true }
func (thing) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: thing") }
