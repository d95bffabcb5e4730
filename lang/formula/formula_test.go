package formula_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/formula"
	"starling/lang/syntax"
)

func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

// library merges files with an empty namespace physics and returns that.
func library(t *testing.T, files fstest.MapFS) (*formula.Library, *decl.Module) {
	t.Helper()
	l := formula.New(files, syntax.Options{})
	modules, err := l.Merge([]*decl.Module{decl.Namespace("physics", "How films grow.")})
	if err != nil {
		t.Fatal(err)
	}
	l.Use(starlark.StringDict{"physics": modules[0], "None": starlark.None})
	return l, modules[0]
}

// find walks a dotted path.
func find(t *testing.T, m *decl.Module, path string) starlark.Value {
	t.Helper()
	var v starlark.Value = m
	for _, name := range strings.Split(path, ".") {
		var err error
		if v, err = v.(*decl.Module).Attr(name); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

func TestTree(t *testing.T) {
	l, physics := library(t, fstest.MapFS{
		"physics/README":           text("no formula"),
		"physics/plasma/edge.star": text("\"\"\"Where plasmas\n  end. Far out.\n\nMore.\"\"\"\ndepth = 3\n"),
		"physics/ald.star":         text("rate = 1\n"),
		"physics/ald/window.star":  text("width = 2\n"),
	})
	if got := strings.Join(physics.AttrNames(), " "); got != "ald plasma" {
		t.Errorf("physics has %s", got)
	}
	for path, want := range map[string]string{"plasma.edge.depth": "3", "ald.rate": "1", "ald.window.width": "2"} {
		if got := find(t, physics, path).String(); got != want {
			t.Errorf("%s = %s, want %s", path, got, want)
		}
	}
	for path, want := range map[string]string{"plasma.edge": "Where plasmas end. Far out.", "plasma": "", "ald": ""} {
		if got := find(t, physics, path).(*decl.Module).Doc; got != want {
			t.Errorf("%s: doc %q, want %q", path, got, want)
		}
	}
	if src, ok := l.Source("stdlib/physics/ald.star"); !ok || src != "rate = 1\n" {
		t.Errorf("source %q %v", src, ok)
	}
	if _, ok := l.Source("physics/ald.star"); ok {
		t.Error("a file has a name that a user's file may have")
	}
}

func TestNoFiles(t *testing.T) {
	modules := []*decl.Module{decl.Namespace("physics", "How films grow.")}
	got, err := formula.New(nil, syntax.Options{}).Merge(modules)
	if err != nil || got[0] != modules[0] {
		t.Errorf("got %v, %v", got, err)
	}
}

// A defect of the Go half shows, and does not hide behind the files.
func TestDefectOfGo(t *testing.T) {
	l := formula.New(fstest.MapFS{"physics/ald.star": text("rate = 1")}, syntax.Options{})
	broken := &decl.Module{Name: "physics", Members: func() []decl.Member { panic("unlucky") }}
	modules, err := l.Merge([]*decl.Module{broken})
	if err != nil {
		t.Fatal(err)
	}
	if err := modules[0].Err(); err == nil || !strings.Contains(err.Error(), "unlucky") {
		t.Errorf("got %v", err)
	}
}
