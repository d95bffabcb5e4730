package diag

import (
	"regexp"
	"strings"
	"sync"

	"starling/lang/decl"
)

// A rewording rewrites a message of the stock machine; $1 … stand for groups.
type rewording struct {
	from *regexp.Regexp
	to   string
	kind string // the kind that the error then has; "": as before
}

// table gives rewordings. Patterns are compiled when the first error comes, so
// that starting costs nothing.
func table(kind string, rows ...[2]string) func() []rewording {
	return sync.OnceValue(func() []rewording {
		var out []rewording
		for _, r := range rows {
			out = append(out, rewording{regexp.MustCompile(`^(?:` + r[0] + `)$`), r[1], kind})
		}
		return out
	})
}

// nameWords are about names.
var nameWords = table(KindName,
	[2]string{`internal error: predeclared variable (\S+) is uninitialized`, "name $1 is not defined"},
	[2]string{`undefined: (\S+)`, "name $1 is not defined"},
	[2]string{`(?:session|<session>) has no \.?(\S+) (?:field or method|attribute).*`, "name $1 is not defined"},
	[2]string{`(?:local|global) variable (\S+) referenced before assignment`, "$1 is used before it has a value in this function"},
)

// syntaxWords are what the stock resolver says of a text. The parser says
// itself what it has to say in words of ours.
var syntaxWords = table(KindSyntax,
	[2]string{`(break|continue) not in a loop`, "$1 outside a loop"},
	[2]string{`return statement not within a function`, "return outside a function"},
	[2]string{`load statement within a (\S+)`, "load inside a $1"},
	[2]string{`positional argument may not follow named`, "an argument without a name follows one with a name"},
	[2]string{`(positional|keyword) argument may not follow \*\*kwargs`, "an argument follows **, which comes last"},
	[2]string{`\*args may not follow \*\*kwargs`, "* follows **, which comes last"},
	[2]string{`(\d+) (positional|keyword) arguments in call, limit is 255`, "got $1 $2 arguments, want at most 255"},
	[2]string{`(?:required|optional|\*) parameter may not follow \*\*(\S+)`, "a parameter follows **$1, which comes last"},
	[2]string{`required parameter may not follow optional`, "a parameter without a default follows one with a default"},
	[2]string{`multiple (\*\*?) parameters not allowed`, "two parameters begin with $1"},
	[2]string{`bare \* must be followed by keyword-only parameters`, "no parameter follows the *"},
	[2]string{`duplicate parameter: (\S+)`, "two parameters are called $1"},
	[2]string{`keyword argument "(\S+)" is repeated`, "$1 is given twice"},
	[2]string{`can't assign to callexpr`, "cannot assign to a call"},
	[2]string{`can't assign to literal`, "cannot assign to a number or string"},
	[2]string{`can't assign to (?:binary|unary|cond|lambda)expr`, "cannot assign to an operation"},
	[2]string{`can't assign to (\S+)`, "cannot assign to $1"},
	[2]string{`can't use (?:tuple|list) expression in augmented assignment`, "several names cannot be changed at once"},
)

// runWords are about what happens when a program runs.
var runWords = table("",
	[2]string{`unknown binary op: (\S+) (?:not )?in (\S+)`, "cannot look for $1 in $2"},
	[2]string{`'in <string>' requires string as left operand, not (\S+)`, "cannot look for $1 in string"},
	[2]string{`unknown binary op: (\S+) (\S+) (\S+)`, "cannot compute $1 $2 $3"},
	[2]string{`unknown unary op: (\S+) (\S+)`, "cannot compute $1$2"},
	[2]string{`(\S+) (?:[<>]=?|[!=]=) (\S+) not implemented`, "cannot compare $1 with $2"},
	[2]string{`(\S+) has no \.(\w+) field or method`, "$1 has no $2"},
	[2]string{`can't assign to \.(\w+) field of (.+)`, "cannot assign to $1 of $2"},
	[2]string{`key (.+) not in dict`, "dict has no key $1"},
	[2]string{`(\w+) index (-?\d+) out of range \[(-\d+):(\d+)\]`, "$1 index = $2, want $3 to $4"},
	[2]string{`index (-?\d+) out of range: empty (\w+)`, "$2 index = $1, but the $2 is empty"},
	[2]string{`(\w+) index: got (\S+), want (\S+)`, "$1 index: got $2, want $3"},
	[2]string{`unhandled index operation (\S+)\[\S+\]`, "$1 has no elements"},
	[2]string{`invalid slice operand (\S+)`, "$1 has no slices"},
	[2]string{`invalid (start|end) index: (got .*)`, "slice $1: $2"},
	[2]string{`invalid slice step: (got .*)`, "slice step: $1"},
	[2]string{`zero is not a valid slice step`, "slice step = 0, want another number"},
	[2]string{`got (tuple|slice|ellipsis|string|float|NoneType), want int`, "list index: got $1, want int"},
	[2]string{`(\S+) value does not support item assignment`, "the elements of $1 cannot be assigned to"},
	[2]string{`invalid call of non-function \((.+)\)`, "$1 is not a function"},
	[2]string{`(\S+) value is not iterable`, "$1 is not iterable"},
	[2]string{`got (\S+) in sequence assignment`, "cannot unpack $1: it is one value"},
	[2]string{`too (?:many|few) values to unpack \(got (\d+), want (\d+)\)`, "got $1 values to unpack, want $2"},
	[2]string{`function (\S+) accepts no arguments \((\d+) given\)`, "$1: got $2 arguments, want none"},
	[2]string{`function (\S+) accepts ((?:at most |at least )?\d+) positional arguments? \((\d+) given\)`, "$1: got $3 positional arguments, want $2"},
	[2]string{`function (\S+) missing \d+ arguments? \((.+)\)`, "$1: missing $2"},
	[2]string{`function (\S+) got multiple values for parameter "?(\w+)"?`, "$1: $2 given twice"},
	[2]string{`function (\S+) got an unexpected keyword argument "?(\w+)"?`, "$1: no parameter $2"},
	[2]string{`(\w+): unexpected keyword argument "?(\w+)"?`, "$1: no parameter $2"},
	[2]string{`(\w+): for parameter "(\w+)": (got .+)`, "$1: $2: $3"},
	[2]string{`(\w+): for parameter (\d+): (got .+)`, "$1: argument $2: $3"},
	[2]string{`argument after \*\* must be a mapping, not (\S+)`, "argument after **: got $1, want dict"},
	[2]string{`argument after \* must be iterable, not (\S+)`, "argument after *: got $1, want list or tuple"},
	[2]string{`(\w+: )?(?:floating-point|integer|floored) (?:division|modulo) by zero`, "${1}division by zero"},
	[2]string{`int: invalid literal with base (\d+): (.*)`, `int: got "$2", want digits of base $1`},
	[2]string{`invalid float literal: (.*)`, `float: got "$1", want a number`},
	[2]string{`Starlark stack overflow`, "the calls are nested too deeply; does a function call itself without end?"},
	[2]string{`Starlark computation cancelled: (.*)`, "$1"},
)

var (
	didYouMean = regexp.MustCompile(` \(did you mean \.?(\S+)\?\)$`)
	notDefined = regexp.MustCompile(`^name (\S+) is not defined$`)
)

// reword replaces the machine's message by ours. The machine's suggestion
// becomes the hint.
func (e *Error) reword() {
	if m := didYouMean.FindStringSubmatch(e.Message); m != nil {
		e.Message = strings.TrimSuffix(e.Message, m[0])
		if !strings.Contains(e.Message, "did you mean") && !strings.Contains(e.Message, "it has ") {
			e.Hint = "did you mean " + m[1] + "?"
		}
	}
	words := [][]rewording{nameWords(), runWords()}
	if e.Kind == KindSyntax {
		words = [][]rewording{nameWords(), syntaxWords()}
	}
	for _, table := range words {
		for _, r := range table {
			if !r.from.MatchString(e.Message) {
				continue
			}
			e.Message = r.from.ReplaceAllString(e.Message, r.to)
			if r.kind != "" && e.Kind != KindInterrupt {
				e.Kind = r.kind
			}
			return
		}
	}
}

type patterns struct{ line, message *regexp.Regexp }

var habitPatterns = sync.OnceValue(func() []patterns {
	var out []patterns
	for _, h := range habits {
		out = append(out, patterns{regexp.MustCompile(h.line), regexp.MustCompile(h.message)})
	}
	return out
})

// missing returns the undefined name that the message is about, or "".
func (e *Error) missing() string {
	if m := notDefined.FindStringSubmatch(e.Message); m != nil {
		return m[1]
	}
	return ""
}

// longestHabit is the length of a line beyond which its author is no person.
const longestHabit = 1000

// suggest finds a hint: a habit of another language on the failing line, or
// the nearest name in scope.
func (e *Error) suggest(names []string) {
	if e.Kind == KindInterrupt || e.Kind == KindDefect || e.Kind == KindLimit {
		return
	}
	line := ""
	if n := len(e.Frames); n > 0 && len(e.Frames[n-1].Source) <= longestHabit {
		line = strings.TrimSpace(e.Frames[n-1].Source)
	}
	if name := e.missing(); name != "" {
		if near := decl.Nearest(name, names); near != "" {
			e.Hint = "did you mean " + near + "?"
		}
	}
	for i, p := range habitPatterns() {
		h := &habits[i]
		if (h.kind == "" || h.kind == e.Kind) && p.line.MatchString(line) && p.message.MatchString(e.Message) {
			e.Hint = h.instead
			return
		}
	}
}
