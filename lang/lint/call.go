package lint

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/annotation"
	"starling/lang/decl"
)

// call judges a call by what is called.
func (l *linter) call(e env, x *syntax.CallExpr) {
	f := l.fact(e, x.Fn)
	if f.typ != "" && f.value == nil && f.fn == nil && f.method == nil || f.constant() {
		l.notCalled(e, x, f)
		return
	}
	l.noneArguments(e, x)
	l.formatCall(e, x, f)
	sig := l.signature(f)
	if sig == nil {
		return
	}
	c := calling{linter: l, env: e, call: x, sig: sig, given: map[string]bool{}}
	for _, arg := range x.Args {
		c.argument(arg)
	}
	c.complete()
}

// notCalled reports a call of what is no function.
func (l *linter) notCalled(e env, x *syntax.CallExpr, f fact) {
	switch {
	case f.typ == "function" || f.typ == "builtin_function_or_method" || f.typ == "module" && f.value == nil || !isPlain(f.typ):
		return
	}
	fix := "call the function that is meant"
	switch f.typ {
	case "list", "tuple", "dict":
		fix = "an element is in square brackets"
	case "int", "float":
		fix = "write * to multiply"
	}
	if id, ok := x.Fn.(*syntax.Ident); ok {
		b, _ := e.lookUp(id.Name)
		if v, known := l.known.Names[id.Name]; b != nil && known && isCallable(v) {
			b.refused = true
			fix = fmt.Sprintf("the variable of line %d hides the function %s: give it another name", b.sites[0].name.NamePos.Line, id.Name)
		}
	}
	l.report("not-callable", x.Fn, fix, fmt.Sprintf("this is a value of type %s, not a function", f.typ))
}

// A calling is a call on its way through its arguments.
type calling struct {
	*linter
	env        env
	call       *syntax.CallExpr
	sig        *signature
	positional int
	given      map[string]bool
	starred    bool // *list is among the arguments
	open       bool // **dict is
	wrong      bool // a finding says already that the arguments do not fit
}

func (c *calling) argument(arg syntax.Expr) {
	if u, ok := arg.(*syntax.UnaryExpr); ok && (u.Op == syntax.STAR || u.Op == syntax.STARSTAR) {
		c.starred = c.starred || u.Op == syntax.STAR
		c.open = c.open || u.Op == syntax.STARSTAR
		return
	}
	if kw, ok := keyword(arg); ok {
		c.keyword(kw)
		return
	}
	most := c.sig.positional()
	if c.positional++; c.positional > most {
		if !c.sig.rest && c.positional == most+1 {
			c.excess(arg, most)
		}
		return
	}
	if c.starred { // which parameter it is for is not known
		return
	}
	at := 0
	for i := range c.sig.params {
		if c.sig.params[i].named {
			continue
		}
		if at++; at == c.positional {
			c.given[c.sig.params[i].name] = true
			c.value(&c.sig.params[i], arg)
		}
	}
}

// excess reports the first positional argument that is too many.
func (c *calling) excess(arg syntax.Expr, most int) {
	got := 0
	for _, a := range c.call.Args {
		if _, ok := keyword(a); !ok {
			got++
		}
	}
	c.wrong = true
	want := fmt.Sprintf("want at most %d", most)
	if most == 0 {
		want = "want none"
	}
	c.report("arguments", arg, c.sig.head(), fmt.Sprintf("%s: got %d positional %s, %s", c.sig.name, got, plural("argument", got), want))
}

func plural(word string, n int) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

func (c *calling) keyword(kw *syntax.BinaryExpr) {
	id := kw.X.(*syntax.Ident)
	i := slices.IndexFunc(c.sig.params, func(p parameter) bool { return p.name == id.Name })
	switch {
	case i < 0 && (c.sig.more || c.sig.loose):
		return
	case i < 0:
		c.wrong = true
		fix := c.sig.head()
		if near := decl.Nearest(id.Name, c.sig.names()); near != "" {
			fix = "did you mean " + near + "?"
		}
		c.report("unknown-keyword", id, fix, fmt.Sprintf("%s: no parameter %s", c.sig.name, id.Name))
		return
	case c.given[id.Name]:
		c.wrong = true
		c.report("arguments", id, "leave one of them out", fmt.Sprintf("%s: %s given twice", c.sig.name, id.Name))
		return
	}
	c.given[id.Name] = true
	c.value(&c.sig.params[i], kw.Y)
}

// complete reports the first argument that is missing.
func (c *calling) complete() {
	if c.wrong || c.starred || c.open {
		return
	}
	for _, p := range c.sig.params {
		if !p.required || c.given[p.name] {
			continue
		}
		if c.sig.loose && c.positional > 0 {
			return
		}
		message := fmt.Sprintf("%s: missing %s", c.sig.name, p.name)
		if p.spec != nil {
			message += fmt.Sprintf(" (%s): %s", p.spec.Domain(), p.spec.Doc)
		}
		c.reportAt("arguments", syntax.Start(c.call.Fn), syntax.End(c.call.Fn), c.sig.head(), message)
		return
	}
}

// value judges the value of an argument.
func (c *calling) value(p *parameter, arg syntax.Expr) {
	f := c.fact(c.env, arg)
	if p.spec != nil {
		if f.value != nil && (f.constant() || f.typ == "list") {
			if err := p.spec.Wrong(f.value); err != nil {
				c.report("argument-value", arg, takes(p.spec), fmt.Sprintf("%s: %s%s", c.sig.name, p.name, err))
				return
			}
		}
		if p.spec.Refuses(f.typ) {
			c.report("argument-type", arg, takes(p.spec), fmt.Sprintf("%s: %s: got %s, want %s", c.sig.name, p.name, f.typ, p.spec.Domain()))
			return
		}
	} else if p.note != nil && f.typ != "" && (f.typ != "NoneType" || !p.none) {
		a, _ := annotation.Read(p.note)
		number := a.Has && !a.Typed && (f.typ == "string" || f.typ == "bytes" || f.typ == "NoneType" || f.typ == "dict" || f.typ == "function")
		if number || a.Typed && !slices.Contains(a.Types, f.typ) && isPlain(f.typ) {
			c.report("argument-type", arg, "correct the annotation or the value", fmt.Sprintf("%s: %s: got %s, want %s", c.sig.name, p.name, f.typ, wanted(a)))
			return
		}
	}
	want, ok := p.unit()
	if ok && f.measured && f.unit != want {
		c.unlike(arg, f.unit, want, fmt.Sprintf("%s takes %s in %s", c.sig.name, p.name, unitName(want)))
	}
}

// takes says what a parameter takes and what that is.
func takes(p *decl.Param) string {
	if p.Doc == "" {
		return ""
	}
	return p.Name + " is " + p.Doc
}

func wanted(a annotation.Annotation) string {
	if a.Typed {
		return strings.Join(a.Types, " or ")
	}
	return "a number in " + unitName(a.Unit)
}

// noneArguments reports arguments that are None because a function returns
// nothing.
func (l *linter) noneArguments(e env, x *syntax.CallExpr) {
	for _, arg := range x.Args {
		if kw, ok := keyword(arg); ok {
			arg = kw.Y
		}
		l.noResult(e, arg)
	}
}

// noResult reports a value that is None because the function that is called
// gives nothing else.
func (l *linter) noResult(e env, x syntax.Expr) bool {
	call, ok := x.(*syntax.CallExpr)
	if !ok || l.fact(e, call).typ != "NoneType" {
		return false
	}
	f := l.fact(e, call.Fn)
	name, fix := "this function", "call it on a line of its own"
	switch {
	case f.fn != nil && f.fn.name != "":
		name, fix = f.fn.name, "return the value in "+f.fn.name
	case f.method != nil:
		name, fix = f.owner+"."+f.method.Name(), "it changes the "+f.owner+" itself: call it on a line of its own"
		if f.method.Name() == "sort" {
			fix += ", or use sorted(x)"
		}
	default:
		if b, ok := f.value.(starlark.Callable); ok {
			name = b.Name()
		}
	}
	l.report("no-result", call, fix, name+" returns nothing, so the value is None")
	return true
}
