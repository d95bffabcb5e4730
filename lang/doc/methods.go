package doc

import (
	"maps"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
)

// A Method describes a method of one of the language's own types, which are
// not declared as functions are.
type Method struct {
	Head    string // as in a def: join(elements)
	Doc     string
	Example string // expr  # => result
}

// Methods of the language's own types, by type and name.
var Methods = map[string]map[string]Method{
	"string": table(
		Method{"capitalize()", "The first letter upper case, the others lower.", `"aBC".capitalize()  # => 'Abc'`},
		Method{"center(width, fill=\" \")", "The string in the middle of width characters.", `"ab".center(6, "-")  # => '--ab--'`},
		Method{"codepoint_ords()", "The characters as numbers.", `list("aé".codepoint_ords())  # => [97, 233]`},
		Method{"codepoints()", "The characters.", `list("aé".codepoints())  # => ['a', 'é']`},
		Method{"count(part, start=0, end=None)", "How often part occurs, without overlap.", `"banana".count("an")  # => 2`},
		Method{"elem_ords()", "The bytes as numbers.", `list("ab".elem_ords())  # => [97, 98]`},
		Method{"elems()", "The bytes as strings, which in ASCII are the characters.", `list("ab".elems())  # => ['a', 'b']`},
		Method{"endswith(suffix, start=0, end=None)", "Whether the string ends in suffix, or in one of a tuple of them.", `"a.csv".endswith((".csv", ".txt"))  # => True`},
		Method{"find(part, start=0, end=None)", "Where part first begins, -1 if nowhere.", `"banana".find("na")  # => 2`},
		Method{"format(*args, **kwargs)", "The string with its {} filled in: {}, {0}, {name}, {:.3f}.", `"{} = {:.2f}".format("x", 1.0 / 3)  # => 'x = 0.33'`},
		Method{"index(part, start=0, end=None)", "Where part first begins; an error if nowhere.", `"banana".index("na")  # => 2`},
		Method{"isalnum()", "Whether all characters are letters or digits, and there is one.", `"a1".isalnum()  # => True`},
		Method{"isalpha()", "Whether all characters are letters, and there is one.", `"a1".isalpha()  # => False`},
		Method{"isdigit()", "Whether all characters are digits, and there is one.", `"12".isdigit()  # => True`},
		Method{"islower()", "Whether there are letters, and none is upper case.", `"ab".islower()  # => True`},
		Method{"isspace()", "Whether all characters are white space, and there is one.", `" \t".isspace()  # => True`},
		Method{"istitle()", "Whether each word begins with its only upper-case letter.", `"A Title".istitle()  # => True`},
		Method{"isupper()", "Whether there are letters, and none is lower case.", `"AB".isupper()  # => True`},
		Method{"join(elements)", "The elements, strings, with this string between them.", `", ".join(["a", "b"])  # => 'a, b'`},
		Method{"ljust(width, fill=\" \")", "The string at the left of width characters.", `"ab".ljust(4, ".")  # => 'ab..'`},
		Method{"lower()", "All letters lower case.", `"AbC".lower()  # => 'abc'`},
		Method{"lstrip(chars=None)", "Without white space, or these characters, at the left.", `"  a ".lstrip()  # => 'a '`},
		Method{"partition(sep)", "What is before the first sep, sep, and what is after it.", `"k=v=w".partition("=")  # => ('k', '=', 'v=w')`},
		Method{"removeprefix(prefix)", "Without prefix, if it begins with it.", `"log_x".removeprefix("log_")  # => 'x'`},
		Method{"removesuffix(suffix)", "Without suffix, if it ends in it.", `"x.csv".removesuffix(".csv")  # => 'x'`},
		Method{"replace(old, new, count=-1)", "With new for each old, or for the first count of them.", `"banana".replace("a", "o", 2)  # => 'bonona'`},
		Method{"rfind(part, start=0, end=None)", "Where part last begins, -1 if nowhere.", `"banana".rfind("na")  # => 4`},
		Method{"rindex(part, start=0, end=None)", "Where part last begins; an error if nowhere.", `"banana".rindex("na")  # => 4`},
		Method{"rjust(width, fill=\" \")", "The string at the right of width characters.", `"7".rjust(3, "0")  # => '007'`},
		Method{"rpartition(sep)", "What is before the last sep, sep, and what is after it.", `"k=v=w".rpartition("=")  # => ('k=v', '=', 'w')`},
		Method{"rsplit(sep=None, maxsplit=-1)", "As split, from the right.", `"a,b,c".rsplit(",", 1)  # => ['a,b', 'c']`},
		Method{"rstrip(chars=None)", "Without white space, or these characters, at the right.", `" a  ".rstrip()  # => ' a'`},
		Method{"split(sep=None, maxsplit=-1)", "The parts between sep, or between white space.", `"a b  c".split()  # => ['a', 'b', 'c']`},
		Method{"splitlines(keepends=False)", "The lines.", `"a\nb\n".splitlines()  # => ['a', 'b']`},
		Method{"startswith(prefix, start=0, end=None)", "Whether the string begins with prefix, or with one of a tuple of them.", `"temp".startswith("te")  # => True`},
		Method{"strip(chars=None)", "Without white space, or these characters, at both ends.", `"--a-".strip("-")  # => 'a'`},
		Method{"title()", "Each word with its first letter upper case, the others lower.", `"a title".title()  # => 'A Title'`},
		Method{"upper()", "All letters upper case.", `"abc".upper()  # => 'ABC'`},
		Method{"zfill(width)", "With zeros in front, after a sign, up to width characters.", `"-7".zfill(4)  # => '-007'`},
	),
	"list": table(
		Method{"append(x)", "Add x at the end.", `[1].append(2)  # => None`},
		Method{"clear()", "Remove all elements.", `[1].clear()  # => None`},
		Method{"copy()", "A list of the same elements.", `[1, 2].copy()  # => [1, 2]`},
		Method{"count(x)", "How many elements equal x.", `[1, 2, 1].count(1)  # => 2`},
		Method{"extend(elements)", "Add elements at the end.", `[1].extend([2, 3])  # => None`},
		Method{"index(x, start=0, end=None)", "Where x first is; an error if nowhere.", `[3, 4].index(4)  # => 1`},
		Method{"insert(i, x)", "Put x before element i.", `[1, 3].insert(1, 2)  # => None`},
		Method{"pop(i=-1)", "Remove element i, and return it.", `[1, 2].pop()  # => 2`},
		Method{"remove(x)", "Remove the first element that equals x; an error if there is none.", `[1, 2].remove(1)  # => None`},
		Method{"reverse()", "Turn the order round.", `[1, 2].reverse()  # => None`},
		Method{"sort(key=None, reverse=False)", "Sort in place; sorted(list) makes a new list.", `[2, 1].sort()  # => None`},
	),
	"dict": table(
		Method{"clear()", "Remove all entries.", `{"a": 1}.clear()  # => None`},
		Method{"copy()", "A dict of the same entries.", `{"a": 1}.copy()  # => {'a': 1}`},
		Method{"get(key, default=None)", "The value of key, or default.", `{"a": 1}.get("b", 0)  # => 0`},
		Method{"items()", "A list of pairs (key, value).", `{"a": 1}.items()  # => [('a', 1)]`},
		Method{"keys()", "A list of the keys, in the order in which they were added.", `{"a": 1}.keys()  # => ['a']`},
		Method{"pop(key, default)", "Remove key, and return its value, or default; without that an error.", `{"a": 1}.pop("a")  # => 1`},
		Method{"popitem()", "Remove the first entry, and return it as a pair.", `{"a": 1}.popitem()  # => ('a', 1)`},
		Method{"setdefault(key, default=None)", "The value of key; if there is none, default, which then is it.", `{"a": 1}.setdefault("b", 2)  # => 2`},
		Method{"update(pairs=(), **kwargs)", "Add the entries of another dict, or pairs, or keywords.", `{"a": 1}.update({"b": 2})  # => None`},
		Method{"values()", "A list of the values.", `{"a": 1}.values()  # => [1]`},
	),
	"set": table(
		Method{"add(x)", "Add x.", `set([1]).add(2)  # => None`},
		Method{"clear()", "Remove all elements.", `set([1]).clear()  # => None`},
		Method{"copy()", "A set of the same elements.", `set([1]).copy()  # => {1}`},
		Method{"difference(*others)", "The elements that are in none of others: a - b.", `set([1, 2]).difference([2])  # => {1}`},
		Method{"discard(x)", "Remove x, if it is there.", `set([1]).discard(2)  # => None`},
		Method{"intersection(*others)", "The elements that are in all of others too: a & b.", `set([1, 2]).intersection([2, 3])  # => {2}`},
		Method{"isdisjoint(other)", "Whether no element is in other.", `set([1]).isdisjoint([2])  # => True`},
		Method{"issubset(other)", "Whether each element is in other.", `set([1]).issubset([1, 2])  # => True`},
		Method{"issuperset(other)", "Whether each element of other is in it.", `set([1, 2]).issuperset([1])  # => True`},
		Method{"pop()", "Remove the first element, and return it.", `set([1]).pop()  # => 1`},
		Method{"remove(x)", "Remove x; an error if it is not there.", `set([1]).remove(1)  # => None`},
		Method{"symmetric_difference(other)", "The elements that are in one of the two only: a ^ b.", `set([1, 2]).symmetric_difference([2, 3])  # => {1, 3}`},
		Method{"union(*others)", "The elements of all: a | b.", `set([1]).union([2], [3])  # => {1, 2, 3}`},
		Method{"update(*others)", "Add the elements of others.", `set([1]).update([2])  # => None`},
	),
	"bytes": table(
		Method{"elems()", "The bytes as numbers.", `list(b"ab".elems())  # => [97, 98]`},
	),
}

func table(methods ...Method) map[string]Method {
	out := map[string]Method{}
	for _, m := range methods {
		out[m.Name()] = m
	}
	return out
}

// Name returns the method's name.
func (m Method) Name() string { return m.Head[:strings.IndexByte(m.Head, '(')] }

// Gives returns the type of a method's result, as type(x) gives it, read from
// its example; "": it depends on what it is called with. typ is the type that
// has the method.
func (m Method) Gives(typ string) string {
	call, result, _ := decl.ParseExample(m.Example)
	switch {
	case result == "None":
		return "NoneType"
	case typ == "dict" && (m.Name() == "items" || m.Name() == "keys" || m.Name() == "values"):
		return "list"
	case m.Name() == "copy":
		return typ
	case typ != "string" || strings.HasPrefix(call, "list("):
		return ""
	case strings.HasPrefix(result, "'"):
		return "string"
	case result == "True" || result == "False":
		return "bool"
	case strings.HasPrefix(result, "["):
		return "list"
	case strings.HasPrefix(result, "("):
		return "tuple"
	}
	return "int"
}

// methodOf returns the description of a bound method of the language's own
// types.
func methodOf(v starlark.Value) (typ string, m Method, ok bool) {
	b, isBuiltin := v.(*starlark.Builtin)
	if !isBuiltin || b.Receiver() == nil {
		return "", Method{}, false
	}
	typ = b.Receiver().Type()
	m, ok = Methods[typ][b.Name()]
	return typ, m, ok
}

// attr returns an attribute of v. A method that is described counts as one,
// also where the type itself does not know of it.
func attr(v starlark.Value, name string) starlark.Value {
	if x, ok := v.(starlark.HasAttrs); ok {
		if a, err := x.Attr(name); err == nil && a != nil {
			return a
		}
	}
	if v != nil {
		if _, ok := Methods[v.Type()][name]; ok {
			return starlark.NewBuiltin(name, nil).BindReceiver(v) // never called
		}
	}
	return nil
}

// attrNames returns the names of v's attributes, sorted.
func attrNames(v starlark.Value) []string {
	var names []string
	if x, ok := v.(starlark.HasAttrs); ok {
		names = slices.Clone(x.AttrNames())
	}
	names = slices.AppendSeq(names, maps.Keys(Methods[v.Type()]))
	slices.Sort(names)
	return slices.Compact(names)
}
