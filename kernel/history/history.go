// Package history keeps the cells that ran, in this kernel and in those before.
//
//	Store   the history as one kernel sees it (this file)
//	Entry   a cell that ran
//	Query   which of them are asked for (query.go)
//	        the file that all kernels of a user write to (file.go, line.go)
//
// A kernel's cells are a session of the history. They stay in memory, and are
// written to the file on a goroutine of its own: no cell waits for a disk, and
// none fails for one.
package history

import (
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// Bounds of what is kept in memory: entries, and bytes of the text of a result.
const (
	maxEntries = 10_000
	maxOutput  = 64 << 10
)

// An Entry is a cell that ran.
type Entry struct {
	Session int
	Line    int // the cell's number
	Input   string
	Output  *string // nil: no result
}

// A Store is the history. It is safe for use by several goroutines.
type Store struct {
	mu      sync.Mutex
	own     []Entry // of this session, oldest first; the session is filled in by Find
	pending []line  // still to be written
	wake    chan struct{}
	closed  bool
	done    chan struct{} // closed when all is written; nil: there is no file

	file *file // nil: none
}

// New makes a history of which the file at a path keeps what outlives the
// kernel; "": nothing does. logf gets a line for what goes wrong.
func New(path string, logf func(format string, args ...any)) *Store {
	s := &Store{}
	if path != "" {
		s.file = &file{path: path, logf: logf, write: (*os.File).Write}
		s.wake, s.done = make(chan struct{}, 1), make(chan struct{})
		go s.write()
	}
	return s
}

// Add notes that a cell runs.
func (s *Store) Add(number int, input string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.own) == maxEntries {
		s.own = slices.Delete(s.own, 0, maxEntries/10)
	}
	s.own = append(s.own, Entry{Line: number, Input: input})
	s.queue(line{Line: number, Input: &input})
}

// Result notes the text of the result of a cell.
func (s *Store) Result(number int, text string) {
	if len(text) > maxOutput {
		text = strings.ToValidUTF8(text[:maxOutput], "") + "…"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range slices.Backward(s.own) { // the last, unless cells run side by side
		if s.own[i].Line == number {
			s.own[i].Output = &text
			s.queue(line{Line: number, Output: &text})
			return
		}
	}
}

func (s *Store) queue(l line) {
	if s.file == nil || s.closed {
		return
	}
	s.pending = append(s.pending, l)
	select {
	case s.wake <- struct{}{}:
	default: // it is awake
	}
}

// writePause is how long lines are gathered before they are written.
const writePause = 100 * time.Millisecond

// write writes what is queued until the store is closed.
func (s *Store) write() {
	defer close(s.done)
	for open := true; open; {
		if _, open = <-s.wake; open {
			time.Sleep(writePause)
		}
		s.mu.Lock()
		lines := s.pending
		s.pending = nil
		s.mu.Unlock()
		s.file.add(lines)
	}
}

// Close writes what is still queued, and waits for that as long as patience.
func (s *Store) Close(patience time.Duration) {
	if s.file == nil {
		return
	}
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.wake)
	}
	s.mu.Unlock()
	select {
	case <-s.done:
	case <-time.After(patience):
	}
}
