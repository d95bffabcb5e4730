package kernel

import (
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
)

// Subshells answer requests side by side: JEP 91,
// https://jupyter.org/enhancement-proposals/91-kernel-subshells/kernel-subshells.html.
// Each has a lane of its own, to which the subshell_id in a header leads. The
// cells of all are cells of one session: numbers, results and history are shared,
// as in ipykernel, for Out[3] must be one thing.

// maxSubshells bounds what a client that never deletes any can take. A front end
// may ask for one for each of its widgets.
const maxSubshells = 4096

// lanes is where requests wait for their turn.
type lanes struct {
	k              *kernel
	work           sync.WaitGroup
	shell, control *lane

	mu        sync.Mutex
	subshells map[string]*lane
	ids       []string // in the order in which they were made
	closed    bool
}

func newLanes(k *kernel) *lanes {
	l := &lanes{k: k, subshells: map[string]*lane{}}
	l.shell, l.control = l.lane(), l.lane()
	return l
}

func (l *lanes) lane() *lane { return &lane{k: l.k, work: &l.work} }

// put queues a request in the lane that it asks for. One that asks for a
// subshell that is not there is refused.
func (l *lanes) put(r *request) {
	to := l.shell
	if r.channel == control {
		to = l.control
	} else if id := r.msg.Header.SubshellID; id != "" {
		l.mu.Lock()
		sub, ok := l.subshells[id]
		l.mu.Unlock()
		if ok {
			to = sub
		} else {
			r.refused = &Error{Name: "UnknownSubshell", Value: fmt.Sprintf("there is no subshell %q", id)}
		}
	}
	to.put(r)
}

func (l *lanes) create() (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ids) >= maxSubshells {
		return "", fmt.Errorf("there are %d subshells already: delete some first", len(l.ids))
	}
	id := rand.Text()
	sub := l.lane()
	sub.closed = l.closed
	l.subshells[id] = sub
	l.ids = append(l.ids, id)
	return id, nil
}

// delete forgets a subshell. What it does now it finishes, what is queued there
// is refused.
func (l *lanes) delete(id string) error {
	l.mu.Lock()
	sub, ok := l.subshells[id]
	delete(l.subshells, id)
	l.ids = slices.DeleteFunc(l.ids, func(other string) bool { return other == id })
	l.mu.Unlock()
	if !ok {
		return fmt.Errorf("there is no subshell %q", id)
	}
	sub.refuse(&Error{Name: "UnknownSubshell", Value: fmt.Sprintf("subshell %q was deleted", id)})
	return nil
}

func (l *lanes) list() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string{}, l.ids...)
}

// close leaves what waits undone; wait waits for what is at work.
func (l *lanes) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.shell.close()
	l.control.close()
	for _, sub := range l.subshells {
		sub.close()
	}
}

func (l *lanes) wait() { l.work.Wait() }

func (k *kernel) createSubshell(*request) (content, error) {
	id, err := k.lanes.create()
	if err != nil {
		return nil, err
	}
	return content{"status": "ok", "subshell_id": id}, nil
}

func (k *kernel) deleteSubshell(r *request) (content, error) {
	var c struct {
		SubshellID string `json:"subshell_id"`
	}
	if err := r.read(&c); err != nil {
		return nil, err
	}
	if err := k.lanes.delete(c.SubshellID); err != nil {
		return nil, err
	}
	return content{"status": "ok"}, nil
}

func (k *kernel) listSubshells(*request) (content, error) {
	return content{"status": "ok", "subshell_id": k.lanes.list()}, nil
}
