// Package formula makes Starlark files members of the namespaces that Go
// declares: physics/oxide.star is physics.oxide, and what it defines joins
// what a Go module of that name has, so that users cannot tell which is which.
//
//	Library  the files, and what is known of those that have run
//	Merge    the modules of Go with the files' (tree.go)
//
// Nothing is read before its namespace is first used. A file then runs once in
// a session, in a live map of its own, and what it defines is frozen. Its
// functions become declarations by their docstrings (decl.Formula); names that
// begin with an underscore stay its own. While a file runs it sees the
// functions of the language and modules that are Go alone; its functions, when
// they are called, see every module. So no file waits for itself.
package formula

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"sync"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/load"
	"starling/lang/steps"
	"starling/lang/syntax"
)

// root begins the name that a file has in errors.
const root = "stdlib/"

// maxSteps bounds the top level of a file, which only defines.
const maxSteps = 10_000_000

// A Library is the files of one session.
type Library struct {
	files   fs.FS
	options syntax.Options
	base    starlark.StringDict
	merged  map[string]bool // the top-level namespaces that have files

	mu      sync.Mutex
	sources map[string]string
	digests map[string][sha256.Size]byte
}

// New returns the library of files; nil: there are none.
func New(files fs.FS, o syntax.Options) *Library {
	o.Result = false
	return &Library{
		files: files, options: o, merged: map[string]bool{},
		sources: map[string]string{}, digests: map[string][sha256.Size]byte{},
	}
}

// Use gives the names that formulas see. It comes before the first use of a
// namespace.
func (l *Library) Use(base starlark.StringDict) { l.base = base }

// Source returns the text of a file by the name it has in errors.
func (l *Library) Source(file string) (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	src, ok := l.sources[file]
	return src, ok
}

// Digests returns the SHA-256 of each file that has run, by the file's name in
// errors: together with the binary it says what a result came from.
func (l *Library) Digests() map[string][sha256.Size]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.digests)
}

var errLoad = errors.New("load: formulas see one another by their namespaces, so they load nothing")

// run runs a file and returns what it defines for others.
func (l *Library) run(file string) ([]decl.Member, error) {
	data, err := fs.ReadFile(l.files, file)
	if err != nil {
		return nil, err
	}
	name := root + file
	l.mu.Lock()
	l.sources[name], l.digests[name] = string(data), sha256.Sum256(data)
	l.mu.Unlock()
	prog, err := syntax.Compile(name, string(data), l.options)
	if err != nil {
		return nil, err
	}
	begin := starlark.StringDict{}
	for name, v := range l.base {
		if !l.merged[name] {
			begin[name] = v
		}
	}
	scope, names := syntax.NewScope(begin)
	names[syntax.Load] = starlark.NewBuiltin("load", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		return nil, errLoad
	})
	th := &starlark.Thread{Name: name, Print: func(*starlark.Thread, string) {}}
	steps.Attach(th, steps.Options{MaxSteps: maxSteps})
	if _, err := prog.Init(th, names); err != nil {
		return nil, err
	}
	members, err := exported(name, scope, names)
	if err != nil {
		return nil, err
	}
	for name := range l.merged {
		if _, ok := names[name]; !ok {
			names[name] = l.base[name]
		}
	}
	return members, nil
}

// exported freezes what a file defines, and declares its public functions.
func exported(file string, scope *syntax.Scope, names starlark.StringDict) ([]decl.Member, error) {
	var members []decl.Member
	for _, name := range scope.Own() {
		v := names[name]
		if err := load.Freeze(v); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, name, err)
		}
		if strings.HasPrefix(name, "_") {
			continue
		}
		if fn, ok := v.(*starlark.Function); ok {
			f, err := decl.Formula(fn)
			if err == nil && f.Spec.Name != name {
				err = fmt.Errorf("%s is another name of %s", name, f.Spec.Name)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			v = f
		}
		members = append(members, decl.Member{Name: name, Value: v})
	}
	return members, nil
}
