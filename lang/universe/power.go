package universe

import (
	"fmt"
	"math"
	"math/big"

	"go.starlark.net/starlark"

	"starling/lang/display"
	"starling/lang/steps"
)

var powParams = []string{"base", "exp", "mod"}

func pow(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var a [3]starlark.Value
	if err := arguments("pow", powParams, 2, args, kwargs, a[:]); err != nil {
		return nil, err
	}
	x, xInt := a[0].(starlark.Int)
	y, yInt := a[1].(starlark.Int)
	if a[2] != nil && a[2] != starlark.None {
		m, ok := a[2].(starlark.Int)
		if !ok || !xInt || !yInt {
			return nil, fmt.Errorf("pow: got %s, %s, %s, want three ints where mod is given", a[0].Type(), a[1].Type(), a[2].Type())
		}
		return powMod(th, x.BigInt(), y.BigInt(), m.BigInt())
	}
	if xInt && yInt && y.Sign() >= 0 {
		return powInt(x.BigInt(), y)
	}
	f, ok1 := starlark.AsFloat(a[0])
	g, ok2 := starlark.AsFloat(a[1])
	switch {
	case !ok1:
		return nil, fmt.Errorf("pow: base: got %s, want number", a[0].Type())
	case !ok2:
		return nil, fmt.Errorf("pow: exp: got %s, want number", a[1].Type())
	}
	return powFloat(f, g)
}

func powFloat(x, y float64) (starlark.Value, error) {
	switch {
	case x == 0 && y < 0:
		return nil, fmt.Errorf("pow: zero to the negative power %s", display.FloatRepr(y))
	case x < 0 && y != math.Trunc(y) && !math.IsInf(x, 0) && !math.IsNaN(y):
		return nil, fmt.Errorf("pow: %s to the power %s is not a real number", display.FloatRepr(x), display.FloatRepr(y))
	}
	r := math.Pow(x, y)
	if math.IsInf(r, 0) && !math.IsInf(x, 0) && !math.IsInf(y, 0) {
		return nil, fmt.Errorf("pow: %s to the power %s is too large for a float", display.FloatRepr(x), display.FloatRepr(y))
	}
	return starlark.Float(r), nil
}

func powInt(x *big.Int, y starlark.Int) (starlark.Value, error) {
	if x.BitLen() <= 1 { // 0, 1, -1: only the parity of y matters
		odd := y.BigInt().Bit(0)
		if y.Sign() == 0 || x.Sign() < 0 && odd == 0 {
			return starlark.MakeInt(1), nil
		}
		return starlark.MakeBigInt(x), nil
	}
	n, ok := y.Int64()
	if !ok || n > maxBits || n*int64(x.BitLen()-1) > maxBits {
		return nil, fmt.Errorf("pow: the result has more than %d bits; pow(float(x), y) is a float", maxBits)
	}
	return starlark.MakeBigInt(new(big.Int).Exp(x, big.NewInt(n), nil)), nil
}

// maxModulus bounds the modulus of pow, in bits: one step takes microseconds.
const maxModulus = 1 << 14

func powMod(th *starlark.Thread, x, y, m *big.Int) (starlark.Value, error) {
	if m.Sign() == 0 {
		return nil, fmt.Errorf("pow: mod is 0")
	}
	if m.BitLen() > maxModulus {
		return nil, fmt.Errorf("pow: mod has %d bits, want at most %d", m.BitLen(), maxModulus)
	}
	size := new(big.Int).Abs(m)
	base := new(big.Int).Mod(x, size)
	if y.Sign() < 0 {
		if base.ModInverse(base, size) == nil {
			return nil, fmt.Errorf("pow: the base has no inverse for this mod")
		}
		y = new(big.Int).Neg(y)
	}
	r := new(big.Int).Mod(big.NewInt(1), size)
	for i := y.BitLen() - 1; i >= 0; i-- {
		if i&63 == 0 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
		r.Mod(r.Mul(r, r), size)
		if y.Bit(i) == 1 {
			r.Mod(r.Mul(r, base), size)
		}
	}
	if m.Sign() < 0 && r.Sign() != 0 { // the result has the sign of mod
		r.Add(r, m)
	}
	return starlark.MakeBigInt(r), nil
}
