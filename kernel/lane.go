package kernel

import (
	"slices"
	"sync"
)

// A turn says when a request has its turn among those of its lane.
type turn int

const (
	// inOrder: after all that came before it. What runs the user's code does.
	inOrder turn = iota
	// aside: at once, also while a cell runs. It needs no cell.
	aside
	// asideOfOthers: at once, unless its client has cells queued before it,
	// whose effect it may want to see.
	asideOfOthers
)

// A lane answers requests one after the other. While it answers one in order,
// those that need not wait for it are answered aside, on a second goroutine, in
// the order in which they came. So there are at most two at work.
type lane struct {
	k *kernel

	mu      sync.Mutex
	changed *sync.Cond
	// What waits, in two lists, so that neither goroutine searches: a flood of
	// cells must not slow a completion.
	inOrder, aside []*request
	serial         uint64
	inside         *request // what the lane's first goroutine answers; nil: nothing
	beside         bool     // the second answers something
	closed         bool
}

func newLane(k *kernel) *lane {
	l := &lane{k: k}
	l.changed = sync.NewCond(&l.mu)
	return l
}

// put queues a request.
func (l *lane) put(r *request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.serial++
	r.serial = l.serial
	if r.turn() == inOrder {
		l.inOrder = append(l.inOrder, r)
	} else {
		l.aside = append(l.aside, r)
	}
	l.changed.Broadcast()
}

// close ends both goroutines after what they do now.
func (l *lane) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.changed.Broadcast()
}

// run answers requests until the lane is closed.
func (l *lane) run() {
	var aside sync.WaitGroup
	aside.Go(func() {
		for r := l.nextAside(); r != nil; r = l.nextAside() {
			l.k.dispatch(r)
		}
	})
	for r := l.next(); r != nil; r = l.next() {
		l.k.dispatch(r)
	}
	aside.Wait()
}

// next waits for the request that came first; nil: there are no more.
func (l *lane) next() *request {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inside = nil
	for !l.closed {
		from := &l.inOrder
		if len(l.aside) > 0 && (len(l.inOrder) == 0 || l.aside[0].serial < l.inOrder[0].serial) {
			from = &l.aside
		}
		// One of those answered aside may not overtake another.
		if len(*from) > 0 && (from == &l.inOrder || !l.beside) {
			l.inside = take(from, 0)
			l.changed.Broadcast()
			return l.inside
		}
		l.changed.Wait()
	}
	return nil
}

// nextAside waits for a request to answer while another is answered in order;
// nil: there are no more.
func (l *lane) nextAside() *request {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.beside {
		l.beside = false
		l.changed.Broadcast()
	}
	for !l.closed {
		if l.inside != nil && l.inside.turn() == inOrder {
			if i := slices.IndexFunc(l.aside, l.free); i >= 0 {
				l.beside = true
				return take(&l.aside, i)
			}
		}
		l.changed.Wait()
	}
	return nil
}

// free tells whether a request need not wait for others of its client.
func (l *lane) free(r *request) bool {
	return r.turn() == aside || !slices.ContainsFunc(l.inOrder, func(q *request) bool {
		return q.serial < r.serial && q.msg.Header.Session == r.msg.Header.Session
	})
}

func take(list *[]*request, i int) *request {
	r := (*list)[i]
	if i == 0 {
		(*list)[0] = nil
		*list = (*list)[1:]
	} else {
		*list = slices.Delete(*list, i, i+1)
	}
	return r
}
