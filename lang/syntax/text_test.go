package syntax_test

import (
	"strings"
	"testing"

	"starling/lang/syntax"
)

func TestSetParams(t *testing.T) {
	for _, c := range []struct {
		src, name, value, want string
	}{
		{"n = 3\n", "n", "4", "n = 4\n"},
		{"n = 3", "n", "-2.5", "n = -2.5"},
		{"n = 3 # nodes", "n", "4", "n = 4 # nodes"},
		{"a = 1; n = 3; b = 2", "n", "4", "a = 1; n = 4; b = 2"},
		{"n = [\n  1,\n  2, # two\n]\nm = 1", "n", "[1, 2]", "n = [1, 2]\nm = 1"},
		{"n = 3\nn = 5", "n", "4", "n = 4\nn = 5"},
		{"s = 'a;#'\n", "s", "b", "s = \"b\"\n"},
		{"s = 'a'", "s", `say "hi"`, `s = "say \"hi\""`},
		{"s = 'a'", "s", "3 # x", `s = "3 # x"`},
		{"s = 'a'", "s", "f(1)", `s = "f(1)"`},
		{"s = 'a'", "s", "True", "s = True"},
		{"s = 'a'", "s", "{'k': (1, None)}", "s = {'k': (1, None)}"},
		{"s = 'a'", "s", "'3'", "s = '3'"},
		{"s = 'a'", "s", "", `s = ""`},
		{"s = 'a'", "s", "1\n2", `s = "1\n2"`},
		{"s = \"\"\"a\nb\"\"\"\nt = 2", "s", "x", "s = \"x\"\nt = 2"},
		{"n = 1 + \\\n  2\nm = 1", "n", "4", "n = 4\nm = 1"},
		{"é = 'ü'; n = 3", "n", "4", "é = 'ü'; n = 4"},
		{"(n) = (1) # c", "n", "(4)", "(n) = (4) # c"},
		{"def f(n = 2): return n\nn = 1", "n", "4", "def f(n = 2): return n\nn = 4"},
	} {
		got, err := syntax.SetParams(c.src, map[string]string{c.name: c.value})
		if err != nil || got != c.want {
			t.Errorf("%q with %s=%s: got %q, %v, want %q", c.src, c.name, c.value, got, err, c.want)
		}
		if _, err := syntax.Compile("out", got, syntax.Options{}); err != nil {
			t.Errorf("%q: %v", got, err)
		}
	}
}

func TestSetParamsRefusesUnknownNames(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"b = 1\na = 2\na = 3\nif True:\n  n = 4\nn += 1\nx, n = 1, 2\n", "no parameter n; can set a, b"},
		{"print(1)", "no parameter n; there is nothing to set"},
		{"n = (", "the ( is not closed"},
	} {
		if _, err := syntax.SetParams(c.src, map[string]string{"n": "1"}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.src, err, c.want)
		}
	}
	if got, err := syntax.SetParams("any ( text", nil); err != nil || got != "any ( text" {
		t.Error("a text without parameters is changed")
	}
}

func TestIsComplete(t *testing.T) {
	for _, c := range []struct{ src, status, indent string }{
		{"", "complete", ""},
		{"# only words", "complete", ""},
		{"1", "complete", ""},
		{"print('hello')\n", "complete", ""},
		{"x?", "complete", ""},
		{"f(1,", "incomplete", ""},
		{"f(", "incomplete", "    "},
		{"f(1,\n  [", "incomplete", "      "},
		{"print('''hello", "incomplete", ""},
		{"print('hello", "invalid", ""},
		{"def f(x):", "incomplete", "    "},
		{"def f(x):\n", "incomplete", "    "},
		{"def f(x):\n  x*2", "incomplete", "  "},
		{"def f(x):\n  return x*2\n", "complete", ""},
		{"def f(x):\n  return x*2\n\n\n", "complete", ""},
		{"if x:\n    for y in z:", "incomplete", "        "},
		{"if x: pass", "incomplete", ""},
		{"if x: pass\n", "complete", ""},
		{"x = 1 + \\", "incomplete", ""},
		{"x = 1 + \\\n", "incomplete", ""},
		{"x = 1 +", "incomplete", ""},
		{"x = 1 \\", "incomplete", ""},
		{"x = 1 \\\n", "incomplete", ""},
		{"x = 1 +\n", "invalid", ""},
		{"x = (1 +\n", "incomplete", ""},
		{"x = {", "incomplete", "    "},
		{"f'''{x", "incomplete", ""},
		{"f'{x", "invalid", ""},
		{"f'{x}'", "complete", ""},
		{"def f(x: 'K',", "incomplete", ""},
		{"if x:\n  pass\nelse:", "incomplete", "    "},
		{"if x:\ny = 1", "invalid", ""},
		{"x = [1,\ny = 2\nz = 3", "invalid", ""},
		{"x = [1,\n\n# c", "incomplete", ""},
		{"import = 7q", "invalid", ""},
		{"import numpy", "invalid", ""},
		{"f(1))", "invalid", ""},
		{"x = (1 2)", "invalid", ""},
		{"  x = 1", "invalid", ""},
		{"é = 'ü", "invalid", ""},
		{"é = ['ü',", "incomplete", ""},
	} {
		status, indent := syntax.IsComplete(c.src)
		if status != c.status || indent != c.indent {
			t.Errorf("%q: got %s %q, want %s %q", c.src, status, indent, c.status, c.indent)
		}
	}
}

func TestHelpRequest(t *testing.T) {
	for _, c := range []struct {
		src, name string
		detail    int
		ok        bool
	}{
		{"x?", "x", 0, true},
		{" x.y? \n", "x.y", 0, true},
		{"x??", "x", 1, true},
		{"?x", "x", 0, true},
		{"??x", "x", 1, true},
		{"? x", "x", 0, true},
		{"?", "", 0, true},
		{"?x?", "", 0, false},
		{"x???", "", 0, false},
		{"x", "", 0, false},
		{"f(x)?", "", 0, false},
		{"'why?'", "", 0, false},
		{"x\ny?", "", 0, false},
		{"", "", 0, false},
	} {
		name, detail, ok := syntax.HelpRequest(c.src)
		if name != c.name || detail != c.detail && ok || ok != c.ok {
			t.Errorf("%q: got %q %d %v", c.src, name, detail, ok)
		}
	}
}
