package universe

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/steps"
)

// objects ask values what they are.
var objects = []*decl.Func{
	unary(decl.Spec{
		Name: "type", Doc: "Name of the type of a value.", Returns: "string", Examples: []string{`type(1.0)  # => 'float'`},
	}, param("x", "any value", "the value"), func(_ *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		return starlark.String(x.Type()), nil
	}),
	unary(decl.Spec{
		Name: "str", Doc: "Text of a value; a string is itself, bytes are read as UTF-8.", Returns: "string", Examples: []string{`str(1e6)  # => '1000000.0'`},
	}, param("x", "any value", "the value").Or(starlark.String("")), func(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		s, err := text(th, x)
		return starlark.String(s), err
	}),
	unary(decl.Spec{
		Name: "repr", Doc: "Text of a value as one would write it in a program; a string in quotes.", Returns: "string",
		Examples: []string{`repr("a")  # => "'a'"`},
	}, param("x", "any value", "the value"), func(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		s, err := display.Repr(th, x)
		return starlark.String(s), err
	}),
	unary(decl.Spec{
		Name: "bytes", Doc: "Bytes of a string (its UTF-8) or of an iterable of numbers.", Returns: "bytes",
		Examples: []string{`bytes([104, 105])  # => b'hi'`},
	}, param("x", "string, bytes or iterable of ints", "what to convert"), toBytes),
	unary(decl.Spec{
		Name: "chr", Doc: "The character of a code point.", Returns: "string", Examples: []string{`chr(960)  # => 'π'`},
	}, param("i", "int", "the code point"), stockUnary("chr")),
	unary(decl.Spec{
		Name: "ord", Doc: "The code point of a character.", Returns: "int", Examples: []string{`ord("π")  # => 960`},
	}, param("c", "string", "one character"), stockUnary("ord")),
	unary(decl.Spec{
		Name: "hash", Doc: "A number that depends on the text only, the same today and tomorrow.", Returns: "int",
		Examples: []string{`hash("a")  # => 97`},
	}, param("x", "string or bytes", "the text"), hash),
	unary(decl.Spec{
		Name: "dir", Doc: "Names of the attributes and methods of a value.", Returns: "list of strings",
		Examples: []string{`"append" in dir([])  # => True`},
	}, param("x", "any value", "the value"), func(_ *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		var out []starlark.Value
		for _, name := range attrNames(x) {
			out = append(out, starlark.String(name))
		}
		return starlark.NewList(out), nil
	}),
	decl.Raw(decl.Spec{
		Name: "getattr", Doc: "The attribute of that name; without it, the default, if one is given.", Returns: "the attribute",
		Examples: []string{`getattr([], "nothing", 0)  # => 0`},
	}, []*decl.Param{
		param("x", "any value", "the value"),
		decl.String(nil, "name", "the attribute's name"),
		param("default", "any value", "the result where there is none").Or(none{}),
	}, getattr),
	decl.Raw(decl.Spec{
		Name: "hasattr", Doc: "Whether a value has an attribute of that name.", Returns: "bool",
		Examples: []string{`hasattr([], "append")  # => True`},
	}, []*decl.Param{param("x", "any value", "the value"), decl.String(nil, "name", "the attribute's name")},
		func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			var x starlark.Value
			var name string
			if err := starlark.UnpackPositionalArgs("hasattr", args, kwargs, 2, &x, &name); err != nil {
				return nil, err
			}
			_, err := attribute(x, name)
			return starlark.Bool(err == nil || slices.Contains(attrNames(x), name)), nil
		}),
	decl.Raw(decl.Spec{
		Name: "fail", Doc: "End the cell with an error of that message.",
		Returns: "nothing: it does not return",
	}, []*decl.Param{rest("message", "values, put together"), decl.String(nil, "sep", "between them").Or(starlark.String(" ")).ByName()},
		func(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			sep := " "
			if err := starlark.UnpackArgs("fail", nil, kwargs, "sep?", &sep); err != nil {
				return nil, err
			}
			s, err := joined(th, args, sep)
			if err != nil {
				return nil, err
			}
			return nil, errors.New(s)
		}),
}

func getattr(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var x, fallback starlark.Value
	var name string
	if err := starlark.UnpackPositionalArgs("getattr", args, kwargs, 2, &x, &name, &fallback); err != nil {
		return nil, err
	}
	v, err := attribute(x, name)
	if err != nil && fallback != nil {
		return fallback, nil
	}
	if err != nil {
		return nil, fmt.Errorf("getattr: %w", err)
	}
	return v, nil
}

// stock is the stock machine's function of that name.
func stock(name string) func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return starlark.Universe[name].(*starlark.Builtin).CallInternal
}

// stockUnary is stock for a function of one value.
func stockUnary(name string) func(*starlark.Thread, starlark.Value) (starlark.Value, error) {
	f := stock(name)
	return func(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		return f(th, starlark.Tuple{x}, nil)
	}
}

// text is what str and print make of a value.
func text(th *starlark.Thread, v starlark.Value) (string, error) {
	if b, ok := v.(starlark.Bytes); ok {
		return validUTF8(th, string(b))
	}
	return display.Str(th, v)
}

// validUTF8 replaces what is not UTF-8 by U+FFFD.
func validUTF8(th *starlark.Thread, s string) (string, error) {
	out := growing{th: th}
	err := pieces(th, s, func(piece string) error {
		if utf8.ValidString(piece) {
			return out.add(piece)
		}
		return out.add(string([]rune(piece)))
	})
	return out.b.String(), err
}

// joined is the text of values with a separator.
func joined(th *starlark.Thread, values []starlark.Value, sep string) (string, error) {
	out := growing{th: th}
	for i, v := range values {
		if i > 0 {
			if err := out.add(sep); err != nil {
				return "", err
			}
		}
		s, err := text(th, v)
		if err != nil {
			return "", err
		}
		if err := out.add(s); err != nil {
			return "", err
		}
	}
	return out.b.String(), nil
}

func toBytes(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
	switch x := x.(type) {
	case starlark.Bytes:
		return x, nil
	case starlark.String:
		s, err := validUTF8(th, string(x))
		return starlark.Bytes(s), err
	case starlark.Iterable:
		var out []byte
		err := each(th, x, func(v starlark.Value) error {
			var c byte
			if err := starlark.AsInt(v, &c); err != nil {
				return fmt.Errorf("bytes: at index %d, %w", len(out), err)
			}
			if len(out) == cap(out) {
				if err := steps.Grow(th, 2*int64(len(out))); err != nil {
					return err
				}
			}
			out = append(out, c)
			return nil
		})
		return starlark.Bytes(out), err
	}
	return nil, fmt.Errorf("bytes: got %s, want string, bytes, or iterable of ints", x.Type())
}

// hash is the stock function, polled: 31*h + r over a string's code points,
// FNV-1a over bytes.
func hash(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
	switch x := x.(type) {
	case starlark.String:
		var h int32
		err := pieces(th, string(x), func(piece string) error {
			for _, r := range piece {
				h = 31*h + r
			}
			return nil
		})
		return starlark.MakeInt(int(h)), err
	case starlark.Bytes:
		h := uint32(2166136261)
		err := pieces(th, string(x), func(piece string) error {
			for i := range len(piece) {
				h = (h ^ uint32(piece[i])) * 16777619
			}
			return nil
		})
		return starlark.MakeInt64(int64(h)), err
	}
	return nil, fmt.Errorf("hash: got %s, want string or bytes", x.Type())
}
