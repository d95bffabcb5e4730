package doctest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"starling/lang"
)

func open(dir string) (*lang.Session, error) { return lang.New(lang.Options{Dir: dir}) }

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const halves = `load("whole.star", "half")

def third(x):
    """A third.

    Examples:
        y = 6
        third(y)  # => 2.0
        third(5)  # => 2
        third("a")  # => 1
        y = 3  # => 3
        [half(1)]  # => [0.5]
    Note:
        third(0)  # => 7
    """
    print("x is", x)
    return x / 3

def test_never(): fail("in a file that is no suite")
`

const suiteText = `load("whole.star", "half", "test_theirs")

made = [0]

def test_passes():
    """Passes.

    Examples:
        half(3)  # => 1.5
    """
    made[0] += 1

def test_fails():
    print("made", made[0])
    fail("half is off")

def test_takes(x): pass

def helper(): fail("not a test")

test_data = 3
`

func TestRun(t *testing.T) {
	dir := write(t, map[string]string{
		"whole.star":      "def half(x):\n    \"\"\"A half.\n\n    Examples:\n        half(1)  # => 0.5\n    \"\"\"\n    return x / 2\ndef test_theirs(): fail('not ours')\n",
		"third.star":      halves,
		"third_test.star": suiteText,
		"study.star":      "while True: pass\n",
		"broken.star":     "\"Examples:\"\n1 +* 2\n",
		"empty_test.star": "",
	})
	for _, c := range []struct {
		file   string
		passed int
		want   []string // parts of each failure, separated by |
	}{
		{"whole.star", 1, nil},
		{"study.star", 0, nil}, // is not run
		{"empty_test.star", 0, nil},
		{"broken.star", 0, []string{"broken.star:\n|line 2|SyntaxError"}},
		{"third.star", 3, []string{
			"third.star:9: third: third(5) gives 1.6666666666666667, want 2|x is 5",
			"third.star:10: third:\n|return x / 3|Error:|x is a",
			"third.star:11: third: y = 3 gives no value, want 3",
		}},
		{"third_test.star", 2, []string{
			"third_test.star:13: test_fails:\n|line 15, in test_fails|half is off|it printed:\nmade 1",
			"third_test.star:17: test_takes: |x",
		}},
	} {
		got, err := Run(context.Background(), filepath.Join(dir, c.file), open)
		if err != nil || got.Passed != c.passed || len(got.Failures) != len(c.want) {
			t.Errorf("%s: got %+v, %v, want %d passed, %d failed", c.file, got, err, c.passed, len(c.want))
			continue
		}
		for i, f := range got.Failures {
			for _, part := range strings.Split(c.want[i], "|") {
				if !strings.Contains(f.String(), part) {
					t.Errorf("%s: got\n%s\nwant %q in it", c.file, f, part)
				}
			}
			if strings.Contains(f.String(), "test, line 1") {
				t.Errorf("%s: shows the call that the user did not write:\n%s", c.file, f)
			}
		}
	}
}

func TestInterrupt(t *testing.T) {
	dir := write(t, map[string]string{"loop_test.star": "def test_loop():\n    while True: pass\ndef test_more(): pass\n"})
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	got, err := Run(ctx, filepath.Join(dir, "loop_test.star"), open)
	if !errors.Is(err, context.Canceled) || got.Passed != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestOutputIsBounded(t *testing.T) {
	dir := write(t, map[string]string{"loud_test.star": "def test_loud():\n    for i in range(100000): print('loud')\n    fail('x')\n"})
	got, err := Run(context.Background(), filepath.Join(dir, "loud_test.star"), open)
	if err != nil || len(got.Failures) != 1 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if out := got.Failures[0].Output; len(out) > mostOutput+100 || !strings.HasSuffix(out, "more was printed …") {
		t.Errorf("kept %d bytes, want at most %d and a note", len(out), mostOutput)
	}
}
