// Package doc is what a user reads about a value: help, Shift-Tab, completion.
// Everything derives from declarations (lang/decl) and docstrings.
//
//	Page      what there is to say about a value, and its renderings
//	Scope     what there is to ask about (scope.go):
//	          Help      the builtin help()
//	          Complete  what may stand at the cursor
//	          Inspect   the page of what is at the cursor
//	          Look      the page of a dotted name; Missing says why there is none
//
// A text that is being written need not parse: what stands before the cursor is
// split into tokens (cursor.go), and what it binds, though it has not run, is
// known by its tree (scope.go).
package doc

import (
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/syntax/scan"
)

// A Page is what there is to say about a value.
type Page struct {
	Title    string // the head of a def, or a path
	Code     bool   // Title is code
	Kind     string // function, module, int …
	Note     string // the annotation of a variable
	Doc      string
	Params   []Row
	Returns  string
	Valid    string
	Source   string
	Examples []string
	Members  []Row
	Text     string // the source of a function, at detail 1
}

// A Row describes a parameter or member.
type Row struct{ Name, What, Doc string }

// about makes the page of a value. path is how the user called it, "" if that
// is not known; text is its source, for those who asked for it.
func (c *cell) about(path string, v starlark.Value, text string) Page {
	switch v := v.(type) {
	case *decl.Func:
		p := aboutFunc(path, v)
		p.Text = text
		return p
	case *starlark.Function:
		return Page{Title: c.head(v), Code: true, Kind: "function", Doc: dedent(v.Doc()), Text: text}
	case written:
		return Page{Title: writtenHead(v), Code: true, Kind: "function", Doc: dedent(docOf(v.Def))}
	case *decl.Module:
		return Page{Title: nonEmpty(path, v.Name), Kind: "module", Doc: v.Doc, Members: c.members(v)}
	}
	if typ, m, ok := methodOf(v); ok {
		return Page{Title: typ + "." + m.Head, Code: true, Kind: "method", Doc: m.Doc, Examples: []string{m.Example}}
	}
	p := Page{Title: nonEmpty(path, v.Type()), Kind: v.Type()}
	if c.Note != nil && scan.IsName(path) {
		p.Note = c.Note(path)
	}
	if b, err := display.Of(nil, v); err == nil {
		shown, _ := b.Data["text/plain"].(string)
		p.Text = clip(shown)
	}
	if d, ok := v.(decl.Documented); ok {
		doc, attrs := d.ClassDoc()
		p.Doc = doc
		for _, a := range attrs {
			row := Row{Name: a.Name, What: a.Unit, Doc: firstSentence(a.Doc)}
			if a.Method != nil {
				row.Name = short(a.Method)
			}
			p.Members = append(p.Members, row)
		}
		return p
	}
	for _, name := range attrNames(v) {
		row := Row{Name: name}
		if m, ok := Methods[v.Type()][name]; ok {
			row = Row{Name: m.Head, Doc: m.Doc}
		}
		p.Members = append(p.Members, row)
	}
	return p
}

func aboutFunc(path string, f *decl.Func) Page {
	s := &f.Spec
	title := f.Signature()
	if i := strings.LastIndex(path, "."); i >= 0 && f.Receiver() == nil && path[i+1:] == s.Name {
		title = path[:i+1] + title
	}
	p := Page{
		Title: title, Code: true, Kind: "function", Doc: s.Doc, Returns: s.Returns,
		Valid: s.Valid, Source: s.Source, Examples: s.Examples,
	}
	for _, param := range s.Params {
		name := param.Name
		switch {
		case param.IsRest():
			name = "*" + name
		case param.IsKeywords():
			name = "**" + name
		}
		what := param.Domain()
		if param.Default != nil && param.Default != starlark.None {
			what += ", default " + param.DefaultText()
		} else if param.Default == starlark.None {
			what += ", may be left out"
		}
		p.Params = append(p.Params, Row{name, what, param.Doc})
	}
	return p
}

func (c *cell) members(m *decl.Module) []Row {
	var rows []Row
	for _, name := range m.AttrNames() {
		v, err := m.Attr(name)
		if err != nil {
			continue
		}
		row := Row{Name: name}
		switch v := v.(type) {
		case *decl.Func:
			row.Name, row.Doc = short(v), firstSentence(v.Spec.Doc)
		case *decl.Module:
			row.Doc = firstSentence(v.Doc)
		case *starlark.Function:
			row.Name, row.Doc = c.head(v), firstSentence(v.Doc())
		default:
			row.Doc = v.Type()
		}
		rows = append(rows, row)
	}
	return rows
}

// short is a signature without the parameters that may be left out, where they
// are many.
func short(f *decl.Func) string {
	const most = 60
	head := f.Signature()
	if len(head) <= most {
		return head
	}
	var names []string
	for _, p := range f.Spec.Params {
		if p.IsRest() {
			names = append(names, "*"+p.Name)
		} else if p.Default == nil && !p.IsKeywords() {
			names = append(names, p.Name)
		}
	}
	return f.Spec.Name + "(" + strings.Join(append(names, "…"), ", ") + ")"
}

func nonEmpty(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
