package kernel

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"starling/kernel/excerpt"
	"starling/kernel/spool"
	"starling/kernel/wire"
)

// A frame of a film is a message that was published, and when.
type frame struct {
	at      time.Time
	msgType string
	fields  map[string]any
	size    int // of a stream's content
}

// film records what several cells publish, on a clock that only moves when all
// wait.
type film struct {
	t     *testing.T
	pace  pace
	spool *spool.Spool
	cells int

	mu     sync.Mutex
	frames []frame
}

// roll runs a test on a film, and checks that pace was kept.
func roll(t *testing.T, test func(t *testing.T, f *film)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &film{t: t, spool: spool.New(dir, t.Logf)}
		defer f.spool.Close()
		test(t, f)
		time.Sleep(time.Minute) // what a timer still sends counts
		f.check()
	})
}

func (f *film) publish(msgType string, v any) error {
	raw, err := wire.Marshal(v)
	if err != nil {
		return err
	}
	now := frame{at: time.Now(), msgType: msgType}
	if err := json.Unmarshal(raw, &now.fields); err != nil {
		f.t.Error(err)
	}
	if msgType == "stream" {
		now.size = len(raw)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.frames = append(f.frames, now)
	return nil
}

// cell begins the output of a cell.
func (f *film) cell() *pump {
	f.cells++
	return &pump{
		publish: f.publish, pace: &f.pace, note: leftOut(f.cells), record: f.spool.Begin(f.cells, "me"),
		text: excerpt.Text{Head: paceBytes, Tail: tailBytes},
	}
}

// check holds any 3 s to what they may have.
func (f *film) check() {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	var streams, others []frame
	for _, m := range f.frames {
		if m.msgType == "stream" {
			streams = append(streams, m)
		} else {
			others = append(others, m)
		}
	}
	for i := range streams {
		n, size := 0, 0
		for _, m := range streams[i:] {
			if m.at.Sub(streams[i].at) > 3*time.Second {
				break
			}
			n, size = n+1, size+m.size
		}
		if n > 60 || size > 2_400_000 {
			f.t.Fatalf("%d messages and %d bytes in 3 s", n, size)
		}
	}
	for i := range others {
		if j := i + paceMessages; j < len(others) && others[j].at.Sub(others[i].at) <= 3*time.Second {
			f.t.Fatalf("more than %d displays in 3 s", paceMessages)
		}
	}
}

// shown is the text of a stream so far.
func (f *film) shown(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var b strings.Builder
	for _, m := range f.frames {
		if m.msgType == "stream" && m.fields["name"] == name {
			b.WriteString(m.fields["text"].(string))
		}
	}
	return b.String()
}

// list is what was published, as words: the text of streams in brackets.
func (f *film) list() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var words []string
	for _, m := range f.frames {
		switch m.msgType {
		case "stream":
			words = append(words, strings.TrimSpace(m.fields["text"].(string)))
		case "clear_output":
			words = append(words, "clear")
		default:
			data := m.fields["data"].(map[string]any)
			words = append(words, fmt.Sprintf("%s(%v)", strings.TrimSuffix(m.msgType, "_data"), data["text/plain"]))
		}
	}
	return strings.Join(words, " ")
}

func (f *film) count(msgType string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, m := range f.frames {
		if m.msgType == msgType {
			n++
		}
	}
	return n
}

func text(s string) map[string]any { return map[string]any{"text/plain": s} }

// took runs what is done and returns how long it had to wait.
func took(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// numbered is n lines, and about 10 bytes each.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}
