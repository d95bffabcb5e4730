package kernel

import (
	"fmt"
	"time"

	"starling/kernel/excerpt"
)

const (
	// maxShown is how much text of one cell is shown before its end: a loop that
	// prints for hours at a pace that is just allowed would choke the browser
	// all the same.
	maxShown = 2 * paceBytes
	// floodPeriod is how often a cell that floods says how much it has left out.
	floodPeriod = time.Second
	// calm is how long it must have printed no more than pace carries until
	// what it prints is shown again.
	calm = 3 // floodPeriods
	// ownFlood is how much a cell must have sent lately for its end not to wait:
	// it has had its burst. leastTail is how much is then still shown.
	ownFlood  = paceBytes / 2
	leastTail = 4 << 10
	// noteSize is room for a note, and for colours around it.
	noteSize = 256
)

// Of text that waits, so much is kept at least: a head that follows what was sent,
// and a tail which fits into what pace keeps for the ends of cells.
const (
	headBytes = keptBytes
	tailBytes = keptBytes - 8*noteSize
)

// flood is what a pump knows of how much its cell prints.
type flood struct {
	came, shown int   // bytes of text so far
	marks       []int // what had come when each of the last periods ended; nil: nothing is left out
	next        time.Time

	stream string // of the output to which text is added
	block  int    // bytes of it
}

// add notes that text is shown.
func (f *flood) add(stream string, n int) {
	if f.stream != stream {
		f.stream, f.block = stream, 0
	}
	f.shown += n
	f.block += n
}

// spent reports that the cell has shown as much as it may before its end.
func (f *flood) spent() bool { return f.shown >= maxShown }

// floods reports that text is left out of a cell that has had its burst.
func (p *pump) floods() bool {
	_, gap := p.text.Gap()
	return gap && p.pace.own(time.Now(), p).bytes >= ownFlood
}

// watch looks after a gap: it says how much is left out, and closes the gap when
// the cell has calmed down.
func (p *pump) watch() {
	if _, gap := p.text.Gap(); !gap {
		p.flood.marks = nil
		return
	}
	now := time.Now()
	f := &p.flood
	if f.marks == nil {
		f.marks, f.next = []int{f.came}, now.Add(floodPeriod)
		if p.record != nil {
			p.record.Shorten()
		}
	}
	if now.Before(f.next) {
		p.arm(f.next.Sub(now))
		return
	}
	f.marks, f.next = append(f.marks, f.came), now.Add(floodPeriod)
	if n := len(f.marks); n > calm && f.came-f.marks[n-1-calm] <= paceBytes-keptBytes && (p.ended || !f.spent()) {
		p.text.Close(p.note)
		f.marks = nil
		p.push()
		return
	}
	if got, _ := p.claim(now, noteSize, true); got > 0 {
		if name, text, ok := p.text.Count(p.note); ok {
			p.say(name, text)
		}
	}
	p.arm(floodPeriod)
}

// shorten leaves out what is too long for the end of a cell.
func (p *pump) shorten(most int) {
	if _, gap := p.text.Gap(); !gap && p.record != nil {
		p.record.Shorten()
	}
	p.text.Cut(most)
}

// leftOut is the note on a gap in the output of a cell.
func leftOut(number int) func(excerpt.Gap) string {
	all := ""
	if number > 0 {
		all = fmt.Sprintf("; replay(%d) shows all", number)
	}
	return func(g excerpt.Gap) string {
		lines := "1 line"
		if g.Lines != 1 {
			lines = grouped(g.Lines) + " lines"
		}
		return fmt.Sprintf("… %s (%s) left out%s …", lines, byteSize(int64(g.Bytes)), all)
	}
}

// grouped writes 1234567 as 1,234,567.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}

// byteSize writes 8600000 as 8.6 MB.
func byteSize(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}
