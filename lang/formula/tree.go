package formula

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"starling/lang/decl"
)

const extension = ".star"

// Merge returns modules as they are with the library's files. Every file must
// lie below a namespace that a module declares.
func (l *Library) Merge(modules []*decl.Module) ([]*decl.Module, error) {
	if l.files == nil {
		return modules, nil
	}
	names, err := l.stems(".")
	if err != nil {
		return nil, err
	}
	out := slices.Clone(modules)
	for _, name := range names {
		i := slices.IndexFunc(out, func(m *decl.Module) bool { return m.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("%s%s: no module of this name is declared", root, name)
		}
		l.merged[name] = true
		out[i] = l.module(name, out[i])
	}
	return out, nil
}

// stems lists the modules that a folder's files and folders belong to. A
// folder that is not there has none.
func (l *Library) stems(dir string) ([]string, error) {
	entries, err := fs.ReadDir(l.files, dir)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, err
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		if stem, ok := strings.CutSuffix(name, extension); ok {
			name = stem
		} else if !e.IsDir() {
			continue
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// module is the namespace at a path: what Go declares there (nil: nothing),
// what the file of that name defines, and the modules below it. A panic of its
// Members is how a module says that it has a defect.
func (l *Library) module(at string, declared *decl.Module) *decl.Module {
	m := &decl.Module{Name: path.Base(at)}
	if declared != nil {
		m.Doc = declared.Doc
	} else {
		m.Doc = l.headline(at + extension)
	}
	m.Members = func() []decl.Member {
		members, err := l.members(at, declared)
		if err != nil {
			panic(err)
		}
		return members
	}
	return m
}

func (l *Library) members(at string, declared *decl.Module) ([]decl.Member, error) {
	var members []decl.Member
	if declared != nil {
		if err := declared.Err(); err != nil {
			return nil, err
		}
		for _, name := range declared.AttrNames() {
			v, err := declared.Attr(name)
			if err != nil {
				return nil, err
			}
			members = append(members, decl.Member{Name: name, Value: v})
		}
	}
	below, err := l.stems(at)
	if err != nil {
		return nil, err
	}
	for _, name := range below {
		// A Go module of that name is the same namespace; any other value of
		// that name is a second definition, which decl.Module refuses.
		i := slices.IndexFunc(members, func(m decl.Member) bool { return m.Name == name })
		if i >= 0 {
			if sub, ok := members[i].Value.(*decl.Module); ok {
				members[i].Value = l.module(path.Join(at, name), sub)
				continue
			}
		}
		members = append(members, decl.Member{Name: name, Value: l.module(path.Join(at, name), nil)})
	}
	if _, err := fs.Stat(l.files, at+extension); err != nil {
		return members, nil
	}
	own, err := l.run(at + extension)
	return append(members, own...), err
}

// headline is the first paragraph of the docstring that a file begins with. It
// is read without running the file.
func (l *Library) headline(file string) string {
	data, err := fs.ReadFile(l.files, file)
	if err != nil {
		return ""
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(string(data)), `"""`)
	if !ok {
		return ""
	}
	text, _, _ = strings.Cut(text, `"""`)
	text, _, _ = strings.Cut(text, "\n\n")
	return strings.Join(strings.Fields(text), " ")
}
