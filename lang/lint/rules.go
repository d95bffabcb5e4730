package lint

// A Rule is a kind of mistake.
type Rule struct{ Name, Doc string }

// Rules are all that is looked for.
var Rules = []Rule{
	{"syntax", "a text that cannot be read, or not be compiled"},
	{"unknown-name", "a name that nothing binds"},
	{"unbound-name", "a name that is read before it has a value"},
	{"unused-load", "a name that is loaded and not used"},
	{"unused-variable", "a variable of a function, or a function in it, that nothing reads"},
	{"hidden-builtin", "a name that hides a builtin from what follows"},
	{"redefined", "a function that another of its name replaces before it is used"},
	{"load", "a file that is not there, or a name that it does not define"},
	{"arguments", "too many arguments, too few, or one given twice"},
	{"unknown-keyword", "a keyword that a function does not take"},
	{"argument-value", "a constant that is out of a parameter's range, or none of its choices"},
	{"argument-type", "an argument of a type that a parameter does not take"},
	{"unit", "a value in one unit where another is declared"},
	{"annotation", "an annotation that says nothing, or something else than the value"},
	{"unknown-attribute", "an attribute that a module or type has not"},
	{"not-callable", "a call of what is no function"},
	{"no-elements", "an index into what has none"},
	{"not-iterable", "a loop over what has no elements"},
	{"cannot-assign", "an assignment to a part of what does not change"},
	{"operator", "an operation that a type has not"},
	{"same-operands", "a comparison of a thing with itself, a condition asked twice"},
	{"same-key", "a dict with a key twice"},
	{"unpack", "values and names that are not equally many"},
	{"no-result", "the value of a function that returns none"},
	{"no-effect", "a value that is computed and not used, a function that is not called"},
	{"always-true", "a condition that is always true"},
	{"unreachable", "a statement that is never reached"},
	{"changed-in-loop", "a loop that changes what it runs over"},
	{"late-value", "a function that a loop keeps, which reads the loop's variable later"},
	{"mutable-default", "a default that one call changes for the next"},
	{"format", "a text whose fields and values do not fit"},
}
