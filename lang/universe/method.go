package universe

import (
	"fmt"
	"maps"
	"slices"
	"unicode"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/steps"
	"starling/lang/syntax"
)

// A method is the body of a method of ours.
type method func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)

// methods is the table of methods, by type and name, that are not the stock
// machine's: those that loop, and some that Starlark lacks. What is not in it
// is native (native.go).
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
			"capitalize": mapped("capitalize", capitalize), "lower": mapped("lower", lower),
			"title": mapped("title", title), "upper": mapped("upper", upper),
			"count": stringCount, "format": formatMethod, "join": join, "replace": replace,
			"find": finder("find", indexOf, false), "rfind": finder("rfind", lastIndexOf, false),
			"index": finder("index", indexOf, true), "rindex": finder("rindex", lastIndexOf, true),
			"partition": partition, "rpartition": rpartition,
			"split": split, "rsplit": rsplit, "splitlines": splitLines,
			"strip": strip("strip", true, true), "lstrip": strip("lstrip", true, false), "rstrip": strip("rstrip", false, true),
			"isalnum": asked("isalnum", every(isAlnum)), "isalpha": asked("isalpha", every(unicode.IsLetter)),
			"isdigit": asked("isdigit", every(unicode.IsDigit)), "isspace": asked("isspace", every(unicode.IsSpace)),
			"islower": asked("islower", unchanged(unicode.ToLower)), "isupper": asked("isupper", unchanged(unicode.ToUpper)),
			"istitle": asked("istitle", isTitle),
			// Of Python, not of Starlark.
			"center": padded("center", '^'), "ljust": padded("ljust", '<'), "rjust": padded("rjust", '>'), "zfill": zfill,
		},
		"list": {
			"extend": extend, "index": listIndex, "remove": listRemove,
			// Of Python, not of Starlark.
			"copy": listCopy, "count": listCount, "reverse": listReverse, "sort": listSort,
		},
		"dict": {
			"items": entriesOf("items", wordSize+pairSize, wholeEntry), "keys": entriesOf("keys", wordSize, entryKey),
			"values": entriesOf("values", wordSize, entryValue), "update": dictUpdate,
			"copy": dictCopy, // of Python
		},
		"set": {
			"union": setMethod("union", setUnion), "update": setMethod("update", setUpdate),
			"intersection": setMethod("intersection", setIntersection), "difference": setMethod("difference", setDifference),
			"symmetric_difference": setTest("symmetric_difference", setSymmetric),
			"issubset":             setTest("issubset", setIsSubset), "issuperset": setTest("issuperset", setHasAll),
			"copy": setMethod("copy", setCopy), "isdisjoint": setTest("isdisjoint", setDisjoint), // of Python
		},
	}
}

// Methods returns the names of the methods of a type that are ours, sorted.
func Methods(typ string) []string { return slices.Sorted(maps.Keys(methods[typ])) }

// Lowering says which methods are lowered, and how.
func Lowering() syntax.Options {
	return syntax.Options{
		Method: func(name string) bool { return methodNames[name] },
		Single: func(name string) bool { return singles[name] != nil },
	}
}

// caller makes the hidden function that calls a method: caller("join")(x, y)
// is x.join(y), also where x has a join of its own.
func caller(name string) *starlark.Builtin {
	ofString, ofList, ofDict, ofSet := methods["string"][name], methods["list"][name], methods["dict"][name], methods["set"][name]
	return starlark.NewBuiltin(name, func(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		recv, rest := args[0], args[1:]
		var m method
		switch recv.(type) { // looking it up by the type's name takes longer than many a method
		case starlark.String:
			m = ofString
		case *starlark.List:
			m = ofList
		case *starlark.Dict:
			m = ofDict
		case *starlark.Set:
			m = ofSet
		}
		if m != nil {
			return m(th, recv, rest, kwargs)
		}
		fn, err := attribute(recv, name)
		if err != nil {
			return nil, err
		}
		return steps.Call(th, fn, rest, kwargs)
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
	message := fmt.Sprintf("%s has no .%s field or method", x.Type(), name)
	if near := decl.Nearest(name, attrNames(x)); near != "" {
		message += fmt.Sprintf(" (did you mean .%s?)", near)
	}
	return nil, starlark.NoSuchAttrError(message)
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
