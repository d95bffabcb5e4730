package kernel

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"starling/kernel/spool"
)

// again replays a cell in a new one, and returns what that shows.
func (f *film) again(t *testing.T, c *spool.Cell) (p *pump, wait time.Duration) {
	t.Helper()
	f.mu.Lock()
	f.frames = nil
	f.mu.Unlock()
	p = f.cell()
	wait = took(func() {
		if err := p.replay(c, "bar"); err != nil {
			t.Error(err)
		}
		p.end()
	})
	return p, wait
}

func TestReplayShowsAll(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		all := numbered(1_000_000) // 12 MB as JSON
		p.stream("stdout", all)
		p.end()
		time.Sleep(byteWindow)
		_, wait := f.again(t, f.spool.Unseen("me"))
		if f.shown("stdout") != all {
			t.Errorf("%d of %d bytes are shown again", len(f.shown("stdout")), len(all))
		}
		if wait < 10*time.Second || wait > 30*time.Second {
			t.Errorf("it takes %v", wait)
		}
		last := f.frames[len(f.frames)-1]
		if got := fmt.Sprint(last.fields["data"]); !strings.Contains(got, "Output of cell 1: 11.9 MB of 11.9 MB]") {
			t.Errorf("its progress ends with %s", got)
		}
		if c := f.spool.Unseen("me"); c == nil || c.Number != 1 {
			t.Error("a replay is what is replayed next")
		}
	})
}

func TestReplayShowsDisplaysAsTheyBecame(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		named := func(id string) content { return content{"transient": content{"display_id": id}} }
		p := f.cell()
		p.stream("stdout", "gone")
		p.clearOutput(true)
		p.stream("stdout", "a")
		p.show("display_data", text("0%"), nil, named("bar"))
		p.stream("stderr", "b")
		p.show("execute_result", text("7"), nil, content{"execution_count": 1})
		for i := range 101 {
			p.update(text(fmt.Sprint(i, "%")), nil, "bar")
		}
		p.end()
		time.Sleep(time.Minute)
		f.again(t, f.spool.Cell(1))
		if got, want := f.list(), "a display(100%) b display(7)"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		for _, m := range f.frames {
			if transient, _ := m.fields["transient"].(content); len(transient) > 0 {
				t.Errorf("what is shown again has the name %v", transient)
			}
		}
	})
}

func TestReplayIsInterrupted(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		p.stream("stdout", numbered(1_000_000))
		p.end()
		interrupted := make(chan struct{})
		time.AfterFunc(5*time.Second, func() { close(interrupted) })
		p = f.cell()
		p.interrupted = interrupted
		var err error
		wait := took(func() { err = p.replay(f.spool.Cell(1), "bar") })
		if !errors.Is(err, ErrInterrupted) || wait != 5*time.Second {
			t.Errorf("got %v after %v", err, wait)
		}
		p.end()
	})
}

func TestReplaySaysWhatIsNotKept(t *testing.T) {
	b := newBench(t)
	if got := find(t, b.run("replay 0"), "error")["evalue"]; !strings.Contains(got.(string), "--output=all") {
		t.Errorf("got %v", got)
	}
	b.k.cap(t.TempDir())
	defer b.k.spool.Close()
	for _, tc := range []struct{ code, want string }{
		{"replay 0", "no cell has put out anything"},
		{"replay 9", "cell 9 is not kept"},
		{"", ""}, // cell 4
		{"replay 4", "cell 4 has put out nothing"},
		{"replay 99", "cell 99 is not kept; that of cells 2 to 5 is"},
		{"replay -1", "cell -1 is not kept"},
	} {
		out := b.run(tc.code)
		if tc.want == "" {
			continue
		}
		if got := find(t, out, "error")["evalue"]; !strings.Contains(got.(string), tc.want) {
			t.Errorf("%s: got %v, want %q", tc.code, got, tc.want)
		}
	}
}

func TestReplayOfAnErrorAndOfAnotherClientsCell(t *testing.T) {
	b := newBench(t)
	b.k.cap(t.TempDir())
	defer b.k.spool.Close()
	b.run("print a\nfail why") // 1
	other := b.request(shell, "execute_request", content{"code": "print theirs\nvalue 5"})
	other.msg.Header.Session = "another"
	b.k.dispatch(other) // 2
	b.run("print b")    // 3
	b.taken()
	out := b.run("replay 0")
	if got := types(out); got != "busy execute_input stream display_data execute_reply@shell idle" {
		t.Errorf("got %s", got)
	}
	if got := find(t, out, "stream")["text"]; got != "theirs\n" {
		t.Errorf("got %v, want what this client has not seen", got)
	}
	var said strings.Builder
	for _, m := range b.run("replay 1") {
		if m.Header.Type == "stream" {
			fmt.Fprint(&said, m.fields["name"], ":", m.fields["text"])
		}
	}
	if got, want := said.String(), "stdout:a\nstderr:why\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
