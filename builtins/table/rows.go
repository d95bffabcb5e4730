package table

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// Take returns the rows of the given numbers, in that order.
func (t *Table) Take(rows []int) *Table {
	out := &Table{names: t.names, index: t.index, rows: len(rows)}
	for _, c := range t.cols {
		out.cols = append(out.cols, c.take(rows))
	}
	return out
}

// Select returns some columns.
func (t *Table) Select(names []string) (*Table, error) {
	cols := make([]Column, len(names))
	for i, name := range names {
		c, err := t.Column(name)
		if err != nil {
			return nil, err
		}
		cols[i] = c
	}
	return New(names, cols)
}

// span returns the rows from lo to below hi.
func (t *Table) span(lo, hi int) *Table {
	rows := make([]int, hi-lo)
	for i := range rows {
		rows[i] = lo + i
	}
	return t.Take(rows)
}

// sorted orders the rows by columns, the first of them first. Equal rows keep
// their order; missing cells and NaN come last either way.
func (t *Table) sorted(th *starlark.Thread, by []string, ascending bool) (*Table, error) {
	cols := make([]Column, len(by))
	for i, name := range by {
		c, err := t.Column(name)
		if err != nil {
			return nil, err
		}
		cols[i] = c
	}
	rows := make([]int, t.rows)
	for i := range rows {
		rows[i] = i
	}
	turns := 0
	slices.SortStableFunc(rows, func(i, j int) int {
		if turns++; turns&1023 == 0 && steps.Poll(th) != nil {
			return 0 // the sort ends early; its result is thrown away
		}
		for _, c := range cols {
			if d := compareCells(c, i, j, ascending); d != 0 {
				return d
			}
		}
		return 0
	})
	if err := steps.Poll(th); err != nil {
		return nil, err
	}
	return t.Take(rows), nil
}

func compareCells(c Column, i, j int, ascending bool) int {
	switch li, lj := last(c, i), last(c, j); {
	case li && lj:
		return 0
	case li:
		return 1
	case lj:
		return -1
	case ascending:
		return c.compare(i, j)
	}
	return c.compare(j, i)
}

func last(c Column, i int) bool {
	if f, ok := c.(*vector[float64]); ok && f.data[i] != f.data[i] {
		return true
	}
	return c.absent(i)
}

// filter keeps the rows for which fn is true.
func (t *Table) filter(th *starlark.Thread, fn starlark.Callable) (*Table, error) {
	var rows []int
	for i := range t.rows {
		if i&1023 == 0 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
		keep, err := starlark.Call(th, fn, starlark.Tuple{t.Row(i)}, nil)
		if err != nil {
			return nil, err
		}
		if keep.Truth() {
			rows = append(rows, i)
		}
	}
	return t.Take(rows), nil
}

// assign returns t with columns replaced or added.
func (t *Table) assign(th *starlark.Thread, columns []starlark.Tuple) (*Table, error) {
	names, cols := slices.Clone(t.names), slices.Clone(t.cols)
	free := len(names) == 0 // New compares the lengths
	for _, kv := range columns {
		name := string(kv[0].(starlark.String))
		c, err := t.column(th, kv[1], free)
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", name, err)
		}
		if i := slices.Index(names, name); i >= 0 {
			cols[i] = c
		} else {
			names, cols = append(names, name), append(cols, c)
		}
	}
	return New(names, cols)
}

// column makes a column of a list, or of one value for every row.
func (t *Table) column(th *starlark.Thread, v starlark.Value, anyLength bool) (Column, error) {
	if k := kindOf(v); k != "" {
		return fromValues(th, t.rows, func(int) starlark.Value { return v })
	}
	list, err := listOf(v)
	if err != nil {
		return nil, err
	}
	if list.Len() != t.rows && !anyLength {
		return nil, fmt.Errorf("got %d rows, want %d", list.Len(), t.rows)
	}
	return fromValues(th, list.Len(), list.Index)
}

// listOf returns v as a list whose elements have numbers.
func listOf(v starlark.Value) (starlark.Indexable, error) {
	switch v := v.(type) {
	case *starlark.Dict, *Table:
	case starlark.Indexable:
		if _, text := v.(starlark.String); !text {
			return v, nil
		}
	case starlark.Iterable:
		var elems []starlark.Value
		it := v.Iterate()
		defer it.Done()
		var x starlark.Value
		for it.Next(&x) {
			elems = append(elems, x)
		}
		return starlark.NewList(elems), nil
	}
	return nil, fmt.Errorf("got %s, want a list of numbers, strings or bools", v.Type())
}
