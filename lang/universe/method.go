package universe

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
)

// A method is the body of a method of ours.
type method func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)

// methods is the table of methods, by type and name, that are not the stock
// machine's. What is not in it is native, bounded by the size of its receiver.
var methods map[string]map[string]method

// methodNames holds every name of the table.
var methodNames = map[string]bool{}

func init() { // not in the declaration: formatMethod looks up attributes
	methods = methodTable()
	for _, table := range methods {
		for name := range table {
			methodNames[name] = true
		}
	}
}

func methodTable() map[string]map[string]method {
	return map[string]map[string]method{
		"string": {
			"format": formatMethod, "join": join, "replace": replace, "split": split, "rsplit": rsplit,
			"splitlines": splitLines, "upper": pieceWise(strings.ToUpper), "lower": pieceWise(strings.ToLower),
			"count": nativeText("count"), "find": nativeText("find"), "index": nativeText("index"),
			"rfind": nativeText("rfind"), "rindex": nativeText("rindex"),
			"title": nativeText("title"), "capitalize": nativeText("capitalize"),
			"isalnum": nativeText("isalnum"), "isalpha": nativeText("isalpha"), "isdigit": nativeText("isdigit"),
			"islower": nativeText("islower"), "isspace": nativeText("isspace"), "istitle": nativeText("istitle"),
			"isupper": nativeText("isupper"),
		},
		"list": {
			"extend": extend, "index": listIndex, "remove": listRemove,
			"sort": listSort, "reverse": listReverse, "copy": listCopy, "count": listCount,
		},
		"dict": {
			"items": dictItems, "keys": dictKeys, "values": dictValues, "update": dictUpdate, "copy": dictCopy,
		},
		"set": {
			"union": watchedMethod("union"), "intersection": watchedMethod("intersection"),
			"difference": watchedMethod("difference"), "symmetric_difference": watchedMethod("symmetric_difference"),
			"issubset": watchedMethod("issubset"), "issuperset": watchedMethod("issuperset"),
			"update": watchedMethod("update"),
		},
	}
}

// IsMethod reports whether x.name is lowered for methods of that name.
func IsMethod(name string) bool { return methodNames[name] }

// caller makes the hidden function that calls a method: caller("join")(x, y)
// is x.join(y), also where x has a join of its own.
func caller(name string) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		recv, rest := args[0], args[1:]
		if m, ok := methods[recv.Type()][name]; ok {
			return m(th, recv, rest, kwargs)
		}
		fn, err := attribute(recv, name)
		if err != nil {
			return nil, err
		}
		return starlark.Call(th, fn, rest, kwargs)
	})
}

// readAttr is the hidden function behind x.name.
func readAttr(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return attribute(args[0], string(args[1].(starlark.String)))
}

// attribute is x.name, for every kind of x.
func attribute(x starlark.Value, name string) (starlark.Value, error) {
	if m, ok := methods[x.Type()][name]; ok {
		return starlark.NewBuiltin(name, func(th *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			return m(th, b.Receiver(), args, kwargs)
		}).BindReceiver(x), nil
	}
	if h, ok := x.(starlark.HasAttrs); ok {
		v, err := h.Attr(name)
		if v != nil || err != nil {
			return v, err
		}
	}
	return nil, fmt.Errorf("%s has no .%s field or method", x.Type(), name)
}

// attrNames are the names of all attributes, sorted.
func attrNames(x starlark.Value) []string {
	var names []string
	if h, ok := x.(starlark.HasAttrs); ok {
		names = slices.Clone(h.AttrNames())
	}
	for name := range methods[x.Type()] {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// native calls the stock machine's method.
func native(th *starlark.Thread, recv starlark.Value, name string, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	fn, err := recv.(starlark.HasAttrs).Attr(name)
	if err != nil {
		return nil, err
	}
	v, err := callWatched(th, fn, args, kwargs)
	return v, plainError(err)
}

// watchedMethod is the stock method, with its arguments watched.
func watchedMethod(name string) method {
	return func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return native(th, recv, name, args, kwargs)
	}
}
