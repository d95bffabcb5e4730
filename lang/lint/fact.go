package lint

import (
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/annotation"
	"starling/lang/decl"
	"starling/lang/doc"
	"starling/lang/syntax/tree"
)

// A fact is what is certain of a value before the program runs. What is not
// known is left empty.
type fact struct {
	value    starlark.Value // a builtin, a module, or a constant that does not change
	fn       *function      // a def or lambda of the text
	method   *doc.Method    // of one of the language's own types
	owner    string         // of method: the type
	typ      string         // as type(x) gives it
	unit     string
	measured bool // it has a unit, perhaps that of a pure number
}

// maxFollowed bounds how far names are followed to what they were assigned, so
// that no chain of them ends the process.
const maxFollowed = 2000

// fact returns what is known of an expression. While that is worked out, what
// depends on itself is not known.
func (l *linter) fact(e env, x syntax.Expr) fact {
	if f, ok := l.facts[x]; ok {
		return f
	}
	if l.followed > maxFollowed {
		return fact{}
	}
	l.followed++
	l.facts[x] = fact{}
	f := l.know(e, x)
	l.facts[x] = f
	l.followed--
	return f
}

func (l *linter) know(e env, x syntax.Expr) fact {
	switch x := x.(type) {
	case *syntax.Literal:
		return literal(x)
	case *syntax.Ident:
		return l.name(e, x)
	case *syntax.ParenExpr:
		return l.fact(e, x.X)
	case *syntax.UnaryExpr:
		return l.unary(e, x)
	case *syntax.BinaryExpr:
		return operation(x.Op, l.fact(e, x.X), l.fact(e, x.Y))
	case *syntax.CondExpr:
		return both(l.fact(e, x.True), l.fact(e, x.False))
	case *syntax.ListExpr:
		return l.elements(e, "list", x.List)
	case *syntax.TupleExpr:
		f := l.elements(e, "tuple", x.List)
		f.value, f.unit, f.measured = nil, "", false
		return f
	case *tree.Set:
		return fact{typ: "set"}
	case *syntax.DictExpr:
		return fact{typ: "dict"}
	case *syntax.Comprehension:
		return fact{typ: comprehended(x)}
	case *tree.FString:
		return fact{typ: "string"}
	case *syntax.LambdaExpr:
		return l.lambda(e, x)
	case *syntax.DotExpr:
		return l.member(e, x)
	case *syntax.CallExpr:
		return l.result(e, x)
	case *syntax.IndexExpr:
		of := l.fact(e, x.X)
		return fact{unit: of.unit, measured: of.measured}
	case *syntax.SliceExpr:
		of := l.fact(e, x.X)
		return fact{typ: of.typ, unit: of.unit, measured: of.measured}
	}
	return fact{}
}

// comprehended is the type of what a comprehension makes.
func comprehended(c *syntax.Comprehension) string {
	if _, ok := c.Body.(*syntax.DictEntry); ok {
		return "dict"
	}
	if c.Curly {
		return "set"
	}
	return "list"
}

func literal(x *syntax.Literal) fact {
	switch v := x.Value.(type) {
	case string:
		if x.Token == syntax.BYTES {
			return fact{typ: "bytes"}
		}
		return of(starlark.String(v))
	case int64:
		return of(starlark.MakeInt64(v))
	case float64:
		return of(starlark.Float(v))
	}
	return fact{typ: "int"}
}

// of is the fact of a value that the session or the text gives.
func of(v starlark.Value) fact {
	f := fact{typ: v.Type()}
	switch v.(type) {
	case starlark.Callable, *decl.Module, starlark.Int, starlark.Float, starlark.String, starlark.Bool, starlark.NoneType:
		f.value = v
	}
	return f
}

// constant reports whether the value is one that a text can write.
func (f fact) constant() bool {
	switch f.value.(type) {
	case nil, starlark.Callable, *decl.Module:
		return false
	}
	return true
}

// number is the value of a constant number.
func (f fact) number() (float64, bool) {
	if f.typ == "bool" || f.value == nil {
		return 0, false
	}
	return starlark.AsFloat(f.value)
}

// both is what two values have in common.
func both(a, b fact) fact {
	var f fact
	if a.typ == b.typ {
		f.typ = a.typ
	}
	if a.measured && b.measured && a.unit == b.unit {
		f.unit, f.measured = a.unit, true
	}
	return f
}

func (l *linter) unary(e env, x *syntax.UnaryExpr) fact {
	if x.X == nil {
		return fact{}
	}
	f := l.fact(e, x.X)
	switch x.Op {
	case syntax.NOT:
		return fact{typ: "bool"}
	case syntax.MINUS, syntax.PLUS:
		if f.constant() {
			if v, err := starlark.Unary(x.Op, f.value); err == nil {
				f.value = v
			}
		}
		if f.typ != "int" && f.typ != "float" {
			f.typ = ""
		}
		return f
	}
	return fact{}
}

func (l *linter) elements(e env, typ string, list []syntax.Expr) fact {
	f := fact{typ: typ}
	var values []starlark.Value
	for i, x := range list {
		one := l.fact(e, x)
		if one.constant() {
			values = append(values, one.value)
		}
		if i == 0 {
			f.unit, f.measured = one.unit, one.measured
		} else if one.unit != f.unit || !one.measured {
			f.measured = false
		}
	}
	if len(values) == len(list) && typ == "list" {
		f.value = starlark.NewList(values)
	}
	return f
}

func (l *linter) lambda(e env, x *syntax.LambdaExpr) fact {
	f := l.functions[x]
	if f == nil {
		f = &function{node: x, params: x.Params, value: x.Body, env: e}
		l.functions[x] = f
	}
	return fact{fn: f, typ: "function"}
}

// name is what is known of a name where it stands.
func (l *linter) name(e env, id *syntax.Ident) fact {
	if l.isTorn(id) {
		return fact{}
	}
	b, deferred := e.lookUp(id.Name)
	base, known := l.known.Names[id.Name]
	if b == nil {
		if known {
			return of(base)
		}
		return fact{}
	}
	sites, certain := l.reaching(b, id.NamePos, e, deferred)
	if known && b.scope.kind == ofModule && (!certain || deferred) || len(sites) == 0 {
		return fact{}
	}
	const most = 8 // sites that are worth comparing
	if len(sites) > most {
		return fact{}
	}
	f := l.site(sites[0])
	for _, s := range sites[1:] {
		f = both(f, l.site(s))
	}
	if _, mutable := f.value.(*starlark.List); mutable {
		f.value = nil
	}
	if !f.measured {
		f.unit, f.measured = l.annotated(b, id)
	}
	return f
}

// annotated is the unit that a variable was given in this text.
func (l *linter) annotated(b *binding, id *syntax.Ident) (unit string, ok bool) {
	for _, s := range b.notes {
		if s.name.NamePos.Filename() != id.NamePos.Filename() {
			continue
		}
		if a, _ := annotation.Read(s.note); a.Has {
			if ok && a.Unit != unit {
				return "", false
			}
			unit, ok = a.Unit, true
		}
	}
	return unit, ok
}

// site is what is known of a name that is bound there.
func (l *linter) site(s *site) fact {
	var f fact
	switch s.kind {
	case byDef:
		return fact{fn: s.def, typ: "function"}
	case byLoad:
		return l.loadedFact(s)
	case byAssign:
		f = l.fact(s.env, s.value)
		if f.typ == "NoneType" {
			// A variable that is None for now is asked for it before it is
			// used; a call that gives None has a finding of its own.
			return fact{}
		}
	case byLoop:
		f = element(l.fact(s.env, s.value))
	}
	if s.note == nil {
		return f
	}
	a, _ := annotation.Read(s.note)
	if a.Has {
		f.unit, f.measured = a.Unit, true
	}
	if f.typ == "" && a.Typed && len(a.Types) == 1 && s.value == nil && !hasDefault(s) {
		f.typ = a.Types[0]
	}
	return f
}

// hasDefault reports whether a parameter has a default, which may be of
// another type than its annotation says.
func hasDefault(s *site) bool {
	return s.kind == byParam && slices.ContainsFunc(s.def.params, func(p syntax.Expr) bool {
		d, ok := p.(*syntax.BinaryExpr)
		name, _ := paramName(p)
		return ok && d != nil && name == s.name
	})
}

// element is what is known of the elements of a value.
func element(list fact) fact {
	f := fact{unit: list.unit, measured: list.measured}
	if list.typ == "range" {
		f.typ = "int"
	}
	return f
}

// member is x.name.
func (l *linter) member(e env, x *syntax.DotExpr) fact {
	owner := l.fact(e, x.X)
	if m, ok := owner.value.(*decl.Module); ok {
		if v, err := m.Attr(x.Name.Name); err == nil {
			return of(v)
		}
		return fact{}
	}
	if m, ok := doc.Methods[owner.typ][x.Name.Name]; ok {
		return fact{method: &m, owner: owner.typ, typ: "builtin_function_or_method"}
	}
	return fact{}
}

// result is what a call gives.
func (l *linter) result(e env, x *syntax.CallExpr) fact {
	switch f := l.fact(e, x.Fn); {
	case f.fn != nil:
		return f.fn.gives()
	case f.method != nil:
		return fact{typ: f.method.Gives(f.owner)}
	default:
		if b, ok := f.value.(*decl.Func); ok {
			typ, unit, measured := b.Result()
			return fact{typ: typ, unit: unit, measured: measured}
		}
	}
	return fact{}
}

// gives is what a function of the text returns.
func (f *function) gives() fact {
	if f.given == nil {
		f.given = new(fact)
		switch {
		case f.result != nil:
			a, _ := annotation.Read(f.result)
			f.given.unit, f.given.measured = a.Unit, a.Has
			if a.Typed && len(a.Types) == 1 {
				f.given.typ = a.Types[0]
			}
		case f.value == nil && !returnsValue(f.body) && !fails(f.body):
			f.given.typ = "NoneType"
		}
	}
	return *f.given
}

// returnsValue reports whether some return has a value. What could not be read
// may be one.
func returnsValue(body []syntax.Stmt) bool {
	found := false
	for _, s := range body {
		tree.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *tree.Def, *syntax.LambdaExpr:
				return false
			case *syntax.ReturnStmt:
				found = found || n.Result != nil
			case *tree.BadStmt:
				found = true
			}
			return !found
		})
	}
	return found
}
