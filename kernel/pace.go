package kernel

import (
	"slices"
	"sync"
	"time"
)

// What a kernel publishes in any 3 s. Jupyter's server drops output of which more
// than 3 MB of streams, or more than 3,000 messages, come in as long
// (jupyter_server, limits of ZMQChannelsWebsocketConnection). A server that is
// busy reads in jerks, so that what was sent in more than 3 s may come in less:
// bytes, which come near its limit, are spread over a longer time.
const (
	paceStreams  = 60        // stream messages
	paceBytes    = 2_400_000 // of their content
	paceMessages = 1500      // displays and the like

	paceWindow = 3100 * time.Millisecond
	byteWindow = 4 * time.Second
)

// Of these, cells that go on leave some to those that end, so that their last
// words need not wait.
const (
	keptStreams = 12
	keptBytes   = 240_000
)

// pace says what may be published, and when. All cells share it. It knows the
// time only from its callers.
type pace struct {
	mu       sync.Mutex
	streams  []sending // oldest first, none older than byteWindow
	messages []sending // nor than paceWindow
}

// A sending is a message that was published.
type sending struct {
	at    time.Time
	bytes int
	by    *pump
}

// room is for streams that are published.
type room struct{ messages, bytes int }

// room is what there is now for a cell; last: for its last words.
func (p *pace) room(now time.Time, last bool) room {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.roomLocked(now, last)
}

func (p *pace) roomLocked(now time.Time, last bool) room {
	p.streams = recent(p.streams, now, byteWindow)
	r := room{paceStreams, paceBytes}
	for _, s := range p.streams {
		r.bytes -= s.bytes
		if now.Sub(s.at) < paceWindow {
			r.messages--
		}
	}
	if !last {
		r.messages -= keptStreams
		r.bytes -= keptBytes
	}
	return r
}

// claim takes room for a message of a cell, of as many bytes as it wants or at
// least enough to be worth it. Where there is not even that it returns 0 and
// when to ask again.
func (p *pace) claim(now time.Time, by *pump, want int, last bool) (bytes int, again time.Duration) {
	const worth = 4 << 10
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.roomLocked(now, last)
	if r.messages <= 0 || r.bytes < min(want, worth) {
		return 0, p.laterLocked(now)
	}
	bytes = min(want, r.bytes)
	p.streams = append(p.streams, sending{now, bytes, by})
	return bytes, 0
}

// settle says how long the message became for which a cell claimed room last.
func (p *pace) settle(by *pump, bytes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range slices.Backward(p.streams) {
		if p.streams[i].by == by {
			p.streams[i].bytes = bytes
			return
		}
	}
}

// claimMessage is the same for a message that is no stream: 0, or when to ask
// again.
func (p *pace) claimMessage(now time.Time) (again time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.messages = recent(p.messages, now, paceWindow)
	if len(p.messages) >= paceMessages {
		return paceWindow - now.Sub(p.messages[0].at)
	}
	p.messages = append(p.messages, sending{at: now})
	return 0
}

// take takes room for the last words of a cell, if there is enough.
func (p *pace) take(now time.Time, by *pump, want room) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.roomLocked(now, true)
	if r.messages < want.messages || r.bytes < want.bytes {
		return false
	}
	p.streams = append(p.streams, sending{now, want.bytes, by})
	for range want.messages - 1 {
		p.streams = append(p.streams, sending{now, 0, by})
	}
	return true
}

// streamsSent is how many stream messages there were lately.
func (p *pace) streamsSent(now time.Time) int { return paceStreams - p.room(now, true).messages }

// own is what of them a cell sent.
func (p *pace) own(now time.Time, by *pump) room {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.streams = recent(p.streams, now, byteWindow)
	var r room
	for _, s := range p.streams {
		if s.by == by {
			r.messages++
			r.bytes += s.bytes
		}
	}
	return r
}

// later is when there may be more room for streams than now.
func (p *pace) later(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.laterLocked(now)
}

func (p *pace) laterLocked(now time.Time) time.Duration {
	p.streams = recent(p.streams, now, byteWindow)
	first := byteWindow
	for _, s := range p.streams {
		age := now.Sub(s.at)
		if age < paceWindow {
			return min(first, paceWindow-age)
		}
		if s.bytes > 0 {
			first = min(first, byteWindow-age)
		}
	}
	return first
}

// recent drops what is older than a window.
func recent(list []sending, now time.Time, window time.Duration) []sending {
	n := 0
	for n < len(list) && now.Sub(list[n].at) >= window {
		n++
	}
	return slices.Delete(list, 0, n)
}
