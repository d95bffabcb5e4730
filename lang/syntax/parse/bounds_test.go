package parse

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"go.starlark.net/resolve"
	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// fill repeats a piece up to about n bytes.
func fill(piece string, n int) string { return strings.Repeat(piece, max(1, n/len(piece))) }

// within puts a text that fills n bytes between two others.
func within(before, piece, after string, n int) string {
	return before + fill(piece, n-len(before)-len(after)) + after
}

// Texts that repeat something without end.
var floods = map[string]func(n int) string{
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
	"rows in rows":          func(n int) string { return towers("+1", n) },
	"calls in calls":        func(n int) string { return towers("[0]", n) },
}

// stairs indents each line more than the one above.
func stairs(line string, n int) string {
	var b strings.Builder
	for i := 0; b.Len()+i+len(line) < n; i++ {
		b.WriteString(strings.Repeat(" ", i) + line)
	}
	return b.String()
}

// towers makes a row of operators the first operand of one more, and so on.
func towers(operator string, n int) string {
	const row = 3900
	floors := max(1, min(300, n/row/len(operator)))
	return strings.Repeat("(", floors) + "x" + strings.Repeat(strings.Repeat(operator, row)+")", floors)
}

// Whatever the text, it is read or refused without harm, and in a time that
// grows as its length does: one that grows as its square would take hours.
func TestFloods(t *testing.T) {
	n := 1 << 18
	if testing.Short() {
		n = 1 << 16
	}
	for name, text := range floods {
		t.Run(name, func(t *testing.T) {
			src := text(n)
			began := time.Now()
			f := File("x", src)
			if took := time.Since(began); took > 60*time.Second {
				t.Errorf("%d bytes took %v", len(src), took)
			}
			if len(f.Errors) > maxErrors+50 {
				t.Errorf("%d errors, want about %d at most", len(f.Errors), maxErrors)
			}
			// What else recurses over a tree: it must survive what the parser lets pass.
			_ = tree.Dump(f.Stmts)
			nodes := 0
			for _, s := range f.Stmts {
				tree.Walk(s, func(n syntax.Node) bool {
					nodes++
					return true
				})
				s.Span()
			}
			if len(f.Errors) == 0 && nodes == 0 && strings.Trim(src, "# \t\r\n\\") != "" {
				t.Error("neither a tree nor an error")
			}
		})
	}
}

// The bounds are far from what people write, and are told.
func TestBounds(t *testing.T) {
	for _, c := range []struct {
		name, piece, before, after string
		fine, wrong                int
		message                    string
	}{
		{"operators", "+1", "1", "", 3900, 4100, "x:1:8000: this has too many operators in a row (want at most 4000); split it"},
		{"calls", "()", "f", "", 3900, 4100, "x:1:8004: this has too many operators in a row (want at most 4000); split it"},
		{"comparisons", "<1", "1", "", 3900, 4100, "too many operators in a row"},
		{"elifs", "elif x: pass\n", "if x: pass\n", "", 3900, 4100, "too many operators in a row"},
		{"for clauses", " for x in y", "[x", "]", 3900, 4100, "too many operators in a row"},
		{"brackets", "(", "", "", 0, 400, "x:1:334: this is nested too deeply; split it"},
		{"signs", "-", "", "1", 900, 1100, "this is nested too deeply"},
		{"powers", "1**", "", "1", 900, 1100, "this is nested too deeply"},
		{"lambdas", "lambda:", "", "1", 400, 600, "this is nested too deeply"},
		{"conditions", "1 if 1 else ", "", "1", 900, 1100, "this is nested too deeply"},
		{"digits", "1", "", "", 100_000, 100_001, "x:1:1: the number has 100001 digits, want at most 100000"},
		{"f-strings", `f"{`, "", "1" + strings.Repeat(`}"`, 20), 20, 0, ""},
		{"bytes", "x\n", "", "", 1000, maxSource, "x:1:1: the text has 16.0 MiB, want at most 8 MiB; keep data in a file and read it"},
	} {
		if c.fine > 0 {
			if f := File("x", c.before+strings.Repeat(c.piece, c.fine)+c.after); len(f.Errors) > 0 {
				t.Errorf("%d %s: %v", c.fine, c.name, f.Errors[0])
			}
		}
		if c.wrong > 0 {
			f := File("x", c.before+strings.Repeat(c.piece, c.wrong)+c.after)
			if len(f.Errors) == 0 || !strings.Contains(f.Errors[0].Error(), c.message) {
				t.Errorf("%d %s: got %.200v, want %s", c.wrong, c.name, f.Errors, c.message)
			}
		}
	}
}

// What is as high as the parser lets it be does not harm the stock resolver,
// which recurses over trees.
func TestHeight(t *testing.T) {
	nested := strings.Repeat("(", 150) + "x" + strings.Repeat(strings.Repeat("+1", 19)+")", 150)
	for _, src := range []string{"x" + strings.Repeat("+1", 3990), nested} {
		f := File("x", "x = 1\ny = "+src)
		if len(f.Errors) > 0 {
			t.Fatal(f.Errors[0])
		}
		file := &syntax.File{Path: "x", Stmts: f.Stmts, Options: dialect}
		if err := resolve.File(file, func(string) bool { return true }, func(string) bool { return true }); err != nil {
			t.Error(err)
		}
	}
	// Rows within rows add up.
	if f := File("x", towers("+1", 1<<20)); len(f.Errors) != 1 || !strings.Contains(f.Errors[0].Msg, "too many operators") {
		t.Errorf("got %v", f.Errors)
	}
}

// A text that is none has so many errors, and no more.
func TestManyErrors(t *testing.T) {
	f := File("x", strings.Repeat("if x:\n  )\n", 2*maxErrors))
	if n := len(f.Errors); n != maxErrors {
		t.Errorf("got %d errors, want %d", n, maxErrors)
	}
	last := f.Errors[len(f.Errors)-1]
	if want := fmt.Sprintf("x:%d:3: no bracket is open for ) to close", 2*maxErrors); last.Error() != want {
		t.Errorf("got %v, want %s", last, want)
	}
}
