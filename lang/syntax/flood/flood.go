// Package flood makes texts that repeat something without end: whatever reads a
// text is held to them, and must neither die of one nor take a time that grows
// as the square of its length.
package flood

import "strings"

// fill repeats a piece up to about n bytes.
func fill(piece string, n int) string { return strings.Repeat(piece, max(1, n/len(piece))) }

// within puts a text that fills n bytes between two others.
func within(before, piece, after string, n int) string {
	return before + fill(piece, n-len(before)-len(after)) + after
}

// Texts make texts of about n bytes, each for what it repeats.
var Texts = map[string]func(n int) string{
	"sum":                   func(n int) string { return within("x = ", "1+", "1", n) },
	"open (":                func(n int) string { return fill("(", n) },
	"open [":                func(n int) string { return fill("[", n) },
	"open {":                func(n int) string { return fill("{", n) },
	"pairs":                 func(n int) string { return fill("()", n) },
	"open and close":        func(n int) string { return fill("(", n/2) + fill(")", n/2) },
	"calls":                 func(n int) string { return within("f", "()", "", n) },
	"indices":               func(n int) string { return within("f", "[0]", "", n) },
	"attributes":            func(n int) string { return within("f", ".a", "", n) },
	"nested calls":          func(n int) string { return fill("f(", n) },
	"unary":                 func(n int) string { return within("", "-", "1", n) },
	"not":                   func(n int) string { return within("", "not ", "1", n) },
	"powers":                func(n int) string { return within("", "1**", "1", n) },
	"negative powers":       func(n int) string { return within("", "1**-", "1", n) },
	"lambdas":               func(n int) string { return within("", "lambda:", "1", n) },
	"lambda defaults":       func(n int) string { return fill("lambda x=", n) },
	"conditions":            func(n int) string { return within("", "1 if 1 else ", "1", n) },
	"comparisons":           func(n int) string { return within("", "1<", "1", n) },
	"not in":                func(n int) string { return within("", "x not in ", "x", n) },
	"elif":                  func(n int) string { return within("if x: pass\n", "elif x: pass\n", "", n) },
	"else":                  func(n int) string { return fill("if x: pass\nelse: pass\n", n) },
	"stray else":            func(n int) string { return fill("else: pass\n", n) },
	"closing":               func(n int) string { return fill(")\n", n) },
	"two values":            func(n int) string { return fill("1 1\n", n) },
	"open defs":             func(n int) string { return fill("def f(\n", n) },
	"defs":                  func(n int) string { return fill("def f(): pass\n", n) },
	"names":                 func(n int) string { return fill("x\n", n) },
	"letters":               func(n int) string { return fill("x", n) },
	"wide letters":          func(n int) string { return fill("é", n) },
	"digits":                func(n int) string { return fill("1", n) },
	"long numbers":          func(n int) string { return fill(fill("1", 99_999)+"\n", n) },
	"hex digits":            func(n int) string { return within("0x", "f", "", n) },
	"fraction":              func(n int) string { return within("1.", "7", "", n) },
	"exponent":              func(n int) string { return within("1e", "7", "", n) },
	"underscores":           func(n int) string { return fill("_", n) },
	"1_":                    func(n int) string { return fill("1_", n) },
	"comments":              func(n int) string { return fill("#\n", n) },
	"comments behind":       func(n int) string { return fill("x #\n", n) },
	"indented comments":     func(n int) string { return fill("          #\n", n) },
	"one comment":           func(n int) string { return fill("#", n) },
	"spaces":                func(n int) string { return fill(" ", n) },
	"tabs":                  func(n int) string { return fill("\t", n) },
	"lines":                 func(n int) string { return fill("\n", n) },
	"old lines":             func(n int) string { return fill("\r", n) },
	"joined lines":          func(n int) string { return fill("\\\n", n) },
	"backslashes":           func(n int) string { return fill("\\", n) },
	"tuple":                 func(n int) string { return within("(", "1,", ")", n) },
	"open tuple":            func(n int) string { return fill("1,", n) },
	"list":                  func(n int) string { return within("[", "1,", "]", n) },
	"starred":               func(n int) string { return within("[", "*x,", "]", n) },
	"dict":                  func(n int) string { return within("{", "1:1,", "}", n) },
	"set":                   func(n int) string { return within("{", "1,", "}", n) },
	"arguments":             func(n int) string { return within("f(", "1,", ")", n) },
	"parameters":            func(n int) string { return within("def f(", "a,", "): pass", n) },
	"annotations":           func(n int) string { return within("def f(", "a:b,", "): pass", n) },
	"declarations":          func(n int) string { return fill("x:y=z\n", n) },
	"slices":                func(n int) string { return within("a[", ":,", "]", n) },
	"nested slices":         func(n int) string { return fill("a[:", n) },
	"targets":               func(n int) string { return within("", "a,", "*b = c", n) },
	"fors":                  func(n int) string { return within("[x", " for x in y", "]", n) },
	"ifs":                   func(n int) string { return within("[x for x in y", " if x", "]", n) },
	"comprehensions":        func(n int) string { return fill("[x for x in ", n) },
	"loads":                 func(n int) string { return within("load('a'", ",'a'", ")", n) },
	"semicolons":            func(n int) string { return fill("x;", n) },
	"empty statements":      func(n int) string { return fill(";", n) },
	"zeros":                 func(n int) string { return fill("\x00", n) },
	"no UTF-8":              func(n int) string { return fill("\xff", n) },
	"no meaning":            func(n int) string { return fill("$ ", n) },
	"strings":               func(n int) string { return fill("'a'\n", n) },
	"torn strings":          func(n int) string { return fill("'a\n", n) },
	"quotes":                func(n int) string { return fill("'", n) },
	"escapes":               func(n int) string { return within("'", `\n`, "'", n) },
	"wrong escapes":         func(n int) string { return fill(`"\q" `, n) },
	"old lines in a string": func(n int) string { return within("'''", "\r", "'''", n) },
	"f and quotes":          func(n int) string { return fill(`f"`, n) },
	"nested f-strings":      func(n int) string { return fill(`f"{`, n) },
	"f-strings in turn":     func(n int) string { return fill(`f"{f'{`, n) },
	"long and nested":       func(n int) string { return within(fill(`f"{`, 60), "1+", "1"+fill(`}"`, 40), n) },
	"quotes in a field":     func(n int) string { return within(`f"{`, `"a" `, `}"`, n) },
	"nested on a line":      func(n int) string { return fill(`f"{"a"}" `, n) },
	"nested on lines":       func(n int) string { return fill("f\"{\"a\"}\"\n", n) },
	"nested in lines":       func(n int) string { return fill("f\"\"\"{\"\"\"a\"\"\"}\"\"\"\n", n) },
	"nested and no brace":   func(n int) string { return within("", "f\"{f\"{\"a\"}\"}\"\n", fill("#", n/2), n) },
	"f-strings":             func(n int) string { return fill("f'''{1}'''\n", n) },
	"quotes that open":      func(n int) string { return fill(`f"{ "`, n) },
	"quotes that do not":    func(n int) string { return fill(`f"{ '`, n) },
	"nested specs":          func(n int) string { return fill(`f"{x:{`, n) },
	"specs":                 func(n int) string { return within(`f"{x:`, "{x}", `}"`, n) },
	"fields":                func(n int) string { return within(`f"`, "{x}", `"`, n) },
	"brackets in a field":   func(n int) string { return within(`f"{`, "(", `}"`, n) },
	"braces":                func(n int) string { return within(`f"`, "{{", `"`, n) },
	"lone braces":           func(n int) string { return within(`f"`, "} ", `"`, n) },
	"fields of escapes":     func(n int) string { return within(`f"`, `\n{x}`, `"`, n) },
	"open fields on lines":  func(n int) string { return fill("f'''{\n", n) },
	"comments in fields":    func(n int) string { return fill("f'{#", n) },
	"indents":               func(n int) string { return stairs("x\n", n) },
	"blocks":                func(n int) string { return stairs("if x:\n", n) },
	"defs in defs":          func(n int) string { return stairs("def f():\n", n) },
	"bad heads":             func(n int) string { return stairs("if (x:\n", n) },
	"open brackets below":   func(n int) string { return stairs("x = (\n", n) },
	"open calls":            func(n int) string { return fill("f(\n", n) },
	"open lists and defs":   func(n int) string { return fill("x = [\ndef f(): pass\n", n) },
	"rows in rows":          func(n int) string { return Towers("+1", n) },
	"calls in calls":        func(n int) string { return Towers("[0]", n) },
}

// stairs indents each line more than the one above.
func stairs(line string, n int) string {
	var b strings.Builder
	for i := 0; b.Len()+i+len(line) < n; i++ {
		b.WriteString(strings.Repeat(" ", i) + line)
	}
	return b.String()
}

// Towers makes a row of operators the first operand of one more, and so on.
func Towers(operator string, n int) string {
	const row = 3900
	floors := max(1, min(300, n/row/len(operator)))
	return strings.Repeat("(", floors) + "x" + strings.Repeat(strings.Repeat(operator, row)+")", floors)
}
