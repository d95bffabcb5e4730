package notebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// spaced sets spaces around =, and a line for each statement.
func spaced(c Cell) string { return strings.NewReplacer("=", " = ", ";", "\n").Replace(c.Source) }

const messy = `{"nbformat": 4, "metadata": {"kernelspec": {"language": "starling"}, "source": ["x=1"]},
	"cells": [
		{"cell_type": "markdown", "source": ["x=1"]},
		{"source":[
			"x=1\n",
			"y \"\u00e9\\u2028\"\n",
			"z=2"
		], "cell_type": "code", "outputs":[{"source": ["x=1"]}]},
		{"cell_type": "code", "source": "a=1;b=2"},
		{"cell_type": "code", "source": ["x"]},
		{"cell_type": "code", "source": [ "c=3;d=4" ]},
		{"cell_type": "code", "source": []}, {"cell_type": "code"}
	]
}


`

func TestRewrite(t *testing.T) {
	want := strings.NewReplacer(
		"[\n\t\t\t\"x=1\\n\"", "[\n\t\t\t\"x = 1\\n\"", "z=2", "z = 2", "a=1;b=2", "a = 1\\nb = 2",
		`[ "c=3;d=4" ]`, `[ "c = 3\n", "d = 4" ]`).Replace(messy)
	got, err := Rewrite("n.ipynb", []byte(messy), spaced)
	if string(got) != want || err != nil {
		t.Errorf("got %v\n%s\nwant\n%s", err, got, want)
	}
	same, err := Rewrite("n.ipynb", []byte(messy), func(c Cell) string { return c.Source })
	if string(same) != messy || err != nil {
		t.Errorf("changes by itself: %v\n%s", err, same)
	}
}

func TestRewriteEmpty(t *testing.T) {
	const file = `{"nbformat": 4, "cells": [{"cell_type": "code", "source": %}]}`
	for _, c := range []struct{ before, text, after string }{
		{`[]`, "x\ny", `["x\n","y"]`}, {`["x"]`, "", `[]`}, {`""`, "x", `"x"`}, {`["x"]`, "x\n", `["x\n"]`},
	} {
		want := strings.Replace(file, "%", c.after, 1)
		got, err := Rewrite("n", []byte(strings.Replace(file, "%", c.before, 1)), func(Cell) string { return c.text })
		if string(got) != want || err != nil {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
}

// A text is written as Python's json does, in a file that keeps to ASCII too.
func TestRewriteText(t *testing.T) {
	const text = "\u2028 \u00e9 \U0001f600 \x7f <&> \\u2028 \t\x01\""
	for _, test := range []struct{ before, want string }{
		{"\u00e9", `"` + "\u2028 \u00e9 \U0001f600 \x7f" + ` <&> \\u2028 \t\u0001\""`},
		{"", `"\u2028 \u00e9 \ud83d\ude00 ` + "\x7f" + ` <&> \\u2028 \t\u0001\""`},
	} {
		file := `{"nbformat": 4, "a": "` + test.before + `", "cells": [{"cell_type": "code", "source": ["x"]}]}`
		got, err := Rewrite("n", []byte(file), func(Cell) string { return text })
		if want := strings.Replace(file, `"x"`, test.want, 1); string(got) != want || err != nil {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
		if cells, err := Cells("n", got); err != nil || cells[0].Source != text {
			t.Errorf("reads as %+v, %v, want %q", cells, err, text)
		}
	}
}

func TestRewriteRefused(t *testing.T) {
	if _, err := Rewrite("n", []byte(`{"nbformat": 4, "metadata": {"language_info": {"name": "python"}}}`), spaced); !errors.Is(err, ErrLanguage) {
		t.Errorf("got %v, want ErrLanguage", err)
	}
	if _, err := Rewrite("n", []byte(`{"nbformat": 4, "cells": `), spaced); err == nil {
		t.Error("no error of a file that is torn off")
	}
}

// In the chapters nothing but code changes.
func TestChapters(t *testing.T) {
	files, err := filepath.Glob("../../notebooks/*/*.ipynb")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Rewrite(file, text, spaced)
		if err != nil || without(t, text) != without(t, got) {
			t.Errorf("%s: more than code changes: %v", file, err)
		}
		if bytes.Equal(got, text) {
			t.Errorf("%s: nothing changes", file)
		}
	}
}

// without is a notebook without the sources of its code cells.
func without(t *testing.T, text []byte) string {
	var nb map[string]any
	if err := json.Unmarshal(text, &nb); err != nil {
		t.Fatal(err)
	}
	for _, c := range nb["cells"].([]any) {
		if cell := c.(map[string]any); cell["cell_type"] == "code" {
			delete(cell, "source")
		}
	}
	out, err := json.Marshal(nb)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
