package kernel

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// tape records what a pump sends.
type tape struct {
	mu   sync.Mutex
	msgs []string
	text map[string]string
}

func (r *tape) publish(msgType string, v any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if msgType != "stream" {
		r.msgs = append(r.msgs, msgType)
		return nil
	}
	var c struct{ Name, Text string }
	if err := json.Unmarshal(v.(json.RawMessage), &c); err != nil {
		return err
	}
	name, text := c.Name, c.Text
	r.msgs = append(r.msgs, name+" "+text)
	r.text[name] += text
	return nil
}

func (r *tape) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.msgs)
}

func newTape() *tape { return &tape{text: map[string]string{}} }

func TestPumpKeepsTheOrder(t *testing.T) {
	r := newTape()
	p := &pump{publish: r.publish}
	for i := range 3 {
		p.stream("stdout", fmt.Sprint("o", i))
		p.stream("stderr", fmt.Sprint("e", i))
		p.show("display_data", nil, nil, content{})
	}
	p.stream("stdout", "last")
	p.stream("stdout", "")
	p.flush()
	got := strings.Join(r.msgs, "|")
	want := "stdout o0|stderr e0|display_data|stdout o1|stderr e1|display_data|stdout o2|stderr e2|display_data|stdout last"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestPumpSendsTheFirstTextAtOnceAndTheRestSoon(t *testing.T) {
	r := newTape()
	p := &pump{publish: r.publish}
	p.stream("stdout", "a")
	if r.count() != 1 {
		t.Fatal("the first text waits")
	}
	p.stream("stdout", "b")
	p.stream("stdout", "c")
	for deadline := time.Now().Add(10 * time.Second); r.count() < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("text is never sent while the cell says nothing more")
		}
	}
	if r.text["stdout"] != "abc" {
		t.Errorf("got %q", r.text["stdout"])
	}
}

func TestPumpJoinsAFlood(t *testing.T) {
	r := newTape()
	p := &pump{publish: r.publish}
	var want strings.Builder
	start := time.Now()
	for i := range 100_000 {
		line := fmt.Sprintln("line", i)
		want.WriteString(line)
		p.stream("stdout", line)
	}
	p.flush()
	if r.text["stdout"] != want.String() {
		t.Error("text is lost or out of order")
	}
	most := 3 + want.Len()/joinBytes + int(time.Since(start)/joinPeriod)
	if r.count() > most {
		t.Errorf("got %d messages, want at most %d", r.count(), most)
	}
}

func TestPumpUsedByManyAndAfterTheCell(t *testing.T) {
	r := newTape()
	p := &pump{publish: r.publish}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 1000 {
				p.stream("stdout", "x")
			}
		})
	}
	all.Wait()
	p.flush()
	if n := len(r.text["stdout"]); n != 8000 {
		t.Errorf("got %d bytes, want 8000", n)
	}
	p.stream("stdout", "late")
	for deadline := time.Now().Add(10 * time.Second); !strings.HasSuffix(r.last(), "late"); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("text written after the cell is lost")
		}
	}
}

func (r *tape) last() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.msgs[len(r.msgs)-1]
}
