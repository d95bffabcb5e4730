package zmtp

import (
	"fmt"
	"net"
	"sync"
	"time"
)

// A packet is a message, or a command, as it is written.
type packet struct {
	chunks [][]byte
	size   int // bytes in chunks
}

func (p *packet) append(chunk []byte) {
	p.chunks = append(p.chunks, chunk)
	p.size += len(chunk)
}

// A queue holds what is to be written to one peer. It is bounded: a sender
// waits while it is full, and a peer that then has taken nothing for the stall
// time is given up, so that no message to a living peer is ever dropped and a
// dead one delays its sender once only.
type queue struct {
	conn  net.Conn
	max   int           // bytes
	stall time.Duration // without progress
	died  func()        // called once, on death

	mu      sync.Mutex
	changed *sync.Cond
	chunks  [][]byte
	size    int       // bytes in chunks and being written
	since   time.Time // the peer has taken nothing of these
	waiting int       // senders
	dead    bool
	why     error // of its death, the first reason; nil: it was to end
}

func newQueue(conn net.Conn, max int, stall time.Duration, died func()) *queue {
	q := &queue{conn: conn, max: max, stall: stall, died: died}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// isDead reports whether the peer has been given up.
func (q *queue) isDead() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dead
}

// An outcome says what became of an offer.
type outcome int

const (
	queued outcome = iota
	full
	dead
)

// offer adds a packet unless the queue is full. pack is called under the
// queue's lock, in the order of sending: a mechanism counts what it seals.
func (q *queue) offer(pack func() packet) outcome {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.dead:
		return dead
	case q.size > q.max || q.waiting > 0: // those who wait go first
		return full
	}
	q.add(pack())
	return queued
}

// put adds a packet, if need be after a wait; it reports whether the peer
// lives.
func (q *queue) put(pack func() packet) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.waitForRoom() {
		return false
	}
	q.add(pack())
	return true
}

func (q *queue) add(p packet) {
	if q.size == 0 {
		q.since = time.Now()
	}
	q.chunks = append(q.chunks, p.chunks...)
	q.size += p.size
	q.changed.Broadcast()
}

// waitForRoom waits, with the lock held, until the queue is below its bound.
func (q *queue) waitForRoom() bool {
	q.waiting++
	defer func() { q.waiting-- }()
	for q.size > q.max && !q.dead {
		left := q.stall - time.Since(q.since)
		if left <= 0 {
			q.killLocked(fmt.Errorf("peer took nothing for %v while %d bytes waited, want at most %d", q.stall, q.size, q.max))
			break
		}
		timer := time.AfterFunc(left, func() {
			q.mu.Lock()
			q.changed.Broadcast()
			q.mu.Unlock()
		})
		q.changed.Wait()
		timer.Stop()
	}
	return !q.dead
}

// kill ends the connection; what is queued is lost.
func (q *queue) kill(why error) {
	q.mu.Lock()
	q.killLocked(why)
	q.mu.Unlock()
}

func (q *queue) killLocked(why error) {
	if !q.dead {
		q.dead, q.why = true, why
		go q.died() // it may want the locks of whoever kills
	}
	q.chunks, q.size = nil, 0
	q.changed.Broadcast()
	q.conn.Close()
}

// drain waits until everything is written, at the latest until the deadline.
func (q *queue) drain(deadline time.Time) {
	timer := time.AfterFunc(time.Until(deadline), func() { q.kill(nil) })
	defer timer.Stop()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.size > 0 && !q.dead {
		q.changed.Wait()
	}
}

// run writes until the peer is dead.
func (q *queue) run() {
	var scratch []byte
	for {
		chunks := q.take()
		if chunks == nil {
			return
		}
		for len(chunks) > 0 {
			var (
				part net.Buffers
				size int
			)
			part, chunks, size = cut(chunks)
			if worthCopying(len(part), size) {
				scratch = scratch[:0]
				for _, c := range part {
					scratch = append(scratch, c...)
				}
				part = net.Buffers{scratch}
			}
			if _, err := part.WriteTo(q.conn); err != nil {
				q.kill(err)
				return
			}
			q.mu.Lock()
			if !q.dead { // its size is then 0 already
				q.size -= size
			}
			q.since = time.Now()
			q.changed.Broadcast()
			q.mu.Unlock()
		}
	}
}

// take waits for chunks and takes them all; nil when the peer is dead.
func (q *queue) take() [][]byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.chunks) == 0 && !q.dead {
		q.changed.Wait()
	}
	chunks := q.chunks
	q.chunks = nil
	return chunks
}

const (
	// writeSize is what is written at once. It is the grain in which progress
	// is seen: a peer with a full queue must take this much in the stall time.
	writeSize = 256 << 10
	maxVector = 512 // chunks
)

// cut takes the chunks to write at once. A long chunk is cut, so that a peer
// that reads a big message slowly is not taken for dead.
func cut(chunks [][]byte) (part, rest [][]byte, size int) {
	n := 0
	for n < len(chunks) && n < maxVector && size < writeSize {
		c := chunks[n]
		if room := writeSize - size; len(c) > room {
			part = append(chunks[:n:n], c[:room])
			chunks[n] = c[room:]
			return part, chunks[n:], writeSize
		}
		size += len(c)
		n++
	}
	return chunks[:n], chunks[n:], size
}

// worthCopying reports whether so many chunks are cheaper to copy into one
// than to write as a vector.
func worthCopying(n, size int) bool {
	return n > 1 && (size < 64<<10 || size/n < 2<<10)
}
