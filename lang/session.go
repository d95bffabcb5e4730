// Package lang is the language: a Session runs cells one after another, as a
// notebook, a script or a test gives them.
//
//	Exec                           runs a cell (exec.go)
//	Complete, Inspect, IsComplete  answer an editor (ask.go)
//	Interrupt                      ends the cell that runs
//
// A cell's way: package syntax compiles its text, the stock Starlark machine
// runs it over the session's one live map of names, package display makes its
// value a MIME bundle, or package diag its error a report. Package universe
// holds the functions that every cell has, package formula those that are
// Starlark files, package load what files it may touch, package steps how long
// it may run. Packages above add modules
// (Options.Modules); nothing here knows of them.
package lang

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"sync/atomic"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/diag"
	"starling/lang/display"
	"starling/lang/formula"
	"starling/lang/load"
	"starling/lang/steps"
	"starling/lang/syntax"
)

// Options say what a session has and may do.
type Options struct {
	Modules []*decl.Module // names that cells have besides the universe
	// Formulas are Starlark files whose folders are namespaces of Modules:
	// physics/oxide.star is physics.oxide. nil: there are none.
	Formulas fs.FS
	// Dir is the folder the session is started for: it may read what is below
	// it, and load() and relative paths begin there. "" stands for none.
	Dir         string
	Read, Write []string // further folders to read and to write below
	MaxSteps    uint64   // of one cell; 0: no limit
}

// A Session is a live map of names, and what is needed to run cells over it.
// Its methods may be called from any goroutine; those but Interrupt wait for
// the cell that runs.
type Session struct {
	options  Options
	lowering syntax.Options
	files    *load.Files
	loader   *load.Loader
	formulas *formula.Library
	running  atomic.Pointer[steps.Meter] // nil: no cell runs

	mu    sync.Mutex
	scope *syntax.Scope
	names starlark.StringDict // the live map
	out   *starlark.Dict      // Out: results by cell number
	last  starlark.Value      // what the session itself bound to _, nil: nothing
	texts texts
}

// A Cell is what to run.
type Cell struct {
	Source string
	Number int    // n of Out[n]; 0: the result is not kept
	Name   string // the file name in errors; "": In[n]
	// Script says that Source is a whole file: its last expression is not a
	// result, and x? is not a request for help.
	Script bool
}

// A Result is what became of a cell.
type Result struct {
	Value  starlark.Value  // of the last expression; nil: there was none
	Bundle *display.Bundle // Value as it shows; nil: nothing to show
	Pager  *display.Bundle // the answer to x? and ?x
	Err    *diag.Error     // nil: it went well
	Steps  uint64          // of the machine
}

// The names of earlier results, which are kept apart from the user's.
const (
	outName  = "Out"
	lastName = "_"
)

// New begins a session.
func New(o Options) (*Session, error) {
	files, err := load.NewFiles(o.Dir, o.Read, o.Write)
	if err != nil {
		return nil, err
	}
	formulas := formula.New(o.Formulas, lowering)
	modules, err := formulas.Merge(o.Modules)
	if err != nil {
		return nil, err
	}
	base, err := base(modules)
	if err != nil {
		return nil, err
	}
	formulas.Use(base)
	s := &Session{options: o, files: files, formulas: formulas, out: new(starlark.Dict), lowering: lowering}
	s.loader = load.NewLoader(files, base, lowering)
	own := starlark.StringDict{}
	for name, v := range base {
		own[name] = v
	}
	own[outName] = s.out
	s.scope, s.names = syntax.NewScope(own)
	s.names[syntax.Load] = s.loader.Builtin("")
	return s, nil
}

// Interrupt ends the cell that runs, if one does. What it bound stays.
func (s *Session) Interrupt() {
	if m := s.running.Load(); m != nil {
		m.Interrupt()
	}
}

// Names returns the names that cells have bound, sorted.
func (s *Session) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.own()
}

func (s *Session) own() []string {
	own := s.scope.Own()
	return slices.DeleteFunc(own, func(name string) bool { return name == lastName && s.lastIsOurs() })
}

// visible returns all names that a cell can use, sorted.
func (s *Session) visible() []string {
	var names []string
	for name := range s.names {
		if !syntax.Hidden(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Get returns the value of a name, nil if there is none.
func (s *Session) Get(name string) starlark.Value {
	s.mu.Lock()
	defer s.mu.Unlock()
	if syntax.Hidden(name) {
		return nil
	}
	return s.names[name]
}

// Formulas returns the SHA-256 of each file of formulas that has run, by its
// name in errors.
func (s *Session) Formulas() map[string][sha256.Size]byte { return s.formulas.Digests() }

// texts keeps the sources of cells, so that an error in a function can show
// the line of the cell that defined it. Cells without a number come from
// tools, in any number: only the latest of them are kept.
type texts struct {
	mu        sync.Mutex
	byFile    map[string]string
	anonymous []string
	made      int
}

const keepAnonymous = 1000

func (t *texts) add(file, src string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byFile == nil {
		t.byFile = map[string]string{}
	}
	t.byFile[file] = src
}

// anonymousFile makes a file name for a cell that has none.
func (t *texts) anonymousFile() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.made++
	file := fmt.Sprintf("cell %d", t.made)
	if t.anonymous = append(t.anonymous, file); len(t.anonymous) > keepAnonymous {
		delete(t.byFile, t.anonymous[0])
		t.anonymous = t.anonymous[1:]
	}
	return file
}

func (t *texts) get(file string) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	src, ok := t.byFile[file]
	return src, ok
}
