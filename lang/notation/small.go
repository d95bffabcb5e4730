package notation

import (
	"math"
	"unsafe"

	"go.starlark.net/starlark"
)

// Small is the value of an int that the machine keeps in a pointer: asking the
// machine for it would cost as much as all else that a comparison does.
func Small(x starlark.Int) (int64, bool) {
	n := int64(word(x) - zero)
	return n, inPointers && n == int64(int32(n))
}

func word(x starlark.Int) uintptr { return *(*uintptr)(unsafe.Pointer(&x)) }

var zero = word(starlark.MakeInt(0))

// inPointers is false on machines of 32 bits, on Windows, and where the
// system refused the machine its 4 GiB of addresses: all is then asked for.
var inPointers = unsafe.Sizeof(starlark.Int{}) == unsafe.Sizeof(zero) &&
	word(starlark.MakeInt(1)) == zero+1 &&
	word(starlark.MakeInt(math.MaxInt32)) == zero+math.MaxInt32 &&
	word(starlark.MakeInt(math.MinInt32)) == zero-1<<31
