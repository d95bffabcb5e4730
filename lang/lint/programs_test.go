package lint_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/lint"
	"starling/lang/notebook"
	"starling/lang/universe"
	"starling/stdlib"
)

var golden = flag.Bool("golden", false, "rewrite the golden files")

// What is found in the programs with which the stock machine and ours are
// tested: they hold mistakes on purpose, and every finding is one of them.
func TestPrograms(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "go.starlark.net").Output()
	if err != nil {
		t.Fatal(err)
	}
	stock := strings.TrimSpace(string(dir))
	known := lint.Known{Names: universe.Names()}
	for _, name := range strings.Fields("hasfields fibonacci freeze struct gensym module eq catch M U FileType Label attr depset rule") {
		known.Names[name] = unknown{}
	}
	var b strings.Builder
	for _, pattern := range []string{stock + "/*/testdata/*.star", "../universe/testdata/*.star"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			line := 1
			for _, chunk := range strings.Split(string(src), "\n---\n") {
				for _, f := range lint.Check([]lint.Text{{Name: "x", Source: chunk}}, known) {
					if f.Rule == "syntax" { // other tests hold the words
						f.Message = ""
					}
					fmt.Fprintf(&b, "%s:%d: %s: %s\n", filepath.Base(file), line+f.Line-1, f.Rule, f.Message)
				}
				line += strings.Count(chunk, "\n") + 2
			}
		}
	}
	const file = "testdata/programs.golden"
	if *golden {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || b.String() != string(want) {
		t.Errorf("differs from %s (make golden rewrites it; every finding must be true):\n%s", file, b.String())
	}
}

// Nothing is wrong with what we ship.
func TestShipped(t *testing.T) {
	s := session(t)
	texts, notebooks := 0, 0
	report := func(list []lint.Text) {
		for _, f := range s.Lint(list, nil) {
			t.Errorf("\n%s", f.Error().Plain())
		}
	}
	err := fs.WalkDir(stdlib.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(stdlib.Files, name)
		texts++
		report([]lint.Text{{Name: "stdlib/" + name, Source: string(src)}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	root := os.DirFS("../../notebooks")
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".ipynb" || strings.Contains(name, "checkpoints") {
			return err
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		cells, err := notebook.Cells(name, data)
		var list []lint.Text
		for _, c := range cells {
			list = append(list, lint.Text{Name: fmt.Sprintf("%s, code cell %d", name, c.Number), Source: c.Source, Cell: true, Fails: c.Fails})
		}
		notebooks++
		report(list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if texts < 2 || notebooks < 3 {
		t.Errorf("read %d texts and %d notebooks", texts, notebooks)
	}
}

// unknown is a value of which nothing is known.
type unknown struct{}

func (unknown) String() string        { return "unknown" }
func (unknown) Type() string          { return "unknown" }
func (unknown) Freeze()               {}
func (unknown) Truth() starlark.Bool  { return true }
func (unknown) Hash() (uint32, error) { return 0, nil }
