package client

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// What cells may show, each cell the script of a fake kernel.
var shows = []string{
	`[` + say("a") + `,` + say("b\nc\n") + `,{"type":"stream","content":{"name":"stderr","text":"!\n"}},` + say("d\r\ne\rf") + `]`,
	`[{"type":"execute_result","content":{"data":{"text/plain":"x\ny","text/html":"<b>\n&</b>"},"metadata":{"text/html":{"w":1.50}},"execution_count":2}}]`,
	`[{"type":"display_data","content":{"data":{"image/png":"iVBO\nRw0K\n","image/svg+xml":"<svg>\n</svg>\n","application/pdf":"a\nb"},"metadata":{}}},
	  {"type":"display_data","content":{"data":{"application/json":{"z":[1,2.0,null,1e5,1E-5,-0.0001,1e16,9999999999999998.0,1e-7,-0.0,123456789012345678901234567890],"a":"p\nq"},"application/vnd.vegalite.v5+json":{"mark":"x\ny"},"application/javascript":"f()\ng()","text/latex":"$x$\n"},"metadata":{}}}]`,
	// under a name, changed here and from a later cell, and shown again
	`[{"type":"display_data","content":{"data":{"text/plain":"first"},"metadata":{},"transient":{"display_id":"n"}}},
	  {"type":"update_display_data","content":{"data":{"text/plain":"second"},"metadata":{"m":1},"transient":{"display_id":"n"}}},
	  {"type":"update_display_data","content":{"data":{"text/plain":"nowhere"},"metadata":{},"transient":{"display_id":"unknown"}}}]`,
	`[{"type":"update_display_data","content":{"data":{"text/plain":"third","text/html":"3\n"},"metadata":{},"transient":{"display_id":"n"}}}]`,
	`[{"type":"display_data","content":{"data":{"text/plain":"fourth"},"metadata":{},"transient":{"display_id":"n"}}},
	  {"type":"execute_result","content":{"data":{"text/plain":"fifth"},"metadata":{},"execution_count":6,"transient":{"display_id":"n"}}}]`,
	`[` + say("gone") + `,{"type":"clear_output","content":{"wait":false}},` + say("stays") + `]`,
	`[` + say("gone") + `,{"type":"clear_output","content":{"wait":true}},` + say("stays") + `,` + say(" too") + `]`,
	`[` + say("stays") + `,{"type":"clear_output","content":{"wait":true}}]`,
	`[` + say("a wait ends with its cell") + `]`,
	`[{"type":"display_data","content":{"data":{"text/plain":"gone"},"metadata":{},"transient":{"display_id":"c"}}},
	  {"type":"clear_output","content":{"wait":false}},
	  {"type":"update_display_data","content":{"data":{"text/plain":"not seen"},"metadata":{},"transient":{"display_id":"c"}}}]`,
	`[` + oops + `]`,
	`[{"type":"error","content":{"ename":"E\n","evalue":"<&>\u001b[31m","traceback":[]}}]`,
	`[` + say("αβ \U0001F426 \x7f \x01 \b\t\" \\ / \u2028 \u2029 \u0085 \v\f\x1c\x1d\x1e end") + `]`,
	"\n" + `[{"type":"comm_open","content":{"comm_id":"1","target_name":"t","data":{}}},{"do":"strange"}]` + "\n\n",
	`#skip-execution []`,
	` `,
}

func TestOutputsAreThoseOfNbclient(t *testing.T) {
	python := os.Getenv("STARLING_PYTHON")
	if python == "" {
		t.Skip("STARLING_PYTHON names no Python with nbclient: make test sets it")
	}
	path := book(t, shows...)
	got, err := run1(t, path, Options{AllowErrors: true})
	if err != nil {
		t.Fatal(err)
	}
	// strange leaves noise on the wire, at which nbclient would stop
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const strange, nothing = `{\"do\":\"strange\"}`, `{\"do\":\"nothing\"}`
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(data), strange, nothing)), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "testdata/by_nbclient.py", os.Args[0], path, path+".want")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	data, err = os.ReadFile(path + ".want")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(string(data), nothing, strange)
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			near := w[max(0, i-12):i]
			t.Fatalf("line %d: got\n%s\nnbclient writes\n%s\nafter\n%s", i+1, g[i], w[i], strings.Join(near, "\n"))
		}
	}
	t.Fatalf("got %d lines, want %d", len(g), len(w))
}

func TestLinesAreThoseOfPython(t *testing.T) {
	for s, want := range map[string][]string{
		"":              nil,
		"a":             {"a"},
		"a\nb\n":        {"a\n", "b\n"},
		"\n\n":          {"\n", "\n"},
		"a\r\nb\rc\n\r": {"a\r\n", "b\r", "c\n", "\r"},
		"é\u2028\x85":   {"é\u2028", "\x85"}, // a stray byte is no character
	} {
		if got := lines(split(s)); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}
