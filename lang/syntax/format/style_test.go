package format_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"starling/lang/syntax/format"
)

var golden = flag.Bool("golden", false, "rewrite the golden files")

// Each text of style.txt is set as style.golden shows.
func TestStyle(t *testing.T) {
	texts, err := os.ReadFile("testdata/style.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, src := range strings.Split(string(texts), "====\n") {
		check(t, "style", src)
		out, err := format.Source("style", src)
		if err != nil {
			t.Error(err)
		}
		list = append(list, out)
	}
	got := strings.Join(list, "====\n")
	const file = "testdata/style.golden"
	if *golden {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("differs from %s (make golden rewrites it):\n%s", file, format.Diff(file, string(want), got))
	}
}

func TestCell(t *testing.T) {
	for src, want := range map[string]string{
		"":                         "",
		"x=1":                      "x = 1",
		"x=1\n":                    "x = 1",
		"x;":                       "x;",
		"x;  # quiet":              "x;  # quiet",
		"x; # a\n# b\n":            "x;  # a\n# b",
		"x;y ;":                    "x\ny;",
		"x;\ny":                    "x\ny",
		"f( a,\nb);":               "f(a, b);",
		"for i in x: f(i);":        "for i in x:\n    f(i)",
		"x = 1;":                   "x = 1",
		"x # ;":                    "x  # ;",
		"x.y??":                    "x.y??",
		" ?x ":                     " ?x ",
		"%%go\nfunc f( ) { }\n":    "%%go\nfunc f( ) { }\n",
		"# what is left?\n\n\nf()": "# what is left?\n\nf()",
	} {
		got, err := format.Cell("cell", src)
		if got != want || err != nil {
			t.Errorf("%q becomes %q, %v; want %q", src, got, err, want)
		}
	}
}
