package doc

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/annotation"
	"starling/lang/decl"
	"starling/lang/syntax/parse"
	"starling/lang/syntax/tree"
)

// A Source returns the text of a file or cell.
type Source func(file string) (string, bool)

// A Scope is what there is to ask about.
type Scope struct {
	Names  starlark.StringDict
	Source Source                   // of what functions consist of; nil: not known
	Note   func(name string) string // the annotation of a variable; nil: there are none
}

// A cell is a text that is being written, with what it binds itself. That it
// has not been run does not keep it from being asked about.
type cell struct {
	Scope
	values map[string]syntax.Expr // what a name is assigned last
	defs   map[string]*tree.Def
	types  map[string]string // of annotated names
	depth  int
}

func (s Scope) cell(src string) *cell {
	c := &cell{Scope: s, values: map[string]syntax.Expr{}, defs: map[string]*tree.Def{}, types: map[string]string{}}
	for _, stmt := range parse.File("cell", src).Stmts {
		tree.Walk(stmt, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *tree.Def:
				c.defs[n.Name.Name] = n
				for _, p := range n.Params {
					if a := annotation.Param(p); a != nil {
						c.declared(a.Name.Name, a.Type)
					}
				}
			case *tree.Declare:
				if id, ok := n.X.(*syntax.Ident); ok {
					c.declared(id.Name, n.Type)
					c.assigned(id.Name, n.Value)
				}
			case *syntax.AssignStmt:
				if id, ok := n.LHS.(*syntax.Ident); ok && n.Op == syntax.EQ {
					c.assigned(id.Name, n.RHS)
				}
			}
			return true
		})
	}
	return c
}

func (c *cell) declared(name string, note syntax.Expr) {
	if a, _ := annotation.Read(note); a.Typed && len(a.Types) == 1 {
		c.types[name] = a.Types[0]
	}
}

func (c *cell) assigned(name string, x syntax.Expr) {
	if _, bad := x.(*tree.BadExpr); x != nil && !bad {
		c.values[name] = x
	}
}

// A written function is one whose def the cell holds.
type written struct{ *tree.Def }

func (f written) String() string        { return "<function " + f.Def.Name.Name + ">" }
func (f written) Type() string          { return "function" }
func (f written) Freeze()               {}
func (f written) Truth() starlark.Bool  { return true }
func (f written) Hash() (uint32, error) { return 0, nil }

// like are values that have the attributes of their type.
var like = map[string]starlark.Value{
	"string": starlark.String(""), "bytes": starlark.Bytes(""), "list": starlark.NewList(nil), "dict": new(starlark.Dict), "set": new(starlark.Set),
	"tuple": starlark.Tuple{}, "int": starlark.MakeInt(0), "float": starlark.Float(0), "bool": starlark.False,
}

// lookUp is the value of a text such as physics.oxide, or one like it where
// that is not known before it runs; nil: nothing is known.
func (c *cell) lookUp(text string) starlark.Value {
	if text == "" {
		return nil
	}
	e, err := parse.Expr("cell", text)
	if err != nil {
		return nil
	}
	return c.value(e)
}

// value is what an expression gives, or something like it. Nothing is called.
func (c *cell) value(x syntax.Expr) starlark.Value {
	const most = 20 // names that are followed to what they were assigned
	if c.depth++; c.depth > most {
		return nil
	}
	defer func() { c.depth-- }()
	switch x := x.(type) {
	case *syntax.Ident:
		return c.name(x.Name)
	case *syntax.ParenExpr:
		return c.value(x.X)
	case *syntax.DotExpr:
		if owner := c.value(x.X); owner != nil {
			return attr(owner, x.Name.Name)
		}
	case *syntax.CallExpr:
		return c.result(x)
	case *syntax.Literal:
		switch v := x.Value.(type) {
		case string:
			if x.Token == syntax.BYTES {
				return like["bytes"]
			}
			return starlark.String(v)
		case float64:
			return like["float"]
		}
		return like["int"]
	case *tree.FString:
		return like["string"]
	case *syntax.ListExpr:
		return like["list"]
	case *syntax.DictExpr:
		return like["dict"]
	case *tree.Set:
		return like["set"]
	case *syntax.TupleExpr:
		return like["tuple"]
	case *syntax.Comprehension:
		if _, ok := x.Body.(*syntax.DictEntry); ok {
			return like["dict"]
		} else if x.Curly {
			return like["set"]
		}
		return like["list"]
	}
	return nil
}

// name is the value of a name: as the cell will bind it, if it says so, else
// as it is.
func (c *cell) name(name string) starlark.Value {
	if d := c.defs[name]; d != nil {
		return written{d}
	}
	if x := c.values[name]; x != nil {
		if v := c.value(x); v != nil {
			return v
		}
	}
	if v := c.Names[name]; v != nil {
		return v
	}
	if typ, ok := c.types[name]; ok {
		return like[typ]
	}
	return nil
}

// result is something like what a call gives.
func (c *cell) result(x *syntax.CallExpr) starlark.Value {
	switch f := c.value(x.Fn).(type) {
	case *decl.Func:
		typ, _, _ := f.Result()
		return like[typ]
	case *starlark.Builtin:
		if typ, m, ok := methodOf(f); ok {
			return like[m.Gives(typ)]
		}
	case written:
		if f.Result != nil {
			if a, _ := annotation.Read(f.Result); a.Typed && len(a.Types) == 1 {
				return like[a.Types[0]]
			}
		}
	}
	return nil
}
