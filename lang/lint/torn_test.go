package lint_test

import (
	"os"
	"strings"
	"testing"

	"starling/builtins"
	"starling/lang/lint"
	"starling/lang/universe"
)

// Wherever a program begins or ends, it is judged.
func TestEveryPart(t *testing.T) {
	text, err := os.ReadFile("testdata/mistakes.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := names()
	for _, chunk := range strings.Split(string(text), "\n---\n") {
		for end := 0; end < len(chunk); end += 7 {
			lint.Check([]lint.Text{{Name: "x", Source: chunk[:end]}}, known)
			lint.Check([]lint.Text{{Name: "x", Source: chunk[end:]}}, known)
		}
	}
}

func names() lint.Known {
	known := lint.Known{Names: universe.Names()}
	for _, m := range builtins.Modules() {
		known.Names[m.Name] = m
	}
	return known
}

func FuzzCheck(f *testing.F) {
	text, err := os.ReadFile("testdata/mistakes.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, chunk := range strings.Split(string(text), "\n---\n") {
		f.Add(chunk)
	}
	known := names()
	f.Fuzz(func(t *testing.T, src string) {
		for _, finding := range lint.Check([]lint.Text{{Name: "a", Source: src}, {Name: "b", Source: src, Cell: true}}, known) {
			finding.Error().Plain()
			if finding.Line < 1 || finding.Message == "" {
				t.Errorf("got %+v", finding)
			}
		}
	})
}
