package diag

// A habit is what people type who know Python, or another language, and what
// they type here instead.
type habit struct {
	kind    string // "": any
	line    string // a pattern of the failing line; "": any
	message string // a pattern; "": any
	instead string
}

// onWord is about a word of Python that is none here.
func onWord(words, instead string) habit {
	return habit{KindSyntax, "", `^(` + words + `) is not part of the language$`, instead}
}

// onSyntax is about a line that does not parse, and why.
func onSyntax(message, line, instead string) habit {
	return habit{KindSyntax, line, message, instead}
}

func onLine(pattern, instead string) habit { return habit{KindSyntax, pattern, "", instead} }

func onMessage(pattern, instead string) habit { return habit{"", "", pattern, instead} }

func onName(pattern, instead string) habit {
	return habit{KindName, "", `^name (` + pattern + `) is not defined$`, instead}
}

const (
	noImport = `what is built in is there by name, help() lists it; load("file.star", "name") takes a name from a file`
	noClass  = `keep data in a dict, and behaviour in functions that take it`
	noRaise  = `fail("message") ends the cell with an error`
	noScope  = `let the function return what it computes; it can also change a list or dict of outside`
	noFormat = `f"{x:.3f} {y}" makes a text of values`
	noShell  = `a cell holds nothing but the language; x? explains x`
	chars    = `s.elems() are the characters of a string: for c in s.elems()`
	fromNone = `the value is None: a function without a return gives None, and so do methods that change a list, such as append`
)

// habits in the order in which they are tried.
var habits = []habit{
	// Words of Python.
	onWord(`import|from`, noImport),
	onWord(`try|except|finally`, `test the condition first; an error ends the cell, and all variables stay`),
	onWord(`raise`, noRaise),
	onWord(`class`, noClass),
	onWord(`with|as`, `nothing here needs to be closed: x = f() does`),
	onWord(`global|nonlocal`, noScope),
	onWord(`del`, `d.pop(key) takes an entry out of a dict, l.pop(i) an element out of a list`),
	onWord(`async|await`, `a cell runs from top to bottom`),
	onWord(`yield`, `append to a list and return it, or write a comprehension`),
	onWord(`is`, `compare with == or !=`),

	// Statements.
	onLine(`^assert\b`, `if not condition: fail("message")`),
	onLine(`^(print|println|printf|echo)\s+[^(\s]`, `print is a function: print(x)`),
	onLine(`^@`, `there are no decorators: f = decorate(f) after the def does the same`),
	onLine(`^(switch|case|match)\b`, `if x == 1: … elif x == 2: … else: …`),
	onLine(`^(var|let|const|int|float|double|string|auto)\s+\w+\s*=`, `a variable needs no declaration: x = 1`),
	onLine(`^(function|func|fn|sub)\s+\w+\s*\(`, `a function begins with def f(x):`),
	onLine(`^(do|repeat|until|foreach|loop)\b`, `loops are for x in list: and while condition:`),
	onLine(`^(elseif|elsif|else\s+if)\b`, `write elif`),
	onLine(`^(throw|panic|die)\b`, noRaise),
	onLine(`^(struct|enum|interface|type)\s+\w+`, noClass),
	onLine(`^(using|require|include|#include|package|use)\b`, noImport),
	onLine(`^(exec|exit|quit)\s`, `to end early, put the rest under an if`),
	onLine(`^%\s*\w`, noShell),
	onLine(`^(//|/\*)`, `a comment begins with #`),
	onLine(`^(if|elif|else|for|while|def)\b.*\{\s*$`, `a block is what is indented after a colon; it has no braces`),
	onSyntax(`return outside`, ``, `the last expression of a cell is its result`),
	onSyntax(`^load inside`, ``, `put the load at the beginning of the cell or file`),
	onSyntax(`this if has no else`, ``, `x = a if condition else b, or the statement if condition: x = a`),
	onSyntax(`^got = where : should stand`, `^def\b`, `def f(x): return x + 1`),
	onSyntax(`^the line ends where : should follow|^got .* where : should stand`, `^(if|elif|while)\b.*[^=!<>]=[^=]`, `= assigns, == compares`),
	onSyntax(`^the line ends where : should follow|^got .* where : should stand`, `^(if|elif|else|for|while|def)\b[^:]*$`, `this line should end in a colon`),

	// Operators and literals.
	onSyntax(`^got a string`, `\b[uU]['"]`, `a string needs no u: all are Unicode`),
	onSyntax(`^got a string where the line should end`, `['"]\s*[fFrRbB]{0,2}['"]`, `write + between two strings`),
	onSyntax(`^got a string where , or`, `['"]\s*[fFrRbB]{0,2}['"]`, `write + between two strings, or a comma`),
	onSyntax(``, `:=`, `there is no := here: assign on a line of its own`),
	onSyntax(``, `(\+\+|--)\s*;?$|^(\+\+|--)\w`, `x += 1 adds one, x -= 1 takes one away`),
	onSyntax(``, `&&|\|\|`, `write and, or, not`),
	onSyntax(`^got > `, `<>`, `write !=`),
	onSyntax(`^got =`, `===`, `write ==`),
	onSyntax(``, `=>`, `a short function is lambda x: x + 1; a comparison is >=`),
	onSyntax(`^got -> where`, ``, `-> stands behind the parameters of a def; a short function is lambda x: x + 1`),
	onSyntax(`^! has no meaning`, ``, `not x negates; a cell runs no shell commands`),
	onSyntax(`^\? has no meaning`, `\?.*:`, `a if condition else b`),
	onSyntax(`^\? has no meaning`, ``, `x? explains x when it is alone in its cell`),
	onSyntax(`^\$ has no meaning`, ``, noFormat),
	onSyntax("^[\u201c\u201d\u2018\u2019\u00b4\u00ab\u00bb] has no meaning", ``, `write straight quotes: "text" or 'text'`),
	onSyntax("^[\u2212\u2013\u2014] has no meaning", ``, `write the minus of the keyboard: -`),
	onSyntax("^[\u00d7\u00b7] has no meaning", ``, `write *`),
	onSyntax("^\u00f7 has no meaning", ``, `write /`),
	onSyntax("^[\u00b2\u00b3] has no meaning", ``, `a power is x ** 2`),
	onSyntax("^[\u2264\u2265\u2260] has no meaning", ``, `write <=, >=, !=`),
	onSyntax(`^the character U\+(00A0|2007|202F|3000) `, ``, `it looks like a space, and is none: type it again`),
	onSyntax(`^the character U\+FEFF `, ``, `it is a byte order mark: save the file as UTF-8 without one`),
	onSyntax(`^got } where : should stand`, ``, `braces whose first entry has a colon are a dict; each entry is key: value, or **dict`),
	onSyntax(`^got : where , or } should stand`, ``, `braces whose first entry has no colon are a set; no entry has one`),
	onSyntax(`^got \*\* where a value should stand`, `\{`, `braces whose first entry has no colon are a set; **d begins a dict`),
	onSyntax(`^got a name where`, `'\w*'\w`, `the second ' ends the string: write "it's"`),
	onSyntax(`^got = where the line should end`, `^\w+\s*=\s*\w+\s*=[^=]`, `assign one name a line`),
	onSyntax(`^got a name where`, `\d[jJ]\b`, `there are no complex numbers`),
	onSyntax(`^got a name where`, `\d[A-Za-z]`, `write * between a number and a name`),
	onSyntax(`^got for where`, ``, `put brackets around it: [f(x) for x in list]`),
	onSyntax(`^got \.\.\. where`, ``, `... is an index: a[..., 0]; pass does nothing`),
	onSyntax(`^got : where the line should end`, `\blambda\b`, `the parameters of a lambda are not annotated; those of a def are`),
	onSyntax(`^got : where the line should end`, `^[\w\s]+,[\w\s,]*:`, `one name is annotated: x: "K" = 300`),
	onSyntax(`^got : where , or \) should`, `^def\b`, `a default comes behind the annotation: def f(x: "K" = 300)`),
	onSyntax(`^got .* where a value should stand`, `^def\b.*(:\s*[,)=]|->\s*:)|^[\w.]+\s*:\s*=`, `a unit, a type or a shape annotates: x: "K"`),
	onSyntax(`^a value with \* stands`, `=\s*\*`, `[*x] is a list of what x has`),
	onSyntax(`^a value with \* stands`, `^\*\w+\s*=`, `x = list(y), or the first and the rest: a, *b = y`),
	onSyntax(`^a comprehension has one value`, ``, `[y for x in list for y in x]`),
	onSyntax(`^the \{ of this f-string is not closed`, ``, `{{ stands for the character {`),
	onSyntax(`where , or [\])}] should stand`, ``, `a comma or a closing bracket is missing before it`),
	onSyntax(`^before the = of an argument`, ``, `f(x=1) names an argument; == compares`),
	onSyntax(`^load (takes|names)`, ``, `load("file.star", "name")`),
	onSyntax(`^the string is not closed`, ``, `a string ends in the quote it began with; """ … """ goes over several lines`),

	// Names.
	onName(`np|numpy|math|scipy|sp|pandas|pd|plt|matplotlib|torch|jax|jnp|sns|seaborn|altair|alt`, `there is no import: `+noImport),
	onName(`os|sys|subprocess|pathlib|Path|shutil|requests|urllib|socket`, `a study sees no environment and no network; it reads files below its folder`),
	onName(`random`, `there is no hidden randomness: a study gives the same result each time`),
	onName(`rand|randint|randn|shuffle`, `random numbers come from a key: random.uniform(random.key(0))`),
	onName(`time|datetime|now|clock`, `there is no clock: a study gives the same result each time; sleep(s) waits`),
	onName(`null|nil|undefined|NULL|none|NONE`, `write None`),
	onName(`true|false|TRUE|FALSE`, `write True or False`),
	onName(`nan|NaN|NAN`, `write float("nan")`),
	onName(`inf|Inf|Infinity|INFINITY`, `write float("inf")`),
	onName(`this|self|cls|object|super|property|classmethod|staticmethod|dataclass`, `there are no classes: `+noClass),
	onName(`open`, `files are read by functions that know their format, such as table.read_csv("file.csv")`),
	onName(`exec|eval|compile`, `a program cannot be made at run time`),
	onName(`isinstance|issubclass|typeof`, `compare type(x) == "int"`),
	onName(`locals|globals|vars|setattr|delattr`, `keep what is looked up by name in a dict`),
	onName(`exit|quit`, `to end early, put the rest under an if; to stop the kernel, use the Kernel menu`),
	onName(`\w*(Error|Exception)`, noRaise),
	onName(`iter|next|reduce`, `write a loop: for x in list`),
	onName(`xrange`, `write range(n)`),
	onName(`unicode|basestring|repr_?str|toString|String`, `write str(x)`),
	onName(`raw_input|prompt`, `write input(text)`),
	onName(`console|puts|echo|printf|println|cout|disp`, `write print(x)`),
	onName(`length|size|numel`, `len(x) is the number of elements`),
	onName(`complex`, `there are no complex numbers`),
	onName(`List|Dict|Tuple|Optional|Union|Any|Callable`, `types are for annotations, which are read and not run; a value is made by list(), dict(), tuple()`),
	onName(`__\w+__`, `a file has no hidden names: a script runs from top to bottom`),

	// Values.
	onMessage(`is used before it has a value`, `a name that a function assigns is its own: let it take the value and return the new one`),
	onMessage(`\bcannot (compute|compare) .*\bNoneType\b|^NoneType `, fromNone),
	onMessage(`^cannot unpack string`, `for key, value in d.items() gives both; s.elems() are the characters of a string`),
	onMessage(`^string is not iterable|got string, want (iterable|list\b|list or tuple)`, chars),
	onMessage(`^int is not iterable`, `range(n) are the numbers from 0 to n - 1`),
	onMessage(`^(float|bool|function|builtin_function_or_method) is not iterable`, `loops go over a list, tuple, dict, set or range`),
	onMessage(`^cannot compute (string \+ (int|float|bool)|(int|float|bool) \+ string)$`, `str(x) makes a text of a number; `+noFormat),
	onMessage(`^cannot compute (list \+ (tuple|range)|(tuple|range) \+ list)$`, `list(x) makes a list of it`),
	onMessage(`^cannot compute list \+ (int|float|string|bool)$`, `l + [x], or l.append(x)`),
	onMessage(`^cannot compute list [-*/] |^cannot compute (int|float) [-/] list`, `a comprehension computes with each element: [2 * x for x in list]`),
	onMessage(`^cannot compute (float .*(<<|>>|&|\||\^)|.*(<<|>>|&|\||\^) float)`, `int(x) makes a whole number; x ** y is a power`),
	onMessage(`^cannot compute (\S+ @ (int|float|list|tuple)|(int|float|list|tuple) @ \S+)$`, `@ is the product of arrays; * multiplies numbers`),
	onMessage(`\bcannot compare (string with (int|float)|(int|float) with string)$`, `int(s) or float(s) makes a number of a text`),
	onMessage(`got float, want int`, `a // b divides to a whole number, a / b never does; int(x) cuts`),
	onMessage(`^(list|tuple|string|range) index: got tuple`, `a list in a list has a[i][j], and its columns are [row[j] for row in a]; arrays have a[i, j]`),
	onMessage(`^list index: got slice`, `l[:i] + other + l[j:] makes a list with other elements`),
	onMessage(`index: got ellipsis`, `arrays have a[..., i]; the last element of a list is a[-1]`),
	onMessage(`^argument after \*: got (int|float|bool)`, `*x puts in what a list, tuple, set, dict or range has`),
	onMessage(`has no (length|len|size|count_?)$`, `len(x) is the number of elements`),
	onMessage(`^list has no (push|add|push_back)$`, `l.append(x)`),
	onMessage(`^list has no (map|filter|foreach|forEach)$`, `[f(x) for x in l if condition]`),
	onMessage(`^list has no (sum|min|max|mean|sorted|any|all)$`, `it is a function: sum(l), min(l), max(l), sorted(l)`),
	onMessage(`^list has no (shape|reshape|T|dtype|tolist)$`, `there are no arrays yet: a list holds values one after another`),
	onMessage(`^list has no join$`, `", ".join(l)`),
	onMessage(`^(string|list|dict|set|tuple) has no (contains|includes|has|indexOf|has_?key|has_?Key)$`, `x in y asks whether y holds x`),
	onMessage(`^string has no (substring|substr|slice)$`, `s[2:5]`),
	onMessage(`^string has no (trim)$`, `s.strip()`),
	onMessage(`^string has no (toUpperCase|toupper|toLowerCase|tolower)$`, `s.upper(), s.lower()`),
	onMessage(`^dict has no (iteritems|iterkeys|itervalues|entries)$`, `d.items(), d.keys(), d.values()`),
	onMessage(`^dict has no (append|add|extend)$`, `d[key] = value`),
	onMessage(`^dict has no [A-Za-z_]\w*$`, `entries of a dict are in brackets: d["name"]`),
	onMessage(`^cannot assign to \w+ of dict`, `d["name"] = value`),
	onMessage(`^tuple has no (append|extend|insert|remove|pop|sort)`, `a tuple does not change: list(t) makes a list of it`),
	onMessage(`^dict has no key|missing key$`, `d.get(key, default) and d.pop(key, default) give a default; key in d asks`),
	onMessage(`^the elements of (tuple|range) cannot`, `a tuple does not change: list(t) makes a list of it`),
	onMessage(`^the elements of string cannot`, `a string does not change: s.replace(old, new), s[:2] + "x" + s[3:]`),
	onMessage(`is not a function$`, `a name that was assigned a value, such as sum = 3, is no longer the function`),
	onMessage(`\bcannot \w+ .*during iteration`, `a loop runs over it, in this cell or in another that runs; loop over a copy: for y in list(x)`),
	onMessage(`\bcannot (append|insert|assign|clear|pop|remove|extend|delete).*frozen`, `work on a copy: list(x), dict(x)`),
	onMessage(`^unhashable`, `keys are numbers, strings and tuples of them: tuple(x) makes a tuple of a list`),
}
