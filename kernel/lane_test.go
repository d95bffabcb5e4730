package kernel

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// queue puts a request into the lane of the shell channel.
func (b *bench) queue(msgType string, fields content) *request {
	b.t.Helper()
	r := b.request(shell, msgType, fields)
	b.k.lanes.put(r)
	return r
}

// await waits for the idle of a request and takes what the request caused; what
// others caused stays.
func (b *bench) await(r *request) []sent {
	b.t.Helper()
	caused := func(m sent) bool { return m.ParentID() == r.msg.Header.MsgID }
	for range 10_000 {
		all := b.left()
		if slices.ContainsFunc(all, func(m sent) bool { return caused(m) && m.fields["execution_state"] == "idle" }) {
			b.mu.Lock()
			b.out = slices.DeleteFunc(b.out, caused)
			b.mu.Unlock()
			return slices.DeleteFunc(all, func(m sent) bool { return !caused(m) })
		}
		time.Sleep(time.Millisecond)
	}
	b.t.Fatalf("no idle for %s in %s", r.msg.Header.Type, types(b.left()))
	return nil
}

// left is what has left the kernel and was not taken.
func (b *bench) left() []sent {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.out)
}

func TestWhatNeedsNoCellIsAnsweredWhileOneRuns(t *testing.T) {
	b := newBench(t)
	cell := b.queue("execute_request", content{"code": "loop"})
	<-b.in.running
	queued := b.queue("execute_request", content{"code": "print a"})
	for msgType, fields := range map[string]content{
		"kernel_info_request": {},
		"complete_request":    {"code": "a"},
		"inspect_request":     {"code": "a"},
		"is_complete_request": {"code": "a"},
		"comm_info_request":   {},
		"history_request":     {"hist_access_type": "range"},
		"dance_request":       {},
	} {
		b.taken()
		second := b.request(shell, msgType, fields)
		second.msg.Header.Session = "another client" // that has no cell queued
		b.k.lanes.put(second)
		got := types(b.await(second))
		if want := strings.TrimSuffix(msgType, "_request") + "_reply@shell"; msgType != "dance_request" && !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s", msgType, got, want)
		}
		for len(b.left()) == 0 { // it is said right after
			time.Sleep(time.Millisecond)
		}
		if last := b.left()[0]; last.fields["execution_state"] != "busy" || last.ParentID() != cell.msg.Header.MsgID {
			t.Errorf("%s: ends with %s, want it said again that the cell runs", msgType, types(b.left()))
		}
	}
	b.taken()
	b.k.interrupt()
	if got := types(b.await(cell)); got != "error execute_reply@shell idle" {
		t.Errorf("the cell ends with %s", got)
	}
	if got := types(b.await(queued)); got != "busy execute_reply@shell idle" {
		t.Errorf("what was queued behind it gives %s, want it aborted", got)
	}
}

// Of the history a client sees what its cells before it have left there; cells
// of others it does not wait for.
func TestHistoryWaitsForCellsOfItsClient(t *testing.T) {
	b := newBench(t)
	b.queue("execute_request", content{"code": "loop"})
	<-b.in.running
	second := func(msgType string, fields content) *request { // of a client whose cells are not aborted with the first
		r := b.request(shell, msgType, fields)
		r.msg.Header.Session = "another client"
		b.k.lanes.put(r)
		return r
	}
	second("execute_request", content{"code": "print a"})
	own := second("history_request", content{"hist_access_type": "tail"})
	other := b.queue("history_request", content{"hist_access_type": "tail"})
	if got := find(t, b.await(other), "history_reply")["history"].([]any); len(got) != 1 {
		t.Errorf("got history %v, want the cell that runs", got)
	}
	for _, m := range b.left() {
		if m.ParentID() == own.msg.Header.MsgID {
			t.Error("the history of the client that has a cell queued came first")
		}
	}
	b.k.interrupt()
	if got := find(t, b.await(own), "history_reply")["history"].([]any); len(got) != 2 {
		t.Errorf("got history %v, want both cells", got)
	}
}

// Those that are answered aside keep their order, whether a cell runs or not.
func TestOrderAside(t *testing.T) {
	b := newBench(t)
	gate := b.queue("execute_request", content{"code": "until open"})
	var want []string
	for range 100 {
		for _, msgType := range []string{"complete_request", "comm_msg", "inspect_request"} {
			r := b.queue(msgType, content{"code": "a"})
			if msgType != "comm_msg" { // which waits for the cell, as it should
				want = append(want, r.msg.Header.MsgID)
			}
		}
	}
	close(b.in.gate("open"))
	b.await(gate)
	var replied []string
	for deadline := 10_000; len(replied) < len(want) && deadline > 0; deadline-- {
		for _, m := range b.taken() {
			if strings.HasSuffix(m.Header.Type, "_reply") {
				replied = append(replied, m.ParentID())
			}
		}
		time.Sleep(time.Millisecond)
	}
	if !slices.Equal(replied, want) {
		t.Error("requests that are answered aside overtook one another")
	}
}

func TestFloodOfCellsDelaysNoCompletion(t *testing.T) {
	b := newBench(t)
	b.queue("execute_request", content{"code": "loop"})
	<-b.in.running
	for range 10_000 {
		b.queue("execute_request", content{"code": "print a"})
	}
	b.await(b.queue("complete_request", content{"code": "a"}))
	b.k.interrupt()
	b.await(b.queue("execute_request", content{"code": "print b", "stop_on_error": false}))
}
