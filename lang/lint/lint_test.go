package lint_test

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"starling/builtins"
	"starling/lang"
	"starling/lang/lint"
	"starling/stdlib"
)

func session(t *testing.T) *lang.Session {
	t.Helper()
	s, err := lang.New(lang.Options{Modules: builtins.Modules(), Formulas: stdlib.Files})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// files is what programs of the tests load.
var files = map[string]string{
	"law.star": "RATE = 3\n\ndef grow(temp: \"K\", time: \"s\"):\n    return RATE * temp * time\n\n_hidden = 1\n",
}

func load(module string) (string, error) {
	if src, ok := files[module]; ok {
		return src, nil
	}
	return "", fmt.Errorf("%s: %w", module, fs.ErrNotExist)
}

var expectation = regexp.MustCompile(`### (\S+): (.+?)(?: ###|$)`)

// The programs of mistakes.txt have the findings that stand beside their
// lines, and no others.
func TestMistakes(t *testing.T) {
	text, err := os.ReadFile("testdata/mistakes.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := session(t)
	seeded, seen := 0, map[string]bool{}
	line := 1
	for _, chunk := range strings.Split(string(text), "\n---\n") {
		var findings []lint.Finding
		for _, f := range s.Lint([]lint.Text{{Name: "x", Source: chunk}}, load) {
			findings = append(findings, f)
			seen[f.Rule] = true
			if f.Fix == "" && f.Rule != "syntax" { // what should stand there is said
				t.Errorf("line %d: no fix for %s", line+f.Line-1, f.Message)
			}
		}
		for i, src := range strings.Split(chunk, "\n") {
			var want []string
			for rest := src; ; {
				m := expectation.FindStringSubmatchIndex(rest)
				if m == nil {
					break
				}
				want = append(want, rest[m[2]:m[3]]+": "+rest[m[4]:m[5]])
				rest = rest[m[5]:]
			}
			seeded += len(want)
			for _, f := range findings {
				if f.Line != i+1 {
					continue
				}
				got := f.Rule + ": " + f.Message
				if len(want) == 0 || !strings.HasPrefix(got, want[0]) {
					t.Errorf("line %d: unexpected finding\n%s", line+i, f.Error().Plain())
					continue
				}
				want = want[1:]
			}
			for _, w := range want {
				t.Errorf("line %d: not found: %s", line+i, w)
			}
		}
		line += strings.Count(chunk, "\n") + 2
	}
	if seeded < 60 {
		t.Errorf("%d mistakes are seeded, want 60", seeded)
	}
	for _, r := range lint.Rules {
		if !seen[r.Name] {
			t.Errorf("no mistake is seeded for the rule %s", r.Name)
		}
		delete(seen, r.Name)
	}
	for name := range seen {
		t.Errorf("the rule %s is not in the table", name)
	}
}

// The cells of a notebook run one after another over the same names.
func TestCells(t *testing.T) {
	cells := []struct {
		source string
		fails  bool
		want   string
	}{
		{"scale = 2\n\ndef area(r):\n    return scale * helper(r)\n", false, ""},
		{"area(1)\nlater(1)\n", false, "unbound-name: later is used before it has a value: it gets one at cell 3"},
		{"def later(x):\n    return x\n", false, ""},
		{"def helper(x):\n    return x\n\ndef area(r, h):\n    return r * h\n", false, ""},
		{"area(1)", false, "arguments: area: missing h"},
		{"print(undefined)\nshown = 1", true, ""},
		{"area(1, shown)", false, ""},
		{"area?", false, ""},
		{"scale == 3", false, ""},
		{"print(_, Out[2])", false, ""},
		{"scale == 3\nscale", false, "no-effect: this value is not used"},
		{"width: \"nm\" = 3\nphysics.oxide.grow(1273, width)", false, "unit: width is in nm, grow takes time in s"},
		{"physics.oxide.grow(1273, width)", false, "unit: width is in nm, grow takes time in s"},
		{"width = 60\nphysics.oxide.grow(1273, width)", false, ""},
	}
	var texts []lint.Text
	for i, c := range cells {
		texts = append(texts, lint.Text{Name: fmt.Sprintf("cell %d", i+1), Source: c.source, Cell: true, Fails: c.fails})
	}
	got := map[string][]string{}
	for _, f := range session(t).Lint(texts, nil) {
		got[f.File] = append(got[f.File], f.Rule+": "+f.Message)
	}
	for i, c := range cells {
		if s := strings.Join(got[texts[i].Name], "; "); s != c.want {
			t.Errorf("cell %d: got %s, want %s", i+1, s, c.want)
		}
	}
}
