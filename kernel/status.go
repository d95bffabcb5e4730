package kernel

import (
	"slices"
	"sync"
)

// busy is the requests that are being answered, in the order in which they
// began. The lock makes the order of statuses on the wire theirs.
type busy struct {
	mu       sync.Mutex
	requests []*request
}

// begins says that a request is being answered.
func (k *kernel) begins(r *request) {
	k.busy.mu.Lock()
	defer k.busy.mu.Unlock()
	k.busy.requests = append(k.busy.requests, r)
	_ = r.publish("status", content{"execution_state": "busy"})
}

// ends says that it has been answered. Front ends take the last status they hear
// for that of the kernel, so where a cell still runs it says so again.
func (k *kernel) ends(r *request) {
	k.busy.mu.Lock()
	defer k.busy.mu.Unlock()
	k.busy.requests = slices.DeleteFunc(k.busy.requests, func(q *request) bool { return q == r })
	_ = r.publish("status", content{"execution_state": "idle"})
	for _, q := range k.busy.requests {
		if q.turn() == inOrder && q.channel == shell {
			_ = q.publish("status", content{"execution_state": "busy"})
			return
		}
	}
}
