// Package lang is the language: a Session runs cells one after another, as a
// notebook, a script or a test gives them.
//
//	Exec, ExecContext              run a cell (exec.go)
//	Complete, Inspect, IsComplete  answer an editor (ask.go)
//	Lint                           finds mistakes without running (lint.go)
//	Comm                           takes what a front end says (comms.go)
//	Interrupt                      ends the cells that run
//
// A cell's way: package syntax compiles its text, the stock Starlark machine
// runs it over the session's one live map of names, package display makes its
// value a MIME bundle, or package diag its error a report. Package universe
// holds the functions that every cell has, package formula those that are
// Starlark files, package load what files it may touch, package steps how long
// it may run. Packages above add modules
// (Options.Modules); nothing here knows of them.
//
// # Several cells at once
//
// Cells may run at the same time, each on its own goroutine: a long one, and
// the callbacks of widgets meanwhile. They see one another as Python's threads
// do. Only one of them runs at any instant; they take turns of about a
// millisecond, first come, first served, between two instructions of the
// machine, and while one waits in sleep or input the others run. So a name or
// an element may change between reading and writing it: two cells that both do
// n += 1 may lose one. A list, dict or set over which a loop of one cell runs
// refuses a change by another, and says why. A builtin is never interrupted by
// another cell, also not where it calls a function of the user's, such as the
// key of sorted: the others wait until it has returned. So they do for load.
package lang

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"sync"
	"sync/atomic"

	"go.starlark.net/starlark"

	"starling/lang/comm"
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
// Its methods may be called from any goroutine.
type Session struct {
	options  Options
	lowering syntax.Options
	files    *load.Files
	formulas *formula.Library
	comms    *comm.Registry
	base     starlark.StringDict // the live map as it began
	texts    texts
	notes    notes
	copied   atomic.Pointer[view] // the names as they were when a cell last began or was asked

	turns  *steps.Lock // guards what follows, and all values that can change
	loader *load.Loader
	scope  *syntax.Scope
	names  starlark.StringDict // the live map
	out    *starlark.Dict      // Out: results by cell number
	last   starlark.Value      // what the session itself bound to _, nil: nothing
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
	turns := steps.NewLock()
	s := &Session{options: o, files: files, formulas: formulas, lowering: lowering, out: new(starlark.Dict), comms: comm.NewRegistry(), turns: turns}
	base, err := base(modules, turns, s.source)
	if err != nil {
		return nil, err
	}
	formulas.Use(base)
	s.loader = load.NewLoader(files, base, lowering)
	s.base = maps.Clone(base)
	s.base[outName] = s.out
	s.scope, s.names = syntax.NewScope(s.base)
	s.names[syntax.Load] = s.loader.Builtin("")
	s.copy()
	return s, nil
}

// Get returns the value of a name, nil if there is none. While a cell runs the
// value may be one that it changes.
func (s *Session) Get(name string) starlark.Value {
	s.turns.Lock()
	defer s.turns.Unlock()
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
