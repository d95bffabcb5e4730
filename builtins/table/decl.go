package table

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/load"
)

// Module is the namespace table.
var Module = &decl.Module{
	Name: "table",
	Doc:  "Tables: named columns of numbers, strings or bools, from lists or CSV.",
	Members: func() []decl.Member {
		return decl.Funcs(newTable(), fromRows(), parseCSV(), readCSV())
	},
}

type newArgs struct {
	Columns starlark.Value
	More    []starlark.Tuple
}

func newTable() *decl.Func {
	return decl.Bind(decl.Spec{
		Name:    "new",
		Doc:     "A table of columns. Each is a list of numbers, strings or bools, equally long, in which None is a missing cell.",
		Returns: "table",
		Examples: []string{
			`table.new(time=[1.5, 2.0], failed=[True, False])["time"] # => [1.5, 2.0]`,
			`len(table.new({"time to failure": [1.5, 2.0, None]})) # => 3`,
		},
	}, func(a *newArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.Columns, "columns", "dict of name to list", "columns whose names are no identifiers").Or(starlark.None),
			decl.Keywords(&a.More, "more", "the columns, name=list"),
		}
	}, func(th *starlark.Thread, a *newArgs) (starlark.Value, error) {
		var columns []starlark.Tuple
		if a.Columns != nil && a.Columns != starlark.None {
			d, ok := a.Columns.(*starlark.Dict)
			if !ok {
				return nil, fmt.Errorf("new: columns: got %s, want dict of name to list", a.Columns.Type())
			}
			for _, kv := range d.Items() {
				if _, ok := kv[0].(starlark.String); !ok {
					return nil, fmt.Errorf("new: columns: got a key %s of type %s, want string", kv[0], kv[0].Type())
				}
				columns = append(columns, kv)
			}
		}
		for _, kv := range append(columns, a.More...) {
			if kindOf(kv[1]) != "" {
				return nil, fmt.Errorf("new: column %s: got %s, want a list", kv[0], kv[1].Type())
			}
		}
		t, err := (&Table{}).assign(th, append(columns, a.More...))
		return named("new", t, err)
	})
}

type rowsArgs struct {
	Rows    starlark.Iterable
	Columns []string
}

func fromRows() *decl.Func {
	return decl.Bind(decl.Spec{
		Name:    "from_rows",
		Doc:     "A table of rows: dicts, or lists of cells with the columns' names apart.",
		Returns: "table",
		Examples: []string{
			`table.from_rows([{"a": 1, "b": "x"}, {"a": 2}])["a"] # => [1, 2]`,
			`table.from_rows([(1, 2), (3, 4)], ["a", "b"])["b"] # => [2, 4]`,
		},
	}, func(a *rowsArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.Rows, "rows", "list of dicts or lists", "the rows"),
			decl.Strings(&a.Columns, "columns", "names; of dicts, which keys to take (default: all)").Or(starlark.None),
		}
	}, func(th *starlark.Thread, a *rowsArgs) (starlark.Value, error) {
		t, err := rowsTable(th, a.Rows, a.Columns)
		return named("from_rows", t, err)
	})
}

type textArgs struct{ Text string }

func parseCSV() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "parse_csv",
		Doc: "A table from CSV text; its first line names the columns. A column is of ints, floats, bools or strings, " +
			"whichever fits all its cells; a quoted cell is a string, an empty one or NA is missing.",
		Returns:  "table",
		Examples: []string{`table.parse_csv("time,failed\n1.5,True\n2,False\n")["time"] # => [1.5, 2.0]`},
	}, func(a *textArgs) []*decl.Param {
		return []*decl.Param{decl.String(&a.Text, "text", "the CSV")}
	}, func(th *starlark.Thread, a *textArgs) (starlark.Value, error) {
		t, err := ParseCSV(th, a.Text)
		return named("parse_csv", t, err)
	})
}

type pathArgs struct{ Path string }

func readCSV() *decl.Func {
	return decl.Bind(decl.Spec{
		Name:    "read_csv",
		Doc:     "A table from a CSV file, as parse_csv reads it.",
		Returns: "table",
	}, func(a *pathArgs) []*decl.Param {
		return []*decl.Param{decl.String(&a.Path, "path", "the file, from the session's folder")}
	}, func(th *starlark.Thread, a *pathArgs) (starlark.Value, error) {
		data, err := load.ReadFile(th, a.Path)
		if err != nil {
			return nil, fmt.Errorf("read_csv: %w", err)
		}
		t, err := ParseCSV(th, string(data))
		if err != nil {
			return nil, fmt.Errorf("read_csv: %s: %w", a.Path, err)
		}
		return t, nil
	})
}

func named(name string, t *Table, err error) (starlark.Value, error) {
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

var class = decl.NewClass[*Table]("table", "Rows with named columns. t[\"name\"] is a column, t[0] a row, t[mask] some rows.")

func init() {
	class.Field("columns", "", "the columns' names, in order", func(t *Table) starlark.Value {
		return toList(Strings(t.names))
	})
	class.Field("dtypes", "", "the columns' kinds by name: float, int, string or bool", func(t *Table) starlark.Value {
		d := starlark.NewDict(len(t.names))
		for i, name := range t.names {
			_ = d.SetKey(starlark.String(name), starlark.String(t.cols[i].Kind())) // a new dict takes any string
		}
		return d
	})
	rowMethods()
	csvMethods()
}

type countArgs struct{ N int }

func countParam(a *countArgs) []*decl.Param {
	return []*decl.Param{decl.Int(&a.N, "n", "", "how many rows").Range(0, 1<<53).Or(starlark.MakeInt(5))}
}

type sortArgs struct {
	By        starlark.Value
	Ascending bool
}

type filterArgs struct{ Fn starlark.Callable }

type assignArgs struct{ Columns []starlark.Tuple }

type selectArgs struct{ Names []string }

func rowMethods() {
	decl.Method(class, decl.Spec{
		Name: "head", Doc: "The first rows.", Returns: "table",
		Examples: []string{`table.new({"a": [3, 1, 2]}).head(2)["a"]  # => [3, 1]`},
	}, countParam,
		func(_ *starlark.Thread, t *Table, a *countArgs) (starlark.Value, error) {
			return t.span(0, min(a.N, t.rows)), nil
		})
	decl.Method(class, decl.Spec{
		Name: "tail", Doc: "The last rows.", Returns: "table",
		Examples: []string{`table.new({"a": [3, 1, 2]}).tail(1)["a"]  # => [2]`},
	}, countParam,
		func(_ *starlark.Thread, t *Table, a *countArgs) (starlark.Value, error) {
			return t.span(max(0, t.rows-a.N), t.rows), nil
		})
	decl.Method(class, decl.Spec{
		Name: "sort_values", Returns: "table",
		Doc:      "The rows in order of one or more columns. Equal rows keep their order; missing cells and NaN come last.",
		Examples: []string{`table.new({"a": [3, 1, 2]}).sort_values("a")["a"]  # => [1, 2, 3]`},
	}, func(a *sortArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.By, "by", "a column's name or a list of names", "what to sort by"),
			decl.Bool(&a.Ascending, "ascending", "smallest first").Or(starlark.True),
		}
	}, func(th *starlark.Thread, t *Table, a *sortArgs) (starlark.Value, error) {
		by, err := columnNames(a.By)
		if err != nil {
			return nil, fmt.Errorf("sort_values: by: %w", err)
		}
		sorted, err := t.sorted(th, by, a.Ascending)
		return named("sort_values", sorted, err)
	})
	decl.Method(class, decl.Spec{
		Name: "filter", Doc: "The rows for which a function of the row, a dict, is true.", Returns: "table",
		Examples: []string{`table.new({"a": [3, 1, 2]}).filter(lambda row: row["a"] > 1)["a"]  # => [3, 2]`},
	},
		func(a *filterArgs) []*decl.Param {
			return []*decl.Param{decl.Callable(&a.Fn, "fn", "lambda row: row[\"time\"] < 10")}
		}, func(th *starlark.Thread, t *Table, a *filterArgs) (starlark.Value, error) {
			kept, err := t.filter(th, a.Fn)
			return named("filter", kept, err)
		})
	decl.Method(class, decl.Spec{
		Name: "assign", Doc: "The table with columns replaced or added; one value stands for the same in every row.", Returns: "table",
		Examples: []string{`table.new({"a": [3, 1, 2]}).assign(b=0).columns  # => ['a', 'b']`},
	},
		func(a *assignArgs) []*decl.Param {
			return []*decl.Param{decl.Keywords(&a.Columns, "columns", "name=list")}
		}, func(th *starlark.Thread, t *Table, a *assignArgs) (starlark.Value, error) {
			grown, err := t.assign(th, a.Columns)
			return named("assign", grown, err)
		})
	decl.Method(class, decl.Spec{
		Name: "select", Doc: "The table of some columns, in the order given.", Returns: "table",
		Examples: []string{`table.new({"a": [1], "b": [2]}).select(["b"]).columns  # => ['b']`},
	},
		func(a *selectArgs) []*decl.Param {
			return []*decl.Param{decl.Strings(&a.Names, "names", "the columns' names")}
		}, func(_ *starlark.Thread, t *Table, a *selectArgs) (starlark.Value, error) {
			sub, err := t.Select(a.Names)
			return named("select", sub, err)
		})
}

func csvMethods() {
	decl.Method(class, decl.Spec{
		Name: "csv", Doc: "The table as CSV text, which parse_csv reads back exactly.", Returns: "string",
		Examples: []string{`table.new({"a": [1, 2]}).csv()  # => 'a\n1\n2\n'`},
	}, decl.NoParams,
		func(th *starlark.Thread, t *Table, _ *decl.None) (starlark.Value, error) {
			text, err := t.CSV(th)
			return starlark.String(text), err
		})
	decl.Method(class, decl.Spec{Name: "to_csv", Doc: "Writes the table to a CSV file, which read_csv reads back exactly.", Returns: "None"},
		func(a *pathArgs) []*decl.Param {
			return []*decl.Param{decl.String(&a.Path, "path", "the file, from the session's folder")}
		}, func(th *starlark.Thread, t *Table, a *pathArgs) (starlark.Value, error) {
			text, err := t.CSV(th)
			if err == nil {
				err = load.WriteFile(th, a.Path, []byte(text))
			}
			if err != nil {
				return nil, fmt.Errorf("to_csv: %w", err)
			}
			return starlark.None, nil
		})
}

func columnNames(v starlark.Value) ([]string, error) {
	if s, ok := starlark.AsString(v); ok {
		return []string{s}, nil
	}
	list, err := listOf(v)
	if err != nil {
		return nil, fmt.Errorf("got %s, want a column's name or a list of names", v.Type())
	}
	var names []string
	for i := range list.Len() {
		s, ok := starlark.AsString(list.Index(i))
		if !ok {
			return nil, fmt.Errorf("[%d]: got %s, want a column's name", i, list.Index(i).Type())
		}
		names = append(names, s)
	}
	if len(names) == 0 {
		return nil, errors.New("got no names, want at least one")
	}
	return names, nil
}
