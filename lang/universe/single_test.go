package universe_test

import (
	"fmt"
	"maps"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/syntax"
)

// Methods of one argument do, and refuse, what the stock machine's do: also on
// what is frozen, or looped over, or has a method of its own, and whatever the
// argument is.
func TestSinglesLikeStock(t *testing.T) {
	calls := []string{
		"l.append(%s)", "s.add(%s)", "d.get(%s)", "text.startswith(%s)", "text.endswith(%s)",
		"[l.append(%s) for x in l]", "[s.add(%s) for x in s]", "[d.get(%s) for x in d]",
		"frozen_list.append(%s)", "frozen_set.add(%s)", "frozen_dict.get(%s)",
		"own.append(%s)", "own.get(%s)", "own.add(%s)", "l.append(l.append(%s))", "5 .append(%s)", "text.get(%s)",
	}
	args := []string{"1", "None", "'a'", "'ab'", "''", "('a', 'x')", "(1,)", "[1]", "(1, [2])", "{}", "l", "x=1", "*[1]", "*[]", "1, 2", ""}
	for _, call := range calls {
		for _, arg := range args {
			expr := fmt.Sprintf(call, arg)
			names := subjects()
			v, err := starlark.EvalOptions(syntax.Dialect, new(starlark.Thread), "stock", expr, names)
			stock := outcome(v, err, names)
			b, names := newBench(t), subjects()
			maps.Copy(b.names, names)
			th, _ := thread()
			v, err = b.run(th, expr)
			if ours := outcome(v, err, names); ours != stock {
				t.Errorf("%s:\n got   %s\n stock %s", expr, ours, stock)
			}
		}
	}
}

// subjects are what methods are called on.
func subjects() starlark.StringDict {
	list := func() *starlark.List {
		return starlark.NewList([]starlark.Value{starlark.MakeInt(1), starlark.String("a")})
	}
	set, dict := new(starlark.Set), new(starlark.Dict)
	_ = set.Insert(starlark.MakeInt(1))
	_ = dict.SetKey(starlark.MakeInt(1), starlark.String("one"))
	names := starlark.StringDict{
		"l": list(), "s": set, "d": dict, "text": starlark.String("abab"),
		"frozen_list": list(), "frozen_set": new(starlark.Set), "frozen_dict": new(starlark.Dict),
		"own": &own{}, "None": starlark.None,
	}
	for _, name := range []string{"frozen_list", "frozen_set", "frozen_dict"} {
		names[name].Freeze()
	}
	return names
}

// outcome is what came of a call, and what it left.
func outcome(v starlark.Value, err error, names starlark.StringDict) string {
	if v == nil {
		v = starlark.None
	}
	if err != nil {
		v = starlark.String(err.Error())
	}
	return fmt.Sprint(v, names["l"], names["s"], names["d"])
}

// An own has an append of its own, no get, and an add that is no function.
type own struct{ starlark.NoneType }

func (*own) Type() string        { return "own" }
func (*own) AttrNames() []string { return []string{"add", "append"} }

func (*own) Attr(name string) (starlark.Value, error) {
	switch name {
	case "add":
		return starlark.MakeInt(3), nil
	case "append":
		return starlark.NewBuiltin("append", func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			return starlark.String(fmt.Sprint("own", args, kwargs)), nil
		}), nil
	}
	return nil, nil
}
