package steps

import (
	"math"
	"time"

	"go.starlark.net/starlark"
)

// Threads that share a Lock take turns at safe points: between two machine
// instructions, where no builtin is at work. A builtin therefore never sees
// the world change while it runs, not even where it calls back (the key of
// sorted, the function of a solver): such calls wait for it to return.
const (
	// turn is how long a thread that is waited for keeps the lock. A hand-over
	// costs some microseconds.
	turn = time.Millisecond
	// A slice is made shorter when it took longer than slowSlice, and longer
	// again when it took less than quickSlice: a step may be a builtin of
	// seconds, and who waits cannot wait for a thousand of those.
	slowSlice, quickSlice = 400 * time.Microsecond, 100 * time.Microsecond
	firstSlice            = 8
)

// A sharing is a thread's part in the use of a Lock.
type sharing struct {
	lock  *Lock // nil: the thread shares nothing
	aside func(others func())

	slice    uint64        // how many steps until the next look
	looked   time.Duration // when the last slice ended
	since    time.Duration // since when this thread has the lock
	due      uint64        // the step at which the slice ends; before it the hook waits for a builtin's return
	builtin  int           // index of the frame whose return is waited for; maxFrames: of none
	passages []int         // indices of the frames that Call has marked
}

const maxFrames = math.MaxInt

var epoch = time.Now()

// now is cheaper than time.Now, which reads two clocks.
func now() time.Duration { return time.Since(epoch) }

func newSharing(o Options) sharing {
	s := sharing{lock: o.Lock, aside: o.Aside, slice: Slice, builtin: maxFrames}
	if s.aside == nil {
		s.aside = func(others func()) { others() }
	}
	if s.lock != nil {
		s.slice = firstSlice
	}
	return s
}

// waits reports whether a builtin has yet to return before the thread can hand
// over. While one is waited for, the machine calls the hook on each
// instruction, so this is all that is done in most of them.
func (s *sharing) waits(th *starlark.Thread) bool {
	return s.builtin != maxFrames && th.Steps < s.due && th.CallStackDepth() > s.builtin
}

// look ends a slice: it answers questions, and hands over if that is due.
func (s *sharing) look(th *starlark.Thread) {
	t := now()
	s.pace(t - s.looked)
	s.looked = t
	s.lock.answer()
	if s.lock.wanted() && t-s.since >= turn {
		if s.builtin = s.opaque(th, 0); s.builtin == maxFrames {
			s.lend(th, func() {})
		}
	} else {
		s.builtin = maxFrames
	}
}

// pace fits the length of a slice to how long the last one took.
func (s *sharing) pace(took time.Duration) {
	switch {
	case took > slowSlice:
		s.slice = max(1, uint64(float64(s.slice)*float64(quickSlice)/float64(took)))
	case took < quickSlice:
		s.slice = min(Slice, 2*s.slice)
	}
}

// opaque returns the index of the outermost frame that is a builtin at work,
// other than the innermost skip frames; maxFrames: there is none.
func (s *sharing) opaque(th *starlark.Thread, skip int) int {
	n := th.CallStackDepth()
	passages := s.passages
	for i := range n - skip {
		if len(passages) > 0 && passages[0] == i {
			passages = passages[1:]
			continue
		}
		if _, ok := th.DebugFrame(n - 1 - i).Callable().(*starlark.Function); !ok {
			return i
		}
	}
	return maxFrames
}

// lend runs others without the lock.
func (s *sharing) lend(th *starlark.Thread, others func()) {
	s.aside(func() {
		s.leave()
		defer func() {
			s.lock.Lock()
			s.entered(th)
		}()
		others()
	})
}

// Enter waits for the thread's Lock; the thread then runs on this goroutine. It
// gives up, without the lock, when the thread is interrupted.
func (m *Meter) Enter() error {
	if err := m.Err(); err != nil || m.lock == nil {
		return err
	}
	if w := m.lock.join(false); w != nil {
		select {
		case <-w.granted:
		case <-m.done:
			m.lock.leave(w)
			return ErrInterrupted
		}
	}
	m.entered(m.thread)
	return nil
}

// Leave gives the Lock to others, at the end.
func (m *Meter) Leave() {
	if m.lock != nil {
		m.leave()
	}
}

func (s *sharing) leave() {
	s.lock.thread.Store(nil)
	s.lock.Unlock()
}

func (s *sharing) entered(th *starlark.Thread) {
	s.lock.thread.Store(th)
	s.since = now()
	s.looked = s.since
}

// Call calls fn for a builtin that does nothing else, or nothing that minds
// the world having changed meanwhile: threads may be handed over in it as if
// fn had been called directly.
func Call(th *starlark.Thread, fn starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	m := Of(th)
	n := th.CallStackDepth()
	if m.lock == nil || n == 0 {
		return starlark.Call(th, fn, args, kwargs)
	}
	m.passages = append(m.passages, n-1)
	defer func() { m.passages = m.passages[:len(m.passages)-1] }()
	return starlark.Call(th, fn, args, kwargs)
}

// attend is a builtin's part in sharing, where it polls: it answers questions,
// and sees to it that the machine looks again once the builtin has returned.
func (s *sharing) attend(th *starlark.Thread) {
	if s.lock == nil {
		return
	}
	s.lock.answer()
	if s.lock.wanted() {
		th.SetMaxExecutionSteps(th.Steps + 1)
	}
}
