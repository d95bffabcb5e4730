package kernel

import (
	"strings"
	"testing"
	"time"
)

// queue puts a request into the lane of the shell channel.
func (b *bench) queue(msgType string, fields content) *request {
	b.t.Helper()
	r := b.request(shell, msgType, fields)
	b.k.shell.put(r)
	return r
}

// serve runs the lane of the shell channel until the test ends.
func (b *bench) serve() {
	done := make(chan struct{})
	go func() { defer close(done); b.k.shell.run() }()
	b.t.Cleanup(func() {
		b.k.shell.close()
		b.k.interrupt()
		<-done
	})
}

// await collects what leaves the kernel up to the idle of a request.
func (b *bench) await(r *request) []sent {
	b.t.Helper()
	var all []sent
	for range 10_000 {
		all = append(all, b.taken()...)
		for _, m := range all {
			if m.ParentID() == r.msg.Header.MsgID && m.fields["execution_state"] == "idle" {
				return all
			}
		}
		time.Sleep(time.Millisecond)
	}
	b.t.Fatalf("no idle for %s in %s", r.msg.Header.Type, types(all))
	return nil
}

// of selects the messages that a request caused.
func of(list []sent, r *request) []sent {
	var out []sent
	for _, m := range list {
		if m.ParentID() == r.msg.Header.MsgID {
			out = append(out, m)
		}
	}
	return out
}

func TestWhatNeedsNoCellIsAnsweredWhileOneRuns(t *testing.T) {
	b := newBench(t)
	b.serve()
	cell := b.queue("execute_request", content{"code": "loop"})
	<-b.in.running
	queued := b.queue("execute_request", content{"code": "print a"})
	for msgType, fields := range map[string]content{
		"kernel_info_request": {},
		"complete_request":    {"code": "a"},
		"inspect_request":     {"code": "a"},
		"is_complete_request": {"code": "a"},
		"comm_info_request":   {},
		"dance_request":       {},
	} {
		b.taken()
		r := b.queue(msgType, fields)
		list := b.await(r)
		got := types(of(list, r))
		if want := strings.TrimSuffix(msgType, "_request") + "_reply@shell"; msgType != "dance_request" && !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s", msgType, got, want)
		}
		for len(of(list, cell)) == 0 { // it is said right after
			list = append(list, b.taken()...)
			time.Sleep(time.Millisecond)
		}
		if last := list[len(list)-1]; last.fields["execution_state"] != "busy" || last.ParentID() != cell.msg.Header.MsgID {
			t.Errorf("%s: ends with %s, want it said again that the cell runs", msgType, types(list))
		}
	}
	b.k.interrupt()
	list := b.await(queued)
	if got := types(of(list, cell)); got != "error execute_reply@shell idle" {
		t.Errorf("the cell ends with %s", got)
	}
	if got := types(of(list, queued)); got != "busy execute_reply@shell idle" {
		t.Errorf("what was queued behind it gives %s, want it aborted", got)
	}
}

// Of the history a client sees what its cells before it have left there; cells
// of others it does not wait for.
func TestHistoryWaitsForCellsOfItsClient(t *testing.T) {
	b := newBench(t)
	b.serve()
	b.queue("execute_request", content{"code": "loop"})
	<-b.in.running
	second := func(msgType string, fields content) *request { // of a client whose cells are not aborted with the first
		r := b.request(shell, msgType, fields)
		r.msg.Header.Session = "another client"
		b.k.shell.put(r)
		return r
	}
	second("execute_request", content{"code": "print a"})
	own := second("history_request", content{"hist_access_type": "tail"})
	other := b.queue("history_request", content{"hist_access_type": "tail"})
	list := b.await(other)
	if got := find(t, of(list, other), "history_reply")["history"].([]any); len(got) != 1 {
		t.Errorf("got history %v, want the cell that runs", got)
	}
	if got := of(list, own); len(got) != 0 {
		t.Errorf("the history of the client that has a cell queued came first: %s", types(got))
	}
	b.k.interrupt()
	if got := find(t, of(b.await(own), own), "history_reply")["history"].([]any); len(got) != 2 {
		t.Errorf("got history %v, want both cells", got)
	}
}

// Without a cell that runs, all are answered in the order in which they came.
func TestOrderWithoutCells(t *testing.T) {
	b := newBench(t)
	var want []string
	var last *request
	for range 100 {
		for _, msgType := range []string{"complete_request", "comm_msg", "inspect_request"} {
			last = b.queue(msgType, content{"code": "a"})
			want = append(want, last.msg.Header.MsgID)
		}
	}
	b.serve()
	list := b.await(last)
	began := map[string]bool{}
	var aside []string // comm_msg is in order; the others must keep theirs
	for _, m := range list {
		if id := m.ParentID(); !began[id] && strings.HasSuffix(m.Header.Type, "_reply") {
			began[id] = true
			aside = append(aside, id)
		}
	}
	var replied []string
	for i, id := range want {
		if i%3 != 1 {
			replied = append(replied, id)
		}
	}
	if strings.Join(aside, " ") != strings.Join(replied, " ") {
		t.Error("requests that are answered aside overtook one another")
	}
}

func TestFloodOfCellsDelaysNoCompletion(t *testing.T) {
	b := newBench(t)
	b.serve()
	b.queue("execute_request", content{"code": "loop"})
	<-b.in.running
	for range 10_000 {
		b.queue("execute_request", content{"code": "print a"})
	}
	b.await(b.queue("complete_request", content{"code": "a"}))
	b.k.interrupt()
	b.await(b.queue("execute_request", content{"code": "print b", "stop_on_error": false}))
}
