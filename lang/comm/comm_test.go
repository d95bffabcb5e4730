package comm

import (
	"fmt"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/display"
)

// front is a publisher that notes what is sent to it.
type front struct {
	name string
	sent []string
}

func (f *front) Stream(_, text string) {
	f.sent = append(f.sent, f.name+": "+strings.TrimSpace(text))
}
func (f *front) Display(map[string]any, map[string]any, string) {}
func (f *front) Update(map[string]any, map[string]any, string)  {}
func (f *front) ClearOutput(bool)                               {}
func (f *front) Input(string, bool) (string, error)             { return "", nil }

func (f *front) Comm(kind, id, target string, data any, _ map[string]any, buffers [][]byte) error {
	f.sent = append(f.sent, fmt.Sprintf("%s: %s %s %q %v %q", f.name, kind, id, target, data, buffers))
	return nil
}

func thread(r *Registry, p display.Publisher) *starlark.Thread {
	th := &starlark.Thread{Print: func(th *starlark.Thread, text string) { display.To(th).Stream("stdout", text) }}
	Attach(th, r)
	display.Attach(th, p)
	return th
}

// exec runs a cell over names, which it may bind.
func exec(t *testing.T, th *starlark.Thread, names starlark.StringDict, src string) {
	t.Helper()
	names["comm"] = Module
	_, prog, err := starlark.SourceProgramOptions(&syntax.FileOptions{}, "cell", src, names.Has)
	if err != nil {
		t.Fatal(err)
	}
	globals, err := prog.Init(th, names) // freezes nothing, as a session does
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range globals {
		names[name] = v
	}
}

// deliver is what a session does with a message.
func deliver(t *testing.T, r *Registry, m Message) (known bool) {
	t.Helper()
	call, known := r.Receive(m)
	if call == nil {
		return known
	}
	if _, err := starlark.Call(thread(r, call.To), call.Fn, call.Args, call.Kwargs); err != nil {
		t.Fatal(err)
	}
	return known
}

func TestFrontEndOpens(t *testing.T) {
	r, a, b := NewRegistry(), &front{name: "a"}, &front{name: "b"}
	names := starlark.StringDict{}
	exec(t, thread(r, a), names, `
kept = []
def opened(c, data):
    print("opened", c.target, data["n"] + 1)
    kept.append(c)
comm.register_target("echo", opened)
`)
	if known := deliver(t, r, Message{Kind: Open, ID: "x", Target: "nobody"}); known {
		t.Error("an unknown target is known")
	}
	if !deliver(t, r, Message{Kind: Open, ID: "1", Target: "echo", Data: map[string]any{"n": 2.0}}) {
		t.Error("the target is not known")
	}
	// The comm goes on in another cell, and what its function prints lands there.
	exec(t, thread(r, b), starlark.StringDict{"c": names["kept"].(*starlark.List).Index(0)}, `
def back(data, buffers=[]):
    print("got", data, buffers)
    c.send([data], buffers=buffers)
c.on_msg(back)
c.on_close(lambda data: print("closed", c.closed))
`)
	deliver(t, r, Message{Kind: Msg, ID: "1", Data: "hi", Buffers: [][]byte{[]byte("\x00")}})
	deliver(t, r, Message{Kind: Close, ID: "1"})
	if known := deliver(t, r, Message{Kind: Msg, ID: "1"}); known {
		t.Error("a closed comm is known")
	}
	want := []string{`a: opened echo 3`}
	if got := fmt.Sprint(a.sent); got != fmt.Sprint(want) {
		t.Errorf("in the first cell: got %v, want %v", a.sent, want)
	}
	want = []string{`b: got hi [b"\x00"]`, `b: comm_msg 1 "" [hi] ["\x00"]`, `b: closed True`}
	if got := fmt.Sprint(b.sent); got != fmt.Sprint(want) {
		t.Errorf("in the second cell: got %v, want %v", b.sent, want)
	}
}

func TestCellOpens(t *testing.T) {
	r, a := NewRegistry(), &front{name: "a"}
	exec(t, thread(r, a), starlark.StringDict{}, `
c = comm.open("chart", {"x": [1, 2.5, None, True]}, on_msg=lambda data: print(data))
d = comm.open("chart")
d.close("bye")
`)
	deliver(t, r, Message{Kind: Msg, ID: "session-1", Data: []any{3.0, 0.5}})
	want := []string{
		`a: comm_open session-1 "chart" map[x:[1 2.5 <nil> true]] []`, `a: comm_open session-2 "chart" map[] []`,
		`a: comm_close session-2 "" bye []`, `a: [3, 0.5]`,
	}
	if got := fmt.Sprint(a.sent); got != fmt.Sprint(want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if len(r.open) != 1 {
		t.Errorf("open: %v, want one", r.open)
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{`comm.open("a", {1: 2})`, "a key of the data is int, want string"},
		{`comm.open("a", float("nan"))`, "which JSON has not"},
		{`comm.open("a", [len])`, "the data hold a builtin_function_or_method"},
		{`comm.open("a", buffers=["x"])`, "got a list with string, want bytes"},
		{"c = comm.open('a')\nc.close()\nc.send(1)", "the comm is closed"},
		{"x = []\nx.append(x)\ncomm.open('a', x)", "nested more than"},
	} {
		_, err := starlark.ExecFileOptions(&syntax.FileOptions{}, thread(NewRegistry(), &front{}), "cell", test.src, starlark.StringDict{"comm": Module})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.src, err, test.want)
		}
	}
	if _, err := starlark.ExecFileOptions(&syntax.FileOptions{}, thread(NewRegistry(), nil), "cell", `comm.open("a")`, starlark.StringDict{"comm": Module}); err == nil {
		t.Error("a program without a front end opens a comm")
	}
}
