package parse

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

var golden = flag.Bool("golden", false, "rewrite the golden files")

// Each text of trees.txt is well formed; trees.golden is what it means.
func TestTrees(t *testing.T) {
	compareGolden(t, "trees", func(f *tree.File) string {
		if len(f.Errors) > 0 {
			t.Error(f.Errors[0])
		}
		return tree.Dump(f.Stmts)
	})
}

// Each text of mistakes.txt is not; mistakes.golden is what is wrong with it,
// and what is understood all the same.
func TestMistakes(t *testing.T) {
	compareGolden(t, "mistakes", func(f *tree.File) string {
		if len(f.Errors) == 0 {
			t.Errorf("no error in %s", f.Name)
		}
		var b strings.Builder
		for _, e := range f.Errors {
			fmt.Fprintf(&b, "%d:%d: %s\n", e.Pos.Line, e.Pos.Col, e.Msg)
		}
		if f.Unfinished {
			b.WriteString("(unfinished)\n")
		}
		return b.String() + tree.Dump(f.Stmts)
	})
}

// compareGolden writes each text of a file, indented, and what is made of it.
func compareGolden(t *testing.T, name string, show func(*tree.File) string) {
	t.Helper()
	var b strings.Builder
	for i, src := range chunks(t, "testdata/"+name+".txt") {
		f := File(fmt.Sprintf("%s %d", name, i+1), src)
		b.WriteString("=== " + strings.ReplaceAll(src, "\n", "\n    ") + "\n" + show(f) + "\n")
	}
	file := "testdata/" + name + ".golden"
	if *golden {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("differs from %s (make golden rewrites it):\n%s", file, firstDifference(string(want), b.String()))
	}
}

func chunks(t testing.TB, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n---\n"), "\n---\n")
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d: want %s\n got %s", i+1, w[i], g[i])
		}
	}
	return "one is longer"
}

// Expr reads one expression, and nothing behind it.
func TestExpr(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"1 + 2 ** 3", "(+ int64:1 (** int64:2 int64:3))"},
		{"a[1:2, :]\n\n", "(index a (tuple (slice int64:1 int64:2 _) (slice _ _ _)))"},
		{"1, 2", "(tuple int64:1 int64:2)"},
		{"x = 1", "e:1:3: got = where the line should end"},
		{"1\n2", "e:2:1: got a number where the line should end"},
		{"", "e:1:1: the text ends where a value should follow"},
		{"(1", "e:1:1: the ( is not closed"},
		{"pass", "e:1:1: got pass where a value should stand"},
	} {
		e, err := Expr("e", c.src)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = tree.DumpExpr(e)
		}
		if got != c.want {
			t.Errorf("%q: got %s, want %s", c.src, got, c.want)
		}
	}
}

// Nodes know where they are. (A stock index ends before its bracket.)
func TestSpans(t *testing.T) {
	src := "é = f\"{a:x}\" + (b < c < d)\nx: \"K\" = {1, 2}\ny[1:, ..., :é]\ndef f(a: b) -> c: pass\n"
	lines := strings.Split(src, "\n")
	var got []string
	f := File("x", src)
	if len(f.Errors) > 0 {
		t.Fatal(f.Errors[0])
	}
	for _, s := range f.Stmts {
		tree.Walk(s, func(n syntax.Node) bool {
			start, end := n.Span()
			if start.Line == end.Line && start.IsValid() {
				got = append(got, string([]rune(lines[start.Line-1])[start.Col-1:end.Col-1]))
			}
			return true
		})
	}
	want := []string{
		`é = f"{a:x}" + (b < c < d)`, `é`, `f"{a:x}" + (b < c < d)`, `f"{a:x}"`, `a`, `(b < c < d)`, `b < c < d`, `b`, `c`, `d`,
		`x: "K" = {1, 2}`, `x`, `"K"`, `{1, 2}`, `1`, `2`,
		`y[1:, ..., :é`, `y[1:, ..., :é`, `y`, `1:, ..., :é`, `1:`, `1`, `...`, `:é`, `é`,
		`def f(a: b) -> c: pass`, `f`, `a: b`, `a`, `b`, `c`, `pass`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What is in the tree of a comment.
func TestComments(t *testing.T) {
	f := File("x", "#!a  \nx = 1 # é b\n  # c\t\nif x:\n\t# d\n\ty # e")
	var got []string
	for _, c := range f.Comments {
		got = append(got, fmt.Sprintf("%d:%d %s %v", c.Pos.Line, c.Pos.Col, c.Text, c.Own))
	}
	want := "1:1 #!a true, 2:7 # é b false, 3:3 # c true, 5:2 # d true, 6:4 # e false"
	if g := strings.Join(got, ", "); g != want {
		t.Errorf("got %s, want %s", g, want)
	}
}
