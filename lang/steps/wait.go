package steps

import (
	"time"

	"go.starlark.net/starlark"
)

// Await runs wait, which touches nothing that threads share, and lets other
// threads run meanwhile unless a builtin is at work that called the caller.
func Await(th *starlark.Thread, wait func()) {
	m := Of(th)
	if m.lock == nil || m.opaque(th, 1) != maxFrames {
		wait()
		return
	}
	m.lend(th, wait)
}

// Sleep waits for d, or until the cell is interrupted. Other threads run
// meanwhile, as in Await.
func Sleep(th *starlark.Thread, d time.Duration) error {
	if err := Poll(th); err != nil {
		return err
	}
	m := Of(th)
	var questions chan *question
	if m.lock != nil && m.opaque(th, 1) != maxFrames { // it keeps the lock
		questions = m.lock.questions
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	var err error
	Await(th, func() {
		for {
			select {
			case <-timer.C:
				return
			case <-m.Done():
				err = ErrInterrupted
				return
			case q := <-questions:
				q.answer()
			}
		}
	})
	return err
}
