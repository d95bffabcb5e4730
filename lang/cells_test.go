package lang_test

import (
	"errors"
	"fmt"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"testing"

	"starling/lang"
)

// screen is what a session's user sees.
type screen struct{ strings.Builder }

func (s *screen) Stream(_, text string) { s.WriteString(text) }
func (s *screen) Display(data, _ map[string]any, _ string) {
	fmt.Fprintln(s, data["text/plain"])
}
func (s *screen) Update(data, _ map[string]any, _ string) { s.Display(data, nil, "") }
func (s *screen) ClearOutput(bool)                        {}
func (s *screen) Input(string, bool) (string, error)      { return "", errors.New("nobody to ask") }

func session(t *testing.T, o lang.Options) *lang.Session {
	t.Helper()
	s, err := lang.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type cell struct {
	line         int
	source, want string
}

type cells struct {
	line  int
	title string
	cells []cell
}

// read splits testdata/cells.txt, as cpython.py does.
func read(t *testing.T, path string) []cells {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []cells
	var now cell
	flush := func() {
		if len(all) > 0 && (strings.TrimSpace(now.source) != "" || now.want != "") {
			last := &all[len(all)-1]
			last.cells = append(last.cells, now)
		}
		now = cell{}
	}
	for i, line := range strings.Split(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "## "):
			flush()
			all = append(all, cells{line: i + 1, title: line[3:]})
		case len(all) == 0:
		case line == "---":
			flush()
		case strings.HasPrefix(line, "#| "):
			now.want += line[3:] + "\n"
		default:
			if now.source == "" {
				now.line = i + 1
			}
			now.source += line + "\n"
		}
	}
	flush()
	return all
}

// play runs a cell and returns what it shows.
func play(s *lang.Session, number int, source string) (shown, problem string) {
	var out screen
	res := s.Exec(lang.Cell{Source: source, Number: number}, &out)
	if res.Bundle != nil {
		fmt.Fprintln(&out, res.Bundle.Data["text/plain"])
	}
	if res.Err != nil {
		fmt.Fprintln(&out, "! error")
		problem = res.Err.Message
	}
	return out.String(), problem
}

// sessionFiles are the files of cells that CPython runs too.
var sessionFiles = []string{"testdata/cells.txt", "testdata/notation.txt"}

func TestCellsBehaveAsInPython(t *testing.T) {
	for _, file := range sessionFiles {
		all := read(t, file)
		if len(all) < 15 {
			t.Errorf("%s: %d sessions, want more", file, len(all))
		}
		for _, c := range all {
			t.Run(c.title, func(t *testing.T) { c.play(t, file) })
		}
	}
}

// play runs the cells of a session and compares what they show.
func (c cells) play(t *testing.T, from string) {
	dir := t.TempDir()
	s := session(t, lang.Options{Dir: dir})
	for i, cell := range c.cells {
		if file, text, ok := strings.Cut(cell.source, "\n"); ok && strings.HasPrefix(file, "#file ") {
			if err := os.WriteFile(filepath.Join(dir, file[len("#file "):]), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, problem := play(s, i+1, cell.source)
		if got != cell.want {
			t.Errorf("%s:%d: got\n%s%s\nwant\n%s", from, cell.line, got, problem, cell.want)
		}
		if strings.ContainsAny(got+problem, "\x00") || strings.Contains(problem, "<session>") {
			t.Errorf("%s:%d: a hidden mark shows: %q", from, cell.line, got+problem)
		}
	}
}

func TestCPythonGivesTheSame(t *testing.T) {
	python := os.Getenv("STARLING_PYTHON")
	if python == "" {
		t.Skip("STARLING_PYTHON is not set, so there is no CPython to compare with")
	}
	for _, file := range sessionFiles {
		out, err := osexec.Command(python, "-W", "ignore", "testdata/cpython.py", file).CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		if want := fmt.Sprintf("%d sessions, 0 cells differ\n", len(read(t, file))); err == nil && string(out) != want {
			t.Errorf("got %q, want %q", out, want)
		}
	}
}
