package doc

import (
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/annotation"
	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/syntax/tree"
)

// signature returns the parameters of a function, "(x, y=1)", or "".
func (c *cell) signature(v starlark.Value) string {
	head := ""
	switch f := v.(type) {
	case *decl.Func:
		head = f.Signature()
	case *starlark.Function:
		head = c.head(f)
	case written:
		head = writtenHead(f)
	default:
		_, m, ok := methodOf(v)
		if !ok {
			return ""
		}
		head = m.Head
	}
	return head[strings.Index(head, "("):]
}

// notes are the annotations of a function, read from the text it is defined
// in.
func (c *cell) notes(f *starlark.Function) annotation.Signature {
	if c.Source == nil {
		return annotation.Signature{}
	}
	pos := f.Position()
	src, ok := c.Source(pos.Filename())
	if !ok {
		return annotation.Signature{}
	}
	if sig := annotation.Of(src, pos.Line, pos.Col); sig != nil {
		return *sig
	}
	return annotation.Signature{}
}

// head returns the head of a Starlark function's def.
func (c *cell) head(f *starlark.Function) string {
	notes := c.notes(f)
	var params []string
	n := named(f)
	at := n
	rest, kwargs := "", ""
	if f.HasVarargs() {
		name, _ := f.Param(at)
		rest = "*" + one(name, notes.Params[name], "")
		at++
	}
	if f.HasKwargs() {
		name, _ := f.Param(at)
		kwargs = "**" + one(name, notes.Params[name], "")
	}
	for i := range n {
		if i == n-f.NumKwonlyParams() {
			params = append(params, nonEmpty(rest, "*"))
			rest = ""
		}
		name, _ := f.Param(i)
		value := ""
		if d := f.ParamDefault(i); d != nil {
			text, err := display.Repr(nil, d)
			if err != nil || len(text) > 40 {
				text = "…"
			}
			value = text
		}
		params = append(params, one(name, notes.Params[name], value))
	}
	for _, s := range []string{rest, kwargs} {
		if s != "" {
			params = append(params, s)
		}
	}
	return joined(f.Name(), params, notes.Result)
}

// one is a parameter with its annotation and default, as Python writes them.
func one(name, note, value string) string {
	switch {
	case note != "" && value != "":
		return name + ": " + note + " = " + value
	case note != "":
		return name + ": " + note
	case value != "":
		return name + "=" + value
	}
	return name
}

func joined(name string, params []string, result string) string {
	head := name + "(" + strings.Join(params, ", ") + ")"
	if result != "" {
		head += " -> " + result
	}
	return head
}

// writtenHead is the head of a def that has not been run.
func writtenHead(f written) string {
	var params []string
	for _, p := range f.Params {
		stars, value := "", ""
		switch p := p.(type) {
		case *syntax.UnaryExpr:
			stars = tree.Op(p.Op)
		case *syntax.BinaryExpr:
			value = annotation.Text(p.Y)
		}
		name, note := paramName(p)
		text := ""
		if note != nil {
			text = annotation.Text(note)
		}
		params = append(params, stars+one(name, text, value))
	}
	result := ""
	if f.Result != nil {
		result = annotation.Text(f.Result)
	}
	return joined(f.Name.Name, params, result)
}

// paramName is the name of a parameter, "" of a lone *, and its annotation.
func paramName(p syntax.Expr) (string, syntax.Expr) {
	switch p := p.(type) {
	case *syntax.Ident:
		return p.Name, nil
	case *tree.Annotated:
		return p.Name.Name, p.Type
	case *syntax.BinaryExpr:
		return paramName(p.X)
	case *syntax.UnaryExpr:
		if p.X != nil {
			return paramName(p.X)
		}
	}
	return "", nil
}

// docOf is the text that a def begins with.
func docOf(d *tree.Def) string {
	if len(d.Body) > 0 {
		if s, ok := d.Body[0].(*syntax.ExprStmt); ok {
			if lit, ok := s.X.(*syntax.Literal); ok && lit.Token == syntax.STRING {
				text, _ := lit.Value.(string)
				return text
			}
		}
	}
	return ""
}
