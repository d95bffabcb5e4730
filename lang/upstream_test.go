package lang

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	stockjson "go.starlark.net/lib/json"
	stockmath "go.starlark.net/lib/math"
	stocktime "go.starlark.net/lib/time"
	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/syntax"
	"starling/lang/syntax/parse"
)

// The stock language tests itself with programs in which ### "pattern" ends
// each line that should fail. Through our front end, as a cell runs, they must
// do what they do there, and fail in the same lines with the same errors. What
// differs is listed, with the reason, in upstream_differences_test.go.

// A chunk is one program, with empty lines before it up to where it is in its
// file.
type chunk struct {
	file  string
	first int // its first line
	lines []string
	wants map[int]string // patterns of errors by line
}

// An event is what a chunk did in a line.
type event struct {
	line    int
	message string
	ends    bool  // the program got no further
	col     int32 // of the call that failed; 0: not known
}

var wanted = regexp.MustCompile(`###\s*("(?:[^"\\]|\\.)*"|` + "`[^`]*`)")

func upstreamDir(t *testing.T) string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "go.starlark.net").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(dir))
}

func chunksOf(t *testing.T, path string) []chunk {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Base(path)
	var out []chunk
	first := 1
	for _, src := range strings.Split(string(text), "\n---\n") {
		c := chunk{file: file, first: first, lines: slices.Concat(make([]string, first-1), strings.Split(src, "\n")), wants: map[int]string{}}
		for i, line := range c.lines {
			if m := wanted.FindStringSubmatch(line); m != nil {
				pattern, err := strconv.Unquote(m[1])
				if err != nil {
					t.Fatalf("%s:%d: %v", file, i+1, err)
				}
				c.wants[i+1] = pattern
			}
		}
		out = append(out, c)
		first = len(c.lines) + 2
	}
	return out
}

// A suite runs chunks and compares what they do with what they should.
type suite struct {
	*testing.T
	listed []difference
	used   []bool
	run    func(c chunk) []event
	whole  bool // also what is behind an error that should be there is looked at
}

func newSuite(t *testing.T, listed []difference, run func(chunk) []event) *suite {
	return &suite{T: t, listed: listed, used: make([]bool, len(listed)), run: run}
}

// check runs a chunk. A line that ends it otherwise than upstream, as listed,
// is then taken out, so that what follows is compared too.
func (s *suite) check(c chunk) {
	again := true
	for tries := 0; again; tries++ {
		if again = false; tries > len(c.lines) {
			s.Fatalf("%s:%d: an error stays though its line is taken out", c.file, c.first)
		}
		events := s.run(c)
		for _, e := range events {
			want, fails := c.wants[e.line]
			if !(fails && matches(want, e.message)) && !s.differs(c, e.line, e.message) {
				s.Errorf("%s:%d: got %s, want %s", c.file, e.line, e.message, cmp.Or(want, "no error"))
			}
			delete(c.wants, e.line)
			again = again || e.ends && !fails
		}
		if again = again || s.whole && len(c.wants) > 0 && len(events) > 0; again {
			for _, e := range events {
				c.drop(e.line)
			}
		}
	}
	for line, want := range c.wants {
		if !s.differs(c, line, "") {
			s.Errorf("%s:%d: no error, want %s", c.file, line, want)
		}
	}
}

// drop makes a line one that does nothing.
func (c *chunk) drop(line int) {
	text := c.lines[line-1]
	code, _, _ := strings.Cut(text, "#")
	code = strings.TrimRight(code, " ")
	c.lines[line-1] = ""
	if !strings.HasSuffix(code, ",") { // it is a statement
		c.lines[line-1] = code[:len(code)-len(strings.TrimLeft(code, " \t"))] + "pass"
	}
}

// differs reports whether it is listed that a line gives a message, or, if
// that is "", none.
func (s *suite) differs(c chunk, line int, message string) bool {
	text := ""
	if line > 0 && line <= len(c.lines) {
		text = c.lines[line-1]
	}
	for i, d := range s.listed {
		if d.file != "" && d.file != c.file || !strings.Contains(text, d.line) || (d.got == "") != (message == "") {
			continue
		}
		if d.got == likePython && printsLikePython(message) || regexp.MustCompile(d.got).MatchString(message) {
			s.used[i] = true
			return true
		}
	}
	return false
}

// done fails for what is listed and no longer differs.
func (s *suite) done() {
	for i, used := range s.used {
		if d := s.listed[i]; !used && !s.Failed() {
			s.Errorf("%s: %s: this is listed and does not differ: %s %s", d.file, d.line, d.got, d.why)
		}
	}
}

// matches reports whether a message, or what the stock parser says for it, is
// of a pattern.
func matches(pattern, message string) bool {
	p := regexp.MustCompile(pattern)
	return p.MatchString(message) || slices.ContainsFunc(stockWords(message), p.MatchString)
}

func (c chunk) source() string { return strings.Join(c.lines, "\n") + "\n" }

func TestUpstreamParser(t *testing.T) {
	s := newSuite(t, parserDifferences, func(c chunk) []event {
		var events []event
		for _, e := range parse.File(c.file, c.source()).Errors {
			events = append(events, event{line: int(e.Pos.Line), message: e.Msg})
		}
		return events
	})
	for _, file := range []string{"errors.star", "scan.star"} {
		for _, c := range chunksOf(t, filepath.Join(upstreamDir(t), "syntax", "testdata", file)) {
			s.check(c)
		}
	}
	s.done()
}

func TestUpstreamResolver(t *testing.T) {
	s := newSuite(t, resolverDifferences, func(c chunk) []event {
		_, err := syntax.Compile(c.file, c.source(), lowering)
		return static(t, err)
	})
	s.whole = true
	for _, c := range chunksOf(t, filepath.Join(upstreamDir(t), "resolve", "testdata", "resolve.star")) {
		s.check(c)
	}
	s.done()
}

// static are the errors of a text that does not compile.
func static(t *testing.T, err error) (events []event) {
	var one stocksyntax.Error
	var many resolve.ErrorList
	switch {
	case err == nil:
	case errors.As(err, &one):
		events = append(events, event{line: int(one.Pos.Line), message: one.Msg, ends: true})
	case errors.As(err, &many):
		for _, e := range many {
			events = append(events, event{line: int(e.Pos.Line), message: e.Msg, ends: true})
		}
	default:
		t.Error(err)
	}
	return events
}

func TestUpstreamPrograms(t *testing.T) {
	s := newSuite(t, programDifferences, func(c chunk) []event { return runUpstream(t, c) })
	files, err := filepath.Glob(filepath.Join(upstreamDir(t), "starlark", "testdata", "*.star"))
	if err != nil || len(files) < 20 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if why := notRun[filepath.Base(file)]; why == "" {
			for _, c := range chunksOf(t, file) {
				s.check(c)
			}
		}
	}
	s.done()
}

// runUpstream runs a chunk as a cell of a new session, whose names are those
// that the upstream project's tests have.
func runUpstream(t *testing.T, c chunk) (events []event) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	report := func(th *starlark.Thread, message string) {
		for i := range th.CallStackDepth() {
			if pos := th.CallFrame(i).Pos; pos.Filename() == c.file {
				events = append(events, event{line: int(pos.Line), message: message})
				return
			}
		}
		t.Errorf("%s:%d: no line for %s", c.file, c.first, message)
	}
	s.names["hasfields"] = starlark.NewBuiltin("hasfields", newHasFields)
	s.names["fibonacci"] = fibonacci{}
	s.names["struct"] = starlark.NewBuiltin("struct", starlarkstruct.Make)
	modules := &upstreamModules{session: s, report: report, dir: filepath.Join(upstreamDir(t), "starlark", "testdata")}
	s.names[syntax.Load] = starlark.NewBuiltin("load", modules.load)
	th, meter := s.thread(c.file, nil)
	if err := meter.Enter(); err != nil {
		t.Fatal(err)
	}
	defer meter.Leave()
	_, _, err = s.run(th, c.file, Cell{Source: c.source(), Script: true})
	if failed := failure(c, err); failed != nil {
		return append(events, *failed)
	}
	return append(events, static(t, err)...)
}

// failure is where a program failed, in its own text; nil: it did not.
func failure(c chunk, err error) *event {
	var failed *starlark.EvalError
	if errors.As(err, &failed) {
		for i := range failed.CallStack {
			if pos := failed.CallStack.At(i).Pos; pos.Filename() == c.file {
				return &event{int(pos.Line), cmp.Or(failed.Error(), "no words"), true, pos.Col}
			}
		}
	}
	return nil
}

// upstreamModules are what the programs load.
type upstreamModules struct {
	session *Session
	report  func(th *starlark.Thread, message string)
	dir     string
}

func (m *upstreamModules) load(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	name, _ := starlark.AsString(args[0])
	var names starlark.StringDict
	var err error
	switch name {
	case "assert.star":
		names, err = m.assertions(th)
	case "json.star":
		names = starlark.StringDict{"json": stockjson.Module}
	case "math.star":
		names = starlark.StringDict{"math": stockmath.Module}
	case "time.star":
		names = starlark.StringDict{"time": stocktime.Module}
	default:
		names, err = m.file(th, filepath.Join(m.dir, name), nil)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot load %s: %w", name, err)
	}
	var out starlark.Tuple
	for _, arg := range args[1:] {
		v := names[string(arg.(starlark.String))]
		if v == nil {
			return nil, fmt.Errorf("load: name %s not found in module %s", string(arg.(starlark.String)), name)
		}
		out = append(out, v)
	}
	return out, nil
}

// assertions runs assert.star, which is ours.
func (m *upstreamModules) assertions(th *starlark.Thread) (starlark.StringDict, error) {
	return m.file(th, "testdata/upstream/assert.star", starlark.StringDict{
		"error": starlark.NewBuiltin("error", func(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			message := args[0].String()
			if s, ok := starlark.AsString(args[0]); ok {
				message = s
			}
			m.report(th, message)
			return starlark.None, nil
		}),
		"catch": starlark.NewBuiltin("catch", func(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			if _, err := starlark.Call(th, args[0], nil, nil); err != nil {
				return starlark.String(err.Error()), nil
			}
			return starlark.None, nil
		}),
		"matches": starlark.NewBuiltin("matches", func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			pattern, _ := starlark.AsString(args[0])
			text, _ := starlark.AsString(args[1])
			ok, err := regexp.MatchString(pattern, text)
			return starlark.Bool(ok), err
		}),
		"almost": starlark.NewBuiltin("almost", func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			x, _ := starlark.AsFloat(args[0])
			y, _ := starlark.AsFloat(args[1])
			near := x == y || math.Nextafter(x, y) == y || math.IsNaN(x) && math.IsNaN(y)
			return starlark.Bool(near), nil
		}),
		"frozen": starlark.NewBuiltin("freeze", func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			args[0].Freeze()
			return args[0], nil
		}),
		"module": starlark.NewBuiltin("module", starlarkstruct.MakeModule),
	})
}

// file runs a file in names of its own.
func (m *upstreamModules) file(th *starlark.Thread, path string, more starlark.StringDict) (starlark.StringDict, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	scope, names := syntax.NewScope(m.session.base)
	for name, v := range more {
		names[name] = v
	}
	names[syntax.Load] = m.session.names[syntax.Load]
	prog, err := syntax.Compile(path, string(src), lowering)
	if err != nil {
		return nil, err
	}
	if _, err := prog.Init(th, names); err != nil {
		return nil, err
	}
	out := starlark.StringDict{}
	for _, name := range scope.Own() {
		if _, given := more[name]; !given {
			out[name] = names[name]
			names[name].Freeze()
		}
	}
	return out, nil
}
