package table

import (
	"math"
	"strings"
	"testing"
)

func TestShow(t *testing.T) {
	name, err := Without(Strings([]string{"a <b>", "two\nlines", ""}), []bool{false, false, true})
	if err != nil {
		t.Fatal(err)
	}
	tab, err := New([]string{"time", "name"}, []Column{Floats([]float64{1234.5678, 0.001234, math.NaN()}), name})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"    time  name",
		"  1234.6  a <b>",
		"0.001234  two lines",
		"     nan  –",
		"(3 rows × 2 columns)",
	}, "\n")
	if got := tab.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	b := tab.Display()
	text := b.Data["text/html"].(string)
	for _, want := range []string{`<td style="text-align:right">1234.6</td><td style="text-align:left">a &lt;b&gt;</td>`, "3 rows × 2 columns"} {
		if !strings.Contains(text, want) {
			t.Errorf("got\n%s\nwant %s in it", text, want)
		}
	}
	if b.Data["text/plain"] != want {
		t.Errorf("text/plain is %v", b.Data["text/plain"])
	}
}

// A long and wide table shows its beginning and end.
func TestShowLong(t *testing.T) {
	var names []string
	var cols []Column
	for i := range 30 {
		names, cols = append(names, "c"+string(rune('A'+i))), append(cols, Ints(make([]int64, 1000)))
	}
	tab, err := New(names, cols)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(tab.String(), "\n")
	if len(lines) != 1+maxRows+1+1 || lines[len(lines)-1] != "(1000 rows × 30 columns)" {
		t.Errorf("got %d lines, the last %q", len(lines), lines[len(lines)-1])
	}
	if got := len(strings.Fields(lines[0])); got != maxColumns+1 {
		t.Errorf("got %d columns, want %d and a gap", got, maxColumns)
	}
	if n := strings.Count(tab.html(), "<tr>"); n != 1+maxRows+1 {
		t.Errorf("got %d rows of HTML", n)
	}
}

func TestNumber(t *testing.T) {
	for x, want := range map[float64]string{
		0: "0.0", 1: "1.0", -2.5: "-2.5", 1.0 / 3: "0.33333", 2.0 / 3000: "0.00066667", 123456.7: "123457", 1e8: "100000000",
		1.5e9: "1.5e+09", 1e-5: "1e-05", 99999.96: "100000", math.Inf(-1): "-inf", 9.99996: "10.0",
	} {
		if got := number(x); got != want {
			t.Errorf("%v: got %s, want %s", x, got, want)
		}
	}
}

func TestNewErrors(t *testing.T) {
	for want, cols := range map[string][]Column{
		"got 2 names for 1 columns":                       {Ints(nil)},
		`column "b": got 2 rows, want 1 as in column "a"`: {Ints([]int64{1}), Bools([]bool{true, false})},
	} {
		if _, err := New([]string{"a", "b"}, cols); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := Without(Ints(nil), []bool{true}); err == nil {
		t.Error("a mask that is too long is taken")
	}
	tab, err := New([]string{"n", "s"}, []Column{Ints([]int64{1}), Strings([]string{"x"})})
	if err != nil {
		t.Fatal(err)
	}
	if x, err := tab.Floats("n"); err != nil || x[0] != 1 {
		t.Errorf("got %v, %v", x, err)
	}
	if _, err := tab.Floats("s"); err == nil || err.Error() != `column "s": got string, want numbers` {
		t.Errorf("got %v", err)
	}
}
