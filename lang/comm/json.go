package comm

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// maxNesting bounds how deeply data may be nested: what recurses over it is in
// the stack of the process.
const maxNesting = 1000

// encode is a value as JSON: None, bools, numbers, strings, lists, tuples and
// dicts whose keys are strings.
func encode(th *starlark.Thread, v starlark.Value, depth int) (any, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("the data are nested more than %d deep", maxNesting)
	}
	if err := steps.Poll(th); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case starlark.NoneType:
		return nil, nil
	case starlark.Bool:
		return bool(v), nil
	case starlark.String:
		return string(v), nil
	case starlark.Int:
		return json.Number(v.String()), nil
	case starlark.Float:
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, fmt.Errorf("the data hold %v, which JSON has not", v)
		}
		return float64(v), nil
	case *starlark.Dict:
		out := make(map[string]any, v.Len())
		for _, item := range v.Items() {
			name, ok := starlark.AsString(item[0])
			if !ok {
				return nil, fmt.Errorf("a key of the data is %s, want string", item[0].Type())
			}
			x, err := encode(th, item[1], depth+1)
			if err != nil {
				return nil, err
			}
			out[name] = x
		}
		return out, nil
	case starlark.Indexable: // lists, tuples, ranges
		out := make([]any, v.Len())
		for i := range out {
			x, err := encode(th, v.Index(i), depth+1)
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	}
	return nil, fmt.Errorf("the data hold a %s, want numbers, strings, lists and dicts", v.Type())
}

// value is the value of JSON that was read by package encoding/json.
func value(x any) starlark.Value {
	switch x := x.(type) {
	case bool:
		return starlark.Bool(x)
	case string:
		return starlark.String(x)
	case float64:
		return number(x)
	case json.Number:
		if i, err := x.Int64(); err == nil {
			return starlark.MakeInt64(i)
		}
		f, _ := x.Float64()
		return starlark.Float(f)
	case []any:
		list := make([]starlark.Value, len(x))
		for i := range x {
			list[i] = value(x[i])
		}
		return starlark.NewList(list)
	case map[string]any:
		d := starlark.NewDict(len(x))
		for _, name := range sortedKeys(x) {
			_ = d.SetKey(starlark.String(name), value(x[name])) // nobody iterates over it yet
		}
		return d
	}
	return starlark.None
}

// number is an int where JSON's number is a whole one: 3, which JavaScript
// does not tell from 3.0.
func number(x float64) starlark.Value {
	if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
		return starlark.MakeInt64(int64(x))
	}
	return starlark.Float(x)
}

// dataOf is the data of a message, and its buffers.
func dataOf(th *starlark.Thread, data starlark.Value, buffers []starlark.Value) (any, [][]byte, error) {
	if data == nil {
		data = starlark.NewDict(0)
	}
	x, err := encode(th, data, 0)
	if err != nil {
		return nil, nil, err
	}
	var raw [][]byte
	for _, b := range buffers {
		bytes, ok := b.(starlark.Bytes)
		if !ok {
			return nil, nil, errors.New("buffers: got a list with " + b.Type() + ", want bytes")
		}
		raw = append(raw, []byte(bytes))
	}
	return x, raw, nil
}
