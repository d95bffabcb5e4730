package universe

import (
	"fmt"
	"math"
	"math/big"
	"strconv"

	"go.starlark.net/starlark"

	"starling/lang/display"
)

var roundParams = []string{"number", "ndigits"}

func round(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var a [2]starlark.Value
	if err := arguments("round", roundParams, 1, args, kwargs, a[:]); err != nil {
		return nil, err
	}
	digits, toInt := 0, a[1] == nil || a[1] == starlark.None
	if !toInt {
		n, err := starlark.AsInt32(a[1])
		if err != nil {
			return nil, fmt.Errorf("round: ndigits: %w", err)
		}
		digits = n
	}
	switch x := a[0].(type) {
	case starlark.Int:
		return roundInt(x, digits), nil
	case starlark.Float:
		f := float64(x)
		if !toInt {
			return starlark.Float(roundFloat(f, digits)), nil
		}
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, fmt.Errorf("round: got %s, which is no number that an int can be", display.FloatRepr(f))
		}
		return starlark.NumberToInt(starlark.Float(math.RoundToEven(f)))
	}
	return nil, fmt.Errorf("round: number: got %s, want number", a[0].Type())
}

// roundFloat rounds x to so many decimals of its exact value.
func roundFloat(x float64, digits int) float64 {
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
