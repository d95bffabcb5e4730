package format_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"starling/lang/syntax/format"
)

func TestCell(t *testing.T) {
	for src, want := range map[string]string{
		"":                         "",
		"x=1":                      "x = 1",
		"x=1\n":                    "x = 1",
		"x;":                       "x;",
		"x;  # quiet":              "x;  # quiet",
		"x; # a\n# b\n":            "x;  # a\n# b",
		"x;y ;":                    "x\ny;",
		"x;\ny":                    "x\ny",
		"f( a,\nb);":               "f(a, b);",
		"for i in x: f(i);":        "for i in x:\n    f(i)",
		"x = 1;":                   "x = 1",
		"x # ;":                    "x  # ;",
		"%%go\nfunc f( ) { }\n":    "%%go\nfunc f( ) { }\n",
		"# what is left?\n\n\nf()": "# what is left?\n\nf()",
	} {
		got, err := format.Cell("cell", src)
		if got != want || err != nil {
			t.Errorf("%q becomes %q, %v; want %q", src, got, err, want)
		}
	}
}

const notebook = `{"metadata": {"kernelspec": {"language": "starling"}, "source": ["x=1"]},
	"cells": [
		{"cell_type": "markdown", "source": ["x=1"]},
		{"source":[
			"x=1\n",
			"y = \"\u00e9\\u2028\"\n",
			"z=2"
		], "cell_type": "code", "outputs":[{"source": ["x=1"]}]},
		{"cell_type": "code", "source": "a=1;b=2\n"},
		{"cell_type": "code", "source": ["x = 1"]},
		{"cell_type": "code", "source": [ "c=3;d=4" ]},
		{"cell_type": "code", "source": []}, {"cell_type": "code"},
		{"cell_type": "code", "source": ["x.y??"]},
		{"cell_type": "code", "source": ["print( ("], "metadata": {"tags": ["raises-exception"]}}
	]
}


`

func TestNotebook(t *testing.T) {
	want := strings.NewReplacer(
		"[\n\t\t\t\"x=1\\n\"", "[\n\t\t\t\"x = 1\\n\"", "z=2", "z = 2", "a=1;b=2\\n", "a = 1\\nb = 2",
		`[ "c=3;d=4" ]`, `[ "c = 3\n", "d = 4" ]`).Replace(notebook)
	got, err := format.Notebook("n.ipynb", []byte(notebook))
	if string(got) != want || err != nil {
		t.Errorf("got %v\n%s", err, format.Diff("n", want, string(got)))
	}
	again, err := format.Notebook("n.ipynb", got)
	if !bytes.Equal(again, got) || err != nil {
		t.Errorf("changes again: %v\n%s", err, again)
	}
}

// What a cell holds is written as Python's json does, in a file that keeps to
// ASCII too.
func TestNotebookText(t *testing.T) {
	const text = "x='\u2028 \u00e9 \U0001f600 \x7f <&> \\\\u2028 \t'"
	for _, test := range []struct{ before, want string }{
		{"\u00e9", `"x = \"` + "\u2028 \u00e9 \U0001f600 \x7f <&>" + ` \\\\u2028 \t\""`},
		{"", `"x = \"\u2028 \u00e9 \ud83d\ude00 ` + "\x7f" + ` <&> \\\\u2028 \t\""`},
	} {
		src, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if test.before == "" {
			src = []byte(strings.NewReplacer("\u00e9", `\u00e9`, "\U0001f600", `\ud83d\ude00`).Replace(string(src)))
		}
		file := `{"a": "` + test.before + `", "cells": [{"cell_type": "code", "source": [` + string(src) + `]}]}`
		got, err := format.Notebook("n", []byte(file))
		if want := strings.Replace(file, string(src), test.want, 1); string(got) != want || err != nil {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
	}
}

func TestNotebookRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"cells": [{"cell_type": "code", "source": ["x"]}, {"cell_type": "code", "source": ["y = (\n", "1"]}]}`: "n.ipynb, cell 2:",
		`{"cells": [{"cell_type": "code", "source": 3}]}`:                                                        "n.ipynb, cell 1: its source is neither text nor lines",
		`{"cells": 3}`: "no notebook",
		`{"cells": `:   "no notebook: want JSON",
	} {
		got, err := format.Notebook("n.ipynb", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || got != nil {
			t.Errorf("%s: got %s, %v; want an error with %q", text, got, err, want)
		}
	}
	if _, err := format.Notebook("n", []byte(`{"metadata": {"language_info": {"name": "python"}}}`)); !errors.Is(err, format.ErrLanguage) {
		t.Errorf("got %v, want ErrLanguage", err)
	}
}

// In the chapters nothing but code changes.
func TestChapters(t *testing.T) {
	files, err := filepath.Glob("../../../notebooks/*/*.ipynb")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		messy := bytes.ReplaceAll(text, []byte(` = `), []byte(`=`))
		got, err := format.Notebook(file, messy)
		if err != nil {
			t.Errorf("%v", err)
		}
		before, after := without(t, messy), without(t, got)
		if before != after {
			t.Errorf("%s: more than code changes:\n%s", file, format.Diff(file, before, after))
		}
		if bytes.Equal(got, messy) {
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
	out, err := json.MarshalIndent(nb, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
