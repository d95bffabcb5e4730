package universe

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// percent is the operator % of a string, as Python's: "%5.2f %-10s" % (x, s).
func percent(th *starlark.Thread, s string, x starlark.Value) (string, error) {
	p := interpolation{x: x, args: starlark.Tuple{x}, out: growing{th: th}}
	if t, ok := x.(starlark.Tuple); ok {
		p.args = t
	}
	p.mapping, _ = x.(starlark.Mapping)
	for {
		i := strings.IndexByte(s, '%')
		if i < 0 {
			break
		}
		if err := p.out.add(s[:i]); err != nil {
			return "", err
		}
		rest, err := p.field(s[i+1:])
		if err != nil {
			return "", err
		}
		s = rest
	}
	if err := p.out.add(s); err != nil {
		return "", err
	}
	if p.used < len(p.args) && p.mapping == nil {
		return "", fmt.Errorf("too many arguments for format string: got %d, want %d", len(p.args), p.used)
	}
	return p.out.b.String(), nil
}

type interpolation struct {
	x       starlark.Value
	args    starlark.Tuple
	mapping starlark.Mapping // nil: x is none
	used    int              // arguments
	out     growing
}

// A conversion is one % field: %[(name)][flags][width][.precision]type.
type conversion struct {
	left, plus, space, alt, zero bool
	width, precision             int // precision -1: none
	kind                         byte
}

// field writes one field and returns what follows it.
func (p *interpolation) field(s string) (string, error) {
	var (
		c     conversion
		value starlark.Value
		err   error
	)
	if strings.HasPrefix(s, "(") {
		if value, s, err = p.named(s); err != nil {
			return "", err
		}
	}
	if s, err = p.modifiers(&c, s); err != nil {
		return "", err
	}
	if s == "" {
		return "", fmt.Errorf("incomplete format: the string ends within a %% field")
	}
	c.kind = s[0]
	r, n := utf8.DecodeRuneInString(s)
	if c.kind == '%' {
		return s[1:], p.out.add("%")
	}
	if strings.IndexByte("diuoxXeEfFgGcrsa", c.kind) < 0 {
		return "", fmt.Errorf("unknown conversion %%%c, want one of d i o x X e E f F g G c r s a %%", r)
	}
	if value == nil {
		if value, err = p.nextArg(); err != nil {
			return "", err
		}
	}
	text, err := c.format(p.out.th, value)
	if err != nil {
		return "", err
	}
	return s[n:], p.out.add(text)
}

// named reads (name) and finds its value in the mapping.
func (p *interpolation) named(s string) (starlark.Value, string, error) {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth > 0 {
			continue
		}
		if p.mapping == nil {
			return nil, "", fmt.Errorf("format requires a mapping: got %s, want dict for %%%s", p.x.Type(), s[:i+1])
		}
		v, found, err := p.mapping.Get(starlark.String(s[1:i]))
		if err == nil && !found {
			err = fmt.Errorf("key not found: %s", s[1:i])
		}
		return v, s[i+1:], err
	}
	return nil, "", fmt.Errorf("incomplete format key: got no ')' after %q", "%(")
}

func (p *interpolation) nextArg() (starlark.Value, error) {
	if p.used >= len(p.args) {
		return nil, fmt.Errorf("not enough arguments for format string: got %d", len(p.args))
	}
	p.used++
	return p.args[p.used-1], nil
}

// modifiers reads flags, width, precision and C's length modifier.
func (p *interpolation) modifiers(c *conversion, s string) (string, error) {
	flags := map[byte]*bool{'-': &c.left, '+': &c.plus, ' ': &c.space, '#': &c.alt, '0': &c.zero}
	for s != "" && flags[s[0]] != nil {
		*flags[s[0]] = true
		s = s[1:]
	}
	var err error
	if c.width, s, err = p.size(s, "width"); err != nil {
		return "", err
	}
	if c.width < -1 {
		c.left, c.width = true, -c.width
	}
	c.width = max(c.width, 0)
	c.precision = -1
	if strings.HasPrefix(s, ".") {
		if c.precision, s, err = p.size(s[1:], "precision"); err != nil {
			return "", err
		}
		c.precision = max(c.precision, 0)
	}
	if s != "" && strings.IndexByte("hlL", s[0]) >= 0 {
		s = s[1:]
	}
	return s, nil
}

// size reads a number, or * for one of the arguments; -1: there is none.
func (p *interpolation) size(s, what string) (int, string, error) {
	if !strings.HasPrefix(s, "*") {
		return takeNumber(s, what)
	}
	v, err := p.nextArg()
	if err != nil {
		return 0, "", err
	}
	i, ok := v.(starlark.Int)
	if !ok {
		return 0, "", fmt.Errorf("%%*: got %s for the %s, want int", v.Type(), what)
	}
	n, ok := i.Int64()
	if !ok || n > maxField || n < -maxField {
		return 0, "", fmt.Errorf("%%*: %s = %s, want at most %d", what, i, maxField)
	}
	return int(n), s[1:], nil
}

func (c *conversion) format(th *starlark.Thread, v starlark.Value) (string, error) {
	switch c.kind {
	case 's', 'r', 'a':
		s, err := convert(th, v, c.kind)
		if c.precision >= 0 {
			s = firstRunes(s, c.precision)
		}
		return c.text(s), err
	case 'c':
		return c.char(v)
	case 'e', 'E', 'f', 'F', 'g', 'G':
		return c.float(v)
	}
	return c.int(v)
}

func (c *conversion) char(v starlark.Value) (string, error) {
	switch v := v.(type) {
	case starlark.Int:
		if i, ok := v.Int64(); ok && 0 <= i && i <= utf8.MaxRune {
			return c.text(string(rune(i))), nil
		}
		return "", fmt.Errorf("%%c: got %s, want a code point, 0 to 1114111", v)
	case starlark.String:
		if utf8.RuneCountInString(string(v)) == 1 {
			return c.text(string(v)), nil
		}
		return "", fmt.Errorf("%%c: got a string of %d characters, want 1", utf8.RuneCountInString(string(v)))
	}
	return "", fmt.Errorf("%%c: got %s, want int or a string of one character", v.Type())
}

func (c *conversion) float(v starlark.Value) (string, error) {
	x, ok := starlark.AsFloat(v)
	if b, isBool := v.(starlark.Bool); isBool {
		x, ok = float64(boolInt(b)), true
	}
	if !ok {
		return "", fmt.Errorf("%%%c: got %s, want number", c.kind, v.Type())
	}
	if _, isInt := v.(starlark.Int); isInt && math.IsInf(x, 0) {
		return "", fmt.Errorf("%%%c: the int is too large for a float", c.kind)
	}
	precision := c.precision
	if precision < 0 {
		precision = 6
	}
	return c.number(math.Signbit(x) && !math.IsNaN(x), "", floatDigits(math.Abs(x), c.kind, precision, c.alt)), nil
}

func (c *conversion) int(v starlark.Value) (string, error) {
	if b, ok := v.(starlark.Bool); ok {
		v = starlark.MakeInt(boolInt(b))
	}
	x, err := starlark.NumberToInt(v)
	if err != nil {
		if f, ok := v.(starlark.Float); ok {
			return "", fmt.Errorf("%%%c: got %s, want a finite number", c.kind, f)
		}
		return "", fmt.Errorf("%%%c: got %s, want number", c.kind, v.Type())
	}
	digits, prefix := intDigits(x, c.kind)
	if !c.alt {
		prefix = ""
	}
	if n := c.precision - len(digits); n > 0 {
		digits = strings.Repeat("0", n) + digits
	}
	return c.number(x.Sign() < 0, prefix, digits), nil
}

func boolInt(b starlark.Bool) int {
	if b {
		return 1
	}
	return 0
}

// number puts a number together and pads it.
func (c *conversion) number(negative bool, prefix, digits string) string {
	p := spec{fill: ' ', align: '>', width: c.width}
	switch {
	case c.plus:
		p.sign = '+'
	case c.space:
		p.sign = ' '
	}
	switch {
	case c.left:
		p.align = '<'
	case c.zero:
		p.fill, p.align = '0', '='
	}
	return p.number(signOf(negative, p.sign), prefix, digits, "")
}

// text pads a text.
func (c *conversion) text(s string) string {
	p := spec{fill: ' ', width: c.width}
	if c.left {
		p.align = '<'
	}
	return p.pad(s, '>')
}
