package doc

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/syntax/scan"
)

// Missing says which part of a dotted name that Look does not find is missing,
// and what was most likely meant; hint "": nothing is near.
func Missing(path string, names starlark.StringDict) (message, hint string) {
	message = "name " + path + " is not defined"
	defer func() {
		if recover() != nil { // a defect of some value's attributes
			hint = ""
		}
	}()
	parts := strings.Split(path, ".")
	v, ok := names[parts[0]]
	if !ok {
		return message, didYouMean(nearestName(parts, names))
	}
	for i, part := range parts[1:] {
		next := attr(v, part)
		if next != nil {
			v = next
			continue
		}
		owner := strings.Join(parts[:i+1], ".")
		message = v.Type() + " " + owner + " has no " + part
		if near := decl.Nearest(part, attrNames(v)); near != "" {
			return message, didYouMean(owner + "." + near)
		}
		return message, didYouMean(wherever(parts[len(parts)-1], names))
	}
	return message, ""
}

func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return "did you mean " + name + "?"
}

// nearestName looks for a name whose first part is not there: misspelt, or
// somewhere in a module.
func nearestName(parts []string, names starlark.StringDict) string {
	last := parts[len(parts)-1]
	if at := wherever(last, names); at != "" {
		return at
	}
	var roots []string
	for name := range names {
		if scan.IsName(name) {
			roots = append(roots, name)
		}
	}
	near := decl.Nearest(parts[0], roots)
	if near != "" && len(parts) > 1 {
		path := near + "." + strings.Join(parts[1:], ".")
		if (Scope{Names: names}).cell("").lookUp(path) != nil {
			return path
		}
	}
	return near
}

// wherever finds a name in the modules: "physics.oxide.grow" of grow. Of
// several it takes the first in alphabetical order.
func wherever(name string, names starlark.StringDict) string {
	var find func(path string, m *decl.Module, depth int) string
	find = func(path string, m *decl.Module, depth int) string {
		members := m.AttrNames()
		if slices.Contains(members, name) {
			return path + "." + name
		}
		for _, member := range members {
			if v, err := m.Attr(member); err == nil && depth < 4 {
				if sub, ok := v.(*decl.Module); ok {
					if at := find(path+"."+member, sub, depth+1); at != "" {
						return at
					}
				}
			}
		}
		return ""
	}
	var roots []string
	for root := range names {
		roots = append(roots, root)
	}
	slices.Sort(roots)
	for _, root := range roots {
		if m, ok := names[root].(*decl.Module); ok {
			if at := find(root, m, 0); at != "" {
				return at
			}
		}
	}
	return ""
}
