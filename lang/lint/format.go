package lint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// Fields are what a text asks for to be filled in.
type fields struct {
	count int      // positional values
	names []string // named ones
	wrong string   // why the text is no format; "": it is one
}

// percentFields reads the fields of "%.3f %-10s".
func percentFields(s string) (f fields) {
	for {
		_, rest, found := strings.Cut(s, "%")
		if !found {
			return f
		}
		named := false
		if strings.HasPrefix(rest, "(") {
			end := strings.IndexByte(rest, ')')
			if end < 0 {
				f.wrong = "a %( has no )"
				return f
			}
			f.names, named = append(f.names, rest[1:end]), true
			rest = rest[end+1:]
		}
		rest = strings.TrimLeft(rest, "-+ #0")
		size := func() {
			if strings.HasPrefix(rest, "*") {
				f.count++
				rest = rest[1:]
			}
			rest = strings.TrimLeft(rest, "0123456789")
		}
		if size(); strings.HasPrefix(rest, ".") {
			rest = rest[1:]
			size()
		}
		rest = strings.TrimLeft(rest, "hlL")
		switch {
		case rest == "":
			f.wrong = "the text ends within a % field"
			return f
		case rest[0] == '%':
		case strings.IndexByte("diouxXeEfFgGcrsa", rest[0]) < 0:
			f.wrong = fmt.Sprintf("%%%c is no conversion", []rune(rest)[0])
			return f
		case !named:
			f.count++
		}
		s = rest[len(string([]rune(rest)[0])):]
	}
}

// percent judges "text" % values.
func (l *linter) percent(e env, x *syntax.BinaryExpr) {
	lit, ok := tree.Unparen(x.X).(*syntax.Literal)
	if !ok || lit.Token != syntax.STRING {
		return
	}
	f := percentFields(lit.Value.(string))
	if f.wrong != "" {
		l.report("format", lit, "%d, %s, %.3f and so on are conversions, %% is a percent sign", f.wrong)
		return
	}
	values, known := 1, false
	switch y := tree.Unparen(x.Y).(type) {
	case *syntax.TupleExpr:
		values, known = len(y.List), !slices.ContainsFunc(y.List, isStar)
	case *syntax.DictExpr:
		l.missingKeys(f, y, lit)
		return
	default:
		typ := l.fact(e, x.Y).typ
		known = isPlain(typ) && typ != "tuple" && typ != "dict"
	}
	if !known {
		return
	}
	switch {
	case len(f.names) > 0:
		l.report("format", x.Y, `"%(name)s" % {"name": x}`, "the fields have names, so a dict must follow")
	case f.count != values:
		l.report("format", x, "give a value for each field", fmt.Sprintf("the text has %d %s, and there %s %d %s", f.count, plural("field", f.count), isAre(values), values, plural("value", values)))
	}
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// missingKeys reports a named field for which a dict has no entry.
func (l *linter) missingKeys(f fields, d *syntax.DictExpr, lit *syntax.Literal) {
	have := map[string]bool{}
	for _, entry := range d.List {
		pair, ok := entry.(*syntax.DictEntry)
		if !ok {
			return
		}
		key, ok := tree.Unparen(pair.Key).(*syntax.Literal)
		if !ok || key.Token != syntax.STRING {
			return
		}
		have[key.Value.(string)] = true
	}
	for _, name := range f.names {
		if !have[name] {
			l.report("format", lit, "add the entry", fmt.Sprintf("there is no value for the field %%(%s)", name))
			return
		}
	}
}

// braceFields reads the fields of "{} {1} {name:.3f}".
func braceFields(s string) (f fields) {
	automatic, manual := false, false
	var read func(s string, nested bool) string
	read = func(s string, nested bool) string {
		for s != "" && f.wrong == "" {
			c := s[0]
			switch {
			case !nested && strings.HasPrefix(s, "{{"), !nested && strings.HasPrefix(s, "}}"):
				s = s[2:]
			case c == '}' && nested:
				return s
			case c == '}':
				f.wrong = "a } has no { before it; }} is a brace"
			case c == '{':
				name, rest := fieldName(s[1:])
				if rest == "" {
					f.wrong = "a { has no } behind it; {{ is a brace"
					return ""
				}
				switch n, err := strconv.Atoi(name); {
				case name == "":
					f.count++
					automatic = true
				case err == nil:
					f.count = max(f.count, n+1)
					manual = true
				default:
					f.names = append(f.names, name)
				}
				if strings.HasPrefix(rest, "!") {
					rest = rest[min(2, len(rest)):]
				}
				if strings.HasPrefix(rest, ":") {
					rest = read(rest[1:], true)
				}
				if !strings.HasPrefix(rest, "}") {
					f.wrong = "a { has no } behind it; {{ is a brace"
					return ""
				}
				s = rest[1:]
			default:
				s = s[1:]
			}
		}
		return s
	}
	read(s, false)
	if automatic && manual && f.wrong == "" {
		f.wrong = "fields with and without a number do not go together"
	}
	return f
}

// fieldName is the name that a field begins with, without what it takes of it.
func fieldName(s string) (name, rest string) {
	end := strings.IndexAny(s, "}!:")
	if end < 0 {
		return "", ""
	}
	name = s[:end]
	if i := strings.IndexAny(name, ".["); i >= 0 {
		name = name[:i]
	}
	return name, s[end:]
}

// formatCall judges "text".format(values), and texts that lack their f.
func (l *linter) formatCall(e env, x *syntax.CallExpr, fn fact) {
	if fn.value != nil && (l.isBuiltin(e, x.Fn, "print") || l.isBuiltin(e, x.Fn, "fail")) {
		for _, arg := range x.Args {
			l.lacksPrefix(e, arg)
		}
		l.lacksPercent(x.Args)
	}
	dot, ok := x.Fn.(*syntax.DotExpr)
	if !ok || dot.Name.Name != "format" {
		return
	}
	lit, ok := tree.Unparen(dot.X).(*syntax.Literal)
	if !ok || lit.Token != syntax.STRING {
		return
	}
	f := braceFields(lit.Value.(string))
	if f.wrong != "" {
		l.report("format", lit, "{} and {name:.3f} are fields", f.wrong)
		return
	}
	values, given := 0, map[string]bool{}
	for _, arg := range x.Args {
		if kw, ok := keyword(arg); ok {
			given[kw.X.(*syntax.Ident).Name] = true
		} else if u, ok := arg.(*syntax.UnaryExpr); ok && (u.Op == syntax.STAR || u.Op == syntax.STARSTAR) {
			return
		} else {
			values++
		}
	}
	for _, name := range f.names {
		if !given[name] {
			l.report("format", lit, "give "+name+"=", fmt.Sprintf("there is no value for the field {%s}", name))
			return
		}
	}
	if values != f.count {
		l.report("format", x, "give a value for each field", fmt.Sprintf("the text has %d %s, and there %s %d %s", f.count, plural("field", f.count), isAre(values), values, plural("value", values)))
	}
	for _, arg := range x.Args {
		if kw, ok := keyword(arg); ok && !slices.Contains(f.names, kw.X.(*syntax.Ident).Name) {
			l.report("format", kw.X, "leave it out", fmt.Sprintf("the text has no field {%s}", kw.X.(*syntax.Ident).Name))
		}
	}
}

// lacksPrefix reports a text with fields that are names which are bound here:
// it is printed with its braces.
func (l *linter) lacksPrefix(e env, x syntax.Expr) {
	lit, ok := x.(*syntax.Literal)
	if !ok || lit.Token != syntax.STRING {
		return
	}
	f := braceFields(lit.Value.(string))
	if f.wrong != "" || f.count > 0 || len(f.names) == 0 {
		return
	}
	for _, name := range f.names {
		if b, _ := e.lookUp(name); b == nil {
			return
		}
	}
	l.report("format", lit, "write f before the quote", fmt.Sprintf("the field {%s} is not filled in: this is no f-string", f.names[0]))
}

// lacksPercent reports print("%d of %s", n, name), which prints all of them as
// they are.
func (l *linter) lacksPercent(args []syntax.Expr) {
	if len(args) < 2 {
		return
	}
	lit, ok := args[0].(*syntax.Literal)
	if !ok || lit.Token != syntax.STRING {
		return
	}
	text := lit.Value.(string)
	f := percentFields(text)
	if f.wrong == "" && f.count == len(args)-1 && !strings.Contains(text, "% ") && !slices.ContainsFunc(args, func(x syntax.Expr) bool { _, ok := keyword(x); return ok }) {
		l.report("format", lit, "write % between the text and its values, in brackets", "the % fields are not filled in: a comma follows the text")
	}
}

// fstring judges the specs of an f-string.
func (l *linter) fstring(e env, x *tree.FString) {
	for _, p := range x.Parts {
		if p.Field == nil || len(p.Field.Spec) != 1 || p.Field.Spec[0].Field != nil || p.Field.Conv != 0 {
			continue
		}
		spec := p.Field.Spec[0].Text
		typ := l.fact(e, p.Field.X).typ
		if kind := spec[len(spec)-1]; typ == "string" && strings.IndexByte("bcdeEfFgGnoxX%", kind) >= 0 && len(spec) > 0 {
			l.report("format", p.Field.X, "float(s) makes a number of a text", fmt.Sprintf("the spec %q is for numbers, got string", spec))
		}
	}
}
