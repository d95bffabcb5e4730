package lang

import (
	"strings"

	"go.starlark.net/starlark"
	stock "go.starlark.net/syntax"

	"starling/lang/display"
	"starling/lang/syntax"
)

// lowering says how cells and modules are compiled.
var lowering = syntax.Options{}

// universe is what every cell and module can use: the functions of the stock
// machine, and the hidden ones that lowered programs call.
func universe() starlark.StringDict {
	names := starlark.StringDict{}
	for name, v := range starlark.Universe {
		names[name] = v
	}
	names["print"] = starlark.NewBuiltin("print", func(th *starlark.Thread, _ *starlark.Builtin, a starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		var parts []string
		for _, x := range a {
			s, err := display.Str(th, x)
			if err != nil {
				return nil, err
			}
			parts = append(parts, s)
		}
		th.Print(th, strings.Join(parts, " "))
		return starlark.None, nil
	})
	for name, op := range map[string]stock.Token{syntax.Mul: stock.STAR, syntax.Mod: stock.PERCENT} {
		names[name] = starlark.NewBuiltin(op.String(), func(_ *starlark.Thread, _ *starlark.Builtin, a starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			return starlark.Binary(op, a[0], a[1])
		})
	}
	return names
}
