package random

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// A Key is 64 bits from which numbers are drawn. It prints as what makes it.
type Key uint64

var (
	_ starlark.Value      = Key(0)
	_ starlark.Comparable = Key(0)
)

func (k Key) words() [2]uint32 { return [2]uint32{uint32(k), uint32(k >> 32)} }

// child returns the first 64 bits of a block as a key.
func (k Key) child(counter [4]uint32) Key {
	b := philox(counter, k.words())
	return Key(b[1])<<32 | Key(b[0])
}

// numbered returns the i-th key split off k.
func (k Key) numbered(i uint64) Key {
	return k.child([4]uint32{uint32(i), uint32(i >> 32), 0, uint32(forSplit)})
}

// labelled returns the key split off k for a label: 96 bits of the label's
// SHA-256 are the counter.
func (k Key) labelled(label string) Key {
	h := sha256.Sum256([]byte(label))
	return k.child([4]uint32{
		binary.LittleEndian.Uint32(h[0:]), binary.LittleEndian.Uint32(h[4:]), binary.LittleEndian.Uint32(h[8:]), uint32(forLabel),
	})
}

func (k Key) String() string        { return fmt.Sprintf("random.key(%d)", uint64(k)) }
func (k Key) Type() string          { return "key" }
func (k Key) Freeze()               {}
func (k Key) Truth() starlark.Bool  { return true }
func (k Key) Hash() (uint32, error) { return uint32(k) ^ uint32(k>>32), nil }

// CompareSameType says whether keys are equal; they have no order.
func (k Key) CompareSameType(op syntax.Token, other starlark.Value, _ int) (bool, error) {
	switch op {
	case syntax.EQL:
		return k == other.(Key), nil
	case syntax.NEQ:
		return k != other.(Key), nil
	}
	return false, fmt.Errorf("keys have no order: key %s key", op)
}
