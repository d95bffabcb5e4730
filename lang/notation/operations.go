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
		syntax.Truth:    NewUnary("truth", running, quickTruth, truthful),
		syntax.Slice:    starlark.NewBuiltin("slice", newSlice),
		syntax.Sliced:   newSlicing(running, 3),
		syntax.SlicedBy: newSlicing(running, 4),
		syntax.Box:      NewUnary("box", running, nil, newBox),
		syntax.Right:    starlark.NewBuiltin("right", right),
		syntax.Left:     starlark.NewBuiltin("left", left),
		syntax.GetSlice: NewBinary("slice", running, nil, func(th *starlark.Thread, x, s starlark.Value) (starlark.Value, error) {
			return GetSlice(th, x, s.(*Slice))
		}),
		syntax.Operator(tree.Pow):    NewBinary("**", running, quickPower, Power),
		syntax.Operator(tree.MatMul): NewBinary("@", running, nil, MatMul),
	}
	for _, op := range []stock.Token{stock.LT, stock.LE, stock.GT, stock.GE, stock.EQL, stock.NEQ} {
		name, quick := tree.Op(op), quickComparison(op)
		out[syntax.Operator(op)] = NewBinary(name, running, quick, func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
			return Compare(th, op, x, y)
		})
		out[syntax.Test(op)] = NewBinary(name, running, quick, func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
			ok, err := Test(th, op, x, y)
			return starlark.Bool(ok), err
		})
	}
	for op, found := range map[stock.Token]bool{stock.IN: true, stock.NOT_IN: false} {
		out[syntax.Operator(op)] = NewBinary(tree.Op(op), running, nil, func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
			ok, err := Contains(th, x, y)
			return starlark.Bool(ok == found), err
		})
	}
	return out
}

// quickComparison compares what needs no thread and cannot fail.
func quickComparison(op stock.Token) func(x, y starlark.Value) starlark.Value {
	return func(x, y starlark.Value) starlark.Value {
		if ok, known := plainly(op, x, y); known {
			return starlark.Bool(ok)
		}
		return nil
	}
}

func quickPower(x, y starlark.Value) starlark.Value {
	if x, ok := x.(starlark.Float); ok && (y == starlark.MakeInt(2) || y == starlark.Float(2)) && x < 1e150 && x > -1e150 {
		return x * x
	}
	return nil
}

func quickTruth(x starlark.Value) starlark.Value {
	if isStock(x) {
		return x
	}
	return nil
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
