// Package steps owns the step hook of the Starlark machine.
//
// A Meter belongs to one thread, which runs one cell. The machine calls it at
// the end of every slice of steps, and it asks each Client in turn whether the
// cell may go on:
//
//   - limit ends a cell that has used up its steps;
//   - interrupt ends a cell that the user has stopped;
//   - Use adds others (a debugger asks for slices of one step).
//
// Where threads share values, it then hands over to those that wait for their
// Lock (lock.go, share.go).
//
// The machine cannot look into a builtin. A builtin that may run long calls
// Poll about every thousand turns, while it holds no lock of its own; calls
// Grow before it takes memory in an amount the user chose; and waits only in
// Sleep or Await (wait.go).
package steps

import (
	"errors"
	"fmt"
	"sync/atomic"

	"go.starlark.net/starlark"
)

// Slice is how many steps pass between two calls of the clients: few enough
// that a limit is kept closely, enough that the hook costs nothing measurable.
const Slice = 1000

// DefaultMaxGrow bounds one allocation where Options say nothing.
const DefaultMaxGrow = 2 << 30

// ErrInterrupted ends a cell that the user has stopped.
var ErrInterrupted = errors.New("interrupted")

// A LimitError ends a cell that has used up its steps.
type LimitError struct{ Max uint64 }

func (e *LimitError) Error() string {
	return fmt.Sprintf("the cell ran for %d steps, which is its limit", e.Max)
}

// A GrowError refuses an allocation.
type GrowError struct{ Asked, Max int64 }

func (e *GrowError) Error() string {
	if e.Asked < 0 {
		return fmt.Sprintf("the result would take more memory than can be counted, the limit is %s", size(e.Max))
	}
	return fmt.Sprintf("the result would take %s, the limit is %s", size(e.Asked), size(e.Max))
}

// Options bound what a cell may use.
type Options struct {
	MaxSteps uint64 // 0: no limit
	MaxGrow  int64  // bytes that one allocation may take; 0: DefaultMaxGrow

	// Lock is of those who share the values that the thread works on. The
	// thread runs only while it has it. nil: nobody else has them.
	Lock *Lock
	// Aside runs others, which lets other threads run, and keeps for this one
	// what those overwrite. nil: there is no such thing.
	Aside func(others func())
}

// A Client takes part in the step hook of a thread.
type Client interface {
	// Next returns how many steps may pass before Step is called; 0 stands
	// for Slice.
	Next(done uint64) uint64
	// Step returns the error that ends the cell, or nil.
	Step(th *starlark.Thread, done uint64) error
}

// A Meter is the owner of one thread's step hook. Err, Interrupt and Done
// may be called from any goroutine.
type Meter struct {
	thread      *starlark.Thread // nil: inert, of a thread without a meter
	clients     []Client
	maxGrow     int64
	interrupted atomic.Bool
	done        chan struct{} // closed by Interrupt
	ended       atomic.Pointer[error]
	sharing
}

const key = "starling.steps"

// inert serves the threads that have no meter: nothing can interrupt them.
var inert = &Meter{maxGrow: DefaultMaxGrow, done: make(chan struct{})}

// Attach gives th a meter. It must be called before th begins to run.
func Attach(th *starlark.Thread, o Options) *Meter {
	m := &Meter{thread: th, maxGrow: o.MaxGrow, done: make(chan struct{}), sharing: newSharing(o)}
	if m.maxGrow == 0 {
		m.maxGrow = DefaultMaxGrow
	}
	if o.MaxSteps > 0 {
		m.clients = append(m.clients, limit{o.MaxSteps})
	}
	m.clients = append(m.clients, interrupt{m})
	th.SetLocal(key, m)
	th.OnMaxSteps = m.step
	m.schedule(th.Steps)
	return m
}

// Of returns the meter of th, never nil.
func Of(th *starlark.Thread) *Meter {
	if th != nil {
		if m, ok := th.Local(key).(*Meter); ok {
			return m
		}
	}
	return inert
}

// Poll returns nil, or the error that must end the calling builtin. It is
// called on the goroutine that runs the thread; others call Meter.Err.
func Poll(th *starlark.Thread) error {
	m := Of(th)
	m.attend(th)
	return m.Err()
}

// Grow reports whether the caller may take so many bytes for one result.
// A negative number stands for a size that overflowed.
func Grow(th *starlark.Thread, bytes int64) error {
	m := Of(th)
	if bytes < 0 || bytes > m.maxGrow {
		return &GrowError{Asked: bytes, Max: m.maxGrow}
	}
	return nil
}

// Err returns nil, or the error that ends the cell.
func (m *Meter) Err() error {
	if m.interrupted.Load() {
		return ErrInterrupted
	}
	if err := m.ended.Load(); err != nil {
		return *err
	}
	return nil
}

// Interrupt ends the cell as soon as the machine or a builtin's Poll or Sleep
// sees it.
func (m *Meter) Interrupt() {
	if m.thread == nil || !m.interrupted.CompareAndSwap(false, true) {
		return
	}
	close(m.done)
	m.thread.Cancel(ErrInterrupted.Error())
}

// End ends the cell with an error, for what the machine calls without being
// able to fail, such as an iterator. It must be called on the thread's own
// goroutine.
func (m *Meter) End(err error) {
	if m.thread == nil {
		return
	}
	m.ended.CompareAndSwap(nil, &err)
	m.thread.Cancel(err.Error())
}

// Done is closed when the cell is interrupted.
func (m *Meter) Done() <-chan struct{} { return m.done }

// Use adds a client. It must be called on the thread's own goroutine.
func (m *Meter) Use(c Client) {
	if m.thread == nil {
		panic("steps: Use on a thread without a meter")
	}
	m.clients = append(m.clients, c)
	m.schedule(m.thread.Steps)
}

// step is the machine's hook: the machine calls it on every instruction once
// its maximum is reached, so it moves the maximum on.
func (m *Meter) step(th *starlark.Thread) {
	if m.waits(th) {
		return
	}
	done := th.Steps
	for _, c := range m.clients {
		if err := c.Step(th, done); err != nil {
			m.End(err)
		}
	}
	if m.lock != nil {
		m.look(th)
	}
	m.schedule(done)
}

func (m *Meter) schedule(done uint64) {
	next := m.slice
	for _, c := range m.clients {
		if n := c.Next(done); n > 0 && n < next {
			next = n
		}
	}
	m.due = done + next
	if m.builtin != maxFrames {
		next = 1
	}
	m.thread.SetMaxExecutionSteps(done + next)
}

// limit ends a cell after a number of steps.
type limit struct{ max uint64 }

func (l limit) Next(done uint64) uint64 { return max(l.max, done+1) - done }

func (l limit) Step(_ *starlark.Thread, done uint64) error {
	if done >= l.max {
		return &LimitError{l.max}
	}
	return nil
}

// interrupt sees to it that an interrupted cell stays so, whoever calls
// Thread.Uncancel.
type interrupt struct{ m *Meter }

func (interrupt) Next(uint64) uint64 { return 0 }

func (c interrupt) Step(*starlark.Thread, uint64) error {
	if c.m.interrupted.Load() {
		return ErrInterrupted
	}
	return nil
}

// size prints a number of bytes as people read it.
func size(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.4g GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.4g MiB", float64(n)/(1<<20))
	default:
		return fmt.Sprintf("%d bytes", n)
	}
}
