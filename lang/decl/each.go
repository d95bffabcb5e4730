package decl

import (
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// Each lets a number parameter take a list of numbers too: the function is
// then computed for each element, and the result is a list. Several lists go
// element by element, and numbers beside them stay. Types and ranges hold for
// each element.
func (p *Param) Each() *Param {
	p.each = true
	p.want = "number or list of numbers"
	return p
}

// A spread is an argument that goes element by element.
type spread struct {
	param *Param
	index int // among the positional arguments; behind them among the keywords
	list  starlark.Indexable
}

// spreads finds the lists among the arguments of parameters with Each.
func (f *Func) spreads(args starlark.Tuple, kwargs []starlark.Tuple) []spread {
	var found []spread
	for i, v := range args {
		if i >= len(f.Spec.Params) {
			break
		}
		if list := elementwise(f.Spec.Params[i], v); list != nil {
			found = append(found, spread{f.Spec.Params[i], i, list})
		}
	}
	for i, kv := range kwargs {
		for _, p := range f.Spec.Params {
			if starlark.String(p.Name) != kv[0] {
				continue
			}
			if list := elementwise(p, kv[1]); list != nil {
				found = append(found, spread{p, len(args) + i, list})
			}
		}
	}
	return found
}

// elementwise returns v as a list if p takes it so.
func elementwise(p *Param, v starlark.Value) starlark.Indexable {
	if !p.each {
		return nil
	}
	switch v := v.(type) {
	case starlark.String, starlark.Bytes:
		return nil
	case starlark.Indexable:
		return v
	}
	return nil
}

// broadcast calls f for each element of the lists.
func (f *Func) broadcast(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple, lists []spread) (starlark.Value, error) {
	n := lists[0].list.Len()
	for _, s := range lists[1:] {
		if m := s.list.Len(); m != n {
			return nil, fmt.Errorf("%s: %s has %d elements, want %d as in %s", f.Spec.Name, s.param.Name, m, n, lists[0].param.Name)
		}
	}
	if err := steps.Grow(th, 16*int64(n)); err != nil {
		return nil, err
	}
	one := append(starlark.Tuple(nil), args...)
	named := make([]starlark.Tuple, len(kwargs))
	for i, kv := range kwargs {
		named[i] = starlark.Tuple{kv[0], kv[1]}
	}
	out := make([]starlark.Value, n)
	for i := range n {
		if i&1023 == 1023 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
		for _, s := range lists {
			if s.index < len(args) {
				one[s.index] = s.list.Index(i)
			} else {
				named[s.index-len(args)][1] = s.list.Index(i)
			}
		}
		v, err := f.call(th, f.recv, one, named)
		if err != nil {
			return nil, fmt.Errorf("%w (element %d)", err, i)
		}
		out[i] = v
	}
	return starlark.NewList(out), nil
}
