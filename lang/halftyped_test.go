package lang_test

import (
	"slices"
	"strings"
	"testing"

	"starling/builtins"
	"starling/lang"
	"starling/lang/lint"
	"starling/stdlib"
)

// earlier is a cell that has run before the half-typed ones.
const earlier = `
def anneal(temp: "K", time: "s" = 60, *, gas="N2"):
    """Anneal a wafer."""
    return temp * time

dose = 3.5
wafers = [1, 2, 3]
settings = {"ambient": "wet", "amount": 3}
label: str = "lot"
`

// A half is a cell that is being written: | is the cursor. What is offered
// there begins with offers, in this order. The linter finds one syntax error,
// or with whole none, and nothing else but what is wrong with the word at the
// cursor, however little of the cell can be read.
type half struct {
	cell, offers string
	whole        bool
}

var halves = []half{
	// Names, at the end of a line and in the middle of a cell.
	{"x = dos|", "dose", true},
	{"x = (dos|", "dose", false},
	{"x = [dose, waf|\n", "wafers", false},
	{"print(anne|", "anneal", false},
	{"if dos|", "dose", false},
	{"if dose > 3 and waf|\n    print(dose)\n", "wafers", false},
	{"for w in waf|\n    print(w)\n", "wafers", false},
	{"while dos|", "dose", false},
	{"y = dose +\nz = dos|\nprint(z)\n", "dose", false},
	{"def f(x:\n    return x * dos|\n", "dose", false},
	{"def f(x, y\n    return x * y\nprint(dos|)\n", "dose", false},
	{"y = dose if waf|", "wafers", false},
	{"y = lambda v: dos|", "dose", true},
	{"y = [dos| for w in wafers", "dose", false},
	{"y = [w for w in waf|", "wafers", false},
	{"d = {\"a\": dos|", "dose", false},
	{"d = {dos|", "dose", false},
	{"return dos|", "dose", false},
	{"not_closed = \"abc\nx = dos|\n", "dose", false},
	{"x = 3 dos|", "dose", false},
	{"elif dos|", "dose", false},
	{"def f(x):\n    y = x *\n    return y + dos|\n", "dose", false},
	{"for w in wafers\n    total = w\n    print(total + dos|)\n", "dose", false},
	{"x = wafers[1:\ny = dos|\n", "dose", false},
	{"x = wafers[dos|", "dose", false},
	{"x = wafers[1:dos|", "dose", false},
	{"x = dose ** dos|)", "dose", false},
	{"x: \"K\" = [dos|", "dose", false},
	{"if dose > 3:\nprint(dos|)\n", "dose", false},
	{"wh|", "while", true},
	// What the cell itself binds.
	{"film_thickness = 3\ny = film_|", "film_thickness", true},
	{"def oxidize(temp, time):\n    return temp\n\ny = oxid|", "oxidize", true},
	{"def oxidize(temp, time):\n    return temp\n\ny = oxidize(ti|", "time=", false},
	{"def oxidize(temp, hours):\n    total = temp\n    return tot|\n", "total", true},
	{"names = \"a b\".split()\nnames.ap|", "append", true},
	{"lots = [w for w in wafers]\nlots.so|", "sort", true},
	{"key_of = {1: 2}\nif key_of.ge|:\n    pass\n", "get", true},
	// Attributes.
	{"physics.oxide.gro|", "grow grow_thin growth_curve", true},
	{"y = physics.|", "oxide", false},
	{"y = physics.oxide.grow(1273, 3600) + physics.ox|", "oxide", true},
	{"wafers.|", "append", false},
	{"x = wafers.app|\nprint(x)\n", "append", true},
	{"\"abc\".upp|", "upper", true},
	{"\"abc\".upper().lo|", "lower", true},
	{"[1, 2].ext|", "extend", true},
	{"(settings).ke|", "keys", true},
	{"print(wafers.|)\n", "append", false},
	{"physics.oxide.growth_curve(1273, [60]).ap|", "append", true},
	// Arguments.
	{"anneal(|", "temp= time= gas=", false},
	{"anneal(1273, ti|", "time=", false},
	{"anneal(1273, gas=\"N2\", t|", "temp= time=", false},
	{"physics.oxide.grow(te|", "temp=", false},
	{"physics.oxide.grow(1273, 3600, ambient=\"w|", "wet", false},
	{"physics.oxide.grow(1273, (3600 + 60), amb|", "ambient=", false},
	{"print(anneal(1273, ti|", "time=", false},
	{"physics.oxide.grow(\n    1273,\n    ti|\n", "time=", false},
	{"y = anneal(dose, t|) + 2\n", "temp= time=", true},
	// Elements.
	{"settings[\"am|", "ambient amount", false},
	{"y = settings[\"ambient\"] + settings[\"am|", "ambient amount", false},
	// F-strings.
	{"print(f\"{dos|", "dose", false},
	{"print(f\"dose {dose:.2f}, {physics.oxide.gr|", "grow grow_thin growth_curve", false},
	{"print(f\"{anneal(ti|", "time=", false},
	{"print(f\"{wafers.ap|}\")\n", "append", true},
	{"print(f\"dos|", "", false},
	// Where nothing is to be offered.
	{"# dos|", "", true},
	{"x = \"dos|", "", false},
	{"x = 3.|", "", true},
	{"def dos|", "", false},
	{"anneal(3).dos|", "", true},
}

func TestHalfTyped(t *testing.T) {
	s, err := lang.New(lang.Options{Modules: builtins.Modules(), Formulas: stdlib.Files})
	if err != nil {
		t.Fatal(err)
	}
	if res := s.Exec(lang.Cell{Source: earlier}, nil); res.Err != nil {
		t.Fatal(res.Err.Plain())
	}
	broken := 0
	for _, h := range halves {
		if !h.whole {
			broken++
		}
		before, after, _ := strings.Cut(h.cell, "|")
		src := before + after
		var got []string
		for _, item := range s.Complete(src, len([]rune(before))).Items {
			got = append(got, item.Text)
		}
		want := strings.Fields(h.offers)
		if len(got) < len(want) || !slices.Equal(got[:len(want)], want) || h.offers == "" && len(got) > 0 {
			t.Errorf("%q: got %q, want first %q", h.cell, got[:min(len(got), 6)], want)
		}
		findings := s.Lint([]lint.Text{{Name: "cell", Source: src, Cell: true}}, nil)
		errors, expected := 0, 1
		if h.whole {
			expected = 0
		}
		line, col := strings.Count(before, "\n")+1, len([]rune(before[strings.LastIndex(before, "\n")+1:]))+1
		for _, f := range findings {
			if f.Rule == "syntax" {
				errors++
			} else if f.Line != line || col < f.Col || f.Col+f.Width < col {
				t.Errorf("%q: found\n%s", h.cell, f.Error().Plain())
			}
		}
		if errors != expected {
			t.Errorf("%q: found %d syntax errors, want %d\n%v", h.cell, errors, expected, plain(findings))
		}
	}
	if broken < 40 {
		t.Errorf("%d cells cannot be read whole, want 40", broken)
	}
}

func plain(findings []lint.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.Error().Plain() + "\n")
	}
	return b.String()
}
