package kernel

import (
	"fmt"
	"maps"
	"sync"
	"time"
)

const (
	// pumpPeriod and pumpBytes bound what a cell that prints in a loop sends:
	// a message per period or per so many bytes. Front ends drop output above
	// 1,000 messages a second.
	pumpPeriod = 20 * time.Millisecond
	pumpBytes  = 64 << 10
)

// pump carries the output of one request in the order in which it is made.
// Text to the same stream is joined: the first is sent at once, so that a slow
// cell is seen to live, then what has come together since.
type pump struct {
	publish func(msgType string, c content) error

	mu    sync.Mutex
	name  string // of the stream that text is for
	text  []byte
	sent  time.Time // when text was last sent
	timer *time.Timer
	armed bool
}

func newPump(publish func(string, content) error) *pump { return &pump{publish: publish} }

// stream writes text to a stream.
func (p *pump) stream(name, text string) {
	if text == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if name != p.name {
		p.flushLocked()
		p.name = name
	}
	p.text = append(p.text, text...)
	if len(p.text) >= pumpBytes {
		p.flushLocked()
		return
	}
	if p.armed {
		return
	}
	since := time.Since(p.sent)
	if since >= pumpPeriod {
		p.flushLocked()
		return
	}
	p.armed = true
	if p.timer == nil {
		p.timer = time.AfterFunc(pumpPeriod-since, p.flush)
	} else {
		p.timer.Reset(pumpPeriod - since)
	}
}

// send sends a message behind the text that came before it.
func (p *pump) send(msgType string, c content) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flushLocked()
	if err := p.publish(msgType, c); err != nil {
		// Data that is no JSON, such as a NaN in it: say so where it would show.
		_ = p.publish("stream", content{"name": "stderr", "text": fmt.Sprintf("not shown: %v\n", err)})
	}
}

// show sends a message that holds a bundle, and more fields.
func (p *pump) show(msgType string, data, metadata map[string]any, more content) {
	c := content{"data": orNone(data), "metadata": orNone(metadata)}
	maps.Copy(c, more)
	p.send(msgType, c)
}

// flush sends the text that waits.
func (p *pump) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flushLocked()
}

func (p *pump) flushLocked() {
	if p.armed {
		p.timer.Stop() // one that fired already finds nothing to send, or a little early
		p.armed = false
	}
	if len(p.text) == 0 {
		return
	}
	_ = p.publish("stream", content{"name": p.name, "text": string(p.text)}) // text is always JSON
	p.text = p.text[:0]
	p.sent = time.Now()
}
