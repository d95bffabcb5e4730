package universe

import (
	"fmt"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/decl"
)

// aggregates make one value of many.
var aggregates = []*decl.Func{
	decl.Bind(decl.Spec{
		Name: "len", Doc: "Number of elements of a list, tuple, dict, set or string (of a string: bytes).",
		Returns: "int", Examples: []string{`len([1, 2, 3])  # => 3`},
	}, oneValue("x", "list, tuple, dict, set or string", "what to count"), func(_ *starlark.Thread, a *value) (starlark.Value, error) {
		if n := starlark.Len(a.X); n >= 0 {
			return starlark.MakeInt(n), nil
		}
		return nil, fmt.Errorf("len: got %s, want a value with elements", a.X.Type())
	}),
	decl.Bind(decl.Spec{
		Name: "sum", Doc: "Sum of the elements, from left to right, beginning with start.",
		Returns: "number, or what + makes of the elements", Examples: []string{`sum([1, 2, 3.5])  # => 6.5`, `sum([])  # => 0`},
	}, func(a *sumArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "iterable", "what to add up"),
			decl.Value(&a.Start, "start", "any value", "what to begin with").Or(starlark.MakeInt(0)),
		}
	}, sum),
	extreme("min", "Smallest", stocksyntax.LT),
	extreme("max", "Largest", stocksyntax.GT),
	decl.Bind(decl.Spec{
		Name: "any", Doc: "Whether at least one element is true.", Returns: "bool",
		Examples: []string{`any([0, "", 3])  # => True`},
	}, oneValue("x", "iterable", "the elements"), func(th *starlark.Thread, a *value) (starlark.Value, error) {
		return search(th, "any", a.X, true)
	}),
	decl.Bind(decl.Spec{
		Name: "all", Doc: "Whether all elements are true; of none, True.", Returns: "bool",
		Examples: []string{`all([1, 2, 0])  # => False`},
	}, oneValue("x", "iterable", "the elements"), func(th *starlark.Thread, a *value) (starlark.Value, error) {
		return search(th, "all", a.X, false)
	}),
}

// value holds the argument of a function of one.
type value struct{ X starlark.Value }

func oneValue(name, want, doc string) func(*value) []*decl.Param {
	return func(a *value) []*decl.Param { return []*decl.Param{decl.Value(&a.X, name, want, doc)} }
}

type sumArgs struct{ X, Start starlark.Value }

func sum(th *starlark.Thread, a *sumArgs) (starlark.Value, error) {
	it, err := iterable("sum", "x", a.X)
	if err != nil {
		return nil, err
	}
	if _, ok := a.Start.(starlark.String); ok {
		return nil, fmt.Errorf(`sum: start: got string; "".join(list) puts strings together`)
	}
	total := a.Start
	err = each(th, it, func(v starlark.Value) error {
		if x, ok := total.(starlark.Float); ok { // the common case, without the machine's switch
			switch v := v.(type) {
			case starlark.Float:
				total = x + v
				return nil
			case starlark.Int:
				total = x + v.Float()
				return nil
			}
		}
		next, err := starlark.Binary(stocksyntax.PLUS, total, v)
		if err != nil {
			return fmt.Errorf("sum: cannot add %s to %s", v.Type(), total.Type())
		}
		total = next
		return nil
	})
	return total, err
}

// errStop ends a loop that has its answer.
var errStop = fmt.Errorf("stop")

// search reports whether an element has the truth that ends the search.
func search(th *starlark.Thread, fn string, x starlark.Value, truth bool) (starlark.Value, error) {
	it, err := iterable(fn, "x", x)
	if err != nil {
		return nil, err
	}
	err = each(th, it, func(v starlark.Value) error {
		if bool(v.Truth()) == truth {
			return errStop
		}
		return nil
	})
	if err == errStop {
		return starlark.Bool(truth), nil
	}
	return starlark.Bool(!truth), err
}

type extremeArgs struct {
	Args    []starlark.Value
	Key     starlark.Callable
	Default starlark.Value
}

// extreme declares min or max; better is the comparison by which an element
// replaces the one found so far.
func extreme(name, adjective string, better stocksyntax.Token) *decl.Func {
	example := map[string]string{"min": `min([3, 1, 2])  # => 1`, "max": `max("ab", "abc", key=len)  # => 'abc'`}
	return decl.Bind(decl.Spec{
		Name: name, Doc: adjective + " element of one iterable, or of several arguments; of equal ones the first.",
		Returns: "the element", Examples: []string{example[name]},
	}, func(a *extremeArgs) []*decl.Param {
		return []*decl.Param{
			decl.Rest(&a.Args, "x", "one iterable, or two or more values"),
			decl.Callable(&a.Key, "key", "compare by key(element)").Or(starlark.None).ByName(),
			decl.Value(&a.Default, "default", "any value", "the result where there are no elements").Or(starlark.None).ByName(),
		}
	}, func(th *starlark.Thread, a *extremeArgs) (starlark.Value, error) {
		if len(a.Args) == 0 {
			return nil, fmt.Errorf("%s: got no arguments, want an iterable or values", name)
		}
		var list starlark.Iterable = starlark.Tuple(a.Args)
		if len(a.Args) == 1 {
			var err error
			if list, err = iterable(name, "x", a.Args[0]); err != nil {
				return nil, err
			}
		}
		var best, bestKey starlark.Value
		err := each(th, list, func(v starlark.Value) error {
			key := v
			if a.Key != nil {
				var err error
				if key, err = starlark.Call(th, a.Key, starlark.Tuple{v}, nil); err != nil {
					return err
				}
			}
			if best != nil {
				if ok, err := starlark.Compare(better, key, bestKey); err != nil {
					return fmt.Errorf("%s: cannot compare %s with %s", name, key.Type(), bestKey.Type())
				} else if !ok {
					return nil
				}
			}
			best, bestKey = v, key
			return nil
		})
		switch {
		case err != nil:
			return nil, err
		case best != nil:
			return best, nil
		case a.Default != nil:
			return a.Default, nil
		}
		return nil, fmt.Errorf("%s: got no elements; default= gives the result for that case", name)
	})
}
