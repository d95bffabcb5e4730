package zmtp

import "sync"

// messageCost is what a message takes besides its bytes.
const messageCost = 1 << 10

// peersPending is how many peers' worth may be pending at a time, also of those
// that are gone.
const peersPending = 4

// received is a message that is not done with.
type received struct {
	msg  Msg
	done func()
}

// An intake holds the messages that a socket has received, up to a bound for
// each peer and one for all. Who is within a bound is not held up by who is not,
// and a peer that has nothing pending may always send one.
type intake struct {
	max int // bytes, of a peer

	mu      sync.Mutex
	arrived *sync.Cond // a message, or the end
	room    *sync.Cond // a message was done with, a peer has died, or the end
	waiting []received
	total   int
	closed  bool
}

func newIntake(max int) *intake {
	in := &intake{max: max}
	in.arrived, in.room = sync.NewCond(&in.mu), sync.NewCond(&in.mu)
	return in
}

// put adds a message of a peer, if need be after a wait. While the socket closes,
// or the peer is gone, it is dropped.
func (in *intake) put(p *peer, m Msg) {
	cost := messageCost
	for _, part := range m {
		cost += len(part)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	for !in.closed && p.pending > 0 && (p.pending+cost > in.max || in.total+cost > peersPending*in.max) {
		if p.out.isDead() {
			return
		}
		in.room.Wait()
	}
	if in.closed {
		return
	}
	p.pending += cost
	in.total += cost
	in.waiting = append(in.waiting, received{m, func() { in.release(p, cost) }})
	in.arrived.Signal()
}

func (in *intake) release(p *peer, cost int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	p.pending -= cost
	in.total -= cost
	in.room.Broadcast()
}

// take waits for a message; false: the socket is closed.
func (in *intake) take() (received, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for len(in.waiting) == 0 && !in.closed {
		in.arrived.Wait()
	}
	if in.closed {
		return received{}, false
	}
	r := in.waiting[0]
	in.waiting[0] = received{}
	in.waiting = in.waiting[1:]
	return r, true
}

// wake has those who wait for room look again.
func (in *intake) wake() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.room.Broadcast()
}

func (in *intake) close() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.closed = true
	in.arrived.Broadcast()
	in.room.Broadcast()
}
