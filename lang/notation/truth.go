package notation

import "go.starlark.net/starlark"

// Truth is what if, while, and, or, not ask.
func Truth(v starlark.Value) (bool, error) {
	switch v := v.(type) {
	case starlark.Bool:
		return bool(v), nil
	case NoTruther:
		if err := v.NoTruth(); err != nil {
			return false, err
		}
	}
	return bool(v.Truth()), nil
}

// truthful returns v if it has a truth.
func truthful(_ *starlark.Thread, v starlark.Value) (starlark.Value, error) {
	if n, ok := v.(NoTruther); ok {
		if err := n.NoTruth(); err != nil {
			return nil, err
		}
	}
	return v, nil
}
