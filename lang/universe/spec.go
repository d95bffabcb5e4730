package universe

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starling/lang/display"
	"starling/lang/notation"
)

// maxField bounds widths and precisions.
const maxField = 1_000_000

// A spec is a format spec of Python:
//
//	[[fill]align][sign][z][#][0][width][grouping][.precision][type]
//
// https://docs.python.org/3/library/string.html#format-specification-mini-language
type spec struct {
	fill      rune
	align     byte // < > ^ =, 0: by the value's type
	sign      byte // + - space, 0: not given
	noNegZero bool // z
	alt       bool // #
	width     int
	group     byte // , or _, 0: none
	precision int  // -1: none
	kind      byte // 0: none
}

// parseSpec reads a spec; number says that it is for a number, where 0 before
// the width also means to fill between the sign and the digits.
func parseSpec(s string, number bool) (spec, error) {
	p := spec{fill: ' ', precision: -1}
	rest := s
	first, n := utf8.DecodeRuneInString(rest)
	switch {
	case n > 0 && len(rest) > n && isAlign(rest[n]):
		p.fill, p.align, rest = first, rest[n], rest[n+1:]
	case n > 0 && isAlign(rest[0]):
		p.align, rest = rest[0], rest[1:]
	}
	filled := p.align != 0 && n > 0 && !isAlign(s[0])
	take := func(chars string) byte {
		if rest != "" && strings.IndexByte(chars, rest[0]) >= 0 {
			c := rest[0]
			rest = rest[1:]
			return c
		}
		return 0
	}
	p.sign = take("+- ")
	p.noNegZero = take("z") != 0
	p.alt = take("#") != 0
	if !filled && take("0") != 0 {
		p.fill = '0'
		if p.align == 0 && number {
			p.align = '='
		}
	}
	var err error
	if p.width, rest, err = takeNumber(rest, "width"); err != nil {
		return p, err
	}
	p.width = max(p.width, 0)
	p.group = take(",_")
	if p.group != 0 && take(",_") != 0 {
		return p, fmt.Errorf("format spec %q: got two grouping characters, want one", s)
	}
	if take(".") != 0 {
		if p.precision, rest, err = takeNumber(rest, "precision"); err != nil {
			return p, err
		}
		if p.precision < 0 {
			return p, fmt.Errorf("format spec %q: got no number after the dot, want a precision", s)
		}
	}
	if rest != "" {
		p.kind, rest = rest[0], rest[1:]
	}
	if rest != "" {
		return p, fmt.Errorf("format spec %q: got more than one type, want [[fill]align][sign][z][#][0][width][,][.precision][type]", s)
	}
	return p, nil
}

func isAlign(c byte) bool { return c == '<' || c == '>' || c == '^' || c == '=' }

// takeNumber reads digits, -1 if there are none.
func takeNumber(s, what string) (n int, rest string, err error) {
	i := 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		if n = n*10 + int(s[i]-'0'); n > maxField {
			return 0, "", fmt.Errorf("format: %s = %s…, want at most %d", what, s[:i+1], maxField)
		}
		i++
	}
	if i == 0 {
		return -1, s, nil
	}
	return n, s[i:], nil
}

// formatValue writes v as its type's spec says.
func formatValue(th *starlark.Thread, v starlark.Value, s string) (string, error) {
	if s == "" {
		return display.Str(th, v)
	}
	if f, ok := v.(notation.Formatter); ok {
		return f.Format(th, s)
	}
	_, isString := v.(starlark.String)
	p, err := parseSpec(s, !isString)
	if err != nil {
		return "", err
	}
	return p.format(v, s)
}

// format writes a stock value; s is the spec as written.
func (p *spec) format(v starlark.Value, s string) (string, error) {
	switch v := v.(type) {
	case starlark.String:
		return p.string(string(v))
	case starlark.Int:
		return p.int(v)
	case starlark.Float:
		return p.float(float64(v), "float")
	case starlark.Bool:
		return p.int(starlark.MakeInt(boolInt(v)))
	}
	return "", fmt.Errorf("format: got %s for the spec %q, want int, float or string; {!s:%s} formats its text", v.Type(), s, s)
}

// refuse is the error of a part that a type does not take.
func refuse(part, typ string) error {
	return fmt.Errorf("format: %s is for numbers, got %s", part, typ)
}

func (p *spec) string(s string) (string, error) {
	switch {
	case p.kind != 0 && p.kind != 's':
		return "", p.unknown("string", "s")
	case p.sign != 0:
		return "", refuse("a sign", "string")
	case p.noNegZero:
		return "", refuse("z", "string")
	case p.alt:
		return "", refuse("#", "string")
	case p.group != 0:
		return "", refuse("the grouping "+string(p.group), "string")
	case p.align == '=':
		return "", refuse("the alignment =", "string")
	}
	if p.precision >= 0 {
		s = firstRunes(s, p.precision)
	}
	return p.pad(s, '<'), nil
}

func (p *spec) unknown(typ, want string) error {
	return fmt.Errorf("format: got type %q for %s, want one of %s", p.kind, typ, want)
}

// intKinds are the types of a spec that write an int as one.
const intKinds = "bcdnoxX"

func (p *spec) int(x starlark.Int) (string, error) {
	switch {
	case p.kind != 0 && strings.IndexByte("eEfFgG%", p.kind) >= 0:
		f := x.Float()
		if math.IsInf(float64(f), 0) {
			return "", fmt.Errorf("format: the int is too large for a float, as the type %q asks for", p.kind)
		}
		return p.float(float64(f), "int")
	case p.kind != 0 && strings.IndexByte(intKinds, p.kind) < 0:
		return "", p.unknown("int", intKinds+"eEfFgG%")
	case p.precision >= 0:
		return "", fmt.Errorf("format: got a precision for an int, want one for float or string only; {:.%df} writes an int with decimals", p.precision)
	case p.noNegZero:
		return "", fmt.Errorf("format: got z for an int, want it for float only")
	case p.group != 0 && (p.kind == 'c' || p.kind == 'n' || p.group == ',' && p.kind != 0 && p.kind != 'd'):
		return "", fmt.Errorf("format: got the grouping %c with the type %q", p.group, p.kind)
	}
	if p.kind == 'c' {
		return p.char(x)
	}
	digits, prefix := intDigits(x, p.kind)
	if !p.alt {
		prefix = ""
	}
	return p.number(signOf(x.Sign() < 0, p.sign), prefix, digits, ""), nil
}

func (p *spec) char(x starlark.Int) (string, error) {
	if p.sign != 0 || p.alt {
		return "", fmt.Errorf("format: got a sign or # with the type 'c', want neither")
	}
	i, ok := x.Int64()
	if !ok || i < 0 || i > utf8.MaxRune {
		return "", fmt.Errorf("format: got %s for the type 'c', want a code point, 0 to 1114111", x)
	}
	return p.number("", "", "", string(rune(i))), nil
}

// intDigits returns the digits of |x| in the base of a type, and its prefix.
func intDigits(x starlark.Int, kind byte) (digits, prefix string) {
	base := 10
	switch kind {
	case 'b':
		base, prefix = 2, "0b"
	case 'o':
		base, prefix = 8, "0o"
	case 'x':
		base, prefix = 16, "0x"
	case 'X':
		base, prefix = 16, "0X"
	}
	if i, ok := x.Int64(); ok && i != math.MinInt64 {
		digits = strconv.FormatInt(max(i, -i), base)
	} else {
		digits = new(big.Int).Abs(x.BigInt()).Text(base)
	}
	if kind == 'X' {
		digits = strings.ToUpper(digits)
	}
	return digits, prefix
}

func (p *spec) float(x float64, typ string) (string, error) {
	kind, precision, suffix := p.kind, p.precision, ""
	switch {
	case kind != 0 && strings.IndexByte("eEfFgGn%", kind) < 0:
		return "", p.unknown(typ, "eEfFgGn%")
	case kind == 'n' && p.group != 0:
		return "", fmt.Errorf("format: got the grouping %c with the type 'n'", p.group)
	case kind == '%':
		x, suffix = x*100, "%"
	}
	if precision < 0 && kind != 0 {
		precision = 6
	}
	text := floatDigits(math.Abs(x), kind, precision, p.alt)
	negative := math.Signbit(x) && !math.IsNaN(x)
	if p.noNegZero && !strings.ContainsAny(mantissa(text), "123456789in") {
		negative = false
	}
	whole := 0
	for whole < len(text) && '0' <= text[whole] && text[whole] <= '9' {
		whole++
	}
	return p.number(signOf(negative, p.sign), "", text[:whole], text[whole:]+suffix), nil
}

func mantissa(text string) string {
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		return text[:i]
	}
	return text
}

func signOf(negative bool, sign byte) string {
	switch {
	case negative:
		return "-"
	case sign == '+' || sign == ' ':
		return string(sign)
	}
	return ""
}

// number puts a number together: its whole digits may be grouped, and zeros
// that fill are grouped with them.
func (p *spec) number(sign, prefix, digits, rest string) string {
	if p.group != 0 && digits != "" {
		size := 3
		if p.kind != 0 && strings.IndexByte("boxX", p.kind) >= 0 {
			size = 4
		}
		if p.fill == '0' && p.align == '=' {
			room := p.width - len(sign) - len(prefix) - len(rest)
			n := len(digits)
			for n+(n-1)/size < room {
				n++
			}
			digits = strings.Repeat("0", n-len(digits)) + digits
		}
		digits = grouped(digits, p.group, size)
	}
	if p.align == '=' {
		q := *p
		q.width = max(p.width-len(sign)-len(prefix), 0)
		q.align = '>'
		return sign + prefix + q.pad(digits+rest, '>')
	}
	return p.pad(sign+prefix+digits+rest, '>')
}

func grouped(digits string, sep byte, size int) string {
	var b strings.Builder
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%size == 0 {
			b.WriteByte(sep)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

// pad fills s up to the width.
func (p *spec) pad(s string, align byte) string {
	if p.width == 0 || len(s) >= utf8.UTFMax*p.width {
		return s
	}
	n := p.width - utf8.RuneCountInString(s)
	if n <= 0 {
		return s
	}
	if p.align != 0 {
		align = p.align
	}
	left := 0
	switch align {
	case '>':
		left = n
	case '^':
		left = n / 2
	}
	fill := string(p.fill)
	return strings.Repeat(fill, left) + s + strings.Repeat(fill, n-left)
}

// firstRunes cuts s after n code points.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
