package lang

import (
	"fmt"
	"maps"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/doc"
	"starling/lang/syntax"
	"starling/lang/universe"
)

// lowering says how cells and modules are compiled.
var lowering = syntax.Options{Method: universe.IsMethod}

// base is the map that every file's and session's names begin with: the
// universe, the functions that lowered programs call, the modules, and help.
func base(modules []*decl.Module) (starlark.StringDict, error) {
	names := universe.Names()
	names["help"] = doc.Help(func() starlark.StringDict { return names })
	for _, m := range modules {
		if _, ok := names[m.Name]; ok {
			return nil, fmt.Errorf("module %s: the name is taken", m.Name)
		}
		names[m.Name] = m
	}
	maps.Copy(names, universe.Hidden())
	return names, nil
}
