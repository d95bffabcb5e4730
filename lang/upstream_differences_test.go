package lang

import (
	"regexp"
	"strings"
)

// A difference is what lines of upstream programs do here and not there.
type difference struct {
	file string // "": any
	line string // part of the line
	got  string // a pattern of the error here; "": none, where there is one
	why  string
}

// likePython is the pattern of a text that differs as Python's does.
const likePython = "printed like Python"

// notRun are files that say nothing about the front end.
var notRun = map[string]string{
	"proto.star":          "it needs protocol buffers, which nothing here does",
	"benchmark.star":      "it is measured, not asserted",
	"paths.star":          "its functions are called by a benchmark",
	"function_param.star": "its functions are called by Go",
}

var parserDifferences = []difference{
	{"", "{x for y in z}", "", "a comprehension of a set"},
	{"", "0 == 1 == 2", "", "comparisons chain"},
	{"", "0 <= i < n", "", "comparisons chain"},
	{"", "a in b not in c", "", "comparisons chain"},
	{"", "x[1, 2,:]", "", "indices may be slices"},
	{"", "print(1, 2, 3", `the \( is not closed`, "a bracket is shown where it opens"},
	{"", "`got end of file", "", "a bracket is shown where it opens"},
	{"", "b'", "the string is not closed", "the parser goes on behind a mistake"},
}

var resolverDifferences = []difference{
	{"", "undefined: ", "", "names are looked up when they are used"},
	{"", "cannot reassign", "", "names can be bound anew"},
	{"", "not within a function", "", "statements may stand at top level"},
	{"", "load statement within a conditional", "", "a load at top level is run where it stands"},
	{"", "load statement within a loop", "", "a load at top level is run where it stands"},
	{"", "does not support while loops", "", "the dialect has while"},
	{"", "keyword argument may not follow \\*args", "", "a call takes names behind *x"},
	{"", "positional argument may not follow \\*args", "", "a call takes values behind *x"},
	{"", "multiple \\*args not allowed", "", "a call takes several *x"},
	{"", "f(**{}, x=1)", "", "a call takes names behind **x"},
	{"", "f(**{}, **{})", "", "a call takes several **x"},
	{"", `"load: empty identifier"`, `load: got "", want a name`, "the words are ours"},
	{"", "names with leading underscores", "load: _[ad] begins with _, so it is private to module|load: _[ad] begins with _, so it is private to foo", "the words are ours"},
}

var programDifferences = []difference{
	{"assign.star", "global variable", "predeclared variable (g|assert) is uninitialized|undefined: (z|a)$", "names are looked up in the session's map"},
	{"assign.star", "local variable assert", "predeclared variable assert is uninitialized", "names are looked up in the session's map"},
	{"assign.star", "lambda: tuple", "no error, want global variable tuple referenced", "a builtin's name has its value until it is bound anew"},

	{"function.star", "fib(10)", "no error, want .* called recursively", "recursion is allowed"},
	{"function.star", "fib2(x)", "no error, want .* called recursively", "recursion is allowed"},
	{"function.star", "mapdouble", "no error, want .* called recursively", "recursion is allowed"},
	{"builtins.star", "key=None", "no error, want got NoneType, want callable", "None is the default of key, as in Python"},
	{"int.star", `"%d" % True`, "no error, want cannot convert bool to int", "%d takes a bool, as in Python"},

	{"builtins.star", "dir(", "got .*'copy'", "list, dict and set have more of Python's methods"},
	{"builtins.star", "fail(", "^(no words|1|1 2 3|1/2/3)$", "fail says just what it is told"},

	{"", "", likePython, "values print as Python's"},
	{"bytes.star", "", `^got "b'.*", want 'b".*"'$`, "bytes print as Python's: what is not ASCII is escaped"},
	{"float.star", `"%g" %`, `^got '-?[0-9]+', want '-?[0-9]+\.0'$`, "%g leaves out a fraction that is 0, as in Python"},

	{"", "", `^got the error len: got \S+, want a value with elements, want .*no len$`, "the words are ours"},
	{"builtins.star", "abs(", "want number", "the words are ours"},
	{"builtins.star", "sorted(", "sorted: (cannot compare|got int, want iterable)", "the words are ours"},
	{"builtins.star", "min", "min: got (no arguments|int, want iterable|no elements)", "the words are ours"},
	{"float.star", "%d", "%d: got (nan|[+-]inf), want a finite number", "the words are ours"},
	{"float.star", "%", "%[efg]: got string, want number", "the words are ours"},
	{"string.star", "%c", "%c: got .*, want .*(character|1|code point, 0 to 1114111)", "the words are ours"},
	{"string.star", "{x!", "unmatched '{' in format", "the words are ours"},
	{"string.star", ".format(", "format: (keyword a not found|got '{' in a field's name)", "the words are ours, and a field may have parts"},
	{"string.star", "", "dict: element #0: got string, want a pair", "the words are ours"},
	{"string.star", "join", "join: element 1: got int, want string", "the words are ours"},
	{"", "1000000", "the result would take .* GiB, the limit is 2 GiB", "what is too large is refused by its size"},

	{"misc.star", "froze", "froze not found", "whoever runs a program says what a module has"},
}

// printsLikePython reports whether what an assertion got and wanted differs only
// in how Starlark and Python write a value.
func printsLikePython(message string) bool {
	got, want, ok := strings.Cut(strings.TrimPrefix(message, "got "), ", want ")
	plain := strings.NewReplacer(`"`, "", `'`, "", `\`, "", "+inf", "inf", "range(10)", "range(0, 10)", "set([", "{", "])", "}")
	return ok && plain.Replace(got) == plain.Replace(want)
}

// stockWords is what the stock parser says where ours says a message.
func stockWords(message string) []string {
	var out []string
	for _, r := range rewordings {
		if !r.ours.MatchString(message) {
			continue
		}
		for _, stock := range strings.Split(r.stock, " | ") {
			out = append(out, r.ours.ReplaceAllString(message, stock))
		}
	}
	return out
}

type rewording struct {
	ours  *regexp.Regexp
	stock string // or several, apart by |
}

var rewordings = func() (out []rewording) {
	for _, r := range [][2]string{
		{`the line ends where a value should follow`, "got newline, want primary expression"},
		{`got (\S+) where a value should stand`, "got '$1', want primary | got $1, want primary"},
		{`got (\S+) where a name should stand`, "not an identifier"},
		{`got (\S+) where (\S) should stand`, "got '$1', want '$2'"},
		{`got (\S+) where , or (\S) should stand`, "got '$1', want ','"},
		{`got (\S+) where for, if or (\S) should stand`, "got '$1', want '$2', for, or if | got $1, want '$2', for, or if"},
		{`got a name where in should stand`, "got identifier, want in"},
		{`got a number where the line should end`, "got int literal, want newline"},
		{`a value with \* stands within brackets or between commas`, "got '*', want primary"},
		{`a tuple that ends in a comma needs brackets`, "unparenthesized tuple with trailing comma"},
		{`this if has no else`, "conditional expression without else clause"},
		{`before the = of an argument its name should stand`, "keyword argument must have form name=expr"},
		{`this line is indented as no line above it is`, "unindent does not match any outer indentation level"},
		{`no bracket is open for (\S) to close`, "unexpected '$1'"},
		{`the string is not closed`, "unexpected newline in string"},
		{`\\x: want 2 hex digits`, "invalid escape sequence"},
		{`load names nothing to take from the file`, "load statement must import at least 1 symbol"},
		{`load takes first the name of a file, in quotes`, "first operand of load statement must be a string literal"},
		{`load takes names in quotes, got a number`, `load operand must be "name" or localname="name" (got int literal)`},
		{`load takes names in quotes: "(\w+)"`, `load operand must be "$1" or $1="originalname"`},
		{`load takes names in quotes: (\w+)="name"`, `original name of loaded symbol must be quoted: $1="originalname"`},
	} {
		out = append(out, rewording{regexp.MustCompile("^" + r[0] + "$"), r[1]})
	}
	return out
}()
