package decl

import (
	"slices"

	"go.starlark.net/starlark"
)

// A Class declares the attributes and methods of T, a Go type that is a
// Starlark value. T's Attr and AttrNames are one line each:
//
//	func (f *Fit) Attr(name string) (starlark.Value, error) { return fitClass.Attr(f, name) }
//	func (f *Fit) AttrNames() []string                       { return fitClass.Names() }
type Class[T starlark.Value] struct {
	Name, Doc string
	fields    map[string]*field[T]
	methods   map[string]*Func
	names     []string
}

type field[T starlark.Value] struct {
	name, unit, doc string
	get             func(T) starlark.Value
}

// NewClass begins a declaration. A class is complete before its first use.
func NewClass[T starlark.Value](name, doc string) *Class[T] {
	return &Class[T]{Name: name, Doc: doc, fields: map[string]*field[T]{}, methods: map[string]*Func{}}
}

// Field declares an attribute.
func (c *Class[T]) Field(name, unit, doc string, get func(T) starlark.Value) {
	c.add(name)
	c.fields[name] = &field[T]{name, unit, doc, get}
}

// Method declares a method of c, as Bind declares a function.
func Method[T starlark.Value, A any](c *Class[T], spec Spec, params func(*A) []*Param, impl func(*starlark.Thread, T, *A) (starlark.Value, error)) {
	c.add(spec.Name)
	c.methods[spec.Name] = bind(spec, params, func(th *starlark.Thread, recv starlark.Value, a *A) (starlark.Value, error) {
		return impl(th, recv.(T), a)
	})
}

// None is the argument struct of a function or method without parameters.
type None struct{}

// NoParams declares that there are none.
func NoParams(*None) []*Param { return nil }

func (c *Class[T]) add(name string) {
	i, found := slices.BinarySearch(c.names, name)
	if found {
		panic(c.Name + "." + name + " is declared twice")
	}
	c.names = slices.Insert(c.names, i, name)
}

// Attr returns an attribute of recv.
func (c *Class[T]) Attr(recv T, name string) (starlark.Value, error) {
	if f, ok := c.fields[name]; ok {
		return f.get(recv), nil
	}
	if m, ok := c.methods[name]; ok {
		bound := *m
		bound.recv = recv
		return &bound, nil
	}
	return nil, noAttr(c.Name, name, c.names)
}

// Names returns the attributes' names, sorted.
func (c *Class[T]) Names() []string { return slices.Clone(c.names) }

// An AttrDoc describes one attribute or method for help.
type AttrDoc struct {
	Name, Unit, Doc string
	Method          *Func // nil: a field
}

// A Documented value describes its own attributes: ClassDoc is one line,
// `return fitClass.Docs()`.
type Documented interface {
	ClassDoc() (doc string, attrs []AttrDoc)
}

// Docs describes the class for help.
func (c *Class[T]) Docs() (string, []AttrDoc) {
	var out []AttrDoc
	for _, name := range c.names {
		if f, ok := c.fields[name]; ok {
			out = append(out, AttrDoc{Name: name, Unit: f.unit, Doc: f.doc})
		} else {
			m := c.methods[name]
			out = append(out, AttrDoc{Name: name, Doc: m.Spec.Doc, Method: m})
		}
	}
	return c.Doc, out
}
