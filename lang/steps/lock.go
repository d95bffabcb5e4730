package steps

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.starlark.net/starlark"
)

// A Lock is held by the goroutine that may touch what several threads share,
// the names and values of a session. Who waits for it gets it in the order in
// which they came.
//
// A question (Ask) only looks, and changes nothing that a program can see. So
// the thread that holds the lock may answer it where it may not hand over, in
// the midst of a builtin.
type Lock struct {
	mu    sync.Mutex
	held  bool
	queue []*waiter

	threads   atomic.Int32 // of the queue, those that want to run: not the questions
	questions chan *question
	thread    atomic.Pointer[starlark.Thread]
}

type waiter struct {
	granted chan struct{} // closed when the lock is its own
	asks    bool
}

// NewLock returns a lock that nobody holds.
func NewLock() *Lock { return &Lock{questions: make(chan *question)} }

// Thread returns the thread that has the lock, and so runs; nil: none has it.
// It is for what the machine calls without a thread: an operator of a value,
// an iterator.
func (l *Lock) Thread() *starlark.Thread { return l.thread.Load() }

// Running returns what tells the thread that runs among those that share
// values with th; where th shares nothing, that is th.
func Running(th *starlark.Thread) func() *starlark.Thread {
	if m := Of(th); m.lock != nil {
		return m.lock.Thread
	}
	return func() *starlark.Thread { return th }
}

// Lock waits for the lock.
func (l *Lock) Lock() {
	if w := l.join(false); w != nil {
		<-w.granted
	}
}

// Try runs look if the lock is free, and returns whether it was.
func (l *Lock) Try(look func()) bool {
	l.mu.Lock()
	held := l.held
	l.held = true
	l.mu.Unlock()
	if held {
		return false
	}
	defer l.Unlock()
	look()
	return true
}

// join takes the lock, or a place in the queue; nil: it is taken.
func (l *Lock) join(asks bool) *waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.held {
		l.held = true
		return nil
	}
	w := &waiter{granted: make(chan struct{}), asks: asks}
	l.queue = append(l.queue, w)
	if !asks {
		l.threads.Add(1)
	}
	return w
}

// Unlock hands the lock to whoever waits longest.
func (l *Lock) Unlock() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		l.held = false
		return
	}
	w := l.queue[0]
	l.queue = slices.Delete(l.queue, 0, 1)
	if !w.asks {
		l.threads.Add(-1)
	}
	close(w.granted)
}

// leave gives up a place in the queue, or the lock if it has been granted.
func (l *Lock) leave(w *waiter) {
	l.mu.Lock()
	i := slices.Index(l.queue, w)
	if i >= 0 {
		l.queue = slices.Delete(l.queue, i, i+1)
	}
	l.mu.Unlock()
	if i < 0 {
		l.Unlock()
	}
}

// wanted reports whether a thread waits for the lock.
func (l *Lock) wanted() bool { return l.threads.Load() > 0 }

// A question is what Ask has run.
type question struct {
	look     func()
	answered chan any // gets the panic of look, or nil
}

func (q *question) answer() {
	defer func() { q.answered <- recover() }()
	q.look()
}

// Ask runs look while nobody changes what the lock guards, on this goroutine
// or on that of the thread that holds the lock, and returns whether it did so
// within the time given. look must not wait for anything.
func (l *Lock) Ask(patience time.Duration, look func()) bool {
	w := l.join(true)
	if w == nil {
		defer l.Unlock()
		look()
		return true
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	q := &question{look: look, answered: make(chan any, 1)}
	select {
	case <-w.granted:
		defer l.Unlock()
		look()
		return true
	case l.questions <- q:
		l.leave(w)
		if r := <-q.answered; r != nil {
			panic(r)
		}
		return true
	case <-timer.C:
		l.leave(w)
		return false
	}
}

// answer answers the questions that wait. The caller holds the lock.
func (l *Lock) answer() {
	answered := false
	for {
		select {
		case q := <-l.questions:
			q.answer()
			answered = true
			continue
		default:
		}
		break
	}
	if answered {
		runtime.Gosched() // who asked need not wait for a processor
	}
}
