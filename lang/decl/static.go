package decl

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.starlark.net/starlark"
)

// What can be said of a call before it is made is in this file.

// Wrong says what is wrong with a constant as an argument, in the words of a
// call; nil: nothing, or it takes a call to know. The text continues
// "function: name".
func (p *Param) Wrong(v starlark.Value) error {
	if v == starlark.None && p.Default == starlark.None {
		return nil
	}
	field, ok := fields[p.kind]
	if !ok {
		return nil
	}
	if list := elementwise(p, v); list != nil {
		for i := range list.Len() {
			if err := p.store(nil, reflect.New(field).Elem(), list.Index(i)); err != nil {
				return err
			}
		}
		return nil
	}
	return p.store(nil, reflect.New(field).Elem(), v)
}

// fields are what a parameter's argument is stored in, where its kind says so.
var fields = map[kind]reflect.Type{
	kindFloat: reflect.TypeFor[float64](), kindInt: reflect.TypeFor[int](), kindBool: reflect.TypeFor[bool](), kindString: reflect.TypeFor[string](),
	kindFloats: reflect.TypeFor[[]float64](), kindBools: reflect.TypeFor[[]bool](), kindStrings: reflect.TypeFor[[]string](),
}

// Types that no parameter of a kind takes, by the name that type(x) gives.
var (
	notCalled   = []string{"NoneType", "bool", "int", "float", "string", "bytes", "list", "tuple", "dict", "set", "range"}
	notIterable = []string{"NoneType", "bool", "int", "float", "string", "bytes", "function", "builtin_function_or_method", "module"}
	notNumber   = []string{"NoneType", "string", "bytes", "list", "tuple", "dict", "set", "range", "function", "builtin_function_or_method", "module"}
)

// wants are the words for what a value must be that tell of the language's own
// types, and those that will not do.
var wants = map[string][]string{
	"function":                         notCalled,
	"iterable":                         notIterable,
	"number":                           notNumber,
	"int":                              notNumber,
	"number or string":                 slices.DeleteFunc(slices.Clone(notNumber), func(s string) bool { return s == "string" }),
	"list, tuple, dict, set or string": {"NoneType", "bool", "int", "float", "function", "builtin_function_or_method", "module"},
}

// Refuses reports whether no value of a type will do, by the name that type(x)
// gives.
func (p *Param) Refuses(typ string) bool {
	if typ == "" || typ == "NoneType" && p.Default == starlark.None {
		return false
	}
	switch p.kind {
	case kindFloat, kindInt:
		if p.each && (typ == "list" || typ == "tuple" || typ == "range") {
			return false
		}
		return slices.Contains(notNumber, typ) || typ == "bool" || p.kind == kindInt && typ == "float"
	case kindBool:
		return typ != "bool" && (slices.Contains(notNumber, typ) || typ == "int" || typ == "float")
	case kindString:
		return typ != "string" && (slices.Contains(notNumber, typ) || typ == "bool" || typ == "int" || typ == "float")
	case kindFloats, kindBools, kindStrings:
		return slices.Contains(notIterable, typ) || typ == "dict"
	case kindValue:
		return slices.Contains(wants[p.want], typ)
	}
	return false
}

// Wants is what a value must be, without unit and range, in words.
func (p *Param) Wants() string { return p.want }

var (
	oneType = regexp.MustCompile(`^(None|bool|int|float|string|bytes|list|tuple|dict|set|range)$`)
	listOf  = regexp.MustCompile(`^(?:new )?list(?: of .*)?$`)
	inUnit  = regexp.MustCompile(`\bin (\S+?)(?:[,;.]? |[,;.]?$)`)
)

// Result reads what a function returns: the type, as type(x) gives it ("": not
// known), and the unit of the number or of each of several, if it has one.
func (f *Func) Result() (typ, unit string, measured bool) {
	text := f.Spec.Returns
	for _, m := range inUnit.FindAllStringSubmatch(text, -1) {
		if _, ok := Units[m[1]]; !ok || m[1] == "" {
			continue
		} else if measured && m[1] != unit {
			unit, measured = "", false // which of them?
			break
		}
		unit, measured = m[1], true
	}
	switch {
	case f.each:
	case oneType.MatchString(text):
		typ = strings.Replace(text, "None", "NoneType", 1)
	case listOf.MatchString(text):
		typ = "list"
	}
	return typ, unit, measured
}
