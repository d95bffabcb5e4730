package kernel

import (
	"strings"
	"testing"
	"time"

	"starling/kernel/history"
)

// newSubshell makes a subshell as a client does.
func (b *bench) newSubshell() string {
	b.t.Helper()
	got := find(b.t, b.do(control, "create_subshell_request", content{}), "create_subshell_reply")
	if got["status"] != "ok" {
		b.t.Fatalf("got %v", got)
	}
	return got["subshell_id"].(string)
}

// queueIn puts a cell into a subshell.
func (b *bench) queueIn(subshell, code string) *request {
	b.t.Helper()
	r := b.request(shell, "execute_request", content{"code": code})
	r.msg.Header.SubshellID = subshell
	b.k.lanes.put(r)
	return r
}

func TestSubshellsAreMadeListedAndDeleted(t *testing.T) {
	b := newBench(t)
	list := func() any {
		return find(t, b.do(control, "list_subshell_request", content{}), "list_subshell_reply")["subshell_id"]
	}
	equal(t, "at first", list(), `[]`)
	one, two := b.newSubshell(), b.newSubshell()
	equal(t, "two", list(), `["`+one+`", "`+two+`"]`)
	equal(t, "reply", find(t, b.do(control, "delete_subshell_request", content{"subshell_id": one}), "delete_subshell_reply"), `{"status": "ok"}`)
	equal(t, "one", list(), `["`+two+`"]`)
	for _, fields := range []content{{"subshell_id": one}, {}, {"subshell_id": 5}} {
		if got := find(t, b.do(control, "delete_subshell_request", fields), "delete_subshell_reply"); got["status"] != "error" || got["evalue"] == "" {
			t.Errorf("deleting %v: got %v, want an error", fields, got)
		}
	}
}

func TestSubshellsAreBounded(t *testing.T) {
	b := newBench(t)
	for range maxSubshells {
		if _, err := b.k.lanes.create(); err != nil {
			t.Fatal(err)
		}
	}
	got := find(t, b.do(control, "create_subshell_request", content{}), "create_subshell_reply")
	if got["status"] != "error" || !strings.Contains(got["evalue"].(string), "4096") {
		t.Errorf("got %v, want an error that names the bound", got)
	}
}

func TestSubshellsRunSideBySide(t *testing.T) {
	b := newBench(t)
	one, two := b.newSubshell(), b.newSubshell()
	cells := []*request{b.queueIn("", "loop"), b.queueIn(one, "loop"), b.queueIn(two, "print a\nvalue 1")}
	if got := types(b.await(cells[2])); got != "busy execute_input stream execute_result execute_reply@shell idle" {
		t.Errorf("got %s", got)
	}
	<-b.in.running
	<-b.in.running
	b.k.interrupt()
	for _, r := range cells[:2] {
		got := strings.ReplaceAll(types(b.await(r)), "busy ", "") // it is said again when the other ends
		if got != "execute_input error execute_reply@shell idle" {
			t.Errorf("an interrupted cell gives %s", got)
		}
	}
}

// The numbers of cells are one sequence, and each is given once.
func TestSubshellsShareTheNumbers(t *testing.T) {
	b := newBench(t)
	ids := []string{"", b.newSubshell(), b.newSubshell()}
	var last []*request
	for range 50 {
		last = nil
		for _, id := range ids {
			last = append(last, b.queueIn(id, "value 1"))
		}
	}
	var list []sent
	for _, r := range last {
		list = append(list, b.await(r)...)
	}
	seen := map[float64]bool{}
	for _, m := range append(list, b.taken()...) {
		if m.Header.Type == "execute_result" {
			seen[m.fields["execution_count"].(float64)] = true
		}
	}
	if len(seen) != 150 || !seen[1] || !seen[150] {
		t.Errorf("got %d numbers, want 1 to 150", len(seen))
	}
	stored, err := b.k.history.Find(history.Query{Kind: "tail"})
	if err != nil || len(stored) != 150 {
		t.Errorf("history has %d cells, want 150 (%v)", len(stored), err)
	}
	for _, e := range stored {
		if e.Output == nil {
			t.Errorf("cell %d has lost its output", e.Line)
		}
	}
}

func TestAnErrorAbortsItsSubshellOnly(t *testing.T) {
	b := newBench(t)
	for _, ids := range [][2]string{{"", b.newSubshell()}, {b.newSubshell(), ""}, {b.newSubshell(), b.newSubshell()}} {
		fails, lasts := b.queueIn(ids[0], "until "+ids[0]+"x\nfail"), b.queueIn(ids[1], "until "+ids[1]+"y")
		behind, other := b.queueIn(ids[0], "print a"), b.queueIn(ids[1], "print a")
		close(b.in.gate(ids[0] + "x"))
		b.await(fails)
		if got := types(b.await(behind)); got != "busy execute_reply@shell idle" {
			t.Errorf("behind it: got %s, want it aborted", got)
		}
		close(b.in.gate(ids[1] + "y"))
		b.await(lasts)
		if got := types(b.await(other)); got != "busy execute_input stream execute_reply@shell idle" {
			t.Errorf("in the other: got %s", got)
		}
		time.Sleep(time.Millisecond) // the date of a message has no finer parts than microseconds
		if got := types(b.await(b.queueIn(ids[0], "print a"))); got != "busy execute_input stream execute_reply@shell idle" {
			t.Errorf("afterwards: got %s", got)
		}
		b.in.mu.Lock()
		clear(b.in.gates)
		b.in.mu.Unlock()
	}
}

func TestARequestToNoSubshellIsRefused(t *testing.T) {
	b := newBench(t)
	b.queueIn("", "loop") // the main shell is busy: it is refused all the same
	<-b.in.running
	id := b.newSubshell()
	b.do(control, "delete_subshell_request", content{"subshell_id": id})
	for _, id := range []string{"nobody", id} {
		r := b.queueIn(id, "print a")
		list := b.await(r)
		if got := types(list); got != "busy execute_reply@shell idle" {
			t.Errorf("got %s", got)
		}
		equal(t, "reply", find(t, list, "execute_reply"),
			`{"status": "error", "ename": "UnknownSubshell", "evalue": "there is no subshell \"`+id+`\"", "traceback": []}`)
	}
	r := b.request(shell, "comm_msg", content{})
	r.msg.Header.SubshellID = "nobody"
	b.k.lanes.put(r)
	if got := types(b.await(r)); got != "busy idle" {
		t.Errorf("comm_msg: got %s", got)
	}
}

func TestADeletedSubshellEndsItsCellAndRefusesTheRest(t *testing.T) {
	b := newBench(t)
	id := b.newSubshell()
	cell := b.queueIn(id, "loop")
	<-b.in.running
	behind := b.queueIn(id, "print a")
	if got := find(t, b.do(control, "delete_subshell_request", content{"subshell_id": id}), "delete_subshell_reply"); got["status"] != "ok" {
		t.Errorf("got %v", got)
	}
	list := b.await(behind)
	if got := find(t, list, "execute_reply"); got["status"] != "error" || !strings.Contains(got["evalue"].(string), "was deleted") {
		t.Errorf("what was queued: got %v", got)
	}
	b.k.interrupt()
	if got := types(b.await(cell)); !strings.HasSuffix(got, "error execute_reply@shell idle") {
		t.Errorf("the cell ends with %s", got)
	}
}
