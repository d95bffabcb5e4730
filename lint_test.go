package main

import "testing"

func TestLint(t *testing.T) {
	dir := t.TempDir()
	notebook := func(language, first, tags, second string) string {
		return `{"cells":[
 {"cell_type":"markdown","metadata":{},"source":"# x"},
 {"cell_type":"code","metadata":{},"source":["` + first + `"],"outputs":[],"execution_count":null},
 {"cell_type":"code","metadata":{"tags":[` + tags + `]},"source":["\n","` + second + `"],"outputs":[],"execution_count":null}
],"metadata":{"language_info":{"name":"` + language + `"}},"nbformat":4,"nbformat_minor":5}`
	}
	write(t, dir, map[string]string{
		"good.star":     "load('law.star', 'grow')\nprint(grow(3))\n",
		"law.star":      "def grow(temp):\n    return temp\n",
		"wrong.star":    "load('law.star', 'grow')\nprint(grow(3, 4))\nprint(grw)\n",
		"half.star":     "x = (1 +\nprint(y)\n",
		"good.ipynb":    notebook("starling", "n = 1", "", "print(n)"),
		"wrong.ipynb":   notebook("starling", "n = 1", "", "print(m)"),
		"shows.ipynb":   notebook("starling", "n = 1", `"raises-exception"`, "print(m)"),
		"python.ipynb":  notebook("python", "import os", "", "os.x"),
		"sub/more.star": "print(undefined)\n",
		"broken.ipynb":  "{",
		"x.txt":         "",
	})
	commands(t, dir, []command{
		{"lint good.star law.star good.ipynb shows.ipynb python.ipynb", 0, "", ""},
		{"lint wrong.star", 1, "wrong.star, line 2\n    print(grow(3, 4))\n                  ^\narguments: grow: got 2 positional arguments, want at most 1\nhint: grow(temp)\n\nwrong.star, line 3\n    print(grw)\n          ^^^\nunknown-name: name grw is not defined\nhint: did you mean grow?\n", ""},
		{"lint half.star", 1, "syntax: ", ""},
		{"lint wrong.ipynb", 1, "wrong.ipynb, code cell 2, line 2\n    print(m)\n", ""},
		{"lint sub", 1, "sub/more.star, line 1\n", ""},
		{"lint --json sub", 1, `{"rule":"unknown-name","file":"sub/more.star","line":1,"column":7,"width":9,"message":"name undefined is not defined","fix":`, ""},
		{"lint --rules", 0, "unused-load ", ""},
		{"lint broken.ipynb", 3, "", "broken.ipynb is no notebook"},
		{"lint nowhere.star", 3, "", "nowhere.star"},
		{"lint x.txt", 2, "", "want a folder or a file ending in .star or .ipynb"},
	})
}
