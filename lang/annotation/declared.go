package annotation

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/syntax/tree"
)

// Disputes lists what the annotations of a def say otherwise than its
// declaration, a sentence each.
func Disputes(d *tree.Def, f *decl.Func) []string {
	var out []string
	for _, param := range d.Params {
		note := Param(param)
		if note == nil {
			continue
		}
		i := slices.IndexFunc(f.Spec.Params, func(p *decl.Param) bool { return p.Name == note.Name.Name })
		if i < 0 {
			out = append(out, fmt.Sprintf("%s: %s is not declared", d.Name.Name, note.Name.Name))
			continue
		}
		if why := disputed(note.Type, f.Spec.Params[i]); why != "" {
			out = append(out, fmt.Sprintf("%s: %s: the annotation says %s, the docstring %s", d.Name.Name, note.Name.Name, Text(note.Type), why))
		}
	}
	if d.Result == nil {
		return out
	}
	a, problems := Read(d.Result)
	typ, unit, measured := f.Result()
	switch {
	case len(problems) > 0:
		out = append(out, fmt.Sprintf("%s: %s", d.Name.Name, problems[0].Message))
	case a.Has && (!measured && a.Unit != "" || measured && a.Unit != unit), a.Typed && typ != "" && !slices.Contains(a.Types, typ):
		out = append(out, fmt.Sprintf("%s: the annotation of the result says %s, the docstring %q", d.Name.Name, Text(d.Result), f.Spec.Returns))
	}
	return out
}

// disputed is what a declaration says where an annotation says otherwise; "":
// they agree.
func disputed(note syntax.Expr, p *decl.Param) string {
	a, problems := Read(note)
	said := strings.TrimSpace(p.Wants() + " " + p.Unit)
	if len(problems) > 0 {
		return said
	}
	if a.Has && (a.Unit != p.Unit || !p.Measured()) {
		return said
	}
	if !a.Typed {
		return ""
	}
	if slices.ContainsFunc(a.Types, p.Refuses) || p.Wants() == "number" && !slices.Contains(a.Types, "float") {
		return said
	}
	return ""
}
