// Package archtest holds the rules of the architecture as failing checks: who
// may import whom, how long a file may be, what a package may be called.
package archtest

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "starling"

// A rule says what the packages under a path may import of ours. The first
// rule that matches a package is its rule.
type rule struct {
	pkg    string   // a package, or all below one: "lang/..."
	may    []string // of ours, in the same form
	reason string
}

var rules = []rule{
	{"kernel/zmtp", nil, "it turns bytes into messages and knows nothing else"},
	{"kernel/wire", nil, "it knows the form of messages, not what they ask for"},
	{"kernel/install", []string{"kernel/wire"}, "it writes a kernelspec and needs no kernel, only the version it speaks"},
	{"kernel/client", []string{"kernel/wire"}, "a client must not lean on the server it tests"},
	{"kernel/excerpt", nil, "it shortens text, without a clock and whoever it is sent to"},
	{"kernel/filelock", nil, "it locks files, whatever is in them"},
	{"kernel/history", []string{"kernel/filelock"}, "it keeps texts by number, whatever language they are in"},
	{"kernel/spool", []string{"kernel/filelock"}, "it keeps output, whatever put it out"},
	{"kernel", []string{"kernel/excerpt", "kernel/history", "kernel/spool", "kernel/wire", "kernel/zmtp"}, "the kernel serves any language: main.go joins the two"},

	{"lang/steps", nil, "everything that runs long needs it"},
	{"lang/display", []string{"lang/steps"}, "values are shown below everything that makes them"},
	{"lang/decl", []string{"lang/steps", "lang/display"}, "declarations are below what is declared"},
	{"lang/comm", []string{"lang/decl", "lang/display", "lang/steps"}, "comms are routed without knowing who carries them"},
	{"lang/syntax/tree", nil, "it is what all that read a text share"},
	{"lang/syntax/scan", []string{"lang/syntax/tree"}, "a text is split without knowing its grammar"},
	{"lang/syntax/flood", nil, "it makes texts for tests of whatever reads one"},
	{"lang/syntax/parse", []string{"lang/syntax/scan", "lang/syntax/tree"}, "a text is read without knowing what becomes of it"},
	{"lang/syntax/format", []string{"lang/syntax", "lang/syntax/parse", "lang/syntax/scan", "lang/syntax/tree"}, "a text is set without being run"},
	{"lang/syntax", []string{"lang/syntax/parse", "lang/syntax/scan", "lang/syntax/tree"}, "a text is lowered without knowing what its names mean"},
	{"lang/notation", []string{"lang/decl", "lang/display", "lang/steps", "lang/syntax", "lang/syntax/tree"}, "values take part in the notation without knowing the session"},
	{"lang/annotation", []string{"lang/decl", "lang/syntax/parse", "lang/syntax/scan", "lang/syntax/tree"}, "annotations are read by units and types alone"},
	{"lang/lint", []string{"lang/annotation", "lang/decl", "lang/diag", "lang/doc", "lang/syntax", "lang/syntax/..."}, "a text is judged by declarations, without being run"},
	{"lang/diag", []string{"lang/decl", "lang/display", "lang/steps"}, "an error is explained below those who raise it"},
	{"lang/load", []string{"lang/steps", "lang/syntax"}, "files and modules need no session"},
	{"lang/formula", []string{"lang/decl", "lang/load", "lang/steps", "lang/syntax"}, "formulas run without a session, so that any can be tested alone"},
	{"lang/doc", []string{"lang/annotation", "lang/decl", "lang/display", "lang/syntax/..."}, "help derives from declarations alone"},
	{"lang/universe", []string{"lang/decl", "lang/diag", "lang/display", "lang/doc", "lang/notation", "lang/steps", "lang/syntax"}, "functions know no session"},
	{"lang/notebook", nil, "a notebook's code is read whatever is done with it"},
	{"lang/files", nil, "a file is found and written whatever is in it"},
	{"lang/doctest", []string{"lang", "lang/decl", "lang/display", "lang/files"}, "it uses a session as anybody does, so no session needs it"},
	{"lang/terminal", []string{"lang/display"}, "it prints what is published, whatever published it"},
	{"lang", []string{"lang/..."}, "the language knows neither builtins nor the kernel"},

	{"builtins/num/...", []string{"builtins/num/..."}, "numerics are plain Go"},
	{"builtins/constants", []string{"lang/..."}, "a constant depends on nothing"},
	{"builtins/random", []string{"lang/...", "builtins/num/..."}, "numbers are drawn below what is made of them"},
	{"builtins/np", []string{"lang/...", "builtins/num/...", "builtins/random"}, "arrays are below all that computes with them"},
	{"builtins/table", []string{"lang/...", "builtins/num/..."}, "tables are below what is tabulated"},
	{"builtins/data", []string{"lang/...", "builtins/num/...", "builtins/table"}, "a data set is a table"},
	{"builtins/plot", []string{"lang/...", "builtins/num/...", "builtins/table"}, "pictures are below what is shown"},
	{"builtins/hardware/...", []string{"lang/...", "builtins/num/...", "builtins/table", "builtins/plot", "builtins/data"}, "the worlds compose in Starlark, never in Go"},
	{"builtins", []string{"builtins/...", "lang/..."}, "it is the list of modules"},
	{"stdlib", nil, "it is text: what formulas use they find when they run"},
	{"internal/...", nil, "it reads the tree and needs none of it"},
	{"", []string{"builtins", "kernel", "kernel/...", "lang", "lang/...", "stdlib"}, "main.go joins the halves"},
}

const (
	maxLines = 450
	lineWhy  = "a reader wants one idea a file, about 400 lines"
)

var badNames = []string{"utils", "util", "common", "types", "helpers", "helper", "misc", "base", "shared"}

func matches(pattern, pkg string) bool {
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == root || strings.HasPrefix(pkg, root+"/")
	}
	return pkg == pattern
}

// A file is what the rules look at.
type file struct {
	name    string // with its folder
	imports []string
	lines   int
}

// check returns what is wrong with a file, a sentence each.
func check(f file) []string {
	var bad []string
	pkg := path.Dir(f.name)
	if pkg == "." {
		pkg = ""
	}
	if slices.Contains(badNames, path.Base(pkg)) {
		bad = append(bad, fmt.Sprintf("%s: a package is named for what it models, not %s", f.name, path.Base(pkg)))
	}
	if f.lines > maxLines {
		bad = append(bad, fmt.Sprintf("%s has %d lines, want at most %d: %s", f.name, f.lines, maxLines, lineWhy))
	}
	i := slices.IndexFunc(rules, func(r rule) bool { return matches(r.pkg, pkg) })
	if i < 0 {
		return append(bad, fmt.Sprintf("%s: no rule for package %s; add one with its reason", f.name, pkg))
	}
	for _, imported := range f.imports {
		theirs, ok := strings.CutPrefix(imported, module+"/")
		if !ok || slices.ContainsFunc(rules[i].may, func(p string) bool { return matches(p, theirs) }) {
			continue
		}
		bad = append(bad, fmt.Sprintf("%s imports %s: %s", f.name, theirs, rules[i].reason))
	}
	return bad
}

// walk reads the tree's Go files, tests aside.
func walk(t *testing.T, root string) []file {
	var files []file
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "build" || p != root && strings.HasPrefix(d.Name(), ".")) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), p, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		f := file{name: filepath.ToSlash(name), lines: strings.Count(string(text), "\n")}
		for _, spec := range tree.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, imported)
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestArchitecture(t *testing.T) {
	files := walk(t, "../..")
	if len(files) < 20 {
		t.Fatalf("read %d files: the tree is not where it should be", len(files))
	}
	for _, f := range files {
		for _, bad := range check(f) {
			t.Error(bad)
		}
	}
}

// The check must be able to fail for each of its claims.
func TestSeededViolations(t *testing.T) {
	for _, f := range []file{
		{name: "kernel/loop.go", imports: []string{module + "/lang"}},
		{name: "lang/exec.go", imports: []string{module + "/builtins/plot"}},
		{name: "builtins/hardware/dram/bank.go", imports: []string{module + "/builtins/physics/oxide"}},
		{name: "builtins/num/ode/step.go", imports: []string{module + "/lang/decl"}},
		{name: "lang/utils/x.go"},
		{name: "unheard/of.go"},
		{name: "lang/exec.go", lines: maxLines + 1},
	} {
		if len(check(f)) == 0 {
			t.Errorf("%+v passes", f)
		}
	}
	if bad := check(file{name: "lang/exec.go", imports: []string{module + "/lang/steps", "fmt"}, lines: 100}); bad != nil {
		t.Errorf("a good file fails: %v", bad)
	}
}
