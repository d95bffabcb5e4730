// Package table is the language's table: named columns of one kind each.
//
//	Table      a value; its operations make new tables (this file, rows.go)
//	Column     floats, ints, strings or bools; each cell may be missing (column.go)
//	Module     table.new, table.from_rows, table.parse_csv, table.read_csv (decl.go)
//
// Names are those of pandas where it has one. CSV keeps values and kinds
// exactly (csv.go); what a person sees is rounded (show.go).
//
// Go code makes a table from slices and reads one back:
//
//	t, err := table.New([]string{"time", "failed"}, []table.Column{table.Floats(time), table.Bools(failed)})
//	hours, err := t.Floats("time")
package table

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
)

// A Table is an immutable sequence of rows.
//
//	t["time"]                a column, as a list
//	t[["time", "failed"]]    a table of some columns
//	t[[True, False, True]]   a table of some rows
//	t[0], t[-1]              a row, as a dict
//	t[1:10]                  a table of some rows
//	for row in t, len(t), "time" in t
type Table struct {
	names []string
	cols  []Column
	index map[string]int
	rows  int
}

var (
	_ starlark.Mapping   = (*Table)(nil)
	_ starlark.Sequence  = (*Table)(nil)
	_ starlark.Sliceable = (*Table)(nil)
	_ starlark.HasAttrs  = (*Table)(nil)
	_ display.Displayer  = (*Table)(nil)
	_ decl.Documented    = (*Table)(nil)
)

// New returns a table. Names must differ and columns be equally long.
func New(names []string, cols []Column) (*Table, error) {
	if len(names) != len(cols) {
		return nil, fmt.Errorf("got %d names for %d columns", len(names), len(cols))
	}
	t := &Table{names: slices.Clone(names), cols: slices.Clone(cols), index: make(map[string]int, len(names))}
	for i, name := range names {
		if j, ok := t.index[name]; ok {
			return nil, fmt.Errorf("column %q is given twice, as number %d and %d", name, j+1, i+1)
		}
		t.index[name] = i
		if n := cols[i].Len(); i > 0 && n != t.rows {
			return nil, fmt.Errorf("column %q: got %d rows, want %d as in column %q", name, n, t.rows, names[0])
		} else if i == 0 {
			t.rows = n
		}
	}
	return t, nil
}

// Len returns the number of rows.
func (t *Table) Len() int { return t.rows }

// Names returns the columns' names in order.
func (t *Table) Names() []string { return slices.Clone(t.names) }

// Column returns a column; the error names the nearest.
func (t *Table) Column(name string) (Column, error) {
	i, ok := t.index[name]
	if !ok {
		return nil, fmt.Errorf("no column %q%s", name, t.hint(name))
	}
	return t.cols[i], nil
}

func (t *Table) hint(name string) string {
	if near := decl.Nearest(name, t.names); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	if len(t.names) > 12 {
		return fmt.Sprintf("; there are %d others", len(t.names))
	}
	return fmt.Sprintf("; have %q", t.names)
}

// Floats returns a column of numbers, with NaN where a cell is missing.
func (t *Table) Floats(name string) ([]float64, error) {
	c, err := t.Column(name)
	if err != nil {
		return nil, err
	}
	if c.Kind() != "float" && c.Kind() != "int" {
		return nil, fmt.Errorf("column %q: got %s, want numbers", name, c.Kind())
	}
	out := make([]float64, c.Len())
	for i := range out {
		switch v := c.Value(i).(type) {
		case starlark.Float:
			out[i] = float64(v)
		case starlark.Int:
			out[i] = float64(v.Float())
		default:
			out[i] = math.NaN()
		}
	}
	return out, nil
}

// Row returns row i as a dict.
func (t *Table) Row(i int) *starlark.Dict {
	d := starlark.NewDict(len(t.names))
	for j, name := range t.names {
		_ = d.SetKey(starlark.String(name), t.cols[j].Value(i)) // a new dict takes any string
	}
	return d
}

// Get implements t[key].
func (t *Table) Get(key starlark.Value) (starlark.Value, bool, error) {
	switch key := key.(type) {
	case starlark.String:
		c, err := t.Column(string(key))
		if err != nil {
			return nil, false, err
		}
		return toList(c), true, nil
	case starlark.Int:
		i, err := starlark.AsInt32(key)
		if err != nil || i < -t.rows || i >= t.rows {
			return nil, false, fmt.Errorf("row %s of a table of %d rows", key, t.rows)
		}
		if i < 0 {
			i += t.rows
		}
		return t.Row(i), true, nil
	case starlark.Sequence:
		sub, err := t.pick(key)
		return sub, err == nil, err
	}
	return nil, false, fmt.Errorf("got %s as an index of a table, want a column's name, a row's number, a list of names or a list of bools", key.Type())
}

// pick is t[names] or t[mask].
func (t *Table) pick(seq starlark.Sequence) (starlark.Value, error) {
	var names []string
	var rows []int
	it := seq.Iterate()
	defer it.Done()
	var v starlark.Value
	for i := 0; it.Next(&v); i++ {
		switch v := v.(type) {
		case starlark.String:
			names = append(names, string(v))
		case starlark.Bool:
			if v {
				rows = append(rows, i)
			}
			continue
		default:
			return nil, fmt.Errorf("index [%d] is a %s, want a column's name or a bool", i, v.Type())
		}
		if len(names) != i+1 {
			return nil, fmt.Errorf("index [%d] is a string after bools", i)
		}
	}
	if len(names) > 0 {
		if n := seq.Len(); len(names) != n {
			return nil, fmt.Errorf("got %d names among the %d elements of the index, want names or bools only", len(names), n)
		}
		return t.Select(names)
	}
	if n := seq.Len(); n != t.rows {
		return nil, fmt.Errorf("got %d bools as an index, want %d, one for each row", n, t.rows)
	}
	return t.Take(rows), nil
}

// Index implements starlark.Indexable.
func (t *Table) Index(i int) starlark.Value { return t.Row(i) }

// Slice implements t[start:end:step].
func (t *Table) Slice(start, end, step int) starlark.Value {
	var rows []int
	for i := start; (step > 0 && i < end) || (step < 0 && i > end); i += step {
		rows = append(rows, i)
	}
	return t.Take(rows)
}

// Iterate yields the rows as dicts.
func (t *Table) Iterate() starlark.Iterator { return &rowIterator{t: t} }

type rowIterator struct {
	t *Table
	i int
}

func (it *rowIterator) Next(p *starlark.Value) bool {
	if it.i >= it.t.rows {
		return false
	}
	*p = it.t.Row(it.i)
	it.i++
	return true
}

func (it *rowIterator) Done() {}

func (t *Table) String() string       { return strings.TrimSuffix(t.text(), "\n") }
func (t *Table) Type() string         { return "table" }
func (t *Table) Freeze()              {} // a table never changes
func (t *Table) Truth() starlark.Bool { return t.rows > 0 }

// Hash implements starlark.Value.
func (t *Table) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: table") }

// Attr implements starlark.HasAttrs.
func (t *Table) Attr(name string) (starlark.Value, error) { return class.Attr(t, name) }

// AttrNames implements starlark.HasAttrs.
func (t *Table) AttrNames() []string { return class.Names() }

// ClassDoc implements decl.Documented.
func (t *Table) ClassDoc() (string, []decl.AttrDoc) { return class.Docs() }
