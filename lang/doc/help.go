package doc

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/syntax/scan"
)

type helpArgs struct{ X starlark.Value }

// Help makes the builtin help, which explains a value, or lists what is
// there: scope returns all that a session began with.
func Help(scope func() Scope) *decl.Func {
	return decl.Bind(decl.Spec{
		Name:    "help",
		Doc:     "Explain a value: what a function takes and returns, what a module holds. Without one, list what there is.",
		Returns: "None",
	}, func(a *helpArgs) []*decl.Param {
		return []*decl.Param{decl.Value(&a.X, "x", "any value", "what to explain").Or(starlark.None)}
	}, func(th *starlark.Thread, a *helpArgs) (starlark.Value, error) {
		s := scope()
		page := contents(s.Names)
		if a.X != nil {
			page = s.cell("").about(pathOf(a.X, s.Names), a.X, "")
		}
		b := page.Bundle()
		display.To(th).Display(b.Data, b.Metadata, "")
		return starlark.None, nil
	})
}

// contents lists modules and functions.
func contents(names starlark.StringDict) Page {
	p := Page{
		Title: "Starling", Kind: "language for studies",
		Doc: "The language is Starlark, a small Python. help(x), x? or Shift-Tab explain a value, Tab completes.",
	}
	var functions []string
	for name, v := range names {
		switch v := v.(type) {
		case *decl.Module:
			p.Members = append(p.Members, Row{Name: name, What: "module", Doc: firstSentence(v.Doc)})
		case starlark.Callable:
			if scan.IsName(name) {
				functions = append(functions, name)
			}
		}
	}
	slices.Sort(functions)
	slices.SortFunc(p.Members, func(a, b Row) int { return strings.Compare(a.Name, b.Name) })
	p.Text = wrap("Functions: "+strings.Join(functions, ", "), "", "    ")
	return p
}

// pathOf finds how a function or module of ours is called.
func pathOf(v starlark.Value, names starlark.StringDict) string {
	switch v.(type) {
	case *decl.Func, *decl.Module:
	default:
		return ""
	}
	var roots []string
	for name := range names {
		roots = append(roots, name)
	}
	slices.Sort(roots)
	var find func(path string, x starlark.Value, depth int) string
	find = func(path string, x starlark.Value, depth int) string {
		if x == v {
			return path
		}
		m, ok := x.(*decl.Module)
		if !ok || depth > 4 {
			return ""
		}
		for _, name := range m.AttrNames() {
			if member, err := m.Attr(name); err == nil {
				if p := find(path+"."+name, member, depth+1); p != "" {
					return p
				}
			}
		}
		return ""
	}
	for _, root := range roots {
		switch names[root].(type) {
		case *decl.Func, *decl.Module:
			if p := find(root, names[root], 0); p != "" {
				return p
			}
		}
	}
	return ""
}
