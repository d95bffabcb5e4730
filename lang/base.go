package lang

import (
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/comm"
	"starling/lang/decl"
	"starling/lang/doc"
	"starling/lang/steps"
	"starling/lang/universe"
)

// lowering says how cells and modules are compiled.
var lowering = universe.Lowering()

// base is the map that every file's and session's names begin with: the
// universe, the functions that lowered programs call, the modules, and help.
// source returns the text of a function's file.
func base(modules []*decl.Module, lock *steps.Lock, source doc.Source) (starlark.StringDict, error) {
	names := universe.Names()
	names["help"] = doc.Help(func() doc.Scope { return doc.Scope{Names: names, Source: source} })
	for _, m := range append([]*decl.Module{comm.Module}, modules...) {
		if _, ok := names[m.Name]; ok {
			return nil, fmt.Errorf("module %s: the name is taken", m.Name)
		}
		names[m.Name] = m
	}
	for name, v := range universe.Hidden(lock.Thread) {
		names[name] = guarded(v)
	}
	return names, nil
}

// guarded makes a panic in a hidden function an error with the function's
// name, as decl does for those that are declared.
func guarded(v starlark.Value) starlark.Value {
	b, ok := v.(*starlark.Builtin)
	if !ok {
		return v
	}
	return starlark.NewBuiltin(b.Name(), func(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (v starlark.Value, err error) {
		defer func() {
			if r := recover(); r != nil {
				v, err = nil, &decl.Defect{Builtin: b.Name(), Cause: r}
			}
		}()
		return b.CallInternal(th, args, kwargs)
	})
}
