package table

import (
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// A builder gathers rows, whose keys may differ.
type builder struct {
	names []string
	given bool // names; other keys are left out
	index map[string]int
	cells [][]starlark.Value // by column
	rows  int
}

// rowsTable makes a table of dicts, or of lists under names.
func rowsTable(th *starlark.Thread, rows starlark.Iterable, names []string) (*Table, error) {
	b := builder{names: names, given: names != nil, index: map[string]int{}, cells: make([][]starlark.Value, len(names))}
	for j, name := range names {
		b.index[name] = j
	}
	it := rows.Iterate()
	defer it.Done()
	var row starlark.Value
	for it.Next(&row) {
		if b.rows&255 == 0 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
		add := b.list
		if _, ok := row.(starlark.IterableMapping); ok {
			add = b.dict
		}
		if err := add(row); err != nil {
			return nil, fmt.Errorf("row %d: %w", b.rows, err)
		}
		b.rows++
	}
	cols := make([]Column, len(b.names))
	for j, name := range b.names {
		cells := b.column(j)
		c, err := fromValues(th, b.rows, func(i int) starlark.Value { return cells[i] })
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", name, err)
		}
		cols[j] = c
	}
	return New(b.names, cols)
}

func (b *builder) dict(row starlark.Value) error {
	for _, kv := range row.(starlark.IterableMapping).Items() {
		name, ok := starlark.AsString(kv[0])
		if !ok {
			return fmt.Errorf("got a key of type %s, want string", kv[0].Type())
		}
		j, known := b.index[name]
		if !known && b.given {
			continue
		}
		if !known {
			j = len(b.names)
			b.index[name] = j
			b.names, b.cells = append(b.names, name), append(b.cells, nil)
		}
		b.cells[j] = append(b.column(j), kv[1])
	}
	return nil
}

func (b *builder) list(row starlark.Value) error {
	list, err := listOf(row)
	switch {
	case err != nil:
		return fmt.Errorf("got %s, want a dict or a list of cells", row.Type())
	case !b.given:
		return fmt.Errorf("got %s; give columns=, the names of its cells", row.Type())
	case list.Len() != len(b.names):
		return fmt.Errorf("got %d cells, want %d, one for each column", list.Len(), len(b.names))
	}
	for j := range b.names {
		b.cells[j] = append(b.column(j), list.Index(j))
	}
	return nil
}

// column returns the cells of a column up to this row; the rows without its
// key have missing ones.
func (b *builder) column(j int) []starlark.Value {
	for len(b.cells[j]) < b.rows {
		b.cells[j] = append(b.cells[j], starlark.None)
	}
	return b.cells[j]
}
