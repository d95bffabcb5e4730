package kernel

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"starling/kernel/spool"
)

// errAll is Replay's error where output is sent as it comes.
var errAll = errors.New("there is nothing to replay: this kernel shows all output as it comes (--output=all)")

// replayer is the Replay of one cell.
func (k *kernel) replayer(r *request, out *pump) func(number int) error {
	return func(number int) error {
		if k.pace == nil {
			return errAll
		}
		cell, err := k.kept(number, r.msg.Header.Session)
		if err != nil {
			return err
		}
		return out.replay(cell, fmt.Sprint("replay ", k.replays.Add(1)))
	}
}

// kept finds the output that is asked for.
func (k *kernel) kept(number int, client string) (*spool.Cell, error) {
	if number == 0 {
		if c := k.spool.Unseen(client); c != nil {
			return c, nil
		}
		return nil, errors.New("there is nothing to replay: no cell has put out anything")
	}
	c := k.spool.Cell(number)
	switch numbers := k.spool.Numbers(); {
	case c != nil && !c.Empty():
		return c, nil
	case c != nil:
		return nil, fmt.Errorf("cell %d has put out nothing", number)
	case len(numbers) == 0:
		return nil, fmt.Errorf("the output of cell %d is not kept", number)
	default:
		return nil, fmt.Errorf("the output of cell %d is not kept; that of cells %d to %d is", number, numbers[0], numbers[len(numbers)-1])
	}
}

// replay shows the output of a cell again, all of it, at the pace that is
// allowed, until that ends or the cell that asked is interrupted.
func (p *pump) replay(c *spool.Cell, id string) error {
	final, err := lastUpdates(c)
	if err != nil {
		return err
	}
	shown := p.replays(true, 0)
	defer p.replays(false, shown)
	bar := progress{p: p, id: id, cell: c.Number, kept: c.Kept()}
	if err := bar.begin(); err != nil {
		return err
	}
	err = c.Replay(func(r spool.Record) error {
		switch {
		case r.Stream != "":
			bar.add(len(r.Text))
			return p.again(r.Stream, r.Text)
		case r.Type == "update_display_data":
			return nil
		}
		return p.showAgain(r.Content, final)
	})
	if err != nil {
		p.forget()
	}
	return bar.end(err)
}

// forget drops what a replay that was ended has left.
func (p *pump) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text.Reset()
}

// replays begins or ends a replay: what it shows is not kept once more, and does
// not count as what the cell shows.
func (p *pump) replays(on bool, shown int) (before int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle(hasty)
	before = p.flood.shown
	p.replaying, p.flood.shown = on, shown
	p.text.Head = paceBytes // more than ever waits
	return before
}

// again shows text as fast as pace allows, and leaves none out.
func (p *pump) again(name, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.beforeOutput()
	for n := 0; text != ""; text = text[n:] {
		n = min(len(text), joinBytes)
		p.text.Add(name, text[:n])
		if err := p.drain(p.enough()); err != nil {
			return err
		}
	}
	select {
	case <-p.interrupted:
		return ErrInterrupted
	default:
		return nil
	}
}

// drain sends text until less than so much waits.
func (p *pump) drain(less int) error {
	for p.text.Size() >= less {
		size := p.text.Next(false)
		if size == 0 {
			return nil
		}
		got, again := p.claim(time.Now(), size, false)
		if got > 0 {
			p.emit(got)
			continue
		}
		if !p.wait(again, hasty) {
			return ErrInterrupted
		}
	}
	return nil
}

// rest sends the text that drain has left.
func (p *pump) rest() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.drain(1)
}

// A bundle is the content of a display.
type bundle struct {
	Data      json.RawMessage `json:"data"`
	Metadata  json.RawMessage `json:"metadata"`
	Transient struct {
		ID string `json:"display_id,omitempty"`
	} `json:"transient"`
}

// lastUpdates is what the displays of a cell have become, by their ids.
func lastUpdates(c *spool.Cell) (map[string]bundle, error) {
	last := map[string]bundle{}
	err := c.Replay(func(r spool.Record) error {
		if r.Type != "update_display_data" {
			return nil
		}
		var b bundle
		if err := json.Unmarshal(r.Content, &b); err != nil {
			return err
		}
		last[b.Transient.ID] = b
		return nil
	})
	return last, err
}

// showAgain shows a display as it became. It has no id: it is a copy.
func (p *pump) showAgain(raw json.RawMessage, final map[string]bundle) error {
	var b bundle
	if err := json.Unmarshal(raw, &b); err != nil {
		return err
	}
	if last, ok := final[b.Transient.ID]; ok && b.Transient.ID != "" {
		b = last
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.drain(1); err != nil {
		return err
	}
	p.post("display_data", content{"data": b.Data, "metadata": b.Metadata, "transient": content{}})
	p.flood.stream = ""
	return nil
}

// keepError keeps the error that ended a cell, as text.
func (p *pump) keepError(e *Error) {
	if p.record != nil {
		p.record.Stream("stderr", strings.Join(e.Traceback, "\n")+"\n")
	}
}

// progress says how far a replay has come, and what cannot be shown.
type progress struct {
	p     *pump
	id    string // of its display
	cell  int
	kept  spool.Kept
	shown int64
	bar   bool // it takes long enough to say so
	said  time.Time
}

func (b *progress) begin() error {
	b.bar = b.all() > paceBytes
	if b.bar {
		b.say("display_data")
	}
	if b.kept.Dropped == 0 {
		return nil
	}
	return b.p.again("stderr", fmt.Sprintf("… the first %s are not kept any more …\n", byteSize(b.kept.Dropped)))
}

// all is how many bytes of text there are to show.
func (b *progress) all() int64 { return b.kept.Printed - b.kept.Dropped - b.kept.Lost }

func (b *progress) add(n int) {
	if b.bar && time.Since(b.said) >= time.Second {
		b.say("update_display_data")
	}
	b.shown += int64(n)
}

func (b *progress) end(err error) error {
	if err == nil {
		err = b.p.rest()
	}
	if b.bar {
		b.say("update_display_data")
	}
	if err != nil || b.kept.Lost == 0 {
		return err
	}
	return b.p.again("stderr", fmt.Sprintf("\n… the last %s could not be kept: %v …\n", byteSize(b.kept.Lost), b.kept.Why)) // the end sends it
}

func (b *progress) say(msgType string) {
	b.said = time.Now()
	text := fmt.Sprintf("Output of cell %d: %s of %s", b.cell, byteSize(b.shown), byteSize(b.all()))
	if b.shown < b.all() {
		text += "; interrupt the kernel to stop"
	}
	b.p.mu.Lock()
	defer b.p.mu.Unlock()
	b.p.post(msgType, content{
		"data":      content{"text/plain": text},
		"metadata":  content{"volatile": true},
		"transient": content{"display_id": b.id},
	})
}
