package lint

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/syntax/parse"
)

// exports are what a file that is loaded binds at its top level.
type exports struct {
	scope *scope
	err   error // it cannot be read
	whole bool  // it could be parsed
}

// file reads a file that a text loads; nil: files are not read.
func (l *linter) file(module string) *exports {
	if l.known.Load == nil {
		return nil
	}
	if x := l.loaded[module]; x != nil {
		return x
	}
	x := &exports{scope: &scope{kind: ofModule, names: map[string]*binding{}}}
	if l.loaded == nil {
		l.loaded = map[string]*exports{}
	}
	l.loaded[module] = x
	src, err := l.known.Load(module)
	if x.err = err; err != nil {
		return x
	}
	name := "load " + module
	t := &text{Text: Text{Name: name, Source: src, Fails: true}, index: -1, file: parse.File(name, src)}
	x.whole = len(t.file.Errors) == 0
	l.files[name] = t
	l.bind(env{scope: x.scope}, t.file.Stmts)
	return x
}

// load judges a load.
func (l *linter) load(s *syntax.LoadStmt) {
	x := l.file(s.ModuleName())
	switch {
	case x == nil:
	case errors.Is(x.err, fs.ErrNotExist):
		l.report("load", s.Module, "paths begin at the folder of this file", "there is no file "+s.ModuleName())
	case x.whole:
		for _, from := range s.From {
			l.loadName(s, x, from)
		}
	}
}

func (l *linter) loadName(s *syntax.LoadStmt, x *exports, from *syntax.Ident) {
	if x.scope.names[from.Name] != nil {
		return
	}
	names := slices.Collect(maps.Keys(x.scope.names))
	names = slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, "_") })
	slices.Sort(names)
	fix := "it defines " + strings.Join(names[:min(len(names), 8)], ", ")
	if near := decl.Nearest(from.Name, names); near != "" {
		fix = "did you mean " + near + "?"
	}
	l.report("load", from, fix, fmt.Sprintf("%s does not define %s", s.ModuleName(), from.Name))
}

// loadedFact is what is known of a name that is loaded.
func (l *linter) loadedFact(s *site) fact {
	x := l.file(s.load.ModuleName())
	if x == nil || x.err != nil {
		return fact{}
	}
	b := x.scope.names[s.from]
	if b == nil || len(b.sites) != 1 {
		return fact{}
	}
	return l.site(b.sites[0])
}
