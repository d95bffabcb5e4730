package data

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

// Every file is in the table and every entry has its file and all it must say.
func TestSets(t *testing.T) {
	entries, err := fs.ReadDir(files, "sets")
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, e := range entries {
		have = append(have, strings.TrimSuffix(e.Name(), path.Ext(e.Name())))
	}
	if want := names(); !slices.Equal(have, want) || !slices.IsSorted(want) {
		t.Errorf("files %v, table %v", have, want)
	}
	for _, s := range sets {
		tab, err := s.table(new(starlark.Thread))
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		for _, column := range tab.Names() {
			if !strings.Contains(s.columns, column) {
				t.Errorf("%s: column %s is not described", s.name, column)
			}
		}
		if s.doc == "" || s.source == "" || s.terms == "" {
			t.Errorf("%s: doc, source or terms are missing", s.name)
		}
	}
}

// Sizes as in the sources.
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		set, failed string
		units, fail float64
	}{
		{"lfp1370", "Failure", 4156, 28},
		{"bearingcage", "Failed", 1703, 6},
		{"fan", "Fail", 70, 12},
		{"shockabsorber", "Failure", 38, 11},
		{"lzbearing", "", 23, 23},
	} {
		s, err := find(c.set)
		if err != nil {
			t.Fatal(err)
		}
		tab, err := s.table(new(starlark.Thread))
		if err != nil {
			t.Fatal(err)
		}
		count, err := tab.Floats("count")
		if err != nil { // one unit a row
			count = slices.Repeat([]float64{1}, tab.Len())
		}
		event, eventErr := tab.Column("event")
		var all, failed float64
		for i, n := range count {
			all += n
			if eventErr != nil || event.Value(i) == starlark.String(c.failed) {
				failed += n
			}
		}
		if all != c.units || failed != c.fail {
			t.Errorf("%s: %g units, %g failed, want %g and %g", c.set, all, failed, c.units, c.fail)
		}
	}
}
