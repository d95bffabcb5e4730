// Package random draws numbers from keys. A key is a value: the same key gives
// the same numbers each time, in any order, on any processor; other numbers
// come from another key, split off by a label or a number.
//
//	philox.go  the generator: a bijection of 128 bits for each key
//	key.go     keys, and how one makes others
//	draw.go    from bits to uniform, normal and whole numbers
//	decl.go    the words; orders and choices are in shuffle.go
package random

import "math/bits"

// philox returns the block that belongs to a counter under a key: ten rounds
// of Philox4x32. Every bit of both reaches every bit of the result.
// Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as
// 1, 2, 3, SC11 (2011).
func philox(c [4]uint32, k [2]uint32) [4]uint32 {
	for range 10 {
		hi0, lo0 := bits.Mul32(0xd2511f53, c[0])
		hi1, lo1 := bits.Mul32(0xcd9e8d57, c[2])
		c = [4]uint32{hi1 ^ c[1] ^ k[0], lo1, hi0 ^ c[3] ^ k[1], lo0}
		k[0] += 0x9e3779b9 // the golden ratio
		k[1] += 0xbb67ae85 // sqrt(3) - 1
	}
	return c
}

// A purpose is the last word of a counter, so that what one key is used for
// never shares bits with what else it is used for. The numbers are part of
// what a key means: they never change.
type purpose uint32

const (
	forSplit purpose = 1 + iota
	forLabel
	forUniform
	forNormal
	forIntegers
	forPermutation
	forChoice
)

// A stream is the numbers of one key for one purpose, 64 bits each, by index.
type stream struct {
	key   Key
	use   purpose
	at    [4]uint32 // the counter of block
	block [4]uint32
}

func newStream(k Key, use purpose) *stream {
	s := &stream{key: k, use: use, at: [4]uint32{0, 0, 0, uint32(use)}}
	s.block = philox(s.at, k.words())
	return s
}

// bits returns number i. A draw that must be repeated counts its tries.
func (s *stream) bits(i uint64, try uint32) uint64 {
	if c := [4]uint32{uint32(i >> 1), uint32(i >> 33), try, uint32(s.use)}; c != s.at {
		s.at, s.block = c, philox(c, s.key.words())
	}
	half := i & 1 * 2
	return uint64(s.block[half+1])<<32 | uint64(s.block[half])
}
