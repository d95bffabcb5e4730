package np

import (
	"fmt"
	"math"
	"math/big"

	"go.starlark.net/starlark"

	"starling/lang/decl"
)

func absFunc() *decl.Func {
	return one(decl.Spec{
		Name: "abs", Doc: "Magnitude; of an int an int.", Returns: "number",
		Examples: []string{`np.abs(-3)  # => 3`, `np.abs(-0.5)  # => 0.5`},
	}, anyX, func(v starlark.Value) (starlark.Value, error) {
		if i, ok := v.(starlark.Int); ok {
			return starlark.MakeBigInt(new(big.Int).Abs(i.BigInt())), nil
		}
		x, err := float(v)
		return starlark.Float(math.Abs(x)), err
	})
}

func signFunc() *decl.Func {
	return one(decl.Spec{
		Name: "sign", Doc: "-1, 0 or 1; of an int an int, of nan nan.", Returns: "number",
		Examples: []string{`np.sign(-3)  # => -1`, `np.sign(0.5)  # => 1.0`},
	}, anyX, func(v starlark.Value) (starlark.Value, error) {
		if i, ok := v.(starlark.Int); ok {
			return starlark.MakeInt(i.Sign()), nil
		}
		x, err := float(v)
		switch {
		case err != nil || math.IsNaN(x):
			return v, err
		case x == 0: // also -0.0
			return starlark.Float(0), nil
		}
		return starlark.Float(math.Copysign(1, x)), nil
	})
}

var (
	first  = operand{"x", "", "one number"}
	second = operand{"y", "", "the other number"}
)

func maximumFunc() *decl.Func {
	return two(decl.Spec{
		Name: "maximum", Doc: "The greater of two; nan if either is.", Returns: "number: an int if both are",
		Examples: []string{`np.maximum(2, 3)  # => 3`, `np.maximum(2, 0.5)  # => 2.0`, `np.maximum(np.nan, 1)  # => nan`},
	}, first, second, func(a, b number) starlark.Value { return pick(a, b, 1) })
}

func minimumFunc() *decl.Func {
	return two(decl.Spec{
		Name: "minimum", Doc: "The lesser of two; nan if either is.", Returns: "number: an int if both are",
		Examples: []string{`np.minimum(2, 3)  # => 2`, `np.minimum(2, 0.5)  # => 0.5`},
	}, first, second, func(a, b number) starlark.Value { return pick(a, b, -1) })
}

// pick returns the greater of a and b (side 1) or the lesser (-1).
func pick(a, b number, side int) starlark.Value {
	switch {
	case a.whole && b.whole:
		if a.exact.BigInt().Cmp(b.exact.BigInt()) == side {
			return a.exact
		}
		return b.exact
	case side > 0:
		return starlark.Float(max(a.float, b.float))
	}
	return starlark.Float(min(a.float, b.float))
}

type whereArgs struct{ Condition, X, Y starlark.Value }

func whereFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "where", Doc: "x where the condition holds, else y. Both are computed before; `x if condition else y` computes one.", Returns: "number: a float if either is",
		Examples: []string{`np.where(2 > 1, 10, 20)  # => 10`, `np.where(False, 1, 0.5)  # => 0.5`, `np.where(True, 1, 0.5)  # => 1.0`},
	}, func(a *whereArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.Condition, "condition", "bool or number", "what decides; a number holds if it is not 0"),
			decl.Value(&a.X, "x", "number", "the result if it holds"),
			decl.Value(&a.Y, "y", "number", "the result if not"),
		}
	}, func(_ *starlark.Thread, a *whereArgs) (starlark.Value, error) {
		holds, ok := a.Condition.(starlark.Bool)
		if !ok {
			c, err := float(a.Condition)
			if err != nil {
				return nil, fmt.Errorf("where: condition: got %s, want bool or number", a.Condition.Type())
			}
			holds = c != 0
		}
		x, err := read(a.X)
		if err != nil {
			return nil, fmt.Errorf("where: x: %w", err)
		}
		y, err := read(a.Y)
		if err != nil {
			return nil, fmt.Errorf("where: y: %w", err)
		}
		both := x.whole && y.whole
		if !holds {
			x = y
		}
		x.whole = both
		return x.value(), nil
	})
}

func test(name, doc, example string, f func(float64) bool) *decl.Func {
	return one(decl.Spec{Name: name, Doc: doc, Returns: "bool", Examples: []string{example}}, anyX,
		func(v starlark.Value) (starlark.Value, error) {
			x, err := float(v)
			if err != nil {
				return nil, err
			}
			return starlark.Bool(f(x)), nil
		})
}

func isnanFunc() *decl.Func {
	return test("isnan", "Whether x is not a number: nan differs even from itself.", `np.isnan(np.inf - np.inf)  # => True`, math.IsNaN)
}

func isinfFunc() *decl.Func {
	return test("isinf", "Whether x is inf or -inf.", `np.isinf(-np.inf)  # => True`, func(x float64) bool { return math.IsInf(x, 0) })
}

func isfiniteFunc() *decl.Func {
	return test("isfinite", "Whether x is neither infinite nor nan.", `np.isfinite(np.log(0))  # => False`,
		func(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) })
}
