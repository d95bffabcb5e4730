package kernel

import (
	"cmp"
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
	// asideOfHistory: at once, unless cells of its client wait that came before
	// it: they are to be in the history that it gets.
	asideOfHistory
)

// A lane answers requests one after the other. While it answers one in order,
// those that need not wait for it are answered aside, one after the other too,
// so there are at most two at work. A lane with nothing to do costs no goroutine:
// a front end may ask for a subshell for each of its widgets.
type lane struct {
	k    *kernel
	work *sync.WaitGroup // of all lanes

	// abort belongs to whatever is answered in order.
	abort abortion
	// heeded is how many interrupts there were when one last ended a cell; the
	// kernel's lock guards it.
	heeded int

	mu sync.Mutex
	// What waits, in two lists, so that nobody searches: a flood of cells must
	// not slow a completion.
	inOrder, aside []*request
	serial         uint64
	inside, beside *request // what is answered in its order, and aside; nil: nothing
	entered        bool     // the cell inside is in the history
	refusal        *Error   // of all that comes; nil: none
	closed         bool
}

// put queues a request.
func (l *lane) put(r *request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.serial++
	r.lane, r.serial = l, l.serial
	if l.refusal != nil {
		r.refused = l.refusal
	}
	if r.turn() == inOrder {
		l.inOrder = append(l.inOrder, r)
	} else {
		l.aside = append(l.aside, r)
	}
	l.startLocked()
}

// refuse refuses what waits and whatever comes.
func (l *lane) refuse(why *Error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refusal = why
	l.aside = append(l.aside, l.inOrder...)
	l.inOrder = nil
	slices.SortFunc(l.aside, func(a, b *request) int { return cmp.Compare(a.serial, b.serial) })
	for _, r := range l.aside {
		r.refused = why
	}
	l.startLocked()
}

// close leaves what waits undone.
func (l *lane) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
}

// startLocked has what may begin begin.
func (l *lane) startLocked() {
	if l.closed {
		return
	}
	if l.inside == nil {
		from := &l.inOrder
		if len(l.aside) > 0 && (len(l.inOrder) == 0 || l.aside[0].serial < l.inOrder[0].serial) {
			from = &l.aside
		}
		// One of those answered aside may not overtake another.
		if len(*from) > 0 && (from == &l.inOrder || l.beside == nil) {
			l.inside, l.entered = take(from, 0), false
			l.goLocked(&l.inside)
		}
	}
	if l.beside == nil && l.inside != nil && l.inside.turn() == inOrder {
		if i := slices.IndexFunc(l.aside, l.free); i >= 0 {
			l.beside = take(&l.aside, i)
			l.goLocked(&l.beside)
		}
	}
}

// goLocked answers the request in a place, then clears the place.
func (l *lane) goLocked(place **request) {
	r := *place
	l.work.Go(func() {
		l.k.dispatch(r)
		r.done()
		l.mu.Lock()
		defer l.mu.Unlock()
		*place = nil
		l.startLocked()
	})
}

// enter notes that the cell that is answered is in the history.
func (l *lane) enter() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entered = true
	l.startLocked()
}

// free tells whether a request need not wait for others of its client.
func (l *lane) free(r *request) bool {
	if r.turn() == aside {
		return true
	}
	own := func(q *request) bool {
		return q.serial < r.serial && q.msg.Header.Session == r.msg.Header.Session
	}
	return (l.entered || !own(l.inside)) && !slices.ContainsFunc(l.inOrder, own)
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
