package table

import (
	"math"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/display"
	"starling/lang/load"
)

func env() starlark.StringDict {
	return starlark.StringDict{"table": Module, "float": starlark.Universe["float"]}
}

func eval(t *testing.T, src string) string {
	t.Helper()
	th := new(starlark.Thread)
	v, err := starlark.EvalOptions(&syntax.FileOptions{Set: true}, th, "t", src, env())
	if err != nil {
		return err.Error()
	}
	s, err := display.Repr(th, v)
	if err != nil {
		return err.Error()
	}
	return s
}

const people = `table.new(name=["a", "b", "c", "d"], time=[3.0, 1, None, 2], failed=[True, False, True, False])`

func TestOperations(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{people + `["time"]`, `[3.0, 1.0, None, 2.0]`},
		{people + `.columns`, `['name', 'time', 'failed']`},
		{people + `.dtypes`, `{'name': 'string', 'time': 'float', 'failed': 'bool'}`},
		{`len(` + people + `)`, `4`},
		{people + `[1]`, `{'name': 'b', 'time': 1.0, 'failed': False}`},
		{people + `[-1]["name"]`, `'d'`},
		{people + `[1:3]["name"]`, `['b', 'c']`},
		{people + `[::-2]["name"]`, `['d', 'b']`},
		{people + `[["failed", "name"]].columns`, `['failed', 'name']`},
		{people + `[[True, False, False, True]]["name"]`, `['a', 'd']`},
		{people + `[[not x for x in ` + people + `["failed"]]]["name"]`, `['b', 'd']`},
		{`[r["name"] for r in ` + people + `]`, `['a', 'b', 'c', 'd']`},
		{`("time" in ` + people + `, "tyme" in ` + people + `)`, `(True, False)`},
		{people + `.head(2)["name"]`, `['a', 'b']`},
		{people + `.tail(1)["name"]`, `['d']`},
		{people + `.head(99)["name"]`, `['a', 'b', 'c', 'd']`},
		{people + `.sort_values("time")["name"]`, `['b', 'd', 'a', 'c']`},
		{people + `.sort_values("time", ascending=False)["name"]`, `['a', 'd', 'b', 'c']`},
		{people + `.sort_values(["failed", "time"])["name"]`, `['b', 'd', 'a', 'c']`},
		{people + `.filter(lambda r: r["failed"])["name"]`, `['a', 'c']`},
		{people + `.select(["time"]).columns`, `['time']`},
		{people + `.assign(n=[1, 2, 3, 4], time=0)[3]`, `{'name': 'd', 'time': 0, 'failed': False, 'n': 4}`},
		{`table.from_rows([{"a": 1}, {"b": 2}])[0]`, `{'a': 1, 'b': None}`},
		{`table.from_rows([{"a": 1, "b": 2}], ["b"])[0]`, `{'b': 2}`},
		{`table.from_rows([(1, "x"), [2, "y"]], columns=["n", "s"])["s"]`, `['x', 'y']`},
		{`table.new({"a b": (1, 2)}, c=[3, 4])[0]`, `{'a b': 1, 'c': 3}`},
		{`table.new(a=range(3))["a"]`, `[0, 1, 2]`},
		{`len(table.new())`, `0`},
		{`table.new(a=[None, None]).dtypes`, `{'a': 'float'}`},
	} {
		if got := eval(t, c.src); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{people + `["tiem"]`, `no column "tiem"; did you mean "time"?`},
		{people + `["zzzzzz"]`, `no column "zzzzzz"; have ["name" "time" "failed"]`},
		{people + `[4]`, `row 4 of a table of 4 rows`},
		{people + `[1.5]`, `got float as an index of a table, want a column's name, a row's number, a list of names or a list of bools`},
		{people + `[[True]]`, `got 1 bools as an index, want 4, one for each row`},
		{people + `[[True, "time", True, True]]`, `index [1] is a string after bools`},
		{people + `[["time", True]]`, `got 1 names among the 2 elements of the index, want names or bools only`},
		{people + `[[1]]`, `index [0] is a int, want a column's name or a bool`},
		{people + `.sort_values("tiem")`, `sort_values: no column "tiem"; did you mean "time"?`},
		{people + `.sort_values([])`, `sort_values: by: got no names, want at least one`},
		{people + `.assign(x=[1])`, `assign: column "x": got 1 rows, want 4`},
		{people + `.assign(x={})`, `assign: column "x": got dict, want a list of numbers, strings or bools`},
		{`table.new(a=[1, "x"])`, `new: column "a": row 1: got string, want int as in row 0`},
		{`table.new(a=[1, []])`, `new: column "a": row 1: got list, want float, int, string, bool or None`},
		{`table.new(a=[1 << 70])`, `new: column "a": row 0: got 1180591620717411303424, want an int of at most 64 bits`},
		{`table.new(a=[1], b=[1, 2])`, `new: column "b": got 2 rows, want 1 as in column "a"`},
		{`table.new(a=3)`, `new: column "a": got int, want a list`},
		{`table.new([1])`, `new: columns: got list, want dict of name to list`},
		{`table.new({"a": [1]}, a=[2], b=[1, 2])`, `new: column "b": got 2 rows, want 1 as in column "a"`},
		{`table.from_rows([(1, 2)])`, `from_rows: row 0: got tuple; give columns=, the names of its cells`},
		{`table.from_rows([(1, 2), (1,)], ["a", "b"])`, `from_rows: row 1: got 1 cells, want 2, one for each column`},
		{`table.from_rows([3])`, `from_rows: row 0: got int, want a dict or a list of cells`},
		{`table.from_rows([{"a": 1}, {"a": "x"}])`, `from_rows: column "a": row 1: got string, want int as in row 0`},
		{`table.parse_csv("")`, `parse_csv: got an empty text, want a first line with the columns' names`},
		{`table.parse_csv("a,b\n1,2\n3\n")`, `parse_csv: line 3: got 1 cells, want 2 as in the first line`},
		{`table.parse_csv("a,b\n1,\"2")`, `parse_csv: line 2, cell 2: a quote that does not end`},
		{`table.parse_csv("a\nb\"c\n")`, `parse_csv: line 2, cell 1: a quote inside a cell without quotes: b"c`},
		{`table.parse_csv("a\n\"b\"c\n")`, `parse_csv: line 2, cell 1: got "c" after a closing quote, want a comma or the end of the line`},
		{`table.parse_csv("a,a\n1,2\n")`, `parse_csv: column "a" is given twice, as number 1 and 2`},
		{`{` + people + `: 1}`, `unhashable: table`},
	} {
		if got := eval(t, c.src); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// What a CSV text reads as.
func TestParseCSV(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a\n1\n2\n", `[1, 2]`},
		{"a\r\n1\r\n2", `[1, 2]`},
		{"\ufeffa\n1\n", `[1]`},
		{"a\n1\n2.5\n", `[1.0, 2.5]`},
		{"a\n1e3\n-.5\n", `[1000.0, -0.5]`},
		{"a\nnan\n-inf\n", `[nan, -inf]`},
		{"a\nTrue\nfalse\n", `[True, False]`},
		{"a\nTrue\n1\n", `['True', '1']`},
		{"a\n1\n007\n", `['1', '007']`},
		{"a\n123456789012345678901\n", `['123456789012345678901']`},
		{"a\n0x10\n1_000\n", `['0x10', '1_000']`},
		{"a\n1\nNA\n", `[1, None]`},
		{"a,b\n1,2\n,3\n\n4,5\n", `[1, None, 4]`},
		{"a\n\"1\"\n\"\"\n", `['1', '']`},
		{"a\n\"x\"\"y\n z\"\n", "['x\"y\\n z']"},
		{"a\n 5 \n", `[5]`},
		{"a\n x \n", `[' x ']`},
		{"a\n", `[]`},
	} {
		tab, err := ParseCSV(nil, c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if got, _ := display.Repr(nil, toList(tab.cols[0])); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
	if _, err := ParseCSV(nil, "a\nx\n\xe4\n"); err == nil || err.Error() != "line 3: byte 0xe4 is not UTF-8; save the file as UTF-8" {
		t.Errorf("got %v", err)
	}
}

func TestCSVIsExact(t *testing.T) {
	absent := func(c Column, rows ...int) Column {
		mask := make([]bool, c.Len())
		for _, r := range rows {
			mask[r] = true
		}
		c, err := Without(c, mask)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for name, c := range map[string]Column{
		"floats":  Floats([]float64{0.1, 1e6, 1e300, 5e-324, math.Inf(-1), math.NaN(), 1.0 / 3, math.Copysign(0, -1)}),
		"ints":    Ints([]int64{0, -1, math.MaxInt64, math.MinInt64}),
		"strings": Strings([]string{"", "a", "1", "1.5", "True", "NA", "nan", " x", "007", "a,b", "q\"q", "l\nl", "r\r", "\r\n", "é", "inf"}),
		"bools":   Bools([]bool{true, false}),
		"missing": absent(Strings([]string{"", "", "x"}), 0),
		"holes":   absent(Ints([]int64{1, 2, 3}), 1),
		"none":    absent(Floats([]float64{1, 2}), 0, 1),
	} {
		for _, names := range [][]string{{name}, {name, "b,\"c"}} {
			cols := []Column{c, c}[:len(names)]
			tab, err := New(names, cols)
			if err != nil {
				t.Fatal(err)
			}
			text, err := tab.CSV(nil)
			if err != nil {
				t.Fatal(err)
			}
			back, err := ParseCSV(nil, text)
			if err != nil {
				t.Errorf("%s: %v in\n%s", name, err, text)
				continue
			}
			for j := range cols {
				got, _ := display.Repr(nil, toList(back.cols[j]))
				want, _ := display.Repr(nil, toList(c))
				if got != want || back.cols[j].Kind() != c.Kind() || back.names[j] != names[j] {
					t.Errorf("%s\n got %s %s\nwant %s %s\n%s", name, back.cols[j].Kind(), got, c.Kind(), want, text)
				}
			}
		}
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	files, err := load.NewFiles(dir, nil, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	th := new(starlark.Thread)
	load.Attach(th, files)
	const src = `[table.new(a=[1.5, None]).to_csv("x.csv"), table.read_csv("x.csv")["a"]]`
	v, err := starlark.EvalOptions(&syntax.FileOptions{}, th, "t", src, env())
	if err != nil || v.String() != "[None, [1.5, None]]" {
		t.Errorf("got %v, %v", v, err)
	}
	_, err = starlark.EvalOptions(&syntax.FileOptions{}, th, "t", `table.read_csv("y.csv")`, env())
	if err == nil || err.Error() != "read_csv: cannot read y.csv: there is no such file" {
		t.Errorf("got %v", err)
	}
	_, err = starlark.EvalOptions(&syntax.FileOptions{}, new(starlark.Thread), "t", `table.new(a=[1]).to_csv("`+dir+`/z.csv")`, env())
	if err == nil || !strings.Contains(err.Error(), "to_csv: may not write") {
		t.Errorf("got %v", err)
	}
}
