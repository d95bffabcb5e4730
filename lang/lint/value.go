package lint

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/diag"
	"starling/lang/doc"
	"starling/lang/syntax/tree"
)

// habit is the hint that the language gives for a message; "": none.
func habit(message string) string {
	return diag.From(errors.New(message), func(string) (string, bool) { return "", false }, nil).Hint
}

// attribute judges x.name.
func (l *linter) attribute(e env, x *syntax.DotExpr) {
	if l.noResult(e, x.X) {
		return
	}
	owner, name := l.fact(e, x.X), x.Name.Name
	if m, ok := owner.value.(*decl.Module); ok {
		if _, err := m.Attr(name); err != nil {
			l.noMember(x, m)
		}
		return
	}
	methods, known := doc.Methods[owner.typ]
	if _, ok := methods[name]; ok || !known && !isPlain(owner.typ) {
		return
	}
	message := owner.typ + " has no " + name
	fix := habit(message)
	if near := decl.Nearest(name, slices.Collect(maps.Keys(methods))); fix == "" && near != "" {
		fix = "did you mean " + near + "?"
	}
	if fix == "" {
		fix = "dir(x) lists what a value has"
	}
	l.report("unknown-attribute", x.Name, fix, message)
}

// noMember reports what a module has not, and where it is.
func (l *linter) noMember(x *syntax.DotExpr, m *decl.Module) {
	if m.Err() != nil {
		return
	}
	at, names := path(x), maps.Clone(l.known.Names)
	if at == "" {
		at = m.Name + "." + x.Name.Name
	}
	root, rest, _ := strings.Cut(at, ".")
	if v, ok := names[root].(*decl.Module); rest == x.Name.Name && (!ok || v != m) { // an alias
		names[root] = m
	}
	message, fix := doc.Missing(at, names)
	if fix == "" {
		fix = "help(" + strings.TrimSuffix(at, "."+x.Name.Name) + ") lists what it has"
	}
	l.report("unknown-attribute", x.Name, fix, message)
}

// setAttribute judges x.name as a target.
func (l *linter) setAttribute(e env, x *syntax.DotExpr) {
	owner := l.fact(e, x.X)
	if !isPlain(owner.typ) && owner.typ != "module" {
		return
	}
	message := fmt.Sprintf("cannot assign to %s of %s", x.Name.Name, owner.typ)
	fix := habit(message)
	if fix == "" {
		fix = "assign it to a name of your own"
	}
	l.report("cannot-assign", x.Name, fix, message)
}

// setElement judges x[i] as a target.
func (l *linter) setElement(e env, x *syntax.IndexExpr) {
	switch typ := l.fact(e, x.X).typ; typ {
	case "string", "bytes", "tuple", "range", "int", "float", "bool", "set", "NoneType":
		message := fmt.Sprintf("the elements of %s cannot be assigned to", typ)
		l.report("cannot-assign", x, habit(message), message)
	}
}

// index judges x[i].
func (l *linter) index(e env, x *syntax.IndexExpr) {
	if l.noResult(e, x.X) {
		return
	}
	owner, at := l.fact(e, x.X), l.fact(e, x.Y)
	switch owner.typ {
	case "int", "float", "bool", "NoneType", "function", "set":
		fix := "index what has elements"
		switch owner.typ {
		case "set":
			fix = "list(x)[0] takes one; x in s asks whether it is there"
		case "function":
			fix = "a call is in round brackets"
		}
		l.report("no-elements", x.X, fix, owner.typ+" has no elements to take by index")
	case "list", "tuple", "string":
		if at.typ == "string" || at.typ == "float" {
			fix := "an index is an int"
			if at.typ == "float" {
				fix += ": a // b divides to one"
			}
			l.report("no-elements", x.Y, fix, fmt.Sprintf("%s index: got %s, want int", owner.typ, at.typ))
		}
	}
}

// binary judges x op y.
func (l *linter) binary(e env, x *syntax.BinaryExpr) {
	if x.Op == syntax.EQ {
		return
	}
	if x.Op == syntax.OR || x.Op == syntax.AND {
		if same(x.X, x.Y) {
			l.report("same-operands", x, "is another operand meant?", fmt.Sprintf("both sides of %s are the same", tree.Op(x.Op)))
		}
		return
	}
	l.operands(e, x.Op, x.X, x.Y)
	if x.Op == syntax.PERCENT {
		l.percent(e, x)
	}
}

func (l *linter) chain(e env, x *tree.Chain) {
	left := x.First
	for _, c := range x.Rest {
		l.operands(e, c.Op, left, c.Y)
		left = c.Y
	}
}

// operands judges the two sides of an operator.
func (l *linter) operands(e env, op syntax.Token, x, y syntax.Expr) {
	none := l.noResult(e, x)
	if l.noResult(e, y) || none {
		return
	}
	if comparison(op) && same(x, y) {
		if _, ok := tree.Unparen(x).(*syntax.Literal); !ok {
			l.reportAt("same-operands", syntax.Start(x), syntax.End(y), "is another operand meant?", fmt.Sprintf("both sides of %s are the same", tree.Op(op)))
			return
		}
	}
	a, b := l.fact(e, x), l.fact(e, y)
	if message := refused(op, a.typ, b.typ); message != "" {
		fix := habit(message)
		if op == syntax.EQL || op == syntax.NEQ {
			fix = unequal(x, y, a, b)
		}
		if fix == "" {
			fix = "is another value meant?"
		}
		l.reportAt("operator", syntax.Start(x), syntax.End(y), fix, message)
		return
	}
	if zero, ok := b.number(); ok && zero == 0 && isNumber(a.typ) && (op == syntax.SLASH || op == syntax.SLASHSLASH || op == syntax.PERCENT) {
		l.report("operator", y, "divide by something else, or test for it before", "division by zero")
		return
	}
	l.sameUnit(e, op, x, y)
}

// unequal says what to compare with instead.
func unequal(x, y syntax.Expr, a, b fact) string {
	if f, ok := b.value.(starlark.Callable); ok && a.typ == "string" { // type(x) == int
		return fmt.Sprintf("type(x) gives a text: write %q", f.Name())
	}
	switch {
	case a.fn != nil || a.typ == "builtin_function_or_method":
		return "call it: " + path(x) + "(…)"
	case b.fn != nil || b.typ == "builtin_function_or_method":
		return "call it: " + path(y) + "(…)"
	}
	return "int(s) or float(s) makes a number of a text, str(x) a text of a value"
}

// refused is the message with which the machine refuses an operator on two
// types; "": it does not, or the types are not known.
func refused(op syntax.Token, x, y string) string {
	function := func(t string) bool { return t == "function" || t == "builtin_function_or_method" }
	if op == syntax.EQL || op == syntax.NEQ {
		apart := isPlain(x) && isPlain(y) && x != y && !(isNumber(x) && isNumber(y)) && x != "NoneType" && y != "NoneType" ||
			isPlain(x) && function(y) && x != "NoneType" || isPlain(y) && function(x) && y != "NoneType"
		if apart {
			return fmt.Sprintf("%s and %s are never equal", x, y)
		}
		return ""
	}
	if !isPlain(x) && !function(x) || !isPlain(y) && !function(y) {
		return ""
	}
	numbers, ints := isNumber(x) && isNumber(y), x == "int" && y == "int"
	fits := false
	switch op {
	case syntax.PLUS:
		fits = numbers || x == y && (x == "string" || x == "list" || x == "tuple" || x == "bytes")
	case syntax.MINUS:
		fits = numbers || x == "set" && y == "set"
	case syntax.STAR:
		repeated := func(t string) bool { return t == "string" || t == "list" || t == "tuple" || t == "bytes" }
		fits = numbers || repeated(x) && y == "int" || repeated(y) && x == "int"
	case syntax.SLASH, syntax.SLASHSLASH, tree.Pow:
		fits = numbers
	case syntax.PERCENT:
		fits = numbers || x == "string"
	case syntax.AMP, syntax.CIRCUMFLEX:
		fits = ints || x == "set" && y == "set"
	case syntax.PIPE:
		fits = ints || x == y && (x == "set" || x == "dict")
	case syntax.LTLT, syntax.GTGT:
		fits = ints
	case syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		if x != y && !numbers {
			return fmt.Sprintf("cannot compare %s with %s", x, y)
		}
		return ""
	case syntax.IN, syntax.NOT_IN:
		if y == "string" && x == "string" || y == "list" || y == "tuple" || y == "dict" || y == "set" || y == "range" || y == "bytes" {
			return ""
		}
		return fmt.Sprintf("cannot look for %s in %s", x, y)
	default:
		return ""
	}
	if fits {
		return ""
	}
	return fmt.Sprintf("cannot compute %s %s %s", x, tree.Op(op), y)
}

// dict judges a dict display.
func (l *linter) dict(e env, x *syntax.DictExpr) {
	seen := map[starlark.Value]*syntax.Literal{}
	for _, entry := range x.List {
		d, ok := entry.(*syntax.DictEntry)
		if !ok {
			continue
		}
		switch f := l.fact(e, d.Key); f.typ {
		case "list", "dict", "set":
			l.report("operator", d.Key, "tuple(x) makes a tuple of a list", fmt.Sprintf("a key of a dict cannot be a %s", f.typ))
		}
		lit, ok := tree.Unparen(d.Key).(*syntax.Literal)
		if !ok {
			continue
		}
		v := literal(lit).value
		if v == nil {
			continue
		}
		if i, ok := v.(starlark.Int); ok { // an Int holds a pointer
			v = starlark.String("int " + i.String())
		}
		if first := seen[v]; first != nil {
			l.report("same-key", lit, "leave one of them out", fmt.Sprintf("the key %s is there already, at line %d", lit.Raw, first.TokenPos.Line))
			continue
		}
		seen[v] = lit
	}
}

// iterated judges what a loop runs over.
func (l *linter) iterated(e env, x syntax.Expr) {
	if l.noResult(e, x) {
		return
	}
	switch typ := l.fact(e, x).typ; typ {
	case "string", "bytes", "int", "float", "bool", "NoneType", "function", "builtin_function_or_method":
		message := typ + " is not iterable"
		l.report("not-iterable", x, habit(message), message)
	}
}
