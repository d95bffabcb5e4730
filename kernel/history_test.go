package kernel

import "testing"

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
