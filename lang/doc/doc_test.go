package doc

import (
	"flag"
	"maps"
	"os"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/syntax"
	"starling/lang/universe"
)

var golden = flag.Bool("golden", false, "rewrite the golden files")

type fitArgs struct {
	Model     string
	Durations []float64
	Level     float64
}

var fit = decl.Bind(decl.Spec{
	Name: "fit", Doc: "Fit a life distribution. Censored units count for what they say.",
	Returns: "the fit", Source: "Meeker and Escobar (1998)", Valid: "independent units",
	Examples: []string{`fit("weibull", [1, 2, 3])  # => 1`},
}, func(a *fitArgs) []*decl.Param {
	return []*decl.Param{
		decl.String(&a.Model, "model", "the distribution").OneOf("weibull", "lognormal"),
		decl.Floats(&a.Durations, "durations", "h", "lives").Range(0, 1e9),
		decl.Float(&a.Level, "level", "", "confidence").Range(0, 1).Or(starlark.Float(0.95)).ByName(),
	}
}, func(*starlark.Thread, *fitArgs) (starlark.Value, error) { return starlark.None, nil })

const program = `def mean(x, scale=1.0, *, digits=3, **more):
    """Arithmetic mean.

    Args:
        x: numbers
    """
    return sum(x) / len(x) * scale

def grow(temp: "K", times: list["s"], *rest: int, film: f32[n, 3] = None, **more: str | None) -> "nm":
    """Grow a film."""
    return temp

lifetimes = [1, 2]
`

func scope(t *testing.T) starlark.StringDict {
	names := starlark.StringDict{
		"reliability": &decl.Module{Name: "reliability", Doc: "How long things last.", Members: func() []decl.Member { return decl.Funcs(fit) }},
		"print":       starlark.Universe["print"],
		"plain":       starlark.MakeInt(3),
		"_hidden":     starlark.None,
		"<session>":   starlark.None,
	}
	prog, err := syntax.Compile("cell", program, syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	base := universe.Names()
	maps.Copy(base, universe.Hidden(nil))
	_, live := syntax.NewScope(base)
	if _, err := prog.Init(new(starlark.Thread), live); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"mean", "grow", "lifetimes"} {
		names[name] = live[name]
	}
	return names
}

func source(file string) (string, bool) { return program, file == "cell" }

func note(name string) string { return map[string]string{"plain": `"nm"`}[name] }

func TestComplete(t *testing.T) {
	names := scope(t)
	for _, c := range []struct{ src, want string }{
		{"relia|", "reliability:module"},
		{"reliability.|", "fit:function(model, durations, *, level=0.95)"},
		{"x = reliability.f|it(1)", "fit:function(model, durations, *, level=0.95)"},
		{`reliability.fit("|`, "weibull:instance lognormal:instance"},
		{`reliability.fit(model='log|`, "lognormal:instance"},
		{`reliability.fit("weibull", "|`, ""},
		{`reliability.fit("weibull", le|`, "level=:paramnumber, 0 to 1"},
		{`reliability.fit("weibull", [1, (2)], level=0.5, le|`, ""},
		{"mean(sc|", "scale=:param"},
		{"me|", "mean:function(x, scale=1.0, *, digits=3, **more)"},
		{"s = \"😀\"; lifet|", "lifetimes:instance"},
		{"lifetimes.ap|", "append:function(x)"},
		{`"abc".jo|`, "join:function(elements)"},
		{"lifetimes.sor|", "sort:function(key=None, reverse=False)"},
		{"x = 'a'.join([]).uppe|", "upper:function()"},
		{"x = unknown.join([]).|", ""},
		{"# relia|", ""},
		{`"relia|`, ""},
		{"1.|", ""},
		{"whi|", "while:keyword"},
		{"mean2 = 1\nmean|", "mean:function(x, scale=1.0, *, digits=3, **more) mean2:instance"},
		{"gro|", `grow:function(temp: "K", times: list["s"], *rest: int, film: f32[n, 3] = None, **more: str | None) -> "nm"`},
		{"grow(te|", `temp=:param"K"`},
		{"grow(1, 2, fi|", "film=:paramf32[n, 3]"},
		{"pla|", `plain:instance"nm"`},
		{"nothing.there|", ""},
		{"_h|", "_hidden:instance"},
		{"((((", ""},
	} {
		before, after, _ := strings.Cut(c.src, "|")
		got := Scope{Names: names, Source: source, Note: note}.Complete(before+after, len([]rune(before)))
		var list []string
		for _, it := range got.Items {
			list = append(list, it.Text+":"+it.Type+it.Signature)
		}
		if s := strings.Join(list, " "); s != c.want && c.src != "((((" {
			t.Errorf("%s\n got %s\nwant %s", c.src, s, c.want)
		}
	}
	if c := (Scope{Names: names}).Complete("é = relia", 9); c.Start != 4 || c.End != 9 {
		t.Errorf("got %d to %d, want 4 to 9: code points, not bytes", c.Start, c.End)
	}
}

func TestPages(t *testing.T) {
	s := Scope{Names: scope(t), Source: source, Note: note}
	var b strings.Builder
	for _, src := range []string{"reliability.fi|t", "reliability.fit(|", "reliability.fit('weibull', [1], |", "reliability|", "mean(|", "grow(|", "lifetimes|", "lifetimes.sort(|", `", ".join(|`, "plain|", "nothing|"} {
		before, after, _ := strings.Cut(src, "|")
		b.WriteString("=== " + src + "\n")
		page, ok := s.Inspect(before+after, len([]rune(before)), 0)
		if !ok {
			b.WriteString("nothing to say\n")
			continue
		}
		b.WriteString(page.Data["text/plain"].(string) + "\n")
	}
	page, _ := s.Look("mean", 1)
	b.WriteString("=== mean??\n" + page.Data["text/plain"].(string) + "\n")
	b.WriteString("=== html\n" + page.Data["text/html"].(string) + "\n")
	page, _ = s.Look("reliability.fit", 0)
	b.WriteString("=== markdown\n" + page.Data["text/markdown"].(string) + "\n")
	b.WriteString("=== html\n" + page.Data["text/html"].(string) + "\n")
	contents := contents(s.Names)
	b.WriteString("=== help()\n" + contents.Plain() + "\n")
	const file = "testdata/pages.golden"
	if *golden {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || b.String() != string(want) {
		t.Errorf("differs from %s (make golden rewrites it):\n%s", file, b.String())
	}
}

// Whatever is typed, completion and inspection answer.
func FuzzComplete(f *testing.F) {
	f.Add(`reliability.fit("weib`, 5)
	f.Add("'''", 3)
	names := starlark.StringDict{"fit": fit}
	f.Fuzz(func(t *testing.T, src string, cursor int) {
		s := Scope{Names: names}
		s.Complete(src, cursor)
		s.Inspect(src, cursor, 1)
	})
}
