package load_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/load"
	"starling/lang/notation"
	"starling/lang/steps"
	"starling/lang/syntax"
)

// A desk runs cells that load files of a folder of its own.
type desk struct {
	t      *testing.T
	dir    string
	loader *load.Loader
	scope  *syntax.Scope
	names  starlark.StringDict
	out    strings.Builder
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, dir: t.TempDir()}
	files, err := load.NewFiles(d.dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.loader = load.NewLoader(files, base(), syntax.Options{})
	d.scope, d.names = syntax.NewScope(base())
	d.names[syntax.Load] = d.loader.Builtin("")
	return d
}

// base is what files begin with.
func base() starlark.StringDict {
	names := maps.Clone(starlark.Universe)
	maps.Copy(names, notation.Operations(nil))
	return names
}

func (d *desk) write(name, text string) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		d.t.Fatal(err)
	}
}

// run runs a cell and returns what it prints.
func (d *desk) run(src string) (string, error) {
	d.loader.Round()
	prog, err := syntax.Compile("cell", src, syntax.Options{})
	if err != nil {
		return "", err
	}
	d.out.Reset()
	th := &starlark.Thread{Print: func(_ *starlark.Thread, s string) { d.out.WriteString(s + "\n") }}
	_, err = prog.Init(th, d.names)
	return d.out.String(), err
}

func (d *desk) want(src, want string) {
	d.t.Helper()
	if got, err := d.run(src); err != nil || got != want {
		d.t.Errorf("%q: got %q, %v, want %q", src, got, err, want)
	}
}

func (d *desk) fails(src, want string) {
	d.t.Helper()
	_, err := d.run(src)
	var eval *starlark.EvalError
	if err == nil || !strings.Contains(err.Error(), want) {
		d.t.Errorf("%q: got %v, want %s", src, err, want)
	} else if errors.As(err, &eval) && strings.Contains(eval.Backtrace(), "\x00") {
		d.t.Errorf("%q: mark in %q", src, eval.Backtrace())
	}
}

func TestLoad(t *testing.T) {
	d := newDesk(t)
	d.write("m.star", "n = 1\ndef f(): return n\ndef g(): return f() + 1\n_own = 3\nprint('ran')\n")
	d.want("load('m.star', 'f', g2='g')\nprint(f(), g2(), f)", "ran\n1 2 <function f>\n")
	d.want("n = 10\nprint(f())", "1\n") // a module's names are its own
	d.want("load('m.star', 'n')\nprint(n)", "1\n")
	d.fails("load('m.star', 'h')", "load: m.star has no h; it has f, g, n")
	d.fails("load('m.star', '_own')", "private to m.star")
	d.fails("load('no.star', 'h')", "cannot read no.star: there is no such file")
	d.fails("load('m.txt', 'h')", "want a file ending in .star")
	d.write("bad.star", "x = (")
	d.fails("load('bad.star', 'x')", "bad.star:1:5: the ( is not closed")
	d.write("boom.star", "def f(): fail('boom')\nf()")
	d.fails("load('boom.star', 'f')", "boom")
}

func TestLoadIsRelativeToTheLoadingFile(t *testing.T) {
	d := newDesk(t)
	d.write("a/m.star", "load('n.star', 'y')\nload('../top.star', 'z')\nx = y + z")
	d.write("a/n.star", "y = 'near '")
	d.write("top.star", "z = 'top'")
	d.want("load('a/m.star', 'x')\nprint(x)", "near top\n")
	d.fails("load('../m.star', 'x')", "start with --allow-read=")
}

func TestLoadReadsAgainWhatHasChanged(t *testing.T) {
	d := newDesk(t)
	d.write("a.star", "load('b.star', 'x')\ny = x\nprint('ran a')")
	d.write("b.star", "x = 1\nprint('ran b')")
	d.write("c.star", "load('b.star', 'x')\nz = x\nprint('ran c')")
	d.want("load('a.star', 'y')\nload('c.star', 'z')\nprint(y, z)", "ran b\nran a\nran c\n1 1\n")
	d.want("load('a.star', 'y')\nprint(y)", "1\n")
	d.write("b.star", "x = 2\nprint('ran b')")
	d.want("load('a.star', 'y')\nprint(y)", "ran b\nran a\n2\n")
	d.want("load('c.star', 'z')\nprint(z)", "ran c\n2\n")
	d.write("b.star", "x = (")
	d.fails("load('a.star', 'y')", "b.star:1:5")
	d.write("b.star", "x = 3")
	d.want("load('a.star', 'y')\nprint(y)", "ran a\n3\n")
}

func TestLoadInACircle(t *testing.T) {
	d := newDesk(t)
	d.write("a.star", "load('b/b.star', 'y')\nx = y")
	d.write("b/b.star", "load('../a.star', 'x')\ny = x")
	d.write("own.star", "load('own.star', 'x')\nx = 1")
	d.fails("load('a.star', 'x')", "load: a.star → b/b.star → a.star load one another in a circle")
	d.fails("load('own.star', 'x')", "own.star → own.star")
	d.write("b/b.star", "y = 5")
	d.want("load('a.star', 'x')\nprint(x)", "5\n")
}

func TestLoadedValuesAreFrozen(t *testing.T) {
	d := newDesk(t)
	d.write("m.star", `
items = [1, [2]]
pair = ([3], {4: [5]})
def add(x, seen=[]): seen.append(x)
def outer():
  def inner(n): return inner(n - 1) if n else []
  return inner
loop = outer()
loops = [loop]
ring = []
ring.append(ring)
`)
	d.want("load('m.star', 'items', 'pair', 'add', 'loop', 'loops', 'ring')\nprint(loop(3))", "[]\n")
	for _, src := range []string{"items.append(1)", "items[1].append(1)", "pair[0].append(1)", "pair[1][4].append(1)", "add(1)", "ring.append(1)"} {
		d.fails(src, "frozen list")
	}
}

func TestLoadRefusesDeepValues(t *testing.T) {
	d := newDesk(t)
	for _, step := range []string{"[x]", "(x,)", "{1: x}"} {
		d.write("deep.star", "x = 1\nfor i in range(300000):\n  x = "+step)
		d.fails("load('deep.star', 'x')", "x of deep.star: its value is nested too deeply")
	}
	d.write("wide.star", "x = ([],)\nfor i in range(60):\n  x = (x, x)\ny = [x]")
	d.want("load('wide.star', 'y')\nprint(len(y))", "1\n")
}

func TestModuleStepsCountForTheCell(t *testing.T) {
	d := newDesk(t)
	d.write("m.star", "while True: pass")
	prog, err := syntax.Compile("cell", "load('m.star', 'x')", syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	th := new(starlark.Thread)
	steps.Attach(th, steps.Options{MaxSteps: 10_000})
	if _, err := prog.Init(th, d.names); err == nil || steps.Poll(th) == nil {
		t.Error("a module runs past the cell's limit")
	}
}
