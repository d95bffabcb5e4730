package universe

import (
	"fmt"
	"math"
	"strings"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/notation"
)

// numbers compute with numbers.
var numbers = []*decl.Func{
	unary(decl.Spec{
		Name: "abs", Doc: "Absolute value.", Returns: "number of the same type", Examples: []string{`abs(-2.5)  # => 2.5`},
	}, param("x", "number", "the number"), func(_ *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		switch x := x.(type) {
		case starlark.Float:
			return starlark.Float(math.Abs(float64(x))), nil
		case starlark.Int:
			if x.Sign() >= 0 {
				return x, nil
			}
			return starlark.MakeInt(0).Sub(x), nil
		}
		return nil, fmt.Errorf("abs: got %s, want number", x.Type())
	}),
	decl.Raw(decl.Spec{
		Name: "round", Doc: "The nearest number with so many decimals; a tie goes to the even digit, as in Python. Without digits, an int.",
		Returns: "int, or a number of the type of x", Examples: []string{`round(2.5)  # => 2`, `round(3.14159, 2)  # => 3.14`, `round(1250, -2)  # => 1200`},
	}, []*decl.Param{param("number", "number", "the number"), param("ndigits", "int", "decimals; negative: tens, hundreds …").Or(starlark.None)}, round),
	decl.Raw(decl.Spec{
		Name: "pow", Doc: "base to the power of exp; with mod, the remainder of that.",
		Returns: "int for ints with exp at least 0, else float", Examples: []string{`pow(2, 10)  # => 1024`, `pow(2.0, 0.5)  # => 1.4142135623730951`, `pow(3, 4, 5)  # => 1`},
	}, []*decl.Param{
		param("base", "number", "the base"), param("exp", "number", "the exponent"), param("mod", "int", "the modulus").Or(starlark.None),
	}, pow),
	decl.Raw(decl.Spec{
		Name: "divmod", Doc: "The pair (x // y, x % y).", Returns: "tuple", Examples: []string{`divmod(-7, 2)  # => (-4, 1)`},
	}, []*decl.Param{param("x", "number", "the dividend"), param("y", "number", "the divisor")}, divmod),
	decl.Raw(decl.Spec{
		Name: "int", Doc: "Whole number of a number (cut toward zero) or of the digits in a string.", Returns: "int",
		Examples: []string{`int(2.9)  # => 2`, `int("ff", 16)  # => 255`},
	}, []*decl.Param{
		param("x", "number or string", "what to convert").Or(starlark.MakeInt(0)),
		param("base", "int", "of the digits, 2 to 36; 0: as the prefix says").Or(none{}),
	}, toInt),
	unary(decl.Spec{
		Name: "float", Doc: "Floating-point number of a number or a string.", Returns: "float",
		Examples: []string{`float("1e3")  # => 1000.0`},
	}, param("x", "number or string", "what to convert").Or(starlark.Float(0)), toFloat),
	unary(decl.Spec{
		Name: "bool", Doc: "Truth of a value: zero, empty and None are false.", Returns: "bool",
		Examples: []string{`bool([])  # => False`},
	}, param("x", "any value", "the value").Or(starlark.False), func(_ *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		ok, err := notation.Truth(x)
		return starlark.Bool(ok), err
	}),
}

var stockInt, stockFloat = stock("int"), stockUnary("float")

// maxLiteral bounds the text of a number: reading it takes time that grows with
// the square of its length, a third of a second at this one.
const maxLiteral = 1 << 18

// literal takes the white space off the text of a number.
func literal(fn string, s starlark.String) (starlark.String, error) {
	if len(s) > maxLiteral {
		return "", fmt.Errorf("%s: got a string of %d bytes, want at most %d", fn, len(s), maxLiteral)
	}
	return starlark.String(strings.TrimSpace(string(s))), nil
}

func toInt(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) > 0 {
		if s, ok := args[0].(starlark.String); ok {
			s, err := literal("int", s)
			if err != nil {
				return nil, err
			}
			args = append(starlark.Tuple{s}, args[1:]...)
		}
	}
	return stockInt(th, args, kwargs)
}

func toFloat(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
	switch v := x.(type) {
	case starlark.Float:
		return v, nil
	case starlark.String:
		s, err := literal("float", v)
		if err != nil {
			return nil, err
		}
		x = s
	}
	return stockFloat(th, x)
}

func divmod(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := only("divmod", 2, args, kwargs); err != nil {
		return nil, err
	}
	for _, x := range args {
		if _, ok := starlark.AsFloat(x); !ok {
			return nil, fmt.Errorf("divmod: got %s, want number", x.Type())
		}
	}
	q, err := starlark.Binary(stocksyntax.SLASHSLASH, args[0], args[1])
	if err != nil {
		return nil, fmt.Errorf("divmod: %w", err)
	}
	r, err := mod(th, args[0], args[1])
	return starlark.Tuple{q, r}, err
}
