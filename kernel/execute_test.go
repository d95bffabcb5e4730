package kernel

import (
	"strings"
	"testing"
	"time"

	"starling/kernel/history"
	"starling/kernel/wire"
)

func TestExecute(t *testing.T) {
	for code, want := range map[string]string{
		"":                            "busy execute_input execute_reply@shell idle",
		"print a\nvalue 1":            "busy execute_input stream execute_result execute_reply@shell idle",
		"print a\nwarn b\nprint c":    "busy execute_input stream stream stream execute_reply@shell idle",
		"print a\nshow b\nprint c":    "busy execute_input stream display_data stream execute_reply@shell idle",
		"named a\nupdate id\nupdate ": "busy execute_input display_data update_display_data display_data execute_reply@shell idle",
		"clear\nprint a":              "busy execute_input clear_output stream execute_reply@shell idle",
		"print a\nfail b":             "busy execute_input stream error execute_reply@shell idle",
		"print a\npanic b":            "busy execute_input stream error execute_reply@shell idle",
		"bad\nprint a":                "busy execute_input stream stream execute_reply@shell idle",
		"badvalue":                    "busy execute_input stream execute_reply@shell idle",
	} {
		if got := types(newBench(t).run(code)); got != want {
			t.Errorf("%q:\n got %s\nwant %s", code, got, want)
		}
	}
}

func TestExecuteContents(t *testing.T) {
	b := newBench(t)
	out := b.run("named a\nupdate id\nclear wait\npage help\nvalue 1")
	equal(t, "input", find(t, out, "execute_input"), `{"code": "named a\nupdate id\nclear wait\npage help\nvalue 1", "execution_count": 1}`)
	equal(t, "display", find(t, out, "display_data"), `{"data": {"text/plain": "a"}, "metadata": {"volatile": true}, "transient": {"display_id": "id"}}`)
	equal(t, "update", find(t, out, "update_display_data"), `{"data": {"text/plain": "id"}, "metadata": {}, "transient": {"display_id": "id"}}`)
	equal(t, "clear", find(t, out, "clear_output"), `{"wait": true}`)
	equal(t, "result", find(t, out, "execute_result"), `{"data": {"text/plain": "1"}, "metadata": {}, "execution_count": 1}`)
	equal(t, "reply", find(t, out, "execute_reply"), `{"status": "ok", "execution_count": 1, "user_expressions": {},
		"payload": [{"source": "page", "data": {"text/plain": "help"}, "start": 0}]}`)

	out = b.run("fail why")
	equal(t, "error", find(t, out, "error"), `{"ename": "error", "evalue": "why", "traceback": ["why"]}`)
	equal(t, "reply", find(t, out, "execute_reply"), `{"status": "error", "ename": "error", "evalue": "why", "traceback": ["why"],
		"execution_count": 2, "user_expressions": {}, "payload": []}`)

	out = b.run("panic oh")
	if got := find(t, out, "error"); got["ename"] != "Defect" || !strings.Contains(got["evalue"].(string), "oh") {
		t.Errorf("got %v, want a defect that names the panic", got)
	}
	if !strings.Contains(b.log.String(), "fake_test.go") {
		t.Error("the log lacks the stack of the panic")
	}
	out = b.run("badvalue")
	if got := find(t, out, "stream"); got["name"] != "stderr" || !strings.Contains(got["text"].(string), "not shown: content of execute_result") {
		t.Errorf("got %v, want it said that the result cannot be shown", got)
	}
}

func TestSilentAndStoreHistory(t *testing.T) {
	b := newBench(t)
	all := "print a\nshow b\nclear\nnamed c\nupdate id\nvalue 1"
	for _, silent := range []content{
		{"code": all, "silent": true},
		{"code": "fail x", "silent": true},
		{"code": all, "silent": true, "store_history": true},
	} {
		out := b.do(shell, "execute_request", silent)
		if got := types(out); got != "busy execute_reply@shell idle" {
			t.Errorf("%v: got %s", silent, got)
		}
	}
	out := b.do(shell, "execute_request", content{"code": "value 1", "store_history": false})
	if got := types(out); got != "busy execute_input execute_result execute_reply@shell idle" {
		t.Errorf("not stored: got %s", got)
	}
	for _, want := range []float64{1, 2} {
		if got := find(t, b.run("value 1"), "execute_reply")["execution_count"]; got != want {
			t.Errorf("got count %v, want %v", got, want)
		}
	}
	var numbers []int
	for _, c := range b.in.cells {
		numbers = append(numbers, c.Number)
	}
	equal(t, "numbers of the cells", numbers, `[0, 0, 0, 0, 1, 2]`)
	if stored, err := b.k.history.Find(history.Query{Kind: "tail"}); err != nil || len(stored) != 2 {
		t.Errorf("history has %v, want two cells", stored)
	}
}

func TestUserExpressions(t *testing.T) {
	b := newBench(t)
	expressions := map[string]string{"a": "print x\nvalue 1", "b": "fail no", "c": "print x", "d": "ask"}
	out := b.do(shell, "execute_request", content{"code": "value 0", "user_expressions": expressions, "allow_stdin": true})
	if got := types(out); got != "busy execute_input execute_result execute_reply@shell idle" {
		t.Errorf("got %s, want nothing of what the expressions print", got)
	}
	equal(t, "answers", find(t, out, "execute_reply")["user_expressions"], `{
		"a": {"status": "ok", "data": {"text/plain": "1"}, "metadata": {}},
		"b": {"status": "error", "ename": "error", "evalue": "no", "traceback": ["no"]},
		"c": {"status": "ok", "data": {"text/plain": ""}, "metadata": {}},
		"d": {"status": "error", "ename": "input", "evalue": "this front end does not take input (allow_stdin is false)", "traceback": []}}`)
	out = b.do(shell, "execute_request", content{"code": "fail", "user_expressions": expressions})
	equal(t, "answers of a failed cell", find(t, out, "execute_reply")["user_expressions"], `{}`)
}

func TestStopOnError(t *testing.T) {
	const ran, aborted = "busy execute_input execute_reply@shell idle", "busy execute_reply@shell idle"
	b := newBench(t)
	cell := func(code string, stop bool) *request {
		return b.request(shell, "execute_request", content{"code": code, "stop_on_error": stop})
	}
	play := func(r *request) string {
		b.k.dispatch(r)
		return types(b.taken())
	}
	first, second := cell("fail", true), cell("", true)
	info := b.request(shell, "kernel_info_request", content{})
	late := cell("", true) // sent before the failure was known, arrives after it
	other := cell("", true)
	other.msg.Header.Session = "another client"

	play(first)
	if got := play(second); got != aborted {
		t.Errorf("queued: got %s, want %s", got, aborted)
	}
	if got := play(info); got != "busy kernel_info_reply@shell idle" {
		t.Errorf("a request that runs nothing: got %s", got)
	}
	late.received = time.Now()
	if got := play(late); got != aborted {
		t.Errorf("on its way: got %s, want %s", got, aborted)
	}
	if got := play(other); got != ran {
		t.Errorf("of another client: got %s, want %s", got, ran)
	}
	time.Sleep(time.Millisecond) // the date of a message has no finer parts than microseconds
	if got := play(cell("", true)); got != ran {
		t.Errorf("sent after the failure: got %s, want %s", got, ran)
	}
	first, second = cell("fail", false), cell("", true)
	play(first)
	if got := play(second); got != ran {
		t.Errorf("stop_on_error false: got %s, want %s", got, ran)
	}
}

// answer waits for the question of a cell and has it answered.
func (b *bench) answer(change func(question sent, reply *wire.Message)) error {
	var q sent
	for q.Message == nil {
		for _, m := range b.taken() {
			if m.channel == "stdin" {
				q = m
			}
		}
		time.Sleep(time.Millisecond)
	}
	m, err := b.client.New("input_reply", q.Message, content{"value": "Ada"})
	if err != nil {
		return err
	}
	m.Identities = q.Identities
	change(q, m)
	return b.k.desk.deliver(m)
}

func TestInput(t *testing.T) {
	b := newBench(t)
	start := func() chan struct{} {
		done := make(chan struct{})
		go func() {
			b.k.dispatch(b.request(shell, "execute_request", content{"code": "password name?", "allow_stdin": true}))
			close(done)
		}()
		return done
	}
	done := start()
	if err := b.answer(func(q sent, reply *wire.Message) {
		equal(t, "question", q.fields, `{"prompt": "name?", "password": true}`)
		for want, change := range map[string]func(m *wire.Message){
			"not asked":        func(m *wire.Message) { m.Identities = [][]byte{[]byte("stranger")} },
			"earlier question": func(m *wire.Message) { m.Parent = []byte(`{"msg_id": "old"}`) },
			"want input_reply": func(m *wire.Message) { m.Header.Type = "x" },
			"cannot unmarshal": func(m *wire.Message) { m.Content = []byte(`{"value": 1}`) },
		} {
			wrong := *reply
			change(&wrong)
			if err := b.k.desk.deliver(&wrong); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want an error with %q", err, want)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	<-done
	equal(t, "result", find(t, b.taken(), "execute_result")["data"], `{"text/plain": "Ada"}`)

	done = start()
	if err := b.answer(func(_ sent, reply *wire.Message) { reply.Parent = nil }); err != nil { // as jupyter_client does
		t.Fatal(err)
	}
	<-done
	if err := b.k.desk.deliver(&wire.Message{Header: wire.Header{Type: "input_reply"}, Content: []byte("{}")}); err == nil {
		t.Error("an answer without a question is taken")
	}
}

func TestInputRefusedAndInterrupted(t *testing.T) {
	b := newBench(t)
	if got := find(t, b.run("ask x"), "error")["evalue"]; got != ErrNoInput.Error() {
		t.Errorf("got %v, want %v", got, ErrNoInput)
	}
	for _, reachable := range []bool{true, false} {
		asked := make(chan struct{}, 1000)
		b.k.out.stdin = func([][]byte) bool { asked <- struct{}{}; return reachable }
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.k.dispatch(b.request(shell, "execute_request", content{"code": "ask x", "allow_stdin": true}))
		}()
		<-asked
		b.k.interrupt()
		<-done
		if got := find(t, b.taken(), "error")["evalue"]; got != ErrInterrupted.Error() {
			t.Errorf("stdin reachable %v: got %v, want %v", reachable, got, ErrInterrupted)
		}
	}
}

// What a cell printed comes before its error, also where pace holds it up.
func TestTextComesBeforeTheError(t *testing.T) {
	b := newBench(t)
	b.k.cap(t.TempDir())
	defer b.k.spool.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.k.dispatch(b.request(shell, "execute_request", content{"code": strings.Repeat("print a\nwarn b\n", 200) + "loop"}))
	}()
	<-b.in.running
	b.k.interrupt()
	<-done
	out := b.taken()
	said, failed := "", false
	for _, m := range out {
		switch m.Header.Type {
		case "stream":
			said += m.fields["text"].(string)
			if failed {
				t.Error("text comes behind the error")
			}
		case "error":
			failed = true
		}
	}
	if n := strings.Count(said, "a") + strings.Count(said, "b"); n != 400 || !failed {
		t.Errorf("%d of 400 lines in %s", n, types(out))
	}
}
