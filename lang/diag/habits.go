package diag

import "regexp"

// A habit is what people type who know Python, or another language, and what
// they type here instead.
type habit struct {
	kind    string         // "": any
	line    *regexp.Regexp // on the failing line; nil: any
	message *regexp.Regexp // nil: any
	instead string
}

func (h *habit) applies(e *Error, line string) bool {
	return (h.kind == "" || h.kind == e.Kind) &&
		(h.line == nil || h.line.MatchString(line)) &&
		(h.message == nil || h.message.MatchString(e.Message))
}

func onLine(pattern, instead string) habit {
	return habit{kind: KindSyntax, line: regexp.MustCompile(pattern), instead: instead}
}

func onMessage(pattern, instead string) habit {
	return habit{message: regexp.MustCompile(pattern), instead: instead}
}

func onName(pattern, instead string) habit {
	return habit{kind: KindName, message: regexp.MustCompile(`^name (` + pattern + `) is not defined$`), instead: instead}
}

// habits in the order in which they are tried.
var habits = []habit{
	onLine(`^(import|from)\b`, `there is no import: what is built in is there by name (help() lists it); load("file.star", "name") takes a name from a file`),
	onLine(`^(try|except|finally)\b`, `there is no try: test the condition first; an error ends the cell and keeps all variables`),
	onLine(`^raise\b`, `there is no raise: fail("message") ends the cell with an error`),
	onLine(`^assert\b`, `there is no assert: if not condition: fail("message")`),
	onLine(`^class\b`, `there is no class: keep data in a dict, and behaviour in functions that take it`),
	onLine(`^with\b`, `there is no with: nothing here needs to be closed`),
	onLine(`^(global|nonlocal)\b`, `there is no global: a function returns what it computes; it can change a list or dict of outside`),
	onLine(`^del\b`, `there is no del: d.pop(key) takes an entry out of a dict, list.pop(i) out of a list`),
	onLine(`^(async|await)\b`, `there is no async: a cell runs from top to bottom`),
	onLine(`\byield\b`, `there is no yield: append to a list and return it, or write a comprehension`),
	onLine(`^print\s+[^(\s]`, `print is a function: print(x)`),
	onLine(`^@`, `there are no decorators: f = decorate(f) after the def`),
	onLine(`^(switch|case|match)\b`, `there is no switch: if … elif … else`),
	onLine(`^(var|let|const|function|func)\b`, `a variable needs no keyword: x = 1; a function begins with def`),
	onLine(`\bf['"]`, `there are no f-strings yet: "{:.3f}".format(x)`),
	onLine(`\*\*`, `there is no ** yet: pow(x, y)`),
	onLine(`\bis\s+(not\s+)?(None|True|False|\w)`, `there is no is: compare with == or !=`),
	onLine(`:=`, `there is no := : assign on a line of its own`),
	onLine(`(\+\+|--)\s*;?$`, `there is no ++: x += 1`),
	onLine(`&&|\|\|`, `write and, or, not`),
	onLine(`\belse\s+if\b`, `write elif`),
	onLine(`^(if|elif|else|for|while|def)\b[^:]*$`, `this line should end in a colon`),
	onLine(`^(if|while)\b.*[^=!<>]=[^=]`, `= assigns; == compares`),
	onLine(`^def\b.*->|^def\b.*\(\w+\s*:`, `there are no annotations yet: name the unit in the docstring`),
	onLine(`\w\[[^\]]*:[^\]]*,|\w\[[^\]]*,[^\]]*:`, `slices have one dimension: x[1:3][0]`),
	onName(`np|numpy|math|scipy|pandas|pd|plt|matplotlib`, `there is no import: what is built in is there by name, such as plot and table; help() lists it`),
	onName(`null|nil|undefined`, `write None`),
	onName(`true|false`, `write True or False`),
	onName(`this|self`, `there are no classes: keep data in a dict, and behaviour in functions that take it`),
	onName(`open`, `files are read through a builtin that knows their format, such as table.read_csv("file.csv")`),
	onName(`exec|eval`, `a program cannot be made at run time`),
	onName(`time|datetime`, `there is no clock: a study gives the same result today and tomorrow; sleep(s) waits`),
	onName(`isinstance`, `compare type(x) == "int"`),
	onName(`object|super`, `there are no classes: keep data in a dict, and behaviour in functions that take it`),
	onName(`exit|quit`, `to end early, put the rest under an if; to stop the kernel, use the Kernel menu`),
	onMessage(`where [\])}] should stand$`, `a bracket opened before is not closed`),
	onMessage(`^string value is not iterable|got string, want iterable|string is not iterable`, `s.elems() are the characters of a string, for x in s.elems()`),
	onMessage(`^cannot compute (string \+ (int|float|bool)|(int|float|bool) \+ string)$`, `str(x) makes a text of a number; "{} {}".format(a, b) puts them together`),
	onMessage(`has no (length|len|size)$`, `len(x) is the number of elements`),
	onMessage(`^list has no (push|add)$`, `list.append(x)`),
	onMessage(`^tuple has no append`, `a tuple does not change: list(t) makes a list of it`),
	onMessage(`has no has_?key$`, `key in dict`),
	onMessage(`^cannot (append|insert|assign|clear|pop|remove|extend).*(frozen|during iteration)`, `work on a copy: list(x), dict(x)`),
	onMessage(`^unhashable`, `keys are numbers, strings and tuples of them: tuple(x) makes a tuple of a list`),
}
