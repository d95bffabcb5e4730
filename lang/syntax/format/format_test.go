package format_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.starlark.net/syntax"

	"starling/lang/syntax/format"
	"starling/lang/syntax/parse"
	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// upstream is the folder of the stock language's sources.
func upstream(t testing.TB) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "go.starlark.net").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// programs are the .star files at hand: ours, and upstream's, whose files hold
// several programs each.
func programs(t testing.TB) map[string]string {
	found := map[string]string{}
	for _, root := range []string{"../../..", upstream(t)} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."):
				return filepath.SkipDir
			case filepath.Ext(path) != ".star":
				return nil
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			found[path] = string(text)
			for i, chunk := range strings.Split(string(text), "\n---\n") {
				found[fmt.Sprintf("%s#%d", path, i)] = chunk
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	style, err := os.ReadFile("testdata/style.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, src := range strings.Split(string(style), "====\n") {
		found[fmt.Sprintf("style#%d", i)] = src
	}
	if len(found) < 50 {
		t.Fatalf("found just %d programs", len(found))
	}
	return found
}

// check holds what a formatter promises of a text.
func check(t *testing.T, name, src string) {
	t.Helper()
	before := parse.File(name, src)
	once, err := format.Source(name, src)
	if len(before.Errors) > 0 {
		var list format.Errors
		if !errors.As(err, &list) || list.Error() != format.Errors(before.Errors).Error() {
			t.Errorf("%s: got %v, want %v", name, err, before.Errors)
		}
		return
	}
	if err != nil {
		t.Error(err)
		return
	}
	after := parse.File(name, once)
	if got, want := tree.Dump(after.Stmts), tree.Dump(before.Stmts); got != want {
		t.Errorf("%s means something else:\n%s\nwas\n%s", name, got, want)
	}
	if got, want := remarks(after), remarks(before); got != want {
		t.Errorf("%s: comments\n%s\nwere\n%s", name, got, want)
	}
	twice, err := format.Source(name, once)
	if twice != once || err != nil {
		t.Errorf("%s changes again, %v:\n%s", name, err, format.Diff("again", once, twice))
	}
}

func remarks(f *tree.File) string {
	var list []string
	for _, c := range f.Comments {
		list = append(list, c.Text)
	}
	return strings.Join(list, "\n")
}

func TestEveryProgramAtHand(t *testing.T) {
	good := 0
	for name, src := range programs(t) {
		check(t, name, src)
		if len(parse.File(name, src).Errors) == 0 {
			good++
		}
	}
	if good < 50 {
		t.Errorf("just %d programs have no errors", good)
	}
}

func FuzzFormat(f *testing.F) {
	for _, src := range programs(f) {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) { check(t, "fuzz", src) })
}

// Comments and line breaks may stand between any two words within brackets,
// comments at the end of each line, and any expression where a name does.
func FuzzScattered(f *testing.F) {
	for _, src := range programs(f) {
		for seed := range uint64(3) {
			f.Add(src, seed)
		}
	}
	f.Fuzz(func(t *testing.T, src string, seed uint64) { check(t, "fuzz", scattered(src, seed)) })
}

var others = []string{
	"(())", "((x))", "(x,)", "()", "(x, y)", "a if b else c", "(a if b else c if d else e)", "lambda: 0", "lambda x, *y: x",
	"not x", "-x ** -y", "2 ** 3 ** x", "x @ y", "0 < x <= 1", "x not in y", "f(*a, **b)", "[*a, b]", "{**a}", "{x, y}", "{}",
	"a[1:2, ..., None]", "a[(x, y)]", "a[()]", "a[x,]", "a[f(x):]", "[x for x, in y if z]", "{x: y for x in z}",
	"x.f(a).g(b)[c].h(d).i", "'it\\'s'", `f"{x:{y}}"`, `"""a
b"""`, "1_000", "a_name_that_is_so_long_that_not_many_of_its_kind_find_room_on_one_line",
	"x + a_long_name_that_takes_room(with_an_argument, and_another) * and_so_on", "x and (y or z)", "(  # c\n x)", "(x +\n y)",
	"[1, 2,\n 3]", "[[1],\n [2]]", "f(x,\n)", "f(\n x, y,)", "{\n}",
}

func scattered(src string, seed uint64) string {
	rng := rand.New(rand.NewPCG(seed, 0))
	often := 2 + rng.IntN(20)
	var b strings.Builder
	at, n := 0, 0
	for _, tok := range scan.Scan("", src) {
		if tok.Kind == scan.Comment || tok.Start < at {
			continue
		}
		b.WriteString(src[at:tok.Start])
		at = tok.Start
		if rng.IntN(often) > 0 {
			continue
		}
		n++
		if tok.Kind == syntax.IDENT && rng.IntN(3) == 0 {
			b.WriteString(others[rng.IntN(len(others))])
			at = tok.End
			continue
		}
		switch kind := rng.IntN(4); {
		case tok.Kind == syntax.NEWLINE:
			fmt.Fprintf(&b, "# %d", n)
		case tok.Depth == 0 || tok.Layout():
		case kind == 0:
			b.WriteString("\n")
		case kind == 1:
			fmt.Fprintf(&b, "# %d\n", n)
		case kind == 2:
			fmt.Fprintf(&b, "\n  # %d\n", n)
		case kind == 3:
			fmt.Fprintf(&b, "# %d\n\n# and\n ", n)
		}
	}
	return b.String() + src[at:]
}
