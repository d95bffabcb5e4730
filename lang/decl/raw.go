package decl

import "go.starlark.net/starlark"

// Raw completes a function that reads its arguments itself: one of those that
// programs call in their innermost loops, where Bind's checks would cost more
// than the function. params are what help shows; their pointers may be nil.
func Raw(spec Spec, params []*Param, impl func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)) *Func {
	spec.Params = params
	return &Func{Spec: spec, call: func(th *starlark.Thread, _ starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (v starlark.Value, err error) {
		defer func() {
			if r := recover(); r != nil {
				v, err = nil, &Defect{Builtin: spec.Name, Cause: r}
			}
		}()
		return impl(th, args, kwargs)
	}}
}
