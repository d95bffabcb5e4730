package spool

import (
	"bytes"
	"os"
	"slices"
)

// chunk is what is written to a file at once.
const chunk = 64 << 10

// A Cell is what a cell has put out. The lock of its spool guards it.
type Cell struct {
	Number int
	Client string // who ran it
	spool  *Spool

	stream   string // of text
	text     []byte // what was printed last, not yet a record
	records  []byte // not yet in a file
	segments []*segment

	printed, dropped, lost int64 // bytes of text
	messages               int
	why                    error // of what is lost
	clear                  bool  // what comes next replaces all

	shortened, ended, forgotten bool
}

// Stream keeps printed text.
func (c *Cell) Stream(name, text string) {
	c.spool.mu.Lock()
	defer c.spool.mu.Unlock()
	c.next()
	if name != c.stream {
		c.closeText()
		c.stream = name
	}
	c.printed += int64(len(text))
	c.text = append(c.text, text...)
	c.spill(false)
}

// Message keeps a message of another kind.
func (c *Cell) Message(msgType string, content []byte) {
	c.spool.mu.Lock()
	defer c.spool.mu.Unlock()
	c.next()
	c.closeText()
	c.messages++
	c.records = appendMessage(c.records, msgType, content)
	c.spill(false)
}

// Clear drops what there is, at once or when the next output comes.
func (c *Cell) Clear(wait bool) {
	c.spool.mu.Lock()
	defer c.spool.mu.Unlock()
	c.clear = true
	if !wait {
		c.next()
	}
}

// next makes room for output that replaces what was there.
func (c *Cell) next() {
	if !c.clear {
		return
	}
	for len(c.segments) > 0 {
		c.spool.dropFirst(c)
	}
	c.text, c.records, c.why = c.text[:0], c.records[:0], nil
	c.printed, c.dropped, c.lost, c.messages = 0, 0, 0, 0
	c.clear, c.shortened = false, false
}

// Shorten notes that not all of the output was shown.
func (c *Cell) Shorten() {
	c.spool.mu.Lock()
	defer c.spool.mu.Unlock()
	c.shortened = true
}

// End says that nothing more is to come, as a rule: what does is kept too.
func (c *Cell) End() {
	c.spool.mu.Lock()
	defer c.spool.mu.Unlock()
	c.ended = true
	if n := len(c.segments); n > 0 {
		c.spill(true)
		if n = len(c.segments); n > 0 {
			c.segments[n-1].close()
		}
	}
	c.text, c.records = bytes.Clone(c.text), bytes.Clone(c.records)
}

func (c *Cell) isShortened() bool {
	c.spool.mu.Lock()
	defer c.spool.mu.Unlock()
	return c.shortened
}

// Empty reports that there was no output.
func (c *Cell) Empty() bool {
	c.spool.mu.Lock()
	defer c.spool.mu.Unlock()
	return c.printed == 0 && c.messages == 0
}

// Kept is how much of what was printed is kept, in bytes.
type Kept struct {
	Printed int64
	Dropped int64 // of it, the beginning, for want of room
	Lost    int64 // of it, the end, for Why
	Why     error
}

// Kept tells how much there is.
func (c *Cell) Kept() Kept {
	c.spool.mu.Lock()
	defer c.spool.mu.Unlock()
	return Kept{c.printed, c.dropped, c.lost, c.why}
}

// closeText makes a record of what was printed.
func (c *Cell) closeText() {
	if len(c.text) > 0 {
		c.records = appendText(c.records, c.stream, c.text)
		c.text = c.text[:0]
	}
}

// spill writes what is in memory to a file, if it is more than memory is for.
func (c *Cell) spill(now bool) {
	size, most := len(c.text)+len(c.records), maxMemory
	if len(c.segments) > 0 {
		most = chunk
	}
	if size <= most && !now || c.forgotten || c.spool.closed {
		if size > most {
			c.text, c.records = nil, nil
		}
		return
	}
	text := int64(c.unwritten())
	c.closeText()
	err := c.why
	if err == nil {
		err = c.write(text)
	}
	if err != nil {
		c.lost, c.why = c.lost+text, err
	}
	c.records = c.records[:0]
	if cap(c.records) > 4*chunk {
		c.records = nil
	}
	if cap(c.text) > 4*chunk {
		c.text = nil
	}
}

// unwritten is how many bytes of text are in memory.
func (c *Cell) unwritten() int {
	n := int(c.printed - c.dropped - c.lost)
	for _, g := range c.segments {
		n -= int(g.text)
	}
	return n
}

// write adds the records in memory to the files. Where the disk takes no more,
// older output makes room.
func (c *Cell) write(text int64) error {
	s := c.spool
	for {
		g, err := c.segment()
		if err == nil {
			err = g.write(c.records)
		}
		if err == nil {
			g.size += int64(len(c.records))
			g.text += text
			s.size += int64(len(c.records))
			break
		}
		if !s.dropOldest() {
			s.complain(err)
			return err
		}
	}
	s.broken = false
	for s.size > s.max && s.dropOldest() {
	}
	return nil
}

// segment is the file to write to.
func (c *Cell) segment() (*segment, error) {
	s := c.spool
	if n := len(c.segments); n > 0 {
		last := c.segments[n-1]
		if last.file != nil && last.size < maxSegment {
			return last, nil
		}
		last.close()
	}
	if s.folder == nil {
		f, err := newFolder(s.root)
		if err != nil {
			return nil, err
		}
		s.folder = f
	}
	g, err := s.folder.segment()
	if err != nil {
		return nil, err
	}
	c.segments = append(c.segments, g)
	return g, nil
}

// Replay gives what is kept to show, record by record, until that fails. What
// is put out meanwhile is not among it.
func (c *Cell) Replay(show func(Record) error) error {
	c.spool.mu.Lock()
	var files []segment
	for _, g := range c.segments {
		files = append(files, *g)
	}
	rest := slices.Concat(c.records, appendText(nil, c.stream, c.text))
	c.spool.mu.Unlock()
	for _, g := range files {
		f, err := os.Open(g.path)
		if os.IsNotExist(err) { // dropped meanwhile
			continue
		}
		if err != nil {
			return err
		}
		err = readRecords(f, g.size, show)
		f.Close()
		if err != nil {
			return err
		}
	}
	return readRecords(bytes.NewReader(rest), int64(len(rest)), show)
}
