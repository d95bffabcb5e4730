package lang_test

import (
	"crypto/sha256"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/decl"
)

const wafer = `"""Dies and
wafers.

More.
"""

_PI = 3.0
SIZES = [200, 300]

def _square(x):
    return x * x

def disc(diameter, edge=0):
    """Area of a wafer.

    Args:
        diameter (mm, 25..450): across
        edge (mm, 0..10): not used
    Returns: area in mm2
    Valid:
        diameter 100..300 mm
    Examples:
        hardware.wafer.disc(200)  # => 30000.0
    """
    return _PI * _square(diameter - 2 * edge) / 4

def both(diameter):
    """Call others.

    Args:
        diameter (mm): across
    Returns: area in mm2
    """
    return hardware.wafer.disc(diameter) + hardware.gate.gap() + hardware.top(1)

def stop():
    """Fail."""
    return [][1]
`

var shelf = fstest.MapFS{
	"hardware.star":       {Data: []byte("def top(x):\n  \"\"\"Give x.\n\n  Args:\n    x: any\n  \"\"\"\n  return x\n")},
	"hardware/wafer.star": {Data: []byte(wafer)},
	"hardware/gate.star":  {Data: []byte("\"\"\"Gates.\"\"\"\ndef gap():\n  \"\"\"Give 2.\"\"\"\n  return 2\n")},
}

// counted notes which files are read.
type counted struct {
	fstest.MapFS
	read *[]string
}

func (c counted) ReadFile(name string) ([]byte, error) {
	*c.read = append(*c.read, name)
	return c.MapFS.ReadFile(name)
}

func hardware() []*decl.Module {
	chip := decl.Bind(decl.Spec{Name: "chip", Doc: "Give 1."}, decl.NoParams, func(*starlark.Thread, *decl.None) (starlark.Value, error) {
		return starlark.MakeInt(1), nil
	})
	gate := &decl.Module{Name: "gate", Doc: "Gates in Go.", Members: func() []decl.Member { return decl.Funcs(chip) }}
	return []*decl.Module{decl.Namespace("hardware", "What is built.", gate), decl.Namespace("other", "Else.")}
}

func shelved(t *testing.T, files fs.FS) *lang.Session {
	t.Helper()
	return session(t, lang.Options{Modules: hardware(), Formulas: files})
}

func TestFormulas(t *testing.T) {
	s := shelved(t, shelf)
	for i, c := range []struct{ src, want string }{
		{"hardware.wafer.disc(200)", "30000.0\n"},
		{"hardware.gate.gap() + hardware.gate.chip()", "3\n"}, // Starlark and Go in one module
		{"hardware.wafer.both(200)", "30003.0\n"},
		{"dir(hardware)", "['gate', 'top', 'wafer']\n"},
		{"dir(hardware.wafer)", "['SIZES', 'both', 'disc', 'stop']\n"},
		{"type(hardware.wafer.disc) == type(hardware.gate.chip)", "True\n"},
		{"[hardware.wafer.disc(*[d], **{'edge': 1}) for d in hardware.wafer.SIZES]", "[29403.0, 66603.0]\n"},
		{"_PI = 4.0\nhardware.wafer.disc(200)", "30000.0\n"}, // its names are its own
		{"hardware = 1\nhardware", "1\n"},
	} {
		if got, problem := play(s, i+1, c.src); got != c.want {
			t.Errorf("%s: got %s%s, want %s", c.src, got, problem, c.want)
		}
	}
}

func TestFormulasErrors(t *testing.T) {
	s := shelved(t, shelf)
	for src, want := range map[string]string{
		"x = hardware.wafer.disc(500)":        "disc: diameter = 500, want number, 25 to 450 mm",
		"x = hardware.wafer.disc(daimeter=3)": "disc: no parameter daimeter; did you mean diameter?",
		"hardware.wafer.dics(3)":              "wafer has no dics; did you mean disc?",
		"hardware.wafer.SIZES.append(3)":      "append: cannot append to frozen list",
	} {
		res := s.Exec(lang.Cell{Source: src, Number: 3}, nil)
		if res.Err == nil || res.Err.Message != want || len(res.Err.Frames) != 1 || res.Err.Frames[0].File != "In[3]" {
			t.Errorf("%s: got %+v", src, res.Err)
		}
	}
	res := s.Exec(lang.Cell{Source: "hardware.wafer.stop()", Number: 4}, nil)
	if res.Err == nil || len(res.Err.Frames) != 2 {
		t.Fatalf("want a frame a call, got %+v", res.Err)
	}
	if f := res.Err.Frames[1]; f.File != "stdlib/hardware/wafer.star" || f.Func != "stop" || !strings.Contains(f.Source, "return [][1]") {
		t.Errorf("got %+v", f)
	}
}

func TestFormulasWarn(t *testing.T) {
	s := shelved(t, shelf)
	const warning = "warning: disc: diameter = 50, the model holds for 100 to 300 mm\n"
	for i := range 2 { // in each cell anew
		if got, _ := play(s, i+1, "x = [hardware.wafer.disc(50) for _ in range(10)]"); got != warning {
			t.Errorf("got %q", got)
		}
	}
}

func TestFormulasAreReadAtFirstUse(t *testing.T) {
	var read []string
	s := shelved(t, counted{shelf, &read})
	if len(read) != 0 || len(s.Formulas()) != 0 {
		t.Errorf("read %q before any use", read)
	}
	play(s, 1, "hardware.wafer.disc(200)\nhardware.wafer.disc(200)")
	const name = "stdlib/hardware/wafer.star"
	if got := s.Formulas()[name]; got != sha256.Sum256([]byte(wafer)) {
		t.Errorf("digest of %s: %x", name, got)
	}
	if _, ok := s.Formulas()["stdlib/hardware/gate.star"]; ok {
		t.Error("a file that nobody used has run")
	}
}

func TestFormulasExplained(t *testing.T) {
	s := shelved(t, shelf)
	page := func(src string) string {
		res := s.Exec(lang.Cell{Source: src}, &screen{})
		if res.Pager == nil {
			t.Fatalf("%s: %+v", src, res)
		}
		return res.Pager.Data["text/plain"].(string)
	}
	const about = `hardware.wafer.disc(diameter, edge=0)

Area of a wafer.

Parameters:
    diameter  across [number, 25 to 450 mm]
    edge      not used [number, 0 to 10 mm, default 0]

Returns: area in mm2

Valid: diameter 100..300 mm

Examples:
    hardware.wafer.disc(200)  # => 30000.0`
	if got := page("hardware.wafer.disc?"); got != about {
		t.Errorf("got %s", got)
	}
	if got := page("hardware.wafer.disc??"); !strings.HasSuffix(got, "    return _PI * _square(diameter - 2 * edge) / 4") || !strings.Contains(got, "\ndef disc(diameter, edge=0):\n") {
		t.Errorf("got %s", got)
	}
	if got := page("hardware?"); !strings.Contains(got, "wafer   Dies and wafers.") || !strings.Contains(got, "gate    Gates in Go.\n") {
		t.Errorf("got %s", got)
	}
	if got, _ := play(s, 1, "help(hardware.wafer.disc)"); got != about+"\n" {
		t.Errorf("got %s", got)
	}
	if b, ok := s.Inspect("hardware.wafer.disc(2", 21, 0); !ok || b.Data["text/plain"] != about {
		t.Errorf("Shift-Tab: got %v", b.Data)
	}
	var items []string
	for _, it := range s.Complete("hardware.wafer.disc(e", 21).Items {
		items = append(items, it.Text+it.Signature)
	}
	if got := strings.Join(items, " "); !strings.HasPrefix(got, "edge=number, 0 to 10 mm") {
		t.Errorf("Tab: got %s", got)
	}
}

// What is wrong with a file shows as a defect of its module, at each use.
func TestFormulasWithDefects(t *testing.T) {
	const said = "\n  \"\"\"Say.\"\"\"\n  return 1\n"
	for _, c := range []struct{ file, src, use, want string }{
		{"hardware/gate.star", "def chip():" + said, "hardware.gate", "gate.chip is defined twice"}, // Go has it
		{"hardware.star", "def wafer():" + said, "hardware", "hardware.wafer is defined twice"},     // another file has it
		{"hardware.star", "gate = 1", "hardware", "hardware.gate is defined twice"},
		{"hardware/wafer.star", "def f(x):" + said, "hardware.wafer", "stdlib/hardware/wafer.star: f: section Args describes (), the function takes (x)"},
		{"hardware/wafer.star", "def f():\n  return 1", "hardware.wafer", "f: the docstring does not begin"},
		{"hardware/wafer.star", "def f():" + said + "g = f", "hardware.wafer", "g is another name of f"},
		{"hardware/wafer.star", "x = (", "hardware.wafer", "stdlib/hardware/wafer.star:1:5"},
		{"hardware/wafer.star", "x = hardware.wafer", "hardware.wafer", "variable hardware is uninitialized"},
		{"hardware/wafer.star", "load('a.star', 'b')", "hardware.wafer", "load: formulas see one another"},
		{"hardware/wafer.star", "while True: pass", "hardware.wafer", "steps"},
	} {
		files := fstest.MapFS{}
		for name, f := range shelf {
			files[name] = f
		}
		files[c.file] = &fstest.MapFile{Data: []byte(c.src)}
		s := shelved(t, files)
		for range 2 {
			res := s.Exec(lang.Cell{Source: "x = " + c.use + ".f"}, nil)
			if res.Err == nil || res.Err.Kind != "Defect" || !strings.Contains(res.Err.Message, c.want) {
				t.Errorf("%s: %s\n got %v\nwant %s", c.file, c.src, res.Err, c.want)
			}
		}
	}
	if _, err := lang.New(lang.Options{Modules: hardware(), Formulas: fstest.MapFS{"biology/cell.star": {}}}); err == nil || !strings.Contains(err.Error(), "no module of this name") {
		t.Errorf("a folder without a module: got %v", err)
	}
}
