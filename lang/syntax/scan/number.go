package scan

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"go.starlark.net/syntax"
)

// number reads a number. An underscore may stand between two digits.
func (s *Scanner) number() Token {
	rest := s.src[s.at:]
	if len(rest) > 1 && rest[0] == '0' {
		if base, ok := bases[rest[1]|0x20]; ok {
			return s.based(base)
		}
	}
	n := digits(rest, "0123456789")
	kind := syntax.INT
	if n < len(rest) && rest[n] == '.' {
		kind = syntax.FLOAT
		n++
		n += digits(rest[n:], "0123456789")
	}
	if n < len(rest) && rest[n]|0x20 == 'e' {
		kind = syntax.FLOAT
		n++
		if n < len(rest) && (rest[n] == '+' || rest[n] == '-') {
			n++
		}
		n += digits(rest[n:], "0123456789")
	}
	t := s.token(kind, n)
	switch raw := rest[:n]; {
	case n > maxDigits:
		t.Err = fmt.Sprintf("the number has %d digits, want at most %d", n, maxDigits)
	case !grouped(raw):
		t.Err = "an underscore stands between two digits"
	case kind == syntax.INT && len(raw) > 1 && raw[0] == '0' && strings.Trim(raw, "0_") != "":
		t.Err = "a whole number does not begin with 0"
		if strings.Trim(raw, "01234567_") == "" {
			t.Err += "; with base 8 it is 0o" + strings.TrimLeft(raw, "0_")
		}
	case kind == syntax.FLOAT && !isDigit(raw[n-1]) && raw[n-1] != '.':
		t.Err = "digits should follow the " + raw[n-1:]
	case kind == syntax.FLOAT:
		if _, err := float(raw); err != nil {
			t.Err = "the number is more than a float holds (1.8e308)"
		}
	}
	return refused(t)
}

// maxDigits bounds whole numbers: reading one takes the square of its length.
const maxDigits = 100_000

// refused is a number that has an error as a token of its own kind.
func refused(t Token) Token {
	if t.Err != "" {
		t.Kind = Bad
	}
	return t
}

// A base is a way to write whole numbers.
type base struct {
	radix  int
	digits string
}

// bases by the letter behind the 0.
var bases = map[byte]base{
	'x': {16, "0123456789abcdefABCDEF"},
	'o': {8, "01234567"},
	'b': {2, "01"},
}

// based reads a number that begins with 0x, 0o or 0b.
func (s *Scanner) based(b base) Token {
	rest := s.src[s.at:]
	n := 2 + digits(rest[2:], b.digits)
	t := s.token(syntax.INT, n)
	switch {
	case n == 2:
		t.Err = fmt.Sprintf("%s wants digits of base %d", rest[:2], b.radix)
	case !grouped("0" + strings.TrimPrefix(rest[2:n], "_")):
		t.Err = "an underscore stands between two digits"
	}
	return refused(t)
}

// digits is how many bytes of src are digits or underscores; the first is a
// digit, or an underscore before one.
func digits(src, set string) int {
	n := 0
	for n < len(src) && (src[n] == '_' || strings.IndexByte(set, src[n]) >= 0) {
		n++
	}
	if n > 0 && strings.Trim(src[:n], "_") == "" {
		return 0
	}
	return n
}

// grouped reports whether each underscore of a number is between two digits.
func grouped(raw string) bool {
	digit := func(i int) bool {
		return i >= 0 && i < len(raw) && (isDigit(raw[i]) || raw[i]|0x20 >= 'a' && raw[i]|0x20 <= 'f')
	}
	for i := range len(raw) {
		if raw[i] == '_' && (!digit(i-1) || !digit(i+1)) {
			return false
		}
	}
	return true
}

// Number is the value of a number as written: int64, *big.Int or float64. It
// is called on a token without an Err.
func Number(t Token, raw string) any {
	if t.Kind == syntax.FLOAT {
		f, _ := float(raw)
		return f
	}
	radix, text := 10, strings.ReplaceAll(raw, "_", "")
	if len(text) > 1 && text[0] == '0' {
		if b, ok := bases[text[1]|0x20]; ok {
			radix, text = b.radix, text[2:]
		}
	}
	if i, err := strconv.ParseInt(text, radix, 64); err == nil {
		return i
	}
	i, _ := new(big.Int).SetString(text, radix)
	return i
}

func float(raw string) (float64, error) {
	return strconv.ParseFloat(strings.ReplaceAll(raw, "_", ""), 64)
}
