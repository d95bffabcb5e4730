package table

import (
	"cmp"
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// A Column holds the cells of one column, all of one kind or missing.
type Column interface {
	Len() int
	Kind() string               // "float", "int", "string" or "bool"
	Value(i int) starlark.Value // None: missing
	take(rows []int) Column
	compare(i, j int) int // of cells that are not missing
	absent(i int) bool
}

// Floats is a column of numbers.
func Floats(x []float64) Column {
	return &vector[float64]{x, nil, "float", func(x float64) starlark.Value { return starlark.Float(x) }, cmp.Compare[float64]}
}

// Ints is a column of whole numbers.
func Ints(x []int64) Column {
	return &vector[int64]{x, nil, "int", func(x int64) starlark.Value { return starlark.MakeInt64(x) }, cmp.Compare[int64]}
}

// Strings is a column of texts.
func Strings(x []string) Column {
	return &vector[string]{x, nil, "string", func(x string) starlark.Value { return starlark.String(x) }, cmp.Compare[string]}
}

// Bools is a column of True and False.
func Bools(x []bool) Column {
	return &vector[bool]{x, nil, "bool", func(x bool) starlark.Value { return starlark.Bool(x) }, compareBools}
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Without returns c with the cells missing where mask is true.
func Without(c Column, mask []bool) (Column, error) {
	if len(mask) != c.Len() {
		return nil, fmt.Errorf("got %d marks of missing cells, want %d", len(mask), c.Len())
	}
	switch c := c.(type) {
	case *vector[float64]:
		return c.without(mask), nil
	case *vector[int64]:
		return c.without(mask), nil
	case *vector[string]:
		return c.without(mask), nil
	default:
		return c.(*vector[bool]).without(mask), nil
	}
}

type vector[T any] struct {
	data    []T
	missing []bool // nil: none
	kind    string
	value   func(T) starlark.Value
	order   func(T, T) int
}

func (v *vector[T]) Len() int          { return len(v.data) }
func (v *vector[T]) Kind() string      { return v.kind }
func (v *vector[T]) absent(i int) bool { return v.missing != nil && v.missing[i] }

func (v *vector[T]) Value(i int) starlark.Value {
	if v.absent(i) {
		return starlark.None
	}
	return v.value(v.data[i])
}

func (v *vector[T]) compare(i, j int) int { return v.order(v.data[i], v.data[j]) }

func (v *vector[T]) without(mask []bool) Column {
	out := *v
	out.missing = nil
	for _, m := range mask {
		if m {
			out.missing = mask
		}
	}
	return &out
}

func (v *vector[T]) take(rows []int) Column {
	out := *v
	out.data = make([]T, len(rows))
	if v.missing != nil {
		out.missing = make([]bool, len(rows))
	}
	for i, r := range rows {
		out.data[i] = v.data[r]
		if v.missing != nil {
			out.missing[i] = v.missing[r]
		}
	}
	return &out
}

func toList(c Column) *starlark.List {
	elems := make([]starlark.Value, c.Len())
	for i := range elems {
		elems[i] = c.Value(i)
	}
	return starlark.NewList(elems)
}

// fromValues makes a column of n cells. The kind is that of the cells; ints
// among floats become floats, a column of nothing but None is one of floats.
func fromValues(th *starlark.Thread, n int, cell func(i int) starlark.Value) (Column, error) {
	if err := steps.Grow(th, int64(n)*16); err != nil {
		return nil, err
	}
	kind, first := "", 0
	for i := range n {
		if i&1023 == 0 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
		k := kindOf(cell(i))
		switch {
		case k == "none" || k == kind:
		case k == "":
			return nil, fmt.Errorf("row %d: got %s, want float, int, string, bool or None", i, cell(i).Type())
		case kind == "":
			kind, first = k, i
		case kind+k == "intfloat" || kind+k == "floatint":
			kind = "float"
		default:
			return nil, fmt.Errorf("row %d: got %s, want %s as in row %d", i, k, kind, first)
		}
	}
	return fill(kind, n, cell)
}

func kindOf(v starlark.Value) string {
	switch v.(type) {
	case starlark.Float:
		return "float"
	case starlark.Int:
		return "int"
	case starlark.String:
		return "string"
	case starlark.Bool:
		return "bool"
	case starlark.NoneType:
		return "none"
	}
	return ""
}

// fill makes a column of a kind that all cells have.
func fill(kind string, n int, cell func(i int) starlark.Value) (Column, error) {
	missing := make([]bool, n)
	var c Column
	switch kind {
	case "int":
		data := make([]int64, n)
		for i := range n {
			v, ok := cell(i).(starlark.Int)
			if !ok {
				missing[i] = true
			} else if data[i], ok = v.Int64(); !ok {
				return nil, fmt.Errorf("row %d: got %s, want an int of at most 64 bits", i, v)
			}
		}
		c = Ints(data)
	case "string":
		data := make([]string, n)
		for i := range n {
			v, ok := cell(i).(starlark.String)
			data[i], missing[i] = string(v), !ok
		}
		c = Strings(data)
	case "bool":
		data := make([]bool, n)
		for i := range n {
			v, ok := cell(i).(starlark.Bool)
			data[i], missing[i] = bool(v), !ok
		}
		c = Bools(data)
	default:
		data := make([]float64, n)
		for i := range n {
			switch v := cell(i).(type) {
			case starlark.Float:
				data[i] = float64(v)
			case starlark.Int:
				data[i] = float64(v.Float())
			default:
				missing[i] = true
			}
		}
		c = Floats(data)
	}
	return Without(c, missing)
}
