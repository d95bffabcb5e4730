package builtins

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/comm"
	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/universe"
	"starling/stdlib"
)

// An entry is one declared function or method, by the path a user types.
type entry struct {
	path   string
	fn     *decl.Func
	method bool
}

// A registry is every declaration, and what was wrong on the way to it.
type registry struct {
	entries []entry
	classes map[string]bool // by the type's name
	bad     []string
}

func (r *registry) complain(format string, args ...any) {
	r.bad = append(r.bad, fmt.Sprintf(format, args...))
}

// walk collects what is declared at a path and below it.
func (r *registry) walk(path string, v starlark.Value) {
	switch v := v.(type) {
	case *decl.Func:
		r.entries = append(r.entries, entry{path: path, fn: v})
	case *decl.Module:
		if err := v.Err(); err != nil {
			r.complain("%s: %v", path, err)
		}
		if v.Doc == "" {
			r.complain("%s: the module says nothing of itself", path)
		}
		for _, name := range v.AttrNames() {
			if member, err := v.Attr(name); err == nil {
				r.walk(path+"."+name, member)
			}
		}
	default:
		r.class(v)
	}
}

// class collects the methods of a value's class, and checks its fields. A
// class is known by an instance only.
func (r *registry) class(v starlark.Value) {
	d, ok := v.(decl.Documented)
	if !ok || r.classes[v.Type()] {
		return
	}
	r.classes[v.Type()] = true
	doc, attrs := d.ClassDoc()
	if doc == "" {
		r.complain("%s: doc is missing", v.Type())
	}
	for _, a := range attrs {
		path := v.Type() + "." + a.Name
		if a.Method != nil {
			r.entries = append(r.entries, entry{path, a.Method, true})
			continue
		}
		if a.Doc == "" {
			r.complain("%s: doc is missing", path)
		}
		if _, ok := decl.Units[a.Unit]; !ok {
			r.complain("%s: unit %q is not one of decl.Units", path, a.Unit)
		}
	}
}

// everything begins a session with all that a user has.
func everything() (*lang.Session, error) {
	return lang.New(lang.Options{Modules: Modules(), Formulas: stdlib.Files})
}

// instances makes one value of each class whose methods are walked.
var instances = []string{
	`comm.open("chart")`,
	`constants.info("k")`,
	`hardware.reliability.fit("weibull", [1, 2, 3, 4])`,
	`hardware.reliability.kaplan_meier([1, 2, 3])`,
	`plot.lines([1, 2], [1, 2])`,
	`table.new({"a": [1]})`,
}

func collect(t *testing.T) *registry {
	t.Helper()
	session, err := everything()
	if err != nil {
		t.Fatal(err)
	}
	r := &registry{classes: map[string]bool{}}
	names := universe.Names()
	for _, name := range append(slices.Sorted(maps.Keys(names)), "help") {
		if f, ok := session.Get(name).(*decl.Func); ok {
			r.walk(name, f)
		}
	}
	for _, m := range append(Modules(), comm.Module) {
		r.walk(m.Name, session.Get(m.Name))
	}
	for _, src := range instances {
		res := session.Exec(lang.Cell{Source: src}, front{})
		if res.Err != nil {
			r.complain("%s: %s", src, res.Err.Plain())
			continue
		}
		r.class(res.Value)
	}
	return r
}

// silent are the functions for which no example can stand, and why.
var silent = map[string]string{
	"fail":                 "it always fails",
	"input":                "it needs a user",
	"replay":               "it needs a notebook",
	"comm.open":            "it needs a front end",
	"comm.register_target": "it needs a front end",
	"comm.close":           "it needs a front end",
	"comm.send":            "it needs a front end",
	"comm.on_msg":          "it needs a front end",
	"comm.on_close":        "it needs a front end",
	"help":                 "it shows a page and has no result",
	"table.read_csv":       "it needs a file",
	"table.to_csv":         "it writes a file",
	"plot.save":            "it writes a file",
}

// front is a front end that takes all and says nothing.
type front struct{ display.Publisher }

func (front) Comm(string, string, string, any, map[string]any, [][]byte) error { return nil }

// definitions need no source in the literature: they say what a word means, or
// show what others computed.
var definitions = map[string]string{
	"hardware.wafer.defects_per_die": "it is a product",
}

// manyUnits are the parameter names that do not mean one unit.
var manyUnits = map[string]string{
	"x": "any number, as in mathematics",
	"y": "any number, as in mathematics",
}

// check says what is missing or wrong in declarations, their examples aside.
func check(entries []entry) []string {
	r := &registry{}
	units := map[string]entry{}
	unitOf := map[string]string{}
	for _, e := range entries {
		s := e.fn.Spec
		inModule := strings.Contains(e.path, ".")
		if s.Doc == "" {
			r.complain("%s: doc is missing", e.path)
		}
		if s.Returns == "" {
			r.complain("%s: returns is missing", e.path)
		}
		if _, ok := silent[e.path]; len(s.Examples) == 0 && !ok {
			r.complain("%s: no example", e.path)
		}
		science := strings.HasPrefix(e.path, "physics.") || strings.HasPrefix(e.path, "hardware.")
		if _, ok := definitions[e.path]; science && s.Source == "" && !ok {
			r.complain("%s: source is missing", e.path)
		}
		for _, p := range s.Params {
			if p.Doc == "" {
				r.complain("%s: parameter %s is not described", e.path, p.Name)
			}
			if _, ok := decl.Units[p.Unit]; !ok {
				r.complain("%s: unit %q of parameter %s is not one of decl.Units", e.path, p.Unit, p.Name)
			}
			if _, ok := manyUnits[p.Name]; ok || !p.Measured() || !inModule {
				continue
			}
			if first, ok := units[p.Name]; ok && unitOf[p.Name] != p.Unit {
				r.complain("%s: parameter %s has the unit %q, in %s %q", e.path, p.Name, p.Unit, first.path, unitOf[p.Name])
			} else if !ok {
				units[p.Name], unitOf[p.Name] = e, p.Unit
			}
		}
	}
	return r.bad
}

// try runs one example as a user would, and says what is wrong with it.
func try(path, example string) (v starlark.Value, bad string) {
	src, want, ok := decl.ParseExample(example)
	if !ok {
		return nil, fmt.Sprintf("%s: example %q has no result", path, example)
	}
	session, err := everything()
	if err != nil {
		return nil, err.Error()
	}
	res := session.Exec(lang.Cell{Source: src}, nil)
	if res.Err != nil {
		return nil, fmt.Sprintf("%s: example fails:\n%s", path, res.Err.Plain())
	}
	if res.Value == nil {
		return nil, fmt.Sprintf("%s: example %s gives no value", path, src)
	}
	if got, err := display.Repr(nil, res.Value); err != nil || got != want {
		return nil, fmt.Sprintf("%s: example %s gives %s, want %s", path, src, got, want)
	}
	return res.Value, ""
}

// Every declaration, in Go or Starlark, says what it does, takes and returns,
// in which units and by what source, and its examples are true.
func TestDeclarations(t *testing.T) {
	r := collect(t)
	count, formulas, methods, examples := 0, 0, 0, 0
	for _, e := range r.entries {
		count++
		if e.fn.Formula() != nil {
			formulas++
		}
		if e.method {
			methods++
		}
		for _, ex := range e.fn.Spec.Examples {
			examples++
			v, bad := try(e.path, ex)
			if bad != "" {
				t.Error(bad)
			} else if _, ok := v.(decl.Documented); ok && !r.classes[v.Type()] {
				t.Errorf("%s: instances has no %s, so its methods are not walked", e.path, v.Type())
			}
		}
	}
	for _, bad := range append(r.bad, check(r.entries)...) {
		t.Error(bad)
	}
	known := map[string]decl.Spec{}
	for _, e := range r.entries {
		known[e.path] = e.fn.Spec
	}
	for path := range silent {
		if s, ok := known[path]; !ok || len(s.Examples) > 0 {
			t.Errorf("silent: %s needs no exception", path)
		}
	}
	for path := range definitions {
		if s, ok := known[path]; !ok || s.Source != "" {
			t.Errorf("definitions: %s needs no exception", path)
		}
	}
	if count < 70 || formulas < 15 || methods < 10 || examples < 70 {
		t.Errorf("walked %d functions, %d formulas, %d methods, %d examples: the registry is not where it should be", count, formulas, methods, examples)
	}
}

// walk calls f with every function at a path and below it.
func walk(path string, v starlark.Value, f func(path string, fn *decl.Func)) {
	r := &registry{classes: map[string]bool{}}
	r.walk(path, v)
	for _, e := range r.entries {
		if !e.method {
			f(e.path, e.fn)
		}
	}
}

// What a user types after `starling doc` is how the function is called.
func TestEveryFunctionHasAPage(t *testing.T) {
	session, err := everything()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range Modules() {
		walk(m.Name, session.Get(m.Name), func(path string, _ *decl.Func) {
			page, problem := session.Help(path, 0)
			if problem != nil {
				t.Errorf("%s: %v", path, problem)
				return
			}
			if text := fmt.Sprint(page.Data["text/plain"]); !strings.HasPrefix(text, path+"(") {
				t.Errorf("%s: got\n%s", path, text)
			}
		})
	}
}
