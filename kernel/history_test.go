package kernel

import (
	"strings"
	"testing"
)

func TestHistory(t *testing.T) {
	b := newBench(t)
	for _, code := range []string{"value a", "print b", "value a", "fail", "print [x]\nprint 2"} {
		b.run(code)
	}
	for _, tc := range []struct{ request, want string }{
		{`{"hist_access_type": "tail", "n": 2}`, `[[1, 4, "fail"], [1, 5, "print [x]\nprint 2"]]`},
		{`{"hist_access_type": "tail", "n": 99, "output": true}`, `[[1, 1, ["value a", "a"]], [1, 2, ["print b", null]],
			[1, 3, ["value a", "a"]], [1, 4, ["fail", null]], [1, 5, ["print [x]\nprint 2", null]]]`},
		{`{"hist_access_type": "tail", "n": -1}`, `[]`},
		{`{"hist_access_type": "range", "session": 0, "start": 2, "stop": 4}`, `[[1, 2, "print b"], [1, 3, "value a"]]`},
		{`{"hist_access_type": "range", "session": 1, "start": 4, "stop": null}`, `[[1, 4, "fail"], [1, 5, "print [x]\nprint 2"]]`},
		{`{"hist_access_type": "range", "session": -1, "start": 0}`, `[]`},
		{`{"hist_access_type": "search", "pattern": "value*"}`, `[[1, 1, "value a"], [1, 3, "value a"]]`},
		{`{"hist_access_type": "search", "pattern": "value*", "unique": true}`, `[[1, 3, "value a"]]`},
		{`{"hist_access_type": "search", "pattern": "*2"}`, `[[1, 5, "print [x]\nprint 2"]]`},
		{`{"hist_access_type": "search", "n": 1}`, `[[1, 5, "print [x]\nprint 2"]]`},
		{`{"hist_access_type": "search", "pattern": "value"}`, `[]`},
	} {
		r := b.request(shell, "history_request", content{})
		r.msg.Content = []byte(tc.request)
		b.k.dispatch(r)
		equal(t, tc.request, find(t, b.taken(), "history_reply")["history"], tc.want)
	}
}

func TestGlob(t *testing.T) {
	for _, tc := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true},
		{"a?c", "aβc", true},
		{"a?c", "ac", false},
		{"a.c", "abc", false},
		{"[ab]x", "bx", true},
		{"[!ab]x", "bx", false},
		{"[^ab]x", "cx", true},
		{"[a-c]x", "bx", true},
		{"[]]x", "]x", true},
		{"[x", "[x", true},
		{"[", "[", true},
		{"[!", "[!", true},
		{`[\d]`, "5", false},
		{"[z-a]", "[z-a]", true},
		{"(x|y)*", "(x|y)+", true},
		{"*b*", "a\nb\nc", true},
	} {
		if got := glob(tc.pattern).MatchString(tc.text); got != tc.want {
			t.Errorf("glob(%q) of %q: got %v, want %v", tc.pattern, tc.text, got, tc.want)
		}
	}
}

func TestHistoryIsBounded(t *testing.T) {
	var h history
	for i := range historyLen + 1 {
		h.add(i+1, "x")
	}
	h.result(historyLen+1, strings.Repeat("é", historyOutput))
	if n := len(h.entries); n > historyLen {
		t.Errorf("got %d entries, want at most %d", n, historyLen)
	}
	last := h.entries[len(h.entries)-1]
	if last.line != historyLen+1 || len(*last.output) > historyOutput+3 {
		t.Errorf("got line %d with %d bytes of output", last.line, len(*last.output))
	}
}
