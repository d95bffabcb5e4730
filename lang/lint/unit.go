package lint

import (
	"fmt"

	"go.starlark.net/syntax"

	"starling/lang/annotation"
	"starling/lang/syntax/tree"
)

// unitName is a unit as it stands in a message.
func unitName(unit string) string {
	if unit == "" {
		return `no unit ("")`
	}
	return unit
}

// unlike reports a value whose unit is another than is wanted.
func (l *linter) unlike(x syntax.Expr, got, want, who string) {
	what := "this"
	if text := path(x); text != "" {
		what = text
	}
	fix := ""
	if convert := annotation.Convert(what, got, want); convert != "" {
		fix = "write " + convert
		if what == "this" {
			fix = "convert it: " + annotation.Convert("x", got, want)
		}
	} else {
		fix = "they do not convert into one another; is another value meant?"
	}
	l.report("unit", x, fix, fmt.Sprintf("%s is in %s, %s", what, unitName(got), who))
}

// path is a dotted name as it is written, "" if an expression is none.
func path(x syntax.Expr) string {
	switch x := tree.Unparen(x).(type) {
	case *syntax.Ident:
		return x.Name
	case *syntax.DotExpr:
		if owner := path(x.X); owner != "" {
			return owner + "." + x.Name.Name
		}
	}
	return ""
}

// annotation reports what an annotation says wrongly; nil: there is none.
func (l *linter) annotation(note syntax.Expr) {
	if note == nil {
		return
	}
	_, problems := annotation.Read(note)
	for _, p := range problems {
		l.report("annotation", p.At, p.Fix, p.Message)
	}
}

// sameUnit reports a sum or comparison of values in different units.
func (l *linter) sameUnit(e env, op syntax.Token, x, y syntax.Expr) {
	if op != syntax.PLUS && op != syntax.MINUS && !comparison(op) {
		return
	}
	a, b := l.fact(e, x), l.fact(e, y)
	if !a.measured || !b.measured || a.unit == b.unit {
		return
	}
	l.unlike(y, b.unit, a.unit, fmt.Sprintf("and what stands before the %s in %s", tree.Op(op), unitName(a.unit)))
}

// assigned judges what a variable gets by its annotation.
func (l *linter) assigned(e env, target syntax.Expr, note, value syntax.Expr) {
	if value == nil {
		return
	}
	l.noResult(e, value)
	a, _ := annotation.Read(note)
	l.held(e, target, a, value)
}

// held judges a value by the annotation of what is to hold it.
func (l *linter) held(e env, target syntax.Expr, a annotation.Annotation, value syntax.Expr) {
	f := l.fact(e, value)
	name := path(target)
	if name == "" {
		name = "this"
	}
	switch {
	case a.Has && f.measured && a.Unit != f.unit:
		l.unlike(value, f.unit, a.Unit, fmt.Sprintf("%s is declared in %s", name, unitName(a.Unit)))
	case f.typ != "" && a.Typed && isPlain(f.typ) && !contains(a.Types, f.typ), a.Has && !a.Typed && (f.typ == "string" || f.typ == "bytes" || f.typ == "dict"):
		l.report("annotation", value, "correct the annotation or the value", fmt.Sprintf("%s gets a value of type %s, its annotation says %s", name, f.typ, wanted(a)))
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// defaulted judges the default of a parameter.
func (l *linter) defaulted(e env, d *syntax.BinaryExpr) {
	name, note := paramName(d.X)
	if note == nil {
		return
	}
	if id, ok := tree.Unparen(d.Y).(*syntax.Ident); ok && id.Name == "None" {
		return
	}
	a, _ := annotation.Read(note)
	l.held(e, name, a, d.Y)
}

// returned judges what a function returns by the annotation behind its arrow.
func (l *linter) returned(e env, value syntax.Expr) {
	f := e.scope.in
	for s := e.scope; f == nil && s != nil; s = s.parent {
		f = s.in
	}
	if f == nil || f.result == nil {
		return
	}
	a, _ := annotation.Read(f.result)
	got := l.fact(e, value)
	switch {
	case a.Has && got.measured && a.Unit != got.unit:
		l.unlike(value, got.unit, a.Unit, fmt.Sprintf("%s is declared to return %s", f.name, unitName(a.Unit)))
	case a.Typed && got.typ != "" && isPlain(got.typ) && !contains(a.Types, got.typ):
		l.report("annotation", value, "correct the annotation or the value", fmt.Sprintf("%s returns a value of type %s, its annotation says %s", f.name, got.typ, wanted(a)))
	}
}

// promised reports a function that is declared to return a value and has none.
func (l *linter) promised(f *function) {
	d, ok := f.node.(*tree.Def)
	if !ok || d.Result == nil || returnsValue(d.Body) || l.files[d.Def.Filename()].broken {
		return
	}
	a, _ := annotation.Read(d.Result)
	if a.Typed && contains(a.Types, "NoneType") || fails(d.Body) {
		return
	}
	l.report("no-result", d.Name, "return the value", fmt.Sprintf("%s is declared to return a value, and returns none", f.name))
}
