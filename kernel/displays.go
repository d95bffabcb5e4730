package kernel

import (
	"maps"
	"slices"
	"time"
)

// updatePeriod is how often a display may be replaced by another. Of those that
// come faster the latest is sent, and always the last.
const updatePeriod = 100 * time.Millisecond

// displays is what a pump knows of what is no text.
type displays struct {
	clear   bool     // the next output replaces what there is
	cleared clearing // what was published, unless there was output since

	waiting []update // the latest of each display, in the order of their first
	sent    map[string]time.Time
	timer   *time.Timer
}

type clearing int

const (
	notCleared clearing = iota
	clearsNext          // when output comes
	isCleared
)

// An update replaces a display.
type update struct {
	id      string
	content content
}

// show sends a bundle behind the text that came before it. In a flood it goes
// first: the text around it is left out.
func (p *pump) show(msgType string, data, metadata map[string]any, more content) {
	c := content{"data": orNone(data), "metadata": orNone(metadata)}
	maps.Copy(c, more)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.beforeOutput()
	p.makeWay()
	if id := displayID(c); id != "" {
		p.sentNow(id)
	}
	p.post(msgType, c)
	p.displays.cleared = notCleared
	p.flood.stream = ""
}

// makeWay sends the text that waits, unless the cell floods.
func (p *pump) makeWay() {
	if p.floods() {
		p.text.Skip()
		return
	}
	p.settle(hasty)
}

// update replaces what is shown under an id.
func (p *pump) update(data, metadata map[string]any, id string) {
	c := content{"data": orNone(data), "metadata": orNone(metadata), "transient": content{"display_id": id}}
	p.mu.Lock()
	defer p.mu.Unlock()
	d := &p.displays
	if p.pace == nil {
		p.settle(hasty)
		p.post("update_display_data", c)
		return
	}
	wait := updatePeriod - time.Since(d.sent[id])
	if wait <= 0 {
		p.sentNow(id)
		p.post("update_display_data", c)
		return
	}
	if i := slices.IndexFunc(d.waiting, func(u update) bool { return u.id == id }); i >= 0 {
		d.waiting[i].content = c
		return
	}
	if d.waiting = append(d.waiting, update{id, c}); len(d.waiting) > 1 {
		return
	}
	if d.timer == nil {
		d.timer = time.AfterFunc(wait, p.updateAll)
	} else {
		d.timer.Reset(wait)
	}
}

// sentNow notes when a display was sent; what waits for it is out of date.
func (p *pump) sentNow(id string) {
	d := &p.displays
	if len(d.sent) > 1000 {
		maps.DeleteFunc(d.sent, func(_ string, at time.Time) bool { return time.Since(at) >= updatePeriod })
	}
	if d.sent == nil {
		d.sent = map[string]time.Time{}
	}
	d.sent[id] = time.Now()
	d.waiting = slices.DeleteFunc(d.waiting, func(u update) bool { return u.id == id })
}

// updateAll sends the updates that wait.
func (p *pump) updateAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sendUpdates()
}

func (p *pump) sendUpdates() {
	for len(p.displays.waiting) > 0 {
		u := p.displays.waiting[0]
		p.sentNow(u.id)
		p.post("update_display_data", u.content)
	}
}

// clearOutput clears what the cell has shown, at once or when more comes.
func (p *pump) clearOutput(wait bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.record != nil {
		p.record.Clear(wait)
	}
	if p.pace == nil {
		p.settle(hasty)
		p.post("clear_output", content{"wait": wait})
		return
	}
	p.displays.clear = true
	if !wait {
		p.clearNow(isCleared)
	}
}

// beforeOutput clears what new output replaces. Text that was not sent yet is
// then never sent: an animation is not slowed down by what nobody would see.
func (p *pump) beforeOutput() {
	if p.displays.clear {
		p.clearNow(clearsNext)
	}
}

func (p *pump) clearNow(how clearing) {
	p.text.Reset()
	p.flood = flood{}
	p.displays.clear = false
	if p.displays.cleared < how {
		p.displays.cleared = how
		p.post("clear_output", content{"wait": how == clearsNext})
	}
}

// endDisplays sends what waits at the end of the cell.
func (p *pump) endDisplays() {
	p.sendUpdates()
	if p.displays.clear && p.displays.cleared == notCleared {
		p.displays.clear = false
		p.post("clear_output", content{"wait": true})
	}
}

// post publishes a message that is no text, as soon as pace allows.
func (p *pump) post(msgType string, c content) {
	raw, err := encode(msgType, c)
	if err != nil {
		p.text.Add("stderr", "not shown: "+err.Error()+"\n")
		p.settle(hasty)
		return
	}
	p.awaitRoom()
	if p.record != nil && !p.replaying && msgType != "clear_output" {
		p.record.Message(msgType, raw)
	}
	_ = p.publish(msgType, raw) // it is JSON
}

// awaitRoom waits until pace allows a message that is no text.
func (p *pump) awaitRoom() {
	for p.pace != nil {
		again := p.pace.claimMessage(time.Now())
		if again == 0 || !p.wait(again, hasty) {
			return
		}
	}
}

// admit waits until a message of another kind may be sent behind the text.
func (p *pump) admit() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.makeWay()
	p.awaitRoom()
}

func displayID(c content) string {
	transient, _ := c["transient"].(content)
	id, _ := transient["display_id"].(string)
	return id
}
