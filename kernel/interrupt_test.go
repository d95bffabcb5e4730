package kernel

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestInterrupt(t *testing.T) {
	b := newBench(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.k.dispatch(b.request(shell, "execute_request", content{"code": "print a\nloop"}))
	}()
	<-b.in.running
	b.taken()
	sent := types(b.do(control, "interrupt_request", content{}))
	if !strings.Contains(sent, "interrupt_reply@control") {
		t.Errorf("got %s, want an answer while a cell runs", sent)
	}
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("the cell goes on")
	}
	sent += " " + types(b.taken()) // the cell may have ended before the answer was taken
	if e, r := strings.Index(sent, "error"), strings.Index(sent, "execute_reply@shell"); e < 0 || r < e || strings.Count(sent, "idle") != 2 {
		t.Errorf("the interrupted cell ends with %s", sent)
	}
	if got := types(b.run("print a")); got != "busy execute_input stream execute_reply@shell idle" {
		t.Errorf("the next cell gives %s", got)
	}
}

// Whom does an interrupt end? "alive" tells.
func TestInterruptEndsWhatWasThere(t *testing.T) {
	b := newBench(t)
	cell := func() *request {
		r := b.request(shell, "execute_request", content{"code": "alive", "stop_on_error": false})
		r.lane = b.k.lanes.shell
		return r
	}
	play := func(r *request) any {
		b.k.dispatch(r)
		return find(t, b.taken(), "execute_reply")["status"]
	}
	b.k.interrupt() // while idle
	first, second := cell(), cell()
	if got := play(first); got != "ok" {
		t.Errorf("an interrupt before the cell came: %v", got)
	}
	b.k.interrupt() // when the first has ended and the second is on its way
	if got := play(second); got != "error" {
		t.Errorf("an interrupt while the cell waits for its turn: %v", got)
	}
	third, fourth := cell(), cell()
	b.k.interrupt()
	if got := [...]any{play(third), play(fourth), play(cell())}; got != [...]any{"error", "ok", "ok"} {
		t.Errorf("one interrupt with two cells on their way, and one after: %v", got)
	}
}

// Interrupts that meet cells anywhere, also where they wait for an answer.
func TestInterruptsLeaveNothingBehind(t *testing.T) {
	b := newBench(t)
	asked := make(chan struct{}, 1)
	b.k.out.stdin = func([][]byte) bool { asked <- struct{}{}; return true }
	before := runtime.NumGoroutine()
	for i := range 500 {
		cell := b.request(shell, "execute_request", content{"code": []string{"loop", "ask x"}[i%2], "allow_stdin": true, "stop_on_error": false})
		b.k.lanes.put(cell)
		select {
		case <-b.in.running:
		case <-asked:
		}
		if i%3 == 0 {
			b.k.lanes.put(b.request(control, "interrupt_request", content{}))
		} else {
			b.k.interrupt()
		}
	}
	b.k.lanes.wait()
	for range 1000 { // those that end now
		if runtime.NumGoroutine() <= before {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines, %d before", n, before)
	}
	errors := 0
	for _, m := range b.taken() {
		if m.Header.Type == "execute_reply" && m.fields["status"] == "error" {
			errors++
		}
	}
	if errors != 500 {
		t.Errorf("%d of 500 cells were interrupted", errors)
	}
}
