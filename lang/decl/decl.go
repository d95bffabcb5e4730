// Package decl declares a builtin once. The checking of arguments, error
// messages, help, completion, the manual and doctests are walks over that one
// value.
//
//	Func    a callable that carries its Spec (this file)
//	Formula a Func from a Starlark function, declared by its docstring
//	        (formula.go; how the docstring reads: docstring.go)
//	Param   a parameter bound to a field of an argument struct (param.go,
//	        and how a value gets there or is refused: store.go)
//	Class   the attributes and methods of a Go type (class.go)
//	Module  a namespace whose members are made at first use (module.go)
//	Units   the units that numbers have (units.go)
//
// A declaration reads like a use of package flag:
//
//	var Hazard = decl.Bind(decl.Spec{Name: "hazard", Doc: "…"},
//		func(a *args) []*decl.Param {
//			return []*decl.Param{decl.Float(&a.Time, "time", "h", "age").Range(0, math.Inf(1))}
//		},
//		func(th *starlark.Thread, a *args) (starlark.Value, error) { … })
package decl

import (
	"fmt"
	"reflect"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// A Spec is what is said about a builtin.
type Spec struct {
	Name     string
	Doc      string   // one sentence, then details
	Returns  string   // shape and unit of the result
	Source   string   // where in the literature it comes from
	Valid    string   // the range in which the model holds
	Examples []string // "expr  # => result", run as doctests
	Gradient Gradient // how it differentiates
	Params   []*Param // filled by Bind
}

// A Func is a Starlark callable that carries its Spec.
type Func struct {
	Spec     Spec
	recv     starlark.Value     // of a bound method; nil: a function
	required uint64             // bit i: parameter i has no default
	each     bool               // some parameter goes element by element
	formula  *starlark.Function // what a formula runs; nil: Go
	plain    []interval         // of a formula's arguments: see isPlain
	leading  int                // how many arguments a plain call gives at least
	call     func(*starlark.Thread, starlark.Value, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)
}

var _ starlark.Callable = (*Func)(nil)

// Bind completes a function with typed parameters and an implementation. It
// panics if the parameters do not bind every field of A, a defect of the
// declaration that any test shows.
func Bind[A any](spec Spec, params func(*A) []*Param, impl func(*starlark.Thread, *A) (starlark.Value, error)) *Func {
	return bind(spec, params, func(th *starlark.Thread, _ starlark.Value, a *A) (starlark.Value, error) {
		return impl(th, a)
	})
}

func bind[A any](spec Spec, params func(*A) []*Param, impl func(*starlark.Thread, starlark.Value, *A) (starlark.Value, error)) *Func {
	var zero A
	spec.Params = params(&zero)
	f := &Func{Spec: spec}
	base := reflect.ValueOf(&zero).Elem()
	f.locate(base)
	f.call = func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (v starlark.Value, err error) {
		defer func() {
			if r := recover(); r != nil {
				v, err = nil, &Defect{Builtin: spec.Name, Cause: r}
			}
		}()
		a := zero
		if err := f.unpack(th, reflect.ValueOf(&a).Elem(), args, kwargs); err != nil {
			return nil, err
		}
		v, err = impl(th, recv, &a)
		if v == nil && err == nil {
			v = starlark.None
		}
		return v, err
	}
	return f
}

// locate finds the field of the argument struct that each parameter is bound
// to, and puts the defaults there. An embedded struct is shared by several
// functions; each may bind as much of it as it needs.
func (f *Func) locate(base reflect.Value) {
	bound := 0
	if len(f.Spec.Params) > 64 {
		panic(fmt.Sprintf("%s has %d parameters, want at most 64", f.Spec.Name, len(f.Spec.Params)))
	}
	for i, p := range f.Spec.Params {
		f.each = f.each || p.each
		if p.Default == nil && p.kind != kindRest && p.kind != kindKeywords {
			f.required |= 1 << i
		}
		target := reflect.ValueOf(p.ptr).Pointer()
		for _, sf := range reflect.VisibleFields(base.Type()) {
			if v := base.FieldByIndex(sf.Index); !sf.Anonymous && v.CanSet() && v.Addr().Pointer() == target {
				p.index = sf.Index
				if len(sf.Index) == 1 {
					bound++
				}
			}
		}
		if p.index == nil {
			panic(fmt.Sprintf("%s: %s is not bound to an exported field", f.Spec.Name, p.Name))
		}
		p.ptr = nil
		if p.Default != nil && p.Default != starlark.None {
			if err := f.set(nil, base, p, p.Default); err != nil {
				panic(err)
			}
		}
	}
	own := 0
	for i := range base.NumField() {
		if !base.Type().Field(i).Anonymous {
			own++
		}
	}
	if bound != own {
		panic(fmt.Sprintf("%s: %d of %d fields bound", f.Spec.Name, bound, own))
	}
}

func (f *Func) unpack(th *starlark.Thread, dst reflect.Value, args starlark.Tuple, kwargs []starlark.Tuple) error {
	var seen uint64
	params := f.Spec.Params
	for i, v := range args {
		if i >= len(params) || params[i].Named || params[i].kind == kindKeywords {
			return fmt.Errorf("%s: got %d positional arguments, want at most %d", f.Spec.Name, len(args), i)
		}
		p := params[i]
		if p.kind == kindRest {
			dst.FieldByIndex(p.index).Set(reflect.ValueOf([]starlark.Value(args[i:])))
			break
		}
		seen |= 1 << i
		if p.quick(dst, v) {
			continue
		}
		if err := f.set(th, dst, p, v); err != nil {
			return err
		}
	}
	for _, kv := range kwargs {
		if err := f.keyword(th, dst, &seen, kv); err != nil {
			return err
		}
	}
	return f.complete(seen)
}

// complete says which argument is missing of those that must be given.
func (f *Func) complete(seen uint64) error {
	if seen&f.required == f.required {
		return nil
	}
	for i, p := range f.Spec.Params {
		if f.required&^seen&(1<<i) != 0 {
			return fmt.Errorf("%s: missing %s (%s): %s", f.Spec.Name, p.Name, p.Domain(), p.Doc)
		}
	}
	return nil
}

func (f *Func) keyword(th *starlark.Thread, dst reflect.Value, seen *uint64, kv starlark.Tuple) error {
	name := string(kv[0].(starlark.String))
	for i, p := range f.Spec.Params {
		if p.kind == kindKeywords {
			field := dst.FieldByIndex(p.index)
			field.Set(reflect.Append(field, reflect.ValueOf(kv)))
			return nil
		}
		if p.Name != name || p.kind == kindRest {
			continue
		}
		if *seen&(1<<i) != 0 {
			return fmt.Errorf("%s: %s given twice", f.Spec.Name, name)
		}
		*seen |= 1 << i
		return f.set(th, dst, p, kv[1])
	}
	return f.noKeyword(name)
}

func (f *Func) noKeyword(name string) error {
	names := f.keywords()
	if near := Nearest(name, names); near != "" {
		return fmt.Errorf("%s: no parameter %s; did you mean %s?", f.Spec.Name, name, near)
	}
	if len(names) == 0 {
		return fmt.Errorf("%s: no parameter %s; it takes no keywords", f.Spec.Name, name)
	}
	return fmt.Errorf("%s: no parameter %s; have %s", f.Spec.Name, name, strings.Join(names, ", "))
}

// set converts and stores one argument. None where None is the default means
// "not given".
func (f *Func) set(th *starlark.Thread, dst reflect.Value, p *Param, v starlark.Value) error {
	if v == starlark.None && p.Default == starlark.None {
		return nil
	}
	if err := p.store(th, dst.FieldByIndex(p.index), v); err != nil {
		return fmt.Errorf("%s: %s%w", f.Spec.Name, p.Name, err)
	}
	return nil
}

func (f *Func) keywords() []string {
	var s []string
	for _, p := range f.Spec.Params {
		if p.kind != kindRest && p.kind != kindKeywords {
			s = append(s, p.Name)
		}
	}
	return s
}

// Signature returns f as the head of a def.
func (f *Func) Signature() string {
	var s []string
	star := false
	for _, p := range f.Spec.Params {
		switch {
		case p.kind == kindRest:
			s, star = append(s, "*"+p.Name), true
			continue
		case p.kind == kindKeywords:
			s = append(s, "**"+p.Name)
			continue
		case p.Named && !star:
			s, star = append(s, "*"), true
		}
		if p.Default != nil {
			s = append(s, p.Name+"="+shown(p.Default))
		} else {
			s = append(s, p.Name)
		}
	}
	return f.Spec.Name + "(" + strings.Join(s, ", ") + ")"
}

// Receiver returns the value that f is a method of, or nil.
func (f *Func) Receiver() starlark.Value { return f.recv }

func (f *Func) String() string {
	if f.recv != nil {
		return fmt.Sprintf("<built-in method %s of %s value>", f.Spec.Name, f.recv.Type())
	}
	return "<built-in function " + f.Spec.Name + ">"
}

func (f *Func) Type() string          { return "builtin_function_or_method" }
func (f *Func) Name() string          { return f.Spec.Name }
func (f *Func) Freeze()               {}
func (f *Func) Truth() starlark.Bool  { return true }
func (f *Func) Hash() (uint32, error) { return starlark.String(f.Spec.Name).Hash() }

// CallInternal implements starlark.Callable; use starlark.Call.
func (f *Func) CallInternal(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if f.each {
		if lists := f.spreads(args, kwargs); lists != nil {
			return f.broadcast(th, args, kwargs, lists)
		}
	}
	if f.formula == nil {
		return f.call(th, f.recv, args, kwargs)
	}
	if !f.isPlain(args, kwargs) {
		if err := f.admit(th, args, kwargs); err != nil {
			return nil, err
		}
	}
	return steps.Call(th, f.formula, args, kwargs)
}

// A Defect is a panic in a builtin: a mistake of ours, not of the user's.
type Defect struct {
	Builtin string
	Cause   any
}

func (d *Defect) Error() string {
	return fmt.Sprintf("%s has a defect: %v. This is a mistake in Starling, not in your program; variables are as they were", d.Builtin, d.Cause)
}
