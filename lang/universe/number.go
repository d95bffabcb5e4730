package universe

import (
	"fmt"
	"math"
	"math/big"
	"strconv"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/steps"
)

// maxBits bounds an integer: arithmetic on longer ones takes seconds.
const maxBits = 1 << 25

// numbers compute with numbers.
var numbers = []*decl.Func{
	decl.Bind(decl.Spec{
		Name: "abs", Doc: "Absolute value.", Returns: "number of the same type", Examples: []string{`abs(-2.5)  # => 2.5`},
	}, oneValue("x", "number", "the number"), func(th *starlark.Thread, a *value) (starlark.Value, error) {
		switch a.X.(type) {
		case starlark.Int, starlark.Float:
			return stock(th, "abs", a.X)
		}
		return nil, fmt.Errorf("abs: x: got %s, want number", a.X.Type())
	}),
	decl.Bind(decl.Spec{
		Name: "round", Doc: "The nearest number with so many decimals; a tie goes to the even digit, as in Python. Without digits, an int.",
		Returns: "int, or a number of the type of x", Examples: []string{`round(2.5)  # => 2`, `round(3.14159, 2)  # => 3.14`, `round(1250, -2)  # => 1200`},
	}, func(a *roundArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "number", "the number"),
			decl.Value(&a.Digits, "ndigits", "int", "decimals; negative: tens, hundreds …").Or(starlark.None),
		}
	}, round),
	decl.Bind(decl.Spec{
		Name: "pow", Doc: "x to the power of y; with mod, the remainder of that.",
		Returns: "int for ints with y at least 0, else float", Examples: []string{`pow(2, 10)  # => 1024`, `pow(2.0, 0.5)  # => 1.4142135623730951`, `pow(3, 4, 5)  # => 1`},
	}, func(a *powArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "number", "the base"),
			decl.Value(&a.Y, "y", "number", "the exponent"),
			decl.Value(&a.Mod, "mod", "int", "the modulus").Or(starlark.None),
		}
	}, pow),
	decl.Bind(decl.Spec{
		Name: "divmod", Doc: "The pair (x // y, x % y).", Returns: "tuple", Examples: []string{`divmod(-7, 2)  # => (-4, 1)`},
	}, func(a *pairArgs) []*decl.Param {
		return []*decl.Param{decl.Value(&a.X, "x", "number", "the dividend"), decl.Value(&a.Y, "y", "number", "the divisor")}
	}, func(_ *starlark.Thread, a *pairArgs) (starlark.Value, error) {
		for _, x := range []starlark.Value{a.X, a.Y} {
			if _, ok := starlark.AsFloat(x); !ok {
				return nil, fmt.Errorf("divmod: got %s, want number", x.Type())
			}
		}
		q, err := starlark.Binary(stocksyntax.SLASHSLASH, a.X, a.Y)
		if err != nil {
			return nil, fmt.Errorf("divmod: %w", err)
		}
		r, err := starlark.Binary(stocksyntax.PERCENT, a.X, a.Y)
		return starlark.Tuple{q, r}, err
	}),
	decl.Bind(decl.Spec{
		Name: "int", Doc: "Whole number of a number (cut toward zero) or of the digits in a string.", Returns: "int",
		Examples: []string{`int(2.9)  # => 2`, `int("ff", 16)  # => 255`},
	}, func(a *intArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "number or string", "what to convert").Or(starlark.MakeInt(0)),
			decl.Value(&a.Base, "base", "int", "of the digits, 2 to 36; 0: as the prefix says").Or(starlark.None),
		}
	}, func(th *starlark.Thread, a *intArgs) (starlark.Value, error) {
		if s, ok := a.X.(starlark.String); ok && len(s) > maxBits/4 {
			return nil, fmt.Errorf("int: got %d digits, want at most %d", len(s), maxBits/4)
		}
		args := starlark.Tuple{a.X}
		if a.Base != nil {
			args = append(args, a.Base)
		}
		v, err := starlark.Call(th, starlark.Universe["int"], args, nil)
		return v, plainError(err)
	}),
	decl.Bind(decl.Spec{
		Name: "float", Doc: "Floating-point number of a number or a string.", Returns: "float",
		Examples: []string{`float("1e3")  # => 1000.0`},
	}, func(a *value) []*decl.Param {
		return []*decl.Param{decl.Value(&a.X, "x", "number or string", "what to convert").Or(starlark.Float(0))}
	}, func(th *starlark.Thread, a *value) (starlark.Value, error) {
		v, err := stock(th, "float", a.X)
		return v, plainError(err)
	}),
	decl.Bind(decl.Spec{
		Name: "bool", Doc: "Truth of a value: zero, empty and None are false.", Returns: "bool",
		Examples: []string{`bool([])  # => False`},
	}, func(a *value) []*decl.Param {
		return []*decl.Param{decl.Value(&a.X, "x", "any value", "the value").Or(starlark.False)}
	}, func(_ *starlark.Thread, a *value) (starlark.Value, error) { return a.X.Truth(), nil }),
}

type (
	roundArgs struct{ X, Digits starlark.Value }
	powArgs   struct{ X, Y, Mod starlark.Value }
	pairArgs  struct{ X, Y starlark.Value }
	intArgs   struct{ X, Base starlark.Value }
)

func round(_ *starlark.Thread, a *roundArgs) (starlark.Value, error) {
	digits := 0
	if a.Digits != nil {
		n, err := starlark.AsInt32(a.Digits)
		if err != nil {
			return nil, fmt.Errorf("round: ndigits: got %s, want int", a.Digits.Type())
		}
		digits = n
	}
	switch x := a.X.(type) {
	case starlark.Int:
		return roundInt(x, digits), nil
	case starlark.Float:
		f := float64(x)
		if a.Digits != nil {
			return starlark.Float(RoundFloat(f, digits)), nil
		}
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, fmt.Errorf("round: got %s, which is no number that an int can be", display.FloatRepr(f))
		}
		return starlark.NumberToInt(starlark.Float(math.RoundToEven(f)))
	}
	return nil, fmt.Errorf("round: x: got %s, want number", a.X.Type())
}

// RoundFloat rounds x to so many decimals of its exact value.
func RoundFloat(x float64, digits int) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0) || x == 0 || digits > 330:
		return x
	case digits >= 0:
		y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'f', digits, 64), 64)
		return y
	case digits < -310:
		return math.Copysign(0, x)
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-digits)), nil)
	exact := new(big.Rat).SetFloat64(x)
	q, half := new(big.Int).QuoRem(exact.Num(), new(big.Int).Mul(exact.Denom(), unit), new(big.Int))
	half.Abs(half.Lsh(half, 1))
	if c := half.CmpAbs(new(big.Int).Mul(exact.Denom(), unit)); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(exact.Sign())))
	}
	y, _ := new(big.Float).SetInt(q.Mul(q, unit)).Float64()
	if y == 0 {
		return math.Copysign(0, x)
	}
	return y
}

func roundInt(x starlark.Int, digits int) starlark.Value {
	if digits >= 0 {
		return x
	}
	n := x.BigInt()
	if -digits > len(n.Text(10))+1 {
		return starlark.MakeInt(0)
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-digits)), nil)
	q, r := new(big.Int).QuoRem(n, unit, new(big.Int))
	r.Abs(r.Lsh(r, 1))
	if c := r.CmpAbs(unit); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(n.Sign())))
	}
	return starlark.MakeBigInt(q.Mul(q, unit))
}

func pow(th *starlark.Thread, a *powArgs) (starlark.Value, error) {
	x, xInt := a.X.(starlark.Int)
	y, yInt := a.Y.(starlark.Int)
	if a.Mod != nil {
		m, ok := a.Mod.(starlark.Int)
		if !ok || !xInt || !yInt {
			return nil, fmt.Errorf("pow: got %s, %s, %s, want three ints where mod is given", a.X.Type(), a.Y.Type(), a.Mod.Type())
		}
		return powMod(x.BigInt(), y.BigInt(), m.BigInt())
	}
	if xInt && yInt && y.Sign() >= 0 {
		return powInt(th, x, y)
	}
	f, ok1 := starlark.AsFloat(a.X)
	g, ok2 := starlark.AsFloat(a.Y)
	switch {
	case !ok1:
		return nil, fmt.Errorf("pow: x: got %s, want number", a.X.Type())
	case !ok2:
		return nil, fmt.Errorf("pow: y: got %s, want number", a.Y.Type())
	case f == 0 && g < 0:
		return nil, fmt.Errorf("pow: zero to the negative power %s", a.Y)
	case f < 0 && g != math.Trunc(g) && !math.IsInf(f, 0):
		return nil, fmt.Errorf("pow: %s to the power %s is not a real number", display.FloatRepr(f), display.FloatRepr(g))
	}
	r := math.Pow(f, g)
	if math.IsInf(r, 0) && !math.IsInf(f, 0) && !math.IsInf(g, 0) {
		return nil, fmt.Errorf("pow: %s to the power %s is too large for a float", display.FloatRepr(f), display.FloatRepr(g))
	}
	return starlark.Float(r), nil
}

func powInt(th *starlark.Thread, x, y starlark.Int) (starlark.Value, error) {
	b := x.BigInt()
	if b.CmpAbs(big.NewInt(1)) > 0 {
		n, ok := y.Int64()
		if !ok || n > maxBits || n*int64(b.BitLen()) > maxBits {
			return nil, fmt.Errorf("pow: the result has more than %d bits; pow(float(x), y) is a float", maxBits)
		}
	}
	if err := steps.Poll(th); err != nil {
		return nil, err
	}
	if b.CmpAbs(big.NewInt(1)) <= 0 { // 0, 1, -1: only the parity matters
		e := y.BigInt()
		if e.Sign() == 0 || b.Sign() >= 0 {
			return starlark.MakeBigInt(new(big.Int).Exp(b, new(big.Int).SetInt64(int64(e.Sign())), nil)), nil
		}
		return starlark.MakeInt(1 - 2*int(e.Bit(0))), nil
	}
	return starlark.MakeBigInt(new(big.Int).Exp(b, y.BigInt(), nil)), nil
}

func powMod(x, y, m *big.Int) (starlark.Value, error) {
	if m.Sign() == 0 {
		return nil, fmt.Errorf("pow: mod is 0")
	}
	if m.BitLen() > 1<<14 {
		return nil, fmt.Errorf("pow: mod has %d bits, want at most %d", m.BitLen(), 1<<14)
	}
	r := new(big.Int).Exp(x, y, new(big.Int).Abs(m))
	if r == nil {
		return nil, fmt.Errorf("pow: the base has no inverse for this mod")
	}
	if m.Sign() < 0 && r.Sign() != 0 { // the result has the sign of mod
		r.Add(r, m)
	}
	return starlark.MakeBigInt(r), nil
}
