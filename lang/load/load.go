// Package load gives programs other files: modules by load(), data by
// ReadFile and WriteFile, which builtins call.
//
// Files (files.go) holds what a session may touch. A Loader runs each module
// once, in a live map of its own that begins with the session's functions,
// and freezes what it defines (freeze.go). A cell's load() runs a module
// again if its text, or that of a module it loads, has changed since.
package load

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"go.starlark.net/starlark"

	"starling/lang/syntax"
)

// A Loader runs the modules of one session.
type Loader struct {
	files   *Files
	base    starlark.StringDict
	options syntax.Options
	modules map[string]*module // by absolute path
	loading []*module          // those that run now, outermost first
	round   int                // counts cells; a module is checked once in each

	mu      sync.Mutex
	sources map[string]string // what modules consist of, by the name in errors
}

// A module is a file that has run.
type module struct {
	path   string // absolute
	digest [sha256.Size]byte
	needs  []*module // what it loads itself
	values starlark.StringDict
	round  int // when it was last known to be as its file
}

// NewLoader returns a loader of modules whose live maps begin with base.
func NewLoader(f *Files, base starlark.StringDict, o syntax.Options) *Loader {
	o.Result = false
	return &Loader{files: f, base: base, options: o, modules: map[string]*module{}, sources: map[string]string{}}
}

// Round begins a cell: files may have changed since the last one.
func (l *Loader) Round() {
	l.round++
	l.loading = nil
}

// Source returns the text of a module by the name it has in errors.
func (l *Loader) Source(file string) (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	src, ok := l.sources[file]
	return src, ok
}

// Builtin returns the hidden function behind load() for the programs whose
// file lies in dir; "": those of the session itself.
func (l *Loader) Builtin(dir string) starlark.Value {
	return starlark.NewBuiltin("load", func(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		// The lowering has made these strings.
		name := string(args[0].(starlark.String))
		m, err := l.load(th, dir, name)
		if err != nil {
			return nil, err
		}
		values := make(starlark.Tuple, len(args)-1)
		for i, arg := range args[1:] {
			v, ok := m.values[string(arg.(starlark.String))]
			if !ok {
				return nil, fmt.Errorf("load: %s has no %s; it has %s", name, string(arg.(starlark.String)), list(m.values))
			}
			values[i] = v
		}
		return values, nil
	})
}

func list(values starlark.StringDict) string {
	if len(values) == 0 {
		return "nothing to load"
	}
	names := values.Keys()
	if n := len(names); n > 20 {
		names = append(names[:20:20], fmt.Sprintf("… (%d more)", n-20))
	}
	return strings.Join(names, ", ")
}

// load returns a module that is as its file.
func (l *Loader) load(th *starlark.Thread, dir, name string) (*module, error) {
	if !strings.HasSuffix(name, ".star") {
		return nil, fmt.Errorf("load: got %q, want a file ending in .star", name)
	}
	path := name
	if dir != "" && !filepath.IsAbs(name) {
		path = filepath.Join(dir, name)
	}
	path, err := l.files.abs(path)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	if i := slices.IndexFunc(l.loading, func(m *module) bool { return m.path == path }); i >= 0 {
		return nil, l.cycle(i, path)
	}
	m := l.modules[path]
	if m == nil || !l.fresh(th, m) {
		if m, err = l.run(th, path); err != nil {
			return nil, err
		}
		l.modules[path] = m
	}
	if n := len(l.loading); n > 0 {
		l.loading[n-1].needs = append(l.loading[n-1].needs, m)
	}
	return m, nil
}

func (l *Loader) cycle(from int, path string) error {
	var names []string
	for _, m := range l.loading[from:] {
		names = append(names, l.files.show(m.path))
	}
	return fmt.Errorf("load: %s load one another in a circle", strings.Join(append(names, l.files.show(path)), " → "))
}

// fresh reports whether a module and all that it loads are as their files.
func (l *Loader) fresh(th *starlark.Thread, m *module) bool {
	if m.round == l.round {
		return true
	}
	data, err := l.files.readFile(th, m.path)
	if err != nil || sha256.Sum256(data) != m.digest {
		return false
	}
	for _, need := range m.needs {
		if l.modules[need.path] != need || !l.fresh(th, need) {
			return false
		}
	}
	m.round = l.round
	return true
}

// run reads and runs a module.
func (l *Loader) run(th *starlark.Thread, path string) (*module, error) {
	data, err := l.files.readFile(th, path)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	file := l.files.show(path)
	l.mu.Lock()
	l.sources[file] = string(data)
	l.mu.Unlock()
	prog, err := syntax.Compile(file, string(data), l.options)
	if err != nil {
		return nil, err
	}
	m := &module{path: path, digest: sha256.Sum256(data), round: l.round}
	l.loading = append(l.loading, m)
	defer func() { l.loading = l.loading[:len(l.loading)-1] }()

	scope, names := syntax.NewScope(l.base)
	names[syntax.Load] = l.Builtin(filepath.Dir(path))
	if _, err := prog.Init(th, names); err != nil {
		return nil, err
	}
	m.values = starlark.StringDict{}
	for _, name := range scope.Own() {
		if err := Freeze(names[name]); err != nil {
			return nil, fmt.Errorf("load: %s of %s: %w", name, file, err)
		}
		if !strings.HasPrefix(name, "_") {
			m.values[name] = names[name]
		}
	}
	return m, nil
}
