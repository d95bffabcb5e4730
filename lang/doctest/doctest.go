// Package doctest checks what users' files claim of themselves: the examples
// in the docstrings of their functions, and the functions test_* of files named
// *_test.star.
//
//	Run     one file in a session of its own, as a Report
//	RunAll  all of them, as a text to read
//
// An example is a line below "Examples:" of a docstring: `expr  # => result`,
// where result is how the value prints; a line without a result has only to
// run, say to bind a name for the next one. A test is called without
// arguments, and fails by an error or by fail().
package doctest

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/files"
)

// A Report is what became of one file's examples and tests.
type Report struct {
	Passed   int
	Failures []Failure
}

// A Failure is one example or test that does not hold.
type Failure struct {
	Place  string // file:line: function
	Reason string // an error's plain text, or what an example gives
	Output string // what it printed
}

func (f Failure) String() string {
	s := f.Place + ":"
	if !strings.Contains(f.Reason, "\n") {
		s += " " + f.Reason
	} else {
		s += "\n" + f.Reason // below its place
	}
	if f.Output != "" {
		s += "\nit printed:\n" + strings.TrimRight(f.Output, "\n")
	}
	return s
}

// suite is how files end whose functions test_* are called.
const suite = "_test.star"

// Open begins a session whose root is a folder.
type Open func(dir string) (*lang.Session, error)

// Run runs a file, then its examples and tests in the order of their
// functions. A file that has neither is not run at all, since a study may take
// long. Run ends early when ctx does; the error is then that of ctx.
func Run(ctx context.Context, file string, open Open) (Report, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Report{}, err
	}
	tests := strings.HasSuffix(file, suite)
	if !tests && !strings.Contains(string(text), "Examples:") {
		return Report{}, nil
	}
	session, err := open(filepath.Dir(file))
	if err != nil {
		return Report{}, err
	}
	r := &run{session: session, file: file, lines: strings.Split(string(text), "\n")}
	var out recorder
	if res := session.ExecContext(ctx, lang.Cell{Source: string(text), Name: file, Script: true}, &out); res.Err != nil {
		r.fail(0, "", res.Err.Plain(), &out)
		return r.report, ctx.Err()
	}
	for _, f := range r.functions() {
		r.examples(ctx, f)
		if tests && strings.HasPrefix(f.name, "test_") && ctx.Err() == nil {
			r.test(ctx, f)
		}
	}
	return r.report, ctx.Err()
}

// RunAll runs the files below paths and writes their failures and a summary,
// the latter unless there was nothing to run.
func RunAll(ctx context.Context, paths []string, open Open, out io.Writer) (passed, failed int, err error) {
	programs, err := files.Find(paths, files.Programs)
	if err != nil {
		return 0, 0, err
	}
	for _, file := range programs {
		report, err := Run(ctx, file, open)
		for _, f := range report.Failures {
			fmt.Fprintln(out, f)
		}
		passed, failed = passed+report.Passed, failed+len(report.Failures)
		if err != nil {
			return passed, failed, fmt.Errorf("%s: %w", file, err)
		}
	}
	if passed+failed > 0 {
		fmt.Fprintf(out, "%d passed, %d failed\n", passed, failed)
	}
	return passed, failed, nil
}

// A run is the work on one file.
type run struct {
	session *lang.Session
	file    string
	lines   []string
	report  Report
}

type function struct {
	name string
	line int
	doc  string
}

// functions lists what the file itself defines at top level, in its order.
func (r *run) functions() []function {
	var out []function
	for _, name := range r.session.Names() {
		fn, ok := r.session.Get(name).(*starlark.Function)
		if !ok || fn.Position().Filename() != r.file {
			continue
		}
		out = append(out, function{name, int(fn.Position().Line), fn.Doc()})
	}
	slices.SortStableFunc(out, func(a, b function) int { return a.line - b.line })
	return out
}

// examples runs the examples of one docstring; one that fails does not keep
// the others from being run.
func (r *run) examples(ctx context.Context, f function) {
	for _, example := range decl.Examples(f.doc) {
		if ctx.Err() != nil {
			return
		}
		var out recorder
		expr, want, judged := decl.ParseExample(example)
		line := r.lineOf(example, f.line)
		res := r.session.ExecContext(ctx, lang.Cell{Source: expr, Name: "example of " + f.name}, &out)
		switch {
		case res.Err != nil:
			r.fail(line, f.name, res.Err.Plain(), &out)
		case !judged:
			r.report.Passed++
		case res.Value == nil:
			r.fail(line, f.name, fmt.Sprintf("%s gives no value, want %s", expr, want), &out)
		default:
			got, err := display.Repr(nil, res.Value)
			if err != nil {
				got = err.Error()
			}
			if got == want {
				r.report.Passed++
				continue
			}
			r.fail(line, f.name, fmt.Sprintf("%s gives %s, want %s", expr, got, want), &out)
		}
	}
}

func (r *run) test(ctx context.Context, f function) {
	var out recorder
	res := r.session.ExecContext(ctx, lang.Cell{Source: f.name + "()", Name: "test", Script: true}, &out)
	if res.Err == nil {
		r.report.Passed++
		return
	}
	if len(res.Err.Frames) > 0 && res.Err.Frames[0].File == "test" {
		res.Err.Frames = res.Err.Frames[1:] // the call is ours
	}
	r.fail(f.line, f.name, res.Err.Plain(), &out)
}

// fail notes a failure; line 0 stands for the whole file.
func (r *run) fail(line int, function, reason string, out *recorder) {
	place := r.file
	if line > 0 {
		place = fmt.Sprintf("%s:%d: %s", r.file, line, function)
	}
	r.report.Failures = append(r.report.Failures, Failure{place, reason, out.String()})
}

// lineOf finds the line where an example begins; one that is not written on
// one line has that of its function.
func (r *run) lineOf(example string, from int) int {
	for i := from; i < len(r.lines); i++ {
		if strings.HasSuffix(strings.TrimSpace(r.lines[i]), example) {
			return i + 1
		}
	}
	return from
}
