package annotation

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/syntax"

	"starling/lang/syntax/parse"
	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// A Signature is the annotations of a function, as they are written. Its
// parameters are by name; one without an annotation is not there.
type Signature struct {
	Params map[string]string
	Result string // "": none
}

// Of returns the annotations of the function whose def begins at a place of a
// text; nil: it has none. Only its head is read.
func Of(src string, line, col int32) *Signature {
	d := headAt(src, line, col)
	if d == nil {
		return nil
	}
	sig := &Signature{Params: map[string]string{}}
	for _, p := range d.Params {
		if a := Param(p); a != nil {
			sig.Params[a.Name.Name] = Text(a.Type)
		}
	}
	if d.Result != nil {
		sig.Result = Text(d.Result)
	}
	if len(sig.Params) == 0 && sig.Result == "" {
		return nil
	}
	return sig
}

// headAt is the def that begins at a place, without its body; nil: none does.
func headAt(src string, line, col int32) *tree.Def {
	for ; line > 1; line-- {
		end := strings.IndexByte(src, '\n')
		if end < 0 {
			return nil
		}
		src = src[end+1:]
	}
	for ; col > 1 && src != ""; col-- {
		_, n := utf8.DecodeRuneInString(src)
		src = src[n:]
	}
	in := scan.New("", src)
	t := in.Next()
	if t.Kind != syntax.DEF {
		return nil
	}
	for t.Kind != syntax.COLON || t.Depth > 0 {
		if t = in.Next(); t.Kind == syntax.NEWLINE || t.Kind == syntax.EOF {
			return nil
		}
	}
	f := parse.File("", src[:t.End]+" pass\n")
	if len(f.Errors) > 0 {
		return nil
	}
	d, _ := f.Stmts[0].(*tree.Def)
	return d
}

// Param is the annotated name of a parameter, nil if it has no annotation.
func Param(p syntax.Expr) *tree.Annotated {
	switch e := p.(type) {
	case *tree.Annotated:
		return e
	case *syntax.BinaryExpr:
		return Param(e.X)
	case *syntax.UnaryExpr:
		if e.X != nil {
			return Param(e.X)
		}
	}
	return nil
}

// Text is how an annotation is written, without what is white.
func Text(e syntax.Expr) string {
	switch e := e.(type) {
	case *syntax.Ident:
		return e.Name
	case *syntax.Literal:
		return e.Raw
	case *syntax.ParenExpr:
		return "(" + Text(e.X) + ")"
	case *syntax.DotExpr:
		return Text(e.X) + "." + e.Name.Name
	case *syntax.BinaryExpr:
		return Text(e.X) + " " + tree.Op(e.Op) + " " + Text(e.Y)
	case *syntax.UnaryExpr:
		return tree.Op(e.Op) + Text(e.X)
	case *syntax.IndexExpr:
		return Text(e.X) + "[" + Text(e.Y) + "]"
	case *syntax.TupleExpr:
		list := make([]string, len(e.List))
		for i, x := range e.List {
			list[i] = Text(x)
		}
		return strings.Join(list, ", ")
	case *tree.Ellipsis:
		return "..."
	case *tree.Slice:
		return ":"
	}
	return "…"
}
