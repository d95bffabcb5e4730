package kernel

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"starling/kernel/excerpt"
	"starling/kernel/spool"
	"starling/kernel/wire"
)

// Text is joined until so much time has passed since some was sent, or it is so
// long: a cell that prints in a loop does not send a message a line.
const (
	joinPeriod = 20 * time.Millisecond
	joinBytes  = 64 << 10
	// Once many messages were sent lately, it is longer.
	slowPeriod  = 100 * time.Millisecond
	manyStreams = 20
	// With each message JupyterLab renders the whole output anew to which it
	// adds. So the longer that is, the longer text is joined: a MB for a second.
	renderRate = 1_000_000
	maxPeriod  = 2 * time.Second

	// streamSize is what is around the text of a stream message.
	streamSize = 40
)

// pump carries the output of one request in the order in which it is made.
//
// Text to the same stream is joined: the first is sent at once, so that a slow
// cell is seen to live, then what has come together since. Where there is a
// pace, no more is sent than it allows. What must wait then joins, and of a
// flood only head and tail are kept (flood.go), though the spool has all of it.
//
// A display waits until the text before it is sent, and so does the end of the
// cell: nothing that it printed is sent afterwards. It waits for pace at most; in
// a cell that has used up the pace by itself, text is left out instead.
//
// What a cell has left behind, such as a function that a widget calls, may go on
// to print. That is sent as before, in the name of the cell: JupyterLab shows it
// there, for it listens until the cell is run again.
type pump struct {
	publish     func(msgType string, c any) error
	pace        *pace       // nil: everything is sent as it comes
	record      *spool.Cell // nil: nothing is kept to be shown again
	note        func(excerpt.Gap) string
	interrupted <-chan struct{} // of the cell; nil: never
	stopped     <-chan struct{} // of the kernel; nil: never

	mu      sync.Mutex
	text    excerpt.Text
	sent    time.Time // when text was last sent
	timer   *time.Timer
	armed   bool
	refused bool // what it is armed for is pace
	ended   bool

	replaying bool // what is shown now was kept before

	flood    flood
	displays displays
}

// newPump carries the output of a cell. One without a number (0) is not kept.
func (k *kernel) newPump(r *request, number int, interrupted <-chan struct{}) *pump {
	p := &pump{publish: r.publish, interrupted: interrupted, stopped: k.stopped}
	if k.pace == nil {
		return p
	}
	p.pace, p.note = k.pace, leftOut(number)
	p.text = excerpt.Text{Head: paceBytes, Tail: tailBytes}
	if number != 0 {
		p.record = k.spool.Begin(number, r.msg.Header.Session)
	}
	return p
}

// stream writes text to a stream.
func (p *pump) stream(name, text string) {
	if text == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.record != nil && !p.replaying {
		p.record.Stream(name, text)
	}
	p.beforeOutput()
	if p.pace == nil && len(text) >= joinBytes && text[len(text)-1] == '\n' && p.text.Empty() {
		p.sent = time.Now()
		p.say(name, text) // without a copy
		return
	}
	for n := 0; text != ""; text = text[n:] { // what can be sent at once is not cut
		if n = len(text); p.pace != nil {
			n = min(n, joinBytes)
		}
		p.text.Add(name, text[:n])
		p.flood.came += n
		p.push()
	}
}

// push sends of the text that waits what may be sent now, and sees to it that
// the rest follows.
func (p *pump) push() {
	_, gap := p.text.Gap()
	if p.armed && (p.refused && !gap || p.text.Held() || p.text.Pieces() == 1 && p.text.Size() < joinBytes) {
		return // the usual case of a loop that prints
	}
	p.disarm()
	if p.floods() {
		p.text.Skip()
	}
	if p.pace != nil && p.flood.spent() && !p.ended && !p.text.Empty() {
		p.text.Hold()
	}
	for {
		now := time.Now()
		size := p.text.Next(false)
		if size == 0 {
			break
		}
		if wait := p.join(now); wait > 0 {
			p.arm(wait)
			return
		}
		got, again := p.claim(now, size, false)
		if got == 0 {
			p.refused = true
			// A cell that has not had its burst yet, for others had theirs, waits
			// for it; one that has is cut.
			p.text.Head = max(headBytes, paceBytes-keptBytes-p.pace.own(now, p).bytes)
			p.arm(again)
			return
		}
		if !p.emit(got) {
			break
		}
	}
	p.watch()
}

// join is how long text should still wait for more of the same stream.
func (p *pump) join(now time.Time) time.Duration {
	if p.pace == nil {
		if p.text.Size() >= joinBytes || p.text.Pieces() > 1 {
			return 0
		}
		return joinPeriod - now.Sub(p.sent)
	}
	slow := p.pace.streamsSent(now) >= manyStreams
	if p.text.Pieces() > 1 && !slow || p.text.Size() >= p.enough() {
		return 0
	}
	period := joinPeriod
	if slow {
		period = slowPeriod
	}
	period = max(period, min(time.Duration(p.flood.block)*time.Second/renderRate, maxPeriod))
	return period - now.Sub(p.sent)
}

// enough is how much text is a message, however soon after the last.
func (p *pump) enough() int { return min(max(joinBytes, p.flood.block), p.text.Head) }

// claim asks for room for a message; 0: there is none before again has passed.
func (p *pump) claim(now time.Time, size int, last bool) (got int, again time.Duration) {
	if p.pace == nil {
		return size, 0
	}
	got, again = p.pace.claim(now, p, size+streamSize, last)
	return max(0, got-streamSize), again
}

// emit sends the first text that waits, as much as was claimed.
func (p *pump) emit(claimed int) bool {
	most, waits := claimed, p.text.Size()
	if p.pace == nil {
		most = 0
	}
	name, text, ok := p.text.Take(most, false)
	if p.pace != nil {
		p.pace.settle(p, waits-p.text.Size()+streamSize)
	}
	if ok {
		p.sent = time.Now()
		p.say(name, text)
	}
	return ok
}

// say publishes text.
func (p *pump) say(name, text string) {
	p.flood.add(name, len(text))
	p.displays.cleared = notCleared
	_ = p.publish("stream", streamContent(name, text)) // it is JSON
}

func streamContent(name, text string) json.RawMessage {
	raw := make([]byte, 0, len(text)+len(text)/8+streamSize) // room for line ends
	raw = wire.AppendString(append(raw, `{"name":`...), name)
	raw = wire.AppendString(append(raw, `,"text":`...), text)
	return append(raw, '}')
}

// disarm stops the timer. One that has fired already finds nothing to send, or
// a little early.
func (p *pump) disarm() {
	if p.armed {
		p.timer.Stop()
		p.armed, p.refused = false, false
	}
}

func (p *pump) arm(wait time.Duration) {
	p.armed = true
	if p.timer == nil {
		p.timer = time.AfterFunc(wait, p.tick)
	} else {
		p.timer.Reset(wait)
	}
}

// tick is what the timer does.
func (p *pump) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.disarm()
	p.push()
}

// patience is what may cut waiting for pace short.
type patience int

const (
	hasty   patience = iota // an interrupt of the cell
	patient                 // only the end of the kernel
)

// settle sends all text that waits. Where pace does not allow that, it waits, or
// leaves some out: at once if it is the cell itself that has used up the pace,
// else when it has waited for as long as pace looks back.
func (p *pump) settle(how patience) {
	begun := time.Now()
	for !p.text.Empty() {
		now := time.Now()
		if p.settled(now, now.Sub(begun) >= byteWindow) {
			break
		}
		if !p.wait(p.pace.later(now), how) {
			if how == patient {
				p.sendAll()
			}
			return
		}
	}
	p.disarm()
}

// settled sends all text that waits if pace allows it.
func (p *pump) settled(now time.Time, waited bool) bool {
	if p.pace == nil {
		p.sendAll()
		return true
	}
	own := p.pace.own(now, p)
	if own.messages+p.text.Pieces() > paceStreams {
		p.text.Mix() // with stdout and stderr in turn there is no end to it
	}
	around := (p.text.Pieces()+1)*streamSize + noteSize
	size, most := p.text.Size(), p.pace.room(now, true).bytes-around
	if size > most {
		others := own.bytes < ownFlood || own.bytes+size <= paceBytes // have used it up
		if others && !waited || most < min(size, leastTail) {
			return false
		}
		p.shorten(most)
	}
	messages := p.text.Pieces()
	if _, gap := p.text.Gap(); gap {
		messages++ // its note
	}
	if !p.pace.take(now, p, room{messages, p.text.Size() + around}) {
		return false
	}
	p.sendAll()
	return true
}

// sendAll sends all text that waits.
func (p *pump) sendAll() {
	p.text.Close(p.note)
	for {
		name, text, ok := p.text.Take(0, true)
		if !ok {
			return
		}
		p.sent = time.Now()
		p.say(name, text)
	}
}

// wait lets go of the pump for a while; false: there is no point in waiting.
func (p *pump) wait(d time.Duration, how patience) bool {
	p.mu.Unlock()
	defer p.mu.Lock()
	interrupted := p.interrupted
	if how == patient {
		interrupted = nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-interrupted:
	case <-p.stopped:
	}
	return false
}

// end sends all that waits.
func (p *pump) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle(patient)
	p.endDisplays()
	p.ended = true
	if p.record != nil {
		p.record.End()
	}
}

// flush sends the text that waits.
func (p *pump) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle(hasty)
}

// encode makes JSON of a message's content. It may not be possible: there is no
// NaN in JSON.
func encode(msgType string, c content) (json.RawMessage, error) {
	raw, err := wire.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("content of %s: %w", msgType, err)
	}
	return raw, nil
}
