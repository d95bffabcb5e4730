package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain makes this test binary the command itself when it is asked to be.
func TestMain(m *testing.M) {
	if os.Getenv("STARLING_BE_MAIN") == "1" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func starling(dir string, args ...string) *exec.Cmd {
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "STARLING_BE_MAIN=1")
	return cmd
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}

const notebookText = `{"cells":[
 {"cell_type":"code","metadata":{"tags":["parameters"]},"source":["n = 1"],"outputs":[],"execution_count":null},
 {"cell_type":"code","metadata":{},"source":["print(n * 2)"],"outputs":[],"execution_count":null}
],"metadata":{},"nbformat":4,"nbformat_minor":5}`

type command struct {
	args           string
	code           int
	stdout, stderr string // parts
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"good.star":      "n = 1\nlabel = 'wet'\nprint(n, label)\nn + 1\n",
		"wrong.star":     "print('before')\nprint(1 + 'a')\n",
		"loads.star":     "load('good.star', 'n')\nprint(n)\n",
		"writes.star":    "plot.lines([1, 2], [1, 2]).save('out.svg')\n",
		"outside.star":   "load('../secret.star', 'x')\n",
		"steps.star":     "while True:\n    pass\n",
		"notebook.ipynb": notebookText,
		"broken.ipynb":   "{",
	})
	commands(t, dir, []command{
		{"run good.star", 0, "1 wet\n", ""},
		{"run good.star --param n=5 --param label=dry", 0, "5 dry\n", ""},
		{"run good.star --param m=5", exitUsage, "", "label, n"},
		{"run good.star --param m", exitUsage, "", "want k=v"},
		{"run good.star -o out.ipynb", exitUsage, "", "-o is for notebooks"},
		{"run wrong.star", exitFailed, "before\n", "cannot compute int + string"},
		{"run loads.star", 0, "1 wet\n1\n", ""},
		{"run writes.star", exitFailed, "", "--allow-write="},
		{"run writes.star --allow-write=.", 0, "", ""},
		{"run outside.star", exitFailed, "", "--allow-read="},
		{"run steps.star --max-steps=100000", exitFailed, "", "100000 steps"},
		{"run missing.star", exitUnavailable, "", "missing.star"},
		{"run good.txt", exitUsage, "", ".star or .ipynb"},
		{"run", exitUsage, "", "arg"},
		{"nonsense", exitUsage, "", "nonsense"},
		{"run notebook.ipynb", 0, "2\n", ""},
		{"run notebook.ipynb --param n=21", 0, "42\n", ""},
		{"run notebook.ipynb --param m=21", exitUsage, "", "m"},
		{"run broken.ipynb", exitUnavailable, "", "broken.ipynb"},
		{"kernel", exitUsage, "", "connection-file"},
		{"kernel -f missing.json", exitUnavailable, "", "missing.json"},
		{"--help", 0, "starling run study.star", ""},
		{"run --help", 0, "Exit codes", ""},
	})
	if _, err := os.Stat(filepath.Join(dir, "out.svg")); err != nil {
		t.Errorf("the plot was not written: %v", err)
	}
}

// commands runs command lines in a folder, and compares their exit codes and
// parts of their output.
func commands(t *testing.T, dir string, list []command) {
	t.Helper()
	for _, c := range list {
		cmd := starling(dir, strings.Fields(c.args)...)
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if code := exitCode(cmd.Run()); code != c.code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", c.args, code, c.code, stdout.String(), stderr.String())
		}
		if !strings.Contains(stdout.String(), c.stdout) || !strings.Contains(stderr.String(), c.stderr) {
			t.Errorf("%s: got\n%s%s\nwant %q and %q in it", c.args, stdout.String(), stderr.String(), c.stdout, c.stderr)
		}
	}
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDoc(t *testing.T) {
	commands(t, t.TempDir(), []command{
		{"doc", 0, "physics", ""},
		{"doc", 0, "Functions: abs", ""},
		{"doc physics.oxide", 0, "grow(", ""},
		{"doc physics.oxide.grow", 0, "physics.oxide.grow(temp, time, ", ""},
		{"doc physics.oxide.grow", 0, "furnace temperature [number, 600 to 1687 K]", ""},
		{"doc hardware.reliability.fit", 0, "Source: ", ""},
		{"doc sorted", 0, "sorted(", ""},
		{"doc --html sorted", 0, "<div", ""},
		{"doc --source physics.oxide.grow", 0, "return deal_grove(", ""},
		{"doc physics.oxide.grwo", exitUsage, "", "module physics.oxide has no grwo\nhint: did you mean physics.oxide.grow?"},
		{"doc grow", exitUsage, "", "did you mean physics.oxide.grow?"},
		{"doc fizzle", exitUsage, "", "name fizzle is not defined"},
		{"doc a b", exitUsage, "", "at most 1 arg"},
	})
}

func TestTest(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"good/film.star":      "def double(x):\n  \"\"\"Twice.\n\n  Examples:\n    double(2)  # => 4\n    type(physics.oxide.grow(1273.15, 3600))  # => 'float'\n  \"\"\"\n  return x * 2\n",
		"good/film_test.star": "load('film.star', 'double')\ndef test_double():\n  if double(1) != 2: fail('not twice')\n",
		"bad/film_test.star":  "load('../good/film.star', 'double')\ndef test_double(): pass\n",
		"bad/wrong.star":      "def one():\n  \"\"\"One.\n\n  Examples:\n    one()  # => 1\n    one(2)  # => 1\n  \"\"\"\n  return 2\n",
		"notes.txt":           "",
		"none/study.star":     "fail('is not run')\n",
		"steps_test.star":     "def test_loop():\n  while True: pass\n",
	})
	commands(t, dir, []command{
		{"test good", 0, "3 passed, 0 failed\n", ""},
		{"test good/film.star good", 0, "3 passed, 0 failed\n", ""},
		{"test bad/wrong.star", exitFailed, "bad/wrong.star:5: one: one() gives 2, want 1\nbad/wrong.star:6: one:\n", ""},
		{"test bad/wrong.star", exitFailed, "0 passed, 2 failed\n", ""},
		{"test bad", exitFailed, "--allow-read=", ""},
		{"test bad/film_test.star --allow-read=good", 0, "1 passed, 0 failed\n", ""},
		{"test --max-steps=100000", exitFailed, "3 passed, 4 failed\n", ""},
		{"test none", exitUsage, "", "none: no examples and no tests"},
		{"test notes.txt", exitUsage, "", "notes.txt: want a folder or a file ending in .star"},
		{"test missing", exitUnavailable, "", "missing"},
		{"test --nonsense", exitUsage, "", "nonsense"},
	})
}

func TestInterrupt(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "loop.star"), []byte("print('on')\nwhile True:\n    pass\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := starling(dir, "run", "loop.star")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for range 200 { // it may not yet listen
		time.Sleep(50 * time.Millisecond)
		_ = cmd.Process.Signal(syscall.SIGINT)
		select {
		case err := <-ended:
			if code := exitCode(err); code != exitInterrupted && code != -1 {
				t.Errorf("exit code %d, want %d\n%s", code, exitInterrupted, stderr.String())
			}
			return
		default:
		}
	}
	_ = cmd.Process.Kill()
	t.Error("the script goes on after Ctrl-C")
}

// The first study of README.md runs as it stands there.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "```python\n")
	study, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("README.md has no study")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "study.star"), []byte(study+"print(fit)\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := starling(dir, "run", "study.star").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "10 % have failed after") || !strings.Contains(string(out), "38 units, 11 failed") {
		t.Errorf("%v\n%s", err, out)
	}
}
