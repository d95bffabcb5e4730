package universe

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/notation"
	"starling/lang/steps"
)

// aggregates make one value of many.
var aggregates = []*decl.Func{
	unary(decl.Spec{
		Name: "len", Doc: "Number of elements of a list, tuple, dict, set or string (of a string: bytes).",
		Returns: "int", Examples: []string{`len([1, 2, 3])  # => 3`},
	}, param("x", "list, tuple, dict, set or string", "what to count"), func(_ *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		if n := starlark.Len(x); n >= 0 {
			return starlark.MakeInt(n), nil
		}
		return nil, fmt.Errorf("len: got %s, want a value with elements", x.Type())
	}),
	decl.Raw(decl.Spec{
		Name: "sum", Doc: "Sum of the elements, from left to right, beginning with start.",
		Returns: "number, or what + makes of the elements", Examples: []string{`sum([1, 2, 3.5])  # => 6.5`, `sum([])  # => 0`},
	}, []*decl.Param{param("x", "iterable", "what to add up"), param("start", "any value", "what to begin with").Or(starlark.MakeInt(0))}, sum),
	extreme("min", "Smallest", stocksyntax.LT),
	extreme("max", "Largest", stocksyntax.GT),
	search("any", "Whether at least one element is true.", `any([0, "", 3])  # => True`, true),
	search("all", "Whether all elements are true; of none, True.", `all([1, 2, 0])  # => False`, false),
}

var sumParams = []string{"x", "start"}

func sum(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var a [2]starlark.Value
	if err := arguments("sum", sumParams, 1, args, kwargs, a[:]); err != nil {
		return nil, err
	}
	it, err := iterable("sum", a[0])
	if err != nil {
		return nil, err
	}
	total := a[1]
	if total == nil {
		total = starlark.MakeInt(0)
	}
	if _, ok := total.(starlark.String); ok {
		return nil, fmt.Errorf(`sum: start: got string; "".join(list) puts strings together`)
	}
	err = each(th, it, func(v starlark.Value) error {
		if x, ok := total.(starlark.Float); ok { // the common case, without the machine's switch
			if y, ok := v.(starlark.Float); ok {
				total = x + y
				return nil
			}
		}
		if n := starlark.Len(total); n > 1<<20 {
			if err := steps.Grow(th, int64(n+max(starlark.Len(v), 0))*wordSize); err != nil {
				return err
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
var errStop = errors.New("stop")

// search declares any or all: truth is what ends the search.
func search(name, doc, example string, truth bool) *decl.Func {
	return unary(decl.Spec{Name: name, Doc: doc, Returns: "bool", Examples: []string{example}}, param("x", "iterable", "the elements"),
		func(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
			if q, ok := x.(notation.Quantifier); ok {
				return q.Quantify(th, !truth)
			}
			it, err := iterable(name, x)
			if err != nil {
				return nil, err
			}
			err = each(th, it, func(v starlark.Value) error {
				ok, err := notation.Truth(v)
				if err == nil && ok == truth {
					return errStop
				}
				return err
			})
			if err == errStop {
				return starlark.Bool(truth), nil
			}
			return starlark.Bool(!truth), err
		})
}

// An extremum looks for the element that is better than all before it.
type extremum struct {
	th       *starlark.Thread
	name     string
	better   stocksyntax.Token
	key      starlark.Callable // nil: the element itself
	best     starlark.Value    // nil: none yet
	bestKey  starlark.Value
	fallback starlark.Value // nil: none
}

var extremeParams = []string{"key", "default"}

// extreme declares min or max; better is the comparison by which an element
// replaces the one found so far.
func extreme(name, adjective string, better stocksyntax.Token) *decl.Func {
	example := map[string]string{"min": `min([3, 1, 2])  # => 1`, "max": `max("ab", "abc", key=len)  # => 'abc'`}
	return decl.Raw(decl.Spec{
		Name: name, Doc: adjective + " element of one iterable, or of several arguments; of equal ones the first.",
		Returns: "the element", Examples: []string{example[name]},
	}, []*decl.Param{
		rest("x", "one iterable, or two or more values"),
		param("key", "function", "compare by key(element)").Or(starlark.None).ByName(),
		param("default", "any value", "the result where the iterable has no elements").Or(none{}).ByName(),
	}, func(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		e := extremum{th: th, name: name, better: better}
		if err := e.options(kwargs); err != nil {
			return nil, err
		}
		return e.among(args)
	})
}

func (e *extremum) options(kwargs []starlark.Tuple) (err error) {
	if len(kwargs) == 0 {
		return nil
	}
	var a [2]starlark.Value
	if err := arguments(e.name, extremeParams, 0, nil, kwargs, a[:]); err != nil {
		return err
	}
	e.fallback = a[1]
	e.key, err = callable(e.name, "key", a[0])
	return err
}

func (e *extremum) among(args starlark.Tuple) (starlark.Value, error) {
	switch {
	case len(args) == 0:
		return nil, fmt.Errorf("%s: got no arguments, want an iterable or values", e.name)
	case len(args) > 1 && e.fallback != nil:
		return nil, fmt.Errorf("%s: default is for one iterable, got %d values", e.name, len(args))
	case len(args) > 1:
		for _, v := range args {
			if err := e.consider(v); err != nil {
				return nil, err
			}
		}
		return e.best, nil
	}
	it, err := iterable(e.name, args[0])
	if err != nil {
		return nil, err
	}
	if err := each(e.th, it, e.consider); err != nil {
		return nil, err
	}
	if e.best == nil {
		e.best = e.fallback
	}
	if e.best == nil {
		return nil, fmt.Errorf("%s: got no elements; default= gives the result for that case", e.name)
	}
	return e.best, nil
}

func (e *extremum) consider(v starlark.Value) error {
	key := v
	if e.key != nil {
		var err error
		if key, err = starlark.Call(e.th, e.key, starlark.Tuple{v}, nil); err != nil {
			return err
		}
	}
	if e.best != nil {
		ok, err := ordered(e.th, e.name, e.better, key, e.bestKey)
		if err != nil {
			return err
		}
		if !ok {
			return nil
		}
	}
	e.best, e.bestKey = v, key
	return nil
}
