package notation

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"go.starlark.net/starlark"

	"starling/lang/display"
)

// MaxBits bounds an integer that an operation makes. What the machine does
// with longer ones (print, //, %) cannot be interrupted and takes seconds.
const MaxBits = 1 << 22

// Power is x ** y: an int for ints with y at least 0, else a float.
func Power(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	switch a := x.(type) {
	case starlark.Int:
		switch b := y.(type) {
		case starlark.Int:
			if b.Sign() >= 0 {
				return powInts(a, b)
			}
			return powNumbers(x, y)
		case starlark.Float:
			return powNumbers(x, y)
		}
	case starlark.Float:
		switch b := y.(type) {
		case starlark.Float:
			return powFloats(float64(a), float64(b))
		case starlark.Int:
			return powNumbers(x, y)
		}
	}
	if p, ok := x.(Powerer); ok {
		if z, err := p.Power(th, y, starlark.Left); z != nil || err != nil {
			return z, err
		}
	}
	if p, ok := y.(Powerer); ok {
		if z, err := p.Power(th, x, starlark.Right); z != nil || err != nil {
			return z, err
		}
	}
	return nil, unknown(x, "**", y)
}

// powNumbers is the power of two numbers as floats.
func powNumbers(x, y starlark.Value) (starlark.Value, error) {
	f, _ := starlark.AsFloat(x)
	g, _ := starlark.AsFloat(y)
	if isInt(x) && math.IsInf(f, 0) || isInt(y) && math.IsInf(g, 0) {
		return nil, errors.New("the int is too large for a float")
	}
	return powFloats(f, g)
}

func isInt(x starlark.Value) bool {
	_, ok := x.(starlark.Int)
	return ok
}

func powFloats(x, y float64) (starlark.Value, error) {
	if y == 2 && math.Abs(x) < 1e150 {
		return starlark.Float(x * x), nil
	}
	switch {
	case x == 0 && y < 0:
		return nil, fmt.Errorf("zero to the negative power %s", display.FloatRepr(y))
	case x < 0 && y != math.Trunc(y) && !math.IsInf(x, 0) && !math.IsNaN(y):
		return nil, fmt.Errorf("%s to the power %s is not a real number", display.FloatRepr(x), display.FloatRepr(y))
	}
	r := math.Pow(x, y)
	if math.IsInf(r, 0) && !math.IsInf(x, 0) && !math.IsInf(y, 0) {
		return nil, fmt.Errorf("%s to the power %s is too large for a float", display.FloatRepr(x), display.FloatRepr(y))
	}
	return starlark.Float(r), nil
}

func powInts(x, y starlark.Int) (starlark.Value, error) {
	n, ok := y.Int64()
	if a, small := x.Int64(); small && ok {
		if r, ok := powInt64(a, n); ok {
			return starlark.MakeInt64(r), nil
		}
	}
	b := x.BigInt()
	if b.BitLen() <= 1 { // 0, 1, -1: only the parity of y matters
		odd := y.BigInt().Bit(0)
		if y.Sign() == 0 || x.Sign() < 0 && odd == 0 {
			return starlark.MakeInt(1), nil
		}
		return x, nil
	}
	if !ok || n > MaxBits || n*int64(b.BitLen()-1) > MaxBits {
		return nil, fmt.Errorf("the result has more than %d bits; pow(float(x), y) is a float", MaxBits)
	}
	return starlark.MakeBigInt(new(big.Int).Exp(b, big.NewInt(n), nil)), nil
}

// powInt64 is x to the power n, unless that may not fit.
func powInt64(x, n int64) (int64, bool) {
	for r := int64(1); ; x *= x {
		if n == 0 {
			return r, true
		}
		if x != int64(int32(x)) {
			return 0, false
		}
		if n&1 == 1 {
			if r *= x; r != int64(int32(r)) {
				return 0, false
			}
		}
		n >>= 1
	}
}

// MatMul is x @ y.
func MatMul(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	if m, ok := x.(MatMuler); ok {
		if z, err := m.MatMul(th, y, starlark.Left); z != nil || err != nil {
			return z, err
		}
	}
	if m, ok := y.(MatMuler); ok {
		if z, err := m.MatMul(th, x, starlark.Right); z != nil || err != nil {
			return z, err
		}
	}
	return nil, unknown(x, "@", y)
}
