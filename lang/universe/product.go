package universe

import (
	"fmt"
	"math"
	"math/bits"
	"strings"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/notation"
	"starling/lang/steps"
)

// quickMul is x * y of floats and of ints that fit 31 bits.
func quickMul(x, y starlark.Value) starlark.Value {
	switch x := x.(type) {
	case starlark.Float:
		if y, ok := y.(starlark.Float); ok {
			return x * y
		}
	case starlark.Int:
		if y, ok := y.(starlark.Int); ok {
			a, ok1 := notation.Small(x)
			b, ok2 := notation.Small(y)
			if ok1 && ok2 {
				return starlark.MakeInt64(a * b)
			}
		}
	}
	return nil
}

// mul is x * y: repetition is sized and polled, integers are bounded.
func mul(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	if n, ok := x.(starlark.Int); ok {
		switch y := y.(type) {
		case starlark.Int:
			return mulInt(n, y)
		case starlark.String, starlark.Bytes, *starlark.List, starlark.Tuple:
			return repeat(th, y, n)
		}
	} else if n, ok := y.(starlark.Int); ok {
		switch x := x.(type) {
		case starlark.String, starlark.Bytes, *starlark.List, starlark.Tuple:
			return repeat(th, x, n)
		}
	}
	return starlark.Binary(stocksyntax.STAR, x, y)
}

func mulInt(x, y starlark.Int) (starlark.Value, error) {
	_, ok1 := x.Int64()
	_, ok2 := y.Int64()
	if ok1 && ok2 {
		return starlark.Binary(stocksyntax.STAR, x, y)
	}
	if n := x.BigInt().BitLen() + y.BigInt().BitLen(); n > notation.MaxBits {
		return nil, fmt.Errorf("the product has %d bits, want at most %d; a float holds large numbers", n, notation.MaxBits)
	}
	return starlark.Binary(stocksyntax.STAR, x, y)
}

// repeat is a sequence n times over.
func repeat(th *starlark.Thread, x starlark.Value, n starlark.Int) (starlark.Value, error) {
	length, count := int64(starlark.Len(x)), int64(0)
	if b, ok := x.(starlark.Bytes); ok {
		length = int64(len(b))
	}
	if n.Sign() > 0 {
		var ok bool
		if count, ok = n.Int64(); !ok && length > 0 {
			return nil, steps.Grow(th, -1)
		}
	}
	size := int64(1)
	switch x.(type) {
	case *starlark.List, starlark.Tuple:
		size = wordSize
	}
	total := product(length, count, size)
	if err := steps.Grow(th, total); err != nil {
		return nil, err
	}
	if total <= pieceSize {
		return starlark.Binary(stocksyntax.STAR, x, n)
	}
	switch x := x.(type) {
	case starlark.String:
		s, err := repeatString(th, string(x), count)
		return starlark.String(s), err
	case starlark.Bytes:
		s, err := repeatString(th, string(x), count)
		return starlark.Bytes(s), err
	case starlark.Tuple:
		elems, err := repeatElements(th, x, count)
		return starlark.Tuple(elems), err
	}
	elems, err := elements(th, x.(*starlark.List))
	if err == nil {
		elems, err = repeatElements(th, elems, count)
	}
	return starlark.NewList(elems), err
}

// product multiplies sizes; -1 if that overflows.
func product(sizes ...int64) int64 {
	p := uint64(1)
	for _, s := range sizes {
		hi, lo := bits.Mul64(p, uint64(s))
		if hi != 0 || lo > 1<<62 {
			return -1
		}
		p = lo
	}
	return int64(p)
}

// fillSize is how many bytes, or elements, are copied between two polls.
const fillSize = 1 << 18

func repeatString(th *starlark.Thread, s string, count int64) (string, error) {
	if len(s) == 0 || count == 0 {
		return "", nil
	}
	var b strings.Builder
	b.Grow(len(s) * int(count))
	chunk, step := s, int64(1)
	for len(chunk) < fillSize && step*2 <= count { // many short ones at a time
		chunk, step = chunk+chunk, step*2
	}
	for ; count >= step; count -= step {
		if err := steps.Poll(th); err != nil {
			return "", err
		}
		b.WriteString(chunk)
	}
	b.WriteString(chunk[:int(count)*len(s)])
	return b.String(), nil
}

// repeatElements returns count copies of the elements.
func repeatElements(th *starlark.Thread, one []starlark.Value, count int64) ([]starlark.Value, error) {
	out := make([]starlark.Value, len(one)*int(count))
	for done := copy(out, one); done < len(out); {
		if err := steps.Poll(th); err != nil {
			return nil, err
		}
		done += copy(out[done:], out[:min(done, max(len(one), fillSize/max(len(one), 1)*len(one)))])
	}
	return out, nil
}

// quickMod is x % y of small ints.
func quickMod(x, y starlark.Value) starlark.Value {
	a, ok := x.(starlark.Int)
	b, isInt := y.(starlark.Int)
	if !ok || !isInt {
		return nil
	}
	m, ok1 := notation.Small(a)
	n, ok2 := notation.Small(b)
	if !ok1 || !ok2 || n <= 0 {
		return nil
	}
	if r := m % n; r >= 0 {
		return starlark.MakeInt64(r)
	} else {
		return starlark.MakeInt64(r + n)
	}
}

// mod is x % y: formatting if x is a string.
func mod(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
	switch x := x.(type) {
	case starlark.String:
		s, err := percent(th, string(x), y)
		return starlark.String(s), err
	case starlark.Int:
		if _, ok := y.(starlark.Int); ok {
			return starlark.Binary(stocksyntax.PERCENT, x, y)
		}
	}
	r, err := starlark.Binary(stocksyntax.PERCENT, x, y)
	if r, ok := r.(starlark.Float); ok && r == 0 { // has the sign of y
		if y, ok := starlark.AsFloat(y); ok {
			return starlark.Float(math.Copysign(0, y)), nil
		}
	}
	return r, err
}
