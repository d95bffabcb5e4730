package decl_test

import (
	"errors"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/decl"
)

func TestRaw(t *testing.T) {
	f := decl.Raw(decl.Spec{Name: "f"}, []*decl.Param{decl.Value[starlark.Value](nil, "x", "any value", "what to take").Or(starlark.None)},
		func(_ *starlark.Thread, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			return args[0], nil
		})
	if got := f.Signature(); got != "f(x=None)" {
		t.Error(got)
	}
	if v, err := starlark.Call(new(starlark.Thread), f, starlark.Tuple{starlark.True}, nil); err != nil || v != starlark.True {
		t.Error(v, err)
	}
	var defect *decl.Defect
	if _, err := starlark.Call(new(starlark.Thread), f, nil, nil); !errors.As(err, &defect) || defect.Builtin != "f" {
		t.Errorf("a panic is %v", err)
	}
}
