package kernel

import (
	"testing"
)

func TestACommThatNobodyWantsIsClosed(t *testing.T) {
	b := newBench(t)
	out := b.do(shell, "comm_open", content{"comm_id": "7", "target_name": "nobody", "data": content{}})
	if got := types(out); got != "busy comm_close idle" {
		t.Errorf("got %s, want the comm closed again", got)
	}
	equal(t, "comm_close", find(t, out, "comm_close"), `{"comm_id": "7", "data": {}}`)
	equal(t, "comm_info_reply", find(t, b.do(shell, "comm_info_request", content{"target_name": "x"}), "comm_info_reply"), `{"status": "ok", "comms": {}}`)
	if got := types(b.do(shell, "comm_msg", content{"comm_id": "7", "data": content{}})); got != "busy idle" {
		t.Errorf("got %s, want comm_msg dropped", got)
	}
}

func TestCommsOfFrontEnds(t *testing.T) {
	b := newBench(t)
	say := func(msgType string, fields content) {
		t.Helper()
		r := b.request(shell, msgType, fields)
		r.msg.Metadata, r.msg.Buffers = []byte(`{"version": "2.1.0"}`), [][]byte{{1, 2}}
		b.k.dispatch(r)
		if got := types(b.await(r)); got != "busy idle" {
			t.Errorf("%s: got %s", msgType, got)
		}
	}
	info := func(target any) any {
		return find(t, b.do(control, "comm_info_request", content{"target_name": target}), "comm_info_reply")["comms"]
	}
	say("comm_open", content{"comm_id": "7", "target_name": "known one", "data": content{"a": 1}})
	say("comm_open", content{"comm_id": "8", "target_name": "known two", "data": nil})
	equal(t, "all", info(nil), `{"7": {"target_name": "known one"}, "8": {"target_name": "known two"}}`)
	equal(t, "one", info("known two"), `{"8": {"target_name": "known two"}}`)
	say("comm_msg", content{"comm_id": "7", "data": []int{1}})
	say("comm_close", content{"comm_id": "7", "data": content{}})
	equal(t, "left", info(nil), `{"8": {"target_name": "known two"}}`)
	equal(t, "heard", b.in.heard, `[
		{"Kind": "comm_open", "ID": "7", "Target": "known one", "Data": {"a": 1}, "Metadata": {"version": "2.1.0"}, "Buffers": ["AQI="]},
		{"Kind": "comm_open", "ID": "8", "Target": "known two", "Data": null, "Metadata": {"version": "2.1.0"}, "Buffers": ["AQI="]},
		{"Kind": "comm_msg", "ID": "7", "Target": "", "Data": [1], "Metadata": {"version": "2.1.0"}, "Buffers": ["AQI="]},
		{"Kind": "comm_close", "ID": "7", "Target": "", "Data": {}, "Metadata": {"version": "2.1.0"}, "Buffers": ["AQI="]}]`)
}

func TestCommsOfCells(t *testing.T) {
	b := newBench(t)
	out := b.run("print a\nopen 7 hello\nprint b\nsay 7 more\nclose 7 bye\nopen 8 stays")
	if got := types(out); got != "busy execute_input stream comm_open stream comm_msg comm_close comm_open execute_reply@shell idle" {
		t.Errorf("got %s", got)
	}
	equal(t, "comm_open", out[3].fields, `{"comm_id": "7", "target_name": "target", "data": {"said": "hello"}}`)
	equal(t, "comm_msg", out[5].fields, `{"comm_id": "7", "data": {"said": "more"}}`)
	if m := out[3]; string(m.Metadata) != `{"v":1}` || len(m.Buffers) != 1 || string(m.Buffers[0]) != "hello" {
		t.Errorf("got metadata %s and buffers %q", m.Metadata, m.Buffers)
	}
	equal(t, "open", find(t, b.do(shell, "comm_info_request", content{}), "comm_info_reply")["comms"], `{"8": {"target_name": "target"}}`)
}

// While the main shell runs a cell, what is said on a subshell is heard; an
// interrupt ends what it started.
func TestCommsOverASubshell(t *testing.T) {
	b := newBench(t)
	b.queueIn("", "loop")
	<-b.in.running
	r := b.request(shell, "comm_open", content{"comm_id": "7", "target_name": "known and slow", "data": content{}})
	r.msg.Header.SubshellID = b.newSubshell()
	b.k.lanes.put(r)
	<-b.in.running
	b.k.interrupt()
	b.await(r)
}
