package universe

import (
	"fmt"
	"math/big"

	"go.starlark.net/starlark"

	"starling/lang/notation"
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
	for i, v := range a[:2] {
		if _, number := starlark.AsFloat(v); !number && !isPowerer(a[0]) && !isPowerer(a[1]) {
			return nil, fmt.Errorf("pow: %s: got %s, want number", powParams[i], v.Type())
		}
	}
	z, err := notation.Power(th, a[0], a[1])
	if err != nil {
		return nil, fmt.Errorf("pow: %w", err)
	}
	return z, nil
}

func isPowerer(v starlark.Value) bool {
	_, ok := v.(notation.Powerer)
	return ok
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
