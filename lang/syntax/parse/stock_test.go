package parse

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

var dialect = &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}

// stockFiles are the programs with which the stock language tests itself.
func stockFiles(t testing.TB) []string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "go.starlark.net").Output()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "*", "testdata", "*.star"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	return files
}

// Whatever the stock parser reads, ours reads as the same tree, with the same
// positions.
func TestStock(t *testing.T) {
	n := 0
	for _, file := range stockFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, chunk := range strings.Split(string(text), "\n---\n") {
			// The one text that means something else: a tuple as the lower bound
			// of a slice. Here it is two indices.
			chunk = strings.Replace(chunk, "x[1, 2:] # ok", "", 1)
			want, err := dialect.Parse("x", chunk, 0)
			if err != nil {
				continue
			}
			n++
			got := File("x", chunk)
			if len(got.Errors) > 0 {
				t.Errorf("%s: %v in\n%s", filepath.Base(file), got.Errors[0], chunk)
				continue
			}
			if w, g := tree.Dump(want.Stmts), tree.Dump(got.Stmts); w != g {
				t.Errorf("%s: got\n%s\nwant\n%s", filepath.Base(file), g, w)
			}
			for i, s := range stockStmts(got.Stmts) {
				if !reflect.DeepEqual(s, want.Stmts[i]) {
					start, _ := s.Span()
					t.Errorf("%s: a position in the statement at %v is not the stock parser's, in\n%s", filepath.Base(file), start, chunk)
				}
			}
		}
	}
	if n < 150 {
		t.Errorf("compared %d chunks, want 150", n)
	}
}

// stockStmts are statements with the stock node for each def, and without the
// place of an attribute's name, which the stock parser leaves out.
func stockStmts(stmts []syntax.Stmt) []syntax.Stmt {
	var out []syntax.Stmt
	for _, s := range stmts {
		tree.Walk(s, func(n syntax.Node) bool {
			if dot, ok := n.(*syntax.DotExpr); ok {
				dot.NamePos = syntax.Position{}
			}
			return true
		})
		switch x := s.(type) {
		case *tree.Def:
			x.DefStmt.Body = stockStmts(x.Body)
			s = x.DefStmt
		case *syntax.IfStmt:
			x.True, x.False = stockStmts(x.True), stockStmts(x.False)
		case *syntax.ForStmt:
			x.Body = stockStmts(x.Body)
		case *syntax.WhileStmt:
			x.Body = stockStmts(x.Body)
		}
		out = append(out, s)
	}
	return out
}
