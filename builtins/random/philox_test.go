package random

import (
	"testing"

	"go.starlark.net/starlark"
)

// The vectors that the generator's authors publish with Random123
// (tests/kat_vectors, philox4x32 10).
func TestPublishedVectors(t *testing.T) {
	const ones = 0xffffffff
	for _, c := range []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{ones, ones, ones, ones}, [2]uint32{ones, ones}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{
			[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
			[2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
		},
	} {
		if got := philox(c.counter, c.key); got != c.want {
			t.Errorf("philox(%x, %x) = %x, want %x", c.counter, c.key, got, c.want)
		}
	}
}

// A number depends on its index alone, not on what was drawn before.
func TestAnyOrder(t *testing.T) {
	forward, at := newStream(5, forUniform), map[uint64]uint64{}
	for i := range uint64(9) {
		at[i] = forward.bits(i, 0)
	}
	for _, i := range []uint64{8, 0, 3, 2, 7} {
		if got := newStream(5, forUniform).bits(i, 0); got != at[i] {
			t.Errorf("number %d alone is %x, in order %x", i, got, at[i])
		}
	}
	if s := newStream(5, forUniform); s.bits(0, 0) == s.bits(1<<33, 0) {
		t.Error("the index is cut at 33 bits")
	}
}

// Keys, labels and purposes never meet: all these differ.
func TestKeysDiffer(t *testing.T) {
	seen := map[uint64]string{}
	put := func(v uint64, what string) {
		if other, ok := seen[v]; ok {
			t.Errorf("%s is as %s", what, other)
		}
		seen[v] = what
	}
	for _, k := range []Key{0, 1, 2, 1 << 32, 1 << 63} {
		put(uint64(k), k.String())
		for i := range uint64(100) {
			put(uint64(k.numbered(i)), k.String()+" split")
			put(uint64(k.numbered(i<<32|1<<40)), k.String()+" split far")
		}
		for _, label := range []string{"", "a", "b", "ab", "a\x00", "noise"} {
			put(uint64(k.labelled(label)), k.String()+" split by "+label)
			put(uint64(k.labelled(label).numbered(0)), k.String()+" split by "+label+" and 0")
		}
		for p := forUniform; p <= forChoice; p++ {
			put(newStream(k, p).bits(0, 0), k.String()+" drawn")
		}
	}
}

func TestKeyIsAValue(t *testing.T) {
	d := starlark.NewDict(1)
	if err := d.SetKey(Key(3), starlark.True); err != nil {
		t.Fatal(err)
	}
	if v, found, err := d.Get(Key(3)); !found || v != starlark.True || err != nil {
		t.Error("a key is not found in a dict")
	}
	if _, found, _ := d.Get(Key(4)); found {
		t.Error("another key is found in its place")
	}
}
