package zmtp

import (
	"net"
	"sync"
	"time"
)

// A queue holds what is to be written to one peer. It is bounded: a sender
// waits while it is full, and a peer that takes nothing for the stall time is
// given up, so that no message to a living peer is ever dropped and a dead one
// delays the others once only.
type queue struct {
	conn  net.Conn
	max   int           // bytes
	stall time.Duration // without progress

	mu      sync.Mutex
	changed *sync.Cond
	chunks  [][]byte
	size    int    // bytes in chunks and being written
	written uint64 // bytes in all, to see progress
	dead    bool
}

func newQueue(conn net.Conn, max int, stall time.Duration) *queue {
	q := &queue{conn: conn, max: max, stall: stall}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// put adds the chunks of one message; it reports whether the peer lives. seal,
// if not nil, makes the chunks under the queue's lock, in the order of sending.
func (q *queue) put(chunks [][]byte, size int, seal func() ([][]byte, int)) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.waitForRoom() {
		return false
	}
	if seal != nil {
		chunks, size = seal()
	}
	q.chunks = append(q.chunks, chunks...)
	q.size += size
	q.changed.Broadcast()
	return true
}

// waitForRoom waits, with the lock held, until the queue is below its bound.
func (q *queue) waitForRoom() bool {
	for q.size > q.max && !q.dead {
		before := q.written
		expired := false
		timer := time.AfterFunc(q.stall, func() {
			q.mu.Lock()
			expired = true
			q.changed.Broadcast()
			q.mu.Unlock()
		})
		for q.size > q.max && !q.dead && !expired {
			q.changed.Wait()
		}
		timer.Stop()
		if expired && q.size > q.max && q.written == before {
			q.killLocked()
		}
	}
	return !q.dead
}

// kill ends the connection; what is queued is lost.
func (q *queue) kill() {
	q.mu.Lock()
	q.killLocked()
	q.mu.Unlock()
}

func (q *queue) killLocked() {
	q.dead = true
	q.chunks, q.size = nil, 0
	q.changed.Broadcast()
	q.conn.Close()
}

// drain waits until everything is written, at the latest until the deadline.
func (q *queue) drain(deadline time.Time) {
	timer := time.AfterFunc(time.Until(deadline), q.kill)
	defer timer.Stop()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.size > 0 && !q.dead {
		q.changed.Wait()
	}
}

// run writes until the peer is dead.
func (q *queue) run() {
	for {
		q.mu.Lock()
		for len(q.chunks) == 0 && !q.dead {
			q.changed.Wait()
		}
		if q.dead {
			q.mu.Unlock()
			return
		}
		chunks := q.chunks
		q.chunks = nil
		q.mu.Unlock()
		for len(chunks) > 0 {
			n, size := batch(chunks)
			buffers := gather(chunks[:n], size)
			if _, err := buffers.WriteTo(q.conn); err != nil {
				q.kill()
				return
			}
			chunks = chunks[n:]
			q.mu.Lock()
			if !q.dead {
				q.size -= size
			}
			q.written += uint64(size)
			q.changed.Broadcast()
			q.mu.Unlock()
		}
	}
}

// batch says how many chunks to write in one system call.
func batch(chunks [][]byte) (n, size int) {
	for n < len(chunks) && n < 512 && size < 1<<20 {
		size += len(chunks[n])
		n++
	}
	return n, size
}

// gather copies many small chunks into one: that is cheaper than a long vector.
func gather(chunks [][]byte, size int) net.Buffers {
	if n := len(chunks); size < 64<<10 || n > 64 && size/n < 2<<10 {
		b := make([]byte, 0, size)
		for _, c := range chunks {
			b = append(b, c...)
		}
		return net.Buffers{b}
	}
	return append(net.Buffers(nil), chunks...) // WriteTo consumes its receiver
}
