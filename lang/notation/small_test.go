package notation

import (
	"math"
	"math/big"
	"testing"

	"go.starlark.net/starlark"
)

func TestSmall(t *testing.T) {
	for _, n := range []int64{0, 1, -1, math.MaxInt32, math.MinInt32, math.MaxInt32 + 1, math.MinInt32 - 1, 1 << 32, -1 << 32, math.MaxInt64, math.MinInt64} {
		got, ok := Small(starlark.MakeInt64(n))
		if want := inPointers && n == int64(int32(n)); ok != want || ok && got != n {
			t.Errorf("Small(%d) = %d, %v, want ok to be %v", n, got, ok, want)
		}
	}
	if _, ok := Small(starlark.MakeBigInt(new(big.Int).Lsh(big.NewInt(1), 100))); ok {
		t.Error("2^100 is no small int")
	}
}
