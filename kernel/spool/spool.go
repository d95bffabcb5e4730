// Package spool keeps what the latest cells of a kernel have put out, so that it
// can be shown again.
//
//	Spool   the output of one kernel's cells (this file)
//	Cell    that of one of them: written as it is made, read by Replay (cell.go)
//	Record  a piece of it (record.go)
//
// A cell's output stays in memory while it is short, and goes to files of a
// folder that the kernel removes when it ends (folder.go). All of it together is
// bounded: the oldest goes first. A disk that takes no more costs output that
// can be shown again, nothing else.
package spool

import (
	"slices"
	"sync"
)

// Bounds of what is kept.
const (
	maxCells    = 128       // of which output is kept
	maxMemory   = 16 << 10  // bytes of a cell's output that need no file
	maxSegment  = 8 << 20   // bytes of a file: what is dropped at once
	defaultSize = 256 << 20 // bytes of all files
)

// A Spool keeps the output of a kernel. It is safe for use by several
// goroutines.
type Spool struct {
	root string // below which the kernel gets a folder
	max  int64
	logf func(format string, args ...any)

	mu     sync.Mutex
	cells  []*Cell // oldest first
	size   int64   // of all files
	folder *folder // nil: none is needed yet
	broken bool    // it was said that the disk takes no more
	closed bool
}

// New makes a spool whose files are in a folder below root, to be made when
// there are any. logf gets a line for what goes wrong.
func New(root string, logf func(format string, args ...any)) *Spool {
	return &Spool{root: root, max: defaultSize, logf: logf}
}

// Begin begins to keep the output of a cell. client names who runs it.
func (s *Spool) Begin(number int, client string) *Cell {
	c := &Cell{Number: number, Client: client, spool: s}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cells = append(s.cells, c)
	for len(s.cells) > maxCells {
		s.forget(s.cells[0])
	}
	return c
}

// forget drops a cell. The lock is held.
func (s *Spool) forget(c *Cell) {
	for len(c.segments) > 0 {
		s.dropFirst(c)
	}
	c.forgotten = true
	s.cells = slices.DeleteFunc(s.cells, func(x *Cell) bool { return x == c })
}

// dropFirst drops the oldest file of a cell. The lock is held.
func (s *Spool) dropFirst(c *Cell) {
	first := c.segments[0]
	c.segments = slices.Delete(c.segments, 0, 1)
	c.dropped += first.text
	s.size -= first.size
	first.remove()
}

// dropOldest drops the oldest file of all but the newest of a cell that is still
// at work; false: there is none. The lock is held.
func (s *Spool) dropOldest() bool {
	for _, c := range s.cells {
		if n := len(c.segments); n > 1 || n == 1 && c.ended {
			s.dropFirst(c)
			return true
		}
	}
	return false
}

// Cell returns the latest output of the cell with a number; nil: none is kept.
func (s *Spool) Cell(number int) *Cell {
	return s.latest(func(c *Cell) bool { return c.Number == number })
}

// Unseen returns the latest cell of which a client has not seen all: it was
// shortened, or another client ran it. Where there is none it is the latest with
// any output; nil: there is none either.
func (s *Spool) Unseen(client string) *Cell {
	if c := s.latest(func(c *Cell) bool { return !c.Empty() && (c.isShortened() || c.Client != client) }); c != nil {
		return c
	}
	return s.latest(func(c *Cell) bool { return !c.Empty() })
}

func (s *Spool) latest(is func(*Cell) bool) *Cell {
	s.mu.Lock()
	cells := slices.Clone(s.cells)
	s.mu.Unlock()
	for _, c := range slices.Backward(cells) {
		if is(c) {
			return c
		}
	}
	return nil
}

// Numbers are those of the cells that have output, oldest first.
func (s *Spool) Numbers() []int {
	s.mu.Lock()
	cells := slices.Clone(s.cells)
	s.mu.Unlock()
	var list []int
	for _, c := range cells {
		if !c.Empty() {
			list = append(list, c.Number)
		}
	}
	return list
}

// complain logs that the disk takes no more, once until it does again. The lock
// is held.
func (s *Spool) complain(err error) {
	if !s.broken {
		s.broken = true
		s.logf("output is not kept to be shown again: %v", err)
	}
}

// Close drops all, and the folder.
func (s *Spool) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for len(s.cells) > 0 {
		s.forget(s.cells[0])
	}
	if s.folder != nil {
		s.folder.remove()
		s.folder = nil
	}
}
