package excerpt

import (
	"bytes"
	"unicode/utf8"
)

const escape = 0x1b

// lookBack bounds how far a cut looks for the beginning of an escape sequence:
// those of colours are short, links carry an address.
const lookBack = 4 << 10

// sequence returns the length of the escape sequence at the head of text, and
// whether all of it is there (ECMA-48, sections 5.3 to 5.6).
func sequence(text []byte) (n int, whole bool) {
	if len(text) < 2 {
		return len(text), false
	}
	switch text[1] {
	case '[': // parameters, then a final byte
		for i := 2; i < len(text); i++ {
			switch c := text[i]; {
			case c >= 0x40 && c <= 0x7e:
				return i + 1, true
			case c < 0x20 || c > 0x3f: // no sequence after all
				return i, true
			}
		}
		return len(text), false
	case ']', 'P', 'X', '^', '_': // a string, which BEL or ESC \ ends
		for i := 2; i < len(text); i++ {
			switch {
			case text[i] == 7:
				return i + 1, true
			case text[i] == escape && i+1 < len(text):
				if text[i+1] == '\\' {
					return i + 2, true
				}
				return i, true
			}
		}
		return len(text), false
	}
	for i := 1; i < len(text); i++ {
		if c := text[i]; c < 0x20 || c > 0x2f {
			return i + 1, true
		}
	}
	return len(text), false
}

// opening finds the escape sequence that begins last before i; -1: none does.
// The escape that ends a string belongs to the sequence of that string.
func opening(text []byte, i int) int {
	from := max(0, i-lookBack)
	k := bytes.LastIndexByte(text[from:i], escape)
	if k < 0 {
		return -1
	}
	k += from
	if j := bytes.LastIndexByte(text[from:k], escape); j >= 0 && (k+1 == len(text) || text[k+1] == '\\') {
		if n, _ := sequence(text[from+j : min(len(text), k+2)]); from+j+n > k {
			return from + j
		}
	}
	return k
}

// within returns the bounds of the escape sequence that a cut at i would break;
// both are i where there is none.
func within(text []byte, i int) (start, end int) {
	k := opening(text, i)
	if k < 0 {
		return i, i
	}
	if n, _ := sequence(text[k:min(len(text), k+2*lookBack)]); k+n > i {
		return k, k + n
	}
	return i, i
}

// floor is the last place at or before i where text may be cut.
func floor(text []byte, i int) int {
	if i >= len(text) {
		return len(text)
	}
	for j := i; j >= 0 && j > i-utf8.UTFMax; j-- {
		if utf8.RuneStart(text[j]) {
			i = j
			break
		}
	}
	start, _ := within(text, i)
	return start
}

// ceil is the first place at or behind i where text may be cut.
func ceil(text []byte, i int) int {
	for j := i; j < i+utf8.UTFMax; j++ {
		if j >= len(text) {
			return len(text)
		}
		if utf8.RuneStart(text[j]) {
			i = j
			break
		}
	}
	_, end := within(text, i)
	return end
}

// unfinished is how many bytes at the end of text begin a character or an
// escape sequence whose rest is still to come.
func unfinished(text []byte) int {
	if k := opening(text, len(text)); k >= 0 {
		if n, whole := sequence(text[k:]); !whole {
			return n
		}
	}
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if c := text[len(text)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(text[len(text)-n:]) {
				return n
			}
			break
		}
	}
	return 0
}
