package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const messyNotebook = `{"cells":[
 {"cell_type":"code","metadata":{},"source":["x=1\n","x"],"outputs":[],"execution_count":null}
],"metadata":{},"nbformat":4,"nbformat_minor":5}
`

func TestFmt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"good.star": "x = 1\n", "a/messy.star": "x=1\n", "a/study.ipynb": messyNotebook, ".hidden/messy.star": "x=1\n",
		"wrong/x.star": "x = (\n", "notes.txt": "x=1", "broken/b.ipynb": "{",
		"torn/n.ipynb":       `{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x=1"]}, {"cell_type": "code", "source": "y = ("}]}`,
		"shown/n.ipynb":      `{"nbformat": 4, "cells": [{"cell_type": "code", "source": "y = (", "metadata": {"tags": ["raises-exception"]}}]}`,
		"other/python.ipynb": `{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x=1"]}], "metadata": {"language_info": {"name": "python"}}}`,
	})
	commands(t, dir, []command{
		{"fmt --check good.star", 0, "", ""},
		{"fmt --check a", exitFailed, "a/messy.star\na/study.ipynb\n", ""},
		{"fmt --diff a", exitFailed, "@@ -1 +1 @@\n-x=1\n+x = 1\n", ""},
		{"fmt a good.star other", 0, "a/messy.star\na/study.ipynb\n", ""},
		{"fmt --check a good.star other", 0, "", ""},
		{"fmt wrong", exitFailed, "", "wrong/x.star, line 1\n    x = (\n        ^\nSyntaxError: "},
		{"fmt torn", exitFailed, "", "torn/n.ipynb, code cell 2, line 1\n"},
		{"fmt --check shown", 0, "", ""},
		{"fmt broken", exitFailed, "", "broken/b.ipynb is no notebook"},
		{"fmt notes.txt", exitUsage, "", "want a folder or a file ending in .star or .ipynb"},
		{"fmt --nonsense", exitUsage, "", "nonsense"},
		{"fmt missing.star", exitUnavailable, "", "missing.star"},
		{"fmt --help", 0, "Exit codes", ""},
	})
	for name, want := range map[string]string{
		"a/messy.star": "x = 1\n", ".hidden/messy.star": "x=1\n", "wrong/x.star": "x = (\n", "notes.txt": "x=1",
		"a/study.ipynb": strings.Replace(messyNotebook, "x=1", "x = 1", 1),
	} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); string(got) != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestFmtStream(t *testing.T) {
	for _, c := range []struct {
		args, in string
		code     int
		out      string
	}{
		{"fmt -", "x=1;y=2", 0, "x = 1\ny = 2\n"},
		{"fmt - --check", "x = 1\n", 0, ""},
		{"fmt - --check", "x=1\n", exitFailed, ""},
		{"fmt - --diff", "x=1\n", exitFailed, "--- -\n+++ -\n@@ -1 +1 @@\n-x=1\n+x = 1\n"},
		{"fmt -", "x = (\n", exitFailed, ""},
	} {
		cmd := starling(t.TempDir(), strings.Fields(c.args)...)
		cmd.Stdin = strings.NewReader(c.in)
		out, err := cmd.Output()
		if code := exitCode(err); code != c.code || string(out) != c.out {
			t.Errorf("%s of %q: got %q, exit code %d, want %q, %d", c.args, c.in, out, code, c.out, c.code)
		}
	}
}
