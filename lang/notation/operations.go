package notation

import (
	"go.starlark.net/starlark"
	stock "go.starlark.net/syntax"

	"starling/lang/syntax"
	"starling/lang/syntax/tree"
)

// Operations returns the hidden values of the operations here, by the names
// under which lowered programs find them.
func Operations(running Running) starlark.StringDict {
	out := starlark.StringDict{
		syntax.Ellipsis: Ellipsis,
		syntax.Truth:    NewUnary("truth", running, truthful),
		syntax.Slice:    starlark.NewBuiltin("slice", newSlice),
		syntax.Sliced:   newSlicing(running),
		syntax.Box:      NewUnary("box", running, newBox),
		syntax.Right:    starlark.NewBuiltin("right", right),
		syntax.Left:     starlark.NewBuiltin("left", left),
	}
	binary := func(op stock.Token, f func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error)) {
		out[syntax.Operator(op)] = NewBinary(tree.Op(op), running, f)
	}
	for _, op := range []stock.Token{stock.LT, stock.LE, stock.GT, stock.GE, stock.EQL, stock.NEQ} {
		binary(op, func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
			return Compare(th, op, x, y)
		})
		out[syntax.Test(op)] = NewBinary(tree.Op(op), running, func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
			ok, err := Test(th, op, x, y)
			return starlark.Bool(ok), err
		})
	}
	binary(stock.IN, func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
		ok, err := Contains(th, x, y)
		return starlark.Bool(ok), err
	})
	binary(stock.NOT_IN, func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
		ok, err := Contains(th, x, y)
		return starlark.Bool(!ok), err
	})
	binary(tree.Pow, Power)
	binary(tree.MatMul, MatMul)
	out[syntax.GetSlice] = NewBinary("slice", running, func(th *starlark.Thread, x, s starlark.Value) (starlark.Value, error) {
		return GetSlice(th, x, s.(*Slice))
	})
	return out
}

func right(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return args[0].(*Binary).Right(args[1]), nil
}

func left(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return args[0].(*Binary).Left(args[1]), nil
}

func newSlice(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return &Slice{Lo: args[0], Hi: args[1], Step: args[2]}, nil
}

// A box keeps an operand that is needed twice. It is indexed by what it is to
// keep, and gives it back once.
type box struct {
	hidden
	x starlark.Value
}

func newBox(*starlark.Thread, starlark.Value) (starlark.Value, error) {
	return &box{hidden: hidden{name: "box"}}, nil
}

func (b *box) Get(x starlark.Value) (starlark.Value, bool, error) {
	b.x = x
	return x, true, nil
}

func (b *box) Attr(string) (starlark.Value, error) {
	x := b.x
	b.x = nil
	return x, nil
}

func (b *box) AttrNames() []string { return nil }

var (
	_ starlark.Mapping  = (*box)(nil)
	_ starlark.HasAttrs = (*box)(nil)
)
