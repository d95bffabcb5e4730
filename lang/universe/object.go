package universe

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
)

// objects ask values what they are.
var objects = []*decl.Func{
	decl.Bind(decl.Spec{
		Name: "type", Doc: "Name of the type of a value.", Returns: "string", Examples: []string{`type(1.0)  # => 'float'`},
	}, oneValue("x", "any value", "the value"), func(_ *starlark.Thread, a *value) (starlark.Value, error) {
		return starlark.String(a.X.Type()), nil
	}),
	decl.Bind(decl.Spec{
		Name: "str", Doc: "Text of a value; a string is itself.", Returns: "string", Examples: []string{`str(1e6)  # => '1000000.0'`},
	}, func(a *value) []*decl.Param {
		return []*decl.Param{decl.Value(&a.X, "x", "any value", "the value").Or(starlark.String(""))}
	}, func(th *starlark.Thread, a *value) (starlark.Value, error) {
		s, err := display.Str(th, a.X)
		return starlark.String(s), err
	}),
	decl.Bind(decl.Spec{
		Name: "repr", Doc: "Text of a value as one would write it in a program; a string in quotes.", Returns: "string",
		Examples: []string{`repr("a")  # => "'a'"`},
	}, oneValue("x", "any value", "the value"), func(th *starlark.Thread, a *value) (starlark.Value, error) {
		s, err := display.Repr(th, a.X)
		return starlark.String(s), err
	}),
	decl.Bind(decl.Spec{
		Name: "bytes", Doc: "Bytes of a string (its UTF-8) or of an iterable of numbers.", Returns: "bytes",
		Examples: []string{`bytes([104, 105])  # => b'hi'`},
	}, oneValue("x", "string, bytes or iterable of ints", "what to convert"), func(th *starlark.Thread, a *value) (starlark.Value, error) {
		return callWatched(th, starlark.Universe["bytes"], []starlark.Value{a.X}, nil)
	}),
	decl.Bind(decl.Spec{
		Name: "chr", Doc: "The character of a code point.", Returns: "string", Examples: []string{`chr(960)  # => 'π'`},
	}, oneValue("i", "int", "the code point"), delegate("chr")),
	decl.Bind(decl.Spec{
		Name: "ord", Doc: "The code point of a character.", Returns: "int", Examples: []string{`ord("π")  # => 960`},
	}, oneValue("c", "string", "one character"), delegate("ord")),
	decl.Bind(decl.Spec{
		Name: "hash", Doc: "A number that depends on the text only, the same today and tomorrow.", Returns: "int",
		Examples: []string{`hash("a")  # => 97`},
	}, oneValue("x", "string or bytes", "the text"), delegate("hash")),
	decl.Bind(decl.Spec{
		Name: "dir", Doc: "Names of the attributes and methods of a value.", Returns: "list of strings",
		Examples: []string{`"append" in dir([])  # => True`},
	}, oneValue("x", "any value", "the value"), func(_ *starlark.Thread, a *value) (starlark.Value, error) {
		var out []starlark.Value
		for _, name := range attrNames(a.X) {
			out = append(out, starlark.String(name))
		}
		return starlark.NewList(out), nil
	}),
	decl.Bind(decl.Spec{
		Name: "getattr", Doc: "The attribute of that name; without it, the default, if one is given.", Returns: "the attribute",
		Examples: []string{`getattr([], "nothing", 0)  # => 0`},
	}, func(a *getattrArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "any value", "the value"),
			decl.String(&a.Name, "name", "the attribute's name"),
			decl.Rest(&a.Default, "default", "the result where there is none"),
		}
	}, func(_ *starlark.Thread, a *getattrArgs) (starlark.Value, error) {
		if len(a.Default) > 1 {
			return nil, fmt.Errorf("getattr: got %d arguments, want at most 3", 2+len(a.Default))
		}
		v, err := attribute(a.X, a.Name)
		if err != nil && len(a.Default) == 1 {
			return a.Default[0], nil
		}
		if err != nil {
			return nil, fmt.Errorf("getattr: %w", err)
		}
		return v, nil
	}),
	decl.Bind(decl.Spec{
		Name: "hasattr", Doc: "Whether a value has an attribute of that name.", Returns: "bool",
		Examples: []string{`hasattr([], "append")  # => True`},
	}, func(a *attrArgs) []*decl.Param {
		return []*decl.Param{decl.Value(&a.X, "x", "any value", "the value"), decl.String(&a.Name, "name", "the attribute's name")}
	}, func(_ *starlark.Thread, a *attrArgs) (starlark.Value, error) {
		_, err := attribute(a.X, a.Name)
		return starlark.Bool(err == nil || slices.Contains(attrNames(a.X), a.Name)), nil
	}),
	decl.Bind(decl.Spec{
		Name: "fail", Doc: "End the cell with an error of that message.",
	}, func(a *failArgs) []*decl.Param {
		return []*decl.Param{decl.Rest(&a.Args, "message", "values, put together"), decl.String(&a.Sep, "sep", "between them").Or(starlark.String(" ")).ByName()}
	}, func(th *starlark.Thread, a *failArgs) (starlark.Value, error) {
		s, err := joined(th, a.Args, a.Sep)
		if err != nil {
			return nil, err
		}
		return nil, errors.New(s)
	}),
}

type (
	attrArgs struct {
		X    starlark.Value
		Name string
	}
	getattrArgs struct {
		X       starlark.Value
		Name    string
		Default []starlark.Value
	}
	failArgs struct {
		Args []starlark.Value
		Sep  string
	}
)

// delegate calls the stock function of that name.
func delegate(name string) func(*starlark.Thread, *value) (starlark.Value, error) {
	return func(th *starlark.Thread, a *value) (starlark.Value, error) {
		v, err := stock(th, name, a.X)
		return v, plainError(err)
	}
}

// joined is the text of values with a separator.
func joined(th *starlark.Thread, values []starlark.Value, sep string) (string, error) {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteString(sep)
		}
		s, err := display.Str(th, v)
		if err != nil {
			return "", err
		}
		b.WriteString(s)
	}
	return b.String(), nil
}
