package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/diag"
)

// isTorn reports whether a name stands in what could not be read of a text.
func (l *linter) isTorn(id *syntax.Ident) bool {
	t := l.files[id.NamePos.Filename()]
	return t != nil && t.torn[id.Name]
}

// use resolves a name where it is read.
func (l *linter) use(e env, id *syntax.Ident) {
	b, deferred := e.lookUp(id.Name)
	if l.isTorn(id) {
		if b != nil {
			b.uses++
		}
		return
	}
	_, known := l.known.Names[id.Name]
	if b == nil {
		if !known && !(id.Name == "_" && l.now.Cell) { // _ is the result of the cell before
			l.unknown(e, id)
		}
		return
	}
	b.uses++
	if e.called == id {
		b.called++
	}
	known = known && b.scope.kind == ofModule
	sites, _ := l.reaching(b, id.NamePos, e, deferred)
	for _, s := range sites {
		s.used = true
	}
	if len(sites) > 0 || known {
		return
	}
	first := b.sites[0]
	where := fmt.Sprintf("line %d", first.name.NamePos.Line)
	if file := first.name.NamePos.Filename(); file != id.NamePos.Filename() {
		where = file
	}
	message := fmt.Sprintf("%s is used before it has a value: it gets one at %s", id.Name, where)
	fix := "assign it before"
	if outer, _ := (env{scope: b.scope.parent}).lookUp(id.Name); b.scope.kind == ofFunction && outer != nil {
		message = fmt.Sprintf("%s is used before it has a value: the assignment at line %d makes it the function's own", id.Name, first.name.NamePos.Line)
		fix = "let the function take the value and return the new one"
	}
	l.report("unbound-name", id, fix, message)
}

// maxExplained is how many errors of a kind are explained: a text with more of
// them is no program.
const maxExplained = 100

// unknown reports a name that nothing binds, in the words in which running
// would.
func (l *linter) unknown(e env, id *syntax.Ident) {
	if l.undefined++; l.undefined > maxExplained {
		l.report("unknown-name", id, "assign it before", "name "+id.Name+" is not defined")
		return
	}
	names := slices.Collect(maps.Keys(l.known.Names))
	for s := e.scope; s != nil; s = s.parent {
		names = slices.AppendSeq(names, maps.Keys(s.names))
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.ContainsAny(name, "<\x00") })
	err := diag.From(syntax.Error{Pos: id.NamePos, Msg: "undefined: " + id.Name}, l.source, names)
	fix := err.Hint
	near := decl.Nearest(id.Name, names)
	for s := e.scope; s != nil; s = s.parent {
		for name, b := range s.names {
			if name == near || strings.HasPrefix(name, id.Name) {
				b.uses++ // it is what is meant, or still being typed
			}
		}
	}
	if fix == "" {
		fix = "assign it before, or help() lists what there is"
	}
	l.report("unknown-name", id, fix, err.Message)
}

// unused reports what a scope binds and nothing reads. At top level another
// cell or file may read a name, but not one that is loaded: it is there in the
// other file.
func (l *linter) unused(s *scope) {
	for _, b := range s.order {
		first := b.sites[0]
		if b.uses > 0 || l.isTorn(first.name) || strings.HasPrefix(b.name, "_") {
			continue
		}
		switch {
		case first.kind == byLoad:
			l.report("unused-load", first.name, "leave it out of the load", fmt.Sprintf("%s is loaded and not used", b.name))
		case s.kind == ofModule || l.files[first.name.NamePos.Filename()].broken:
		case first.kind == byDef:
			l.report("unused-variable", first.name, "call it, or leave it out", fmt.Sprintf("the function %s is not used", b.name))
		case slices.ContainsFunc(b.sites, func(s *site) bool { return s.kind == byParam || s.kind == byLoop || s.kind == byUnpack }):
		case first.kind == byDeclare:
			l.report("unused-variable", first.name, "leave it out", fmt.Sprintf("%s is declared and not used", b.name))
		default:
			fix := "leave it out"
			if near := decl.Nearest(b.name, slices.DeleteFunc(slices.Collect(maps.Keys(s.names)), func(n string) bool { return n == b.name })); near != "" {
				fix = "is " + near + " meant? else leave it out"
			}
			l.report("unused-variable", first.name, fix, fmt.Sprintf("%s gets a value and is not used in this function", b.name))
		}
	}
	l.redefined(s)
	if s.kind == ofModule {
		l.hiding(s)
	}
}

// redefined reports a def whose function nothing can call, since another def
// of the name follows in the same block of the same text.
func (l *linter) redefined(s *scope) {
	for _, b := range s.order {
		for i, first := range b.sites {
			if first.kind != byDef || first.used || i+1 == len(b.sites) {
				continue
			}
			next := b.sites[i+1]
			at := next.name.NamePos
			if next.kind != byDef || next.env.block != first.env.block || at.Filename() != first.name.NamePos.Filename() || l.isTorn(next.name) {
				continue
			}
			l.report("redefined", next.name, "give one of them another name, or leave it out",
				fmt.Sprintf("%s is defined at line %d already, and that function is then lost", b.name, first.name.NamePos.Line))
		}
	}
}

// hiding reports names that hide a builtin from what follows. Within a
// function that does no harm, unless the builtin is wanted there: where a name
// is called, and used in other ways too.
func (l *linter) hiding(s *scope) {
	for _, b := range s.order {
		v, ok := l.known.Names[b.name]
		if !ok || l.isTorn(b.sites[0].name) {
			continue
		}
		var what string
		switch v.(type) {
		case *decl.Module:
			what = "module"
		case starlark.Callable:
			what = "function"
		default:
			continue
		}
		first := b.sites[0]
		if s.kind != ofModule && (b.called == 0 || b.called == b.uses || b.refused) {
			continue
		}
		l.report("hidden-builtin", first.name, fmt.Sprintf("give it another name, such as %s", another(b.name, first)),
			fmt.Sprintf("%s hides the %s of this name from what follows", b.name, what))
	}
}

// another name for one that hides a builtin.
func another(name string, s *site) string {
	if s.kind == byDef {
		return "my_" + name
	}
	return name + "_"
}
