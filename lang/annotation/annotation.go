// Package annotation reads what stands behind the colon of a parameter or a
// variable, and behind the arrow of a function.
//
//	temp: "K"             a unit, of package decl's list; "": a pure number
//	count: int            a type
//	label: str | None     one of several
//	times: list["s"]      a type, with the unit of each element
//	x: f32[n, 3]          a shape: the type of an element, and a size for each dimension
//
// They are for people and for the linter. Nothing is evaluated, and no number
// is converted.
//
//	Read      what an annotation says, and what is wrong with it
//	Text      how it is written
//	Of        those of a function (def.go)
//	Convert   how a number in one unit becomes one in another (unit.go)
//	Disputes  where a def's annotations say otherwise than its declaration
//	          (declared.go)
package annotation

import (
	"fmt"
	"maps"
	"slices"

	"go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/syntax/tree"
)

// An Annotation is what one says.
type Annotation struct {
	Unit  string   // of the number, or of each of several
	Typed bool     // it names types, which are all that may come
	Types []string // as type(x) gives them; where Typed, none: any
	Has   bool     // it names a unit, perhaps that of a pure number
}

// A Problem is a part of an annotation that says nothing.
type Problem struct {
	At      syntax.Expr
	Message string
	Fix     string
}

// words are the types that an annotation may name, and what type(x) gives for
// a value of them; nil: it gives something else, or several things.
var words = map[string][]string{
	"any": nil, "array": nil, "table": nil, "key": nil,
	"bool": {"bool"}, "bytes": {"bytes"}, "dict": {"dict"}, "int": {"int"}, "list": {"list"},
	"None": {"NoneType"}, "range": {"range"}, "set": {"set"}, "str": {"string"}, "string": {"string"}, "tuple": {"tuple"},
	"float": {"float", "int"}, "number": {"float", "int"},
	"function": functions, "callable": functions,
	// Elements of arrays.
	"bf16": nil, "f16": nil, "f32": nil, "f64": nil, "i8": nil, "i16": nil, "i32": nil, "i64": nil,
	"u8": nil, "u16": nil, "u32": nil, "u64": nil,
}

var functions = []string{"function", "builtin_function_or_method"}

// containers are the types whose brackets hold what is in them, and not a
// shape.
var containers = []string{"list", "tuple", "dict", "set"}

// Read returns what an annotation says.
func Read(e syntax.Expr) (Annotation, []Problem) {
	var r reading
	r.Typed = true
	r.read(e)
	if !r.Typed {
		r.Types = nil
	}
	return r.Annotation, r.problems
}

type reading struct {
	Annotation
	problems []Problem
}

func (r *reading) problem(at syntax.Expr, fix, format string, args ...any) {
	r.problems = append(r.problems, Problem{at, fmt.Sprintf(format, args...), fix})
}

// accept adds types that may come.
func (r *reading) accept(types []string) {
	r.Typed = r.Typed && types != nil
	r.Types = append(r.Types, types...)
}

func (r *reading) read(e syntax.Expr) {
	switch e := tree.Unparen(e).(type) {
	case *syntax.Literal:
		r.literal(e)
	case *syntax.Ident:
		r.word(e)
	case *syntax.DotExpr: // a type of some module
		r.Typed = false
	case *syntax.BinaryExpr:
		if e.Op != syntax.PIPE {
			r.unreadable(e)
			return
		}
		r.read(e.X)
		r.read(e.Y)
	case *syntax.IndexExpr:
		r.index(e)
	case *tree.BadExpr:
		r.Typed = false
	default:
		r.unreadable(e)
	}
}

func (r *reading) unreadable(e syntax.Expr) {
	r.Typed = false
	r.problem(e, `write a unit ("K"), a type (int) or a shape (f32[n, 3])`, "this annotation is neither a unit, a type nor a shape")
}

// literal is a unit. It leaves open whether one number comes or several.
func (r *reading) literal(e *syntax.Literal) {
	r.Typed = false
	unit, ok := e.Value.(string)
	switch {
	case e.Token != syntax.STRING || !ok:
		r.unreadable(e)
		return
	case r.Has && r.Unit != unit:
		r.problem(e, "a number has one unit: convert the other one before", "this annotation has two units, %q and %q", r.Unit, unit)
		return
	}
	r.Unit, r.Has = unit, true
	if _, ok := decl.Units[unit]; !ok {
		r.problem(e, Instead(unit), "%q is no unit that is known here", unit)
	}
}

func (r *reading) word(e *syntax.Ident) {
	types, ok := words[e.Name]
	if near := decl.Nearest(e.Name, slices.Collect(maps.Keys(words))); !ok && near != "" {
		r.problem(e, "did you mean "+near+"?", "%s is no type that is known here", e.Name)
	}
	r.accept(types)
}

// index is list["s"], dict[str, "K"] or f32[n, 3].
func (r *reading) index(e *syntax.IndexExpr) {
	name, ok := e.X.(*syntax.Ident)
	if !ok {
		if _, dotted := e.X.(*syntax.DotExpr); !dotted {
			r.unreadable(e)
		}
		r.Typed = false
		return
	}
	r.word(name)
	if !slices.Contains(containers, name.Name) {
		return
	}
	parts := []syntax.Expr{e.Y}
	if t, ok := e.Y.(*syntax.TupleExpr); ok {
		parts = t.List
	}
	if name.Name == "dict" { // the values are what is measured
		parts = parts[len(parts)-1:]
	}
	for _, part := range parts {
		if _, ok := part.(*tree.Ellipsis); ok {
			continue
		}
		inner, problems := Read(part)
		r.problems = append(r.problems, problems...)
		if inner.Has && (!r.Has || r.Unit == inner.Unit) {
			r.Unit, r.Has = inner.Unit, true
		} else if inner.Has { // (temp, time): no unit for all
			r.Unit, r.Has = "", false
			break
		}
	}
}
