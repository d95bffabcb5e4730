package diag

import (
	"regexp"
	"strings"

	"starling/lang/decl"
)

// rewording rewrites a message of the stock machine; $1 … stand for groups.
var rewording = []struct {
	from    *regexp.Regexp
	to      string
	newKind string
}{
	{regexp.MustCompile(`^internal error: predeclared variable (\S+) is uninitialized$`), "name $1 is not defined", KindName},
	{regexp.MustCompile(`^undefined: (\S+)$`), "name $1 is not defined", KindName},
	{regexp.MustCompile(`^undefined: (\S+) \(did you mean \S+\?\)$`), "name $1 is not defined", KindName},
	{regexp.MustCompile(`^local variable (\S+) referenced before assignment$`), "$1 is used before it has a value: it is assigned further down in this function", KindName},
	{regexp.MustCompile(`^(?:session|<session>) has no \.?(\S+) (?:field or method|attribute).*$`), "name $1 is not defined", KindName},
	{regexp.MustCompile(`^unknown binary op: (\S+) (\S+) (\S+)$`), "cannot compute $1 $2 $3", ""},
	{regexp.MustCompile(`^unknown unary op: (\S+) (\S+)$`), "cannot compute $1$2", ""},
	{regexp.MustCompile(`^(\S+) has no \.(\w+) field or method(?: \(did you mean \.(\w+)\?\))?$`), "$1 has no $2", ""},
	{regexp.MustCompile(`^(.* has no .*; .*) \(did you mean \.\w+\?\)$`), "$1", ""},
	{regexp.MustCompile(`^Starlark stack overflow$`), "the calls are nested too deeply; does a function call itself without end?", ""},
	{regexp.MustCompile(`^got indent, want primary expression$`), "this line is indented, but no block begins above it", ""},
	{regexp.MustCompile(`^got (identifier|.+ literal|.+), want newline$`), "got $1 where the line should end", ""},
	{regexp.MustCompile(`^got (.+), want '(.+)'$`), "got $1 where $2 should stand", ""},
	{regexp.MustCompile(`^got newline, want primary expression$`), "the line ends where a value should follow", ""},
	{regexp.MustCompile(`^got end of file, want primary expression$`), "the text ends where a value should follow", ""},
	{regexp.MustCompile(`^got (.+), want primary expression$`), "got $1 where a value should stand", ""},
	{regexp.MustCompile(`^got outdent, want (.+)$`), "the block ends where $1 should follow", ""},
	{regexp.MustCompile(`^got (.+), want indent$`), "got $1 where an indented block should follow", ""},
	{regexp.MustCompile(`^unexpected newline in string$`), "the string is not closed on its line", ""},
	{regexp.MustCompile(`^floating-point division by zero$`), "division by zero", ""},
	{regexp.MustCompile(`^(?:integer|floored) division by zero$`), "division by zero", ""},
	{regexp.MustCompile(`^Starlark computation cancelled: (.*)$`), "$1", ""},
}

// reword replaces the machine's message by ours.
func (e *Error) reword() {
	for _, r := range rewording {
		if !r.from.MatchString(e.Message) {
			continue
		}
		e.Message = r.from.ReplaceAllString(e.Message, r.to)
		if r.newKind != "" && e.Kind != KindInterrupt {
			e.Kind = r.newKind
		}
		return
	}
}

var notDefined = regexp.MustCompile(`^name (\S+) is not defined$`)

// missing returns the undefined name that the message is about, or "".
func (e *Error) missing() string {
	if m := notDefined.FindStringSubmatch(e.Message); m != nil {
		return m[1]
	}
	return ""
}

// suggest finds a hint: a habit of another language on the failing line, or
// the nearest name in scope.
func (e *Error) suggest(names []string) {
	if e.Kind == KindInterrupt || e.Kind == KindDefect || e.Kind == KindLimit {
		return
	}
	line := ""
	if n := len(e.Frames); n > 0 {
		line = strings.TrimSpace(e.Frames[n-1].Source)
	}
	for _, h := range habits {
		if h.applies(e, line) {
			e.Hint = h.instead
			return
		}
	}
	if name := e.missing(); name != "" {
		if near := decl.Nearest(name, names); near != "" {
			e.Hint = "did you mean " + near + "?"
		}
	}
}
