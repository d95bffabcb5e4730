package excerpt

import (
	"bytes"
	"slices"
)

// A Gap is what was left out.
type Gap struct {
	Lines int // ends of lines
	Bytes int // as they were printed
}

// Gap is what was left out; ok is false where nothing was.
func (t *Text) Gap() (g Gap, ok bool) { return t.gap, t.gapped }

// begin opens the gap behind what waits in head.
func (t *Text) begin() {
	t.gapped, t.gap = true, Gap{}
	t.ended = map[string]style{}
	for stream, s := range t.shown {
		t.ended[stream] = s
	}
	for _, p := range t.head {
		t.note(&t.ended, p.stream, p.text)
	}
}

// split cuts a section near a size and returns what lies behind.
func split(section *[]piece, keep int) []piece {
	list := *section
	for i := range list {
		p := &list[i]
		if p.size <= keep {
			keep -= p.size
			continue
		}
		n := floor(p.text, fit(p.text, keep))
		if end := bytes.LastIndexByte(p.text[:n], '\n') + 1; end > n/2 {
			n = end
		}
		behind := slices.Clone(list[i:])
		behind[0].text = bytes.Clone(p.text)
		behind[0].drop(n)
		p.text, p.size = p.text[:n:n], jsonSize(p.text[:n])
		*section = list[:i+1]
		if n == 0 {
			*section = list[:i]
		}
		return behind
	}
	return nil
}

// trim leaves out the beginning of tail until it is at most so long.
func (t *Text) trim(keep int) {
	for size(t.tail) > keep {
		p := &t.tail[0]
		excess := size(t.tail) - keep
		n := len(p.text)
		if excess < p.size {
			n = ceil(p.text, fit(p.text, excess-1)+1)
			if end := bytes.IndexByte(p.text[n:], '\n') + 1; p.text[n-1] != '\n' && end > 0 && end <= (len(p.text)-n)/2 {
				n += end
			}
		}
		if n == len(p.text) && len(t.tail) == 1 {
			if n -= unfinished(p.text); n == 0 {
				return
			}
		}
		t.leaveOut(p.text[:n])
		t.note(&t.ended, p.stream, p.text[:n])
		if n < len(p.text) {
			p.drop(n)
		} else {
			t.tail = slices.Delete(t.tail, 0, 1)
		}
	}
}

func (t *Text) leaveOut(text []byte) {
	t.gap.Bytes += len(text)
	t.gap.Lines += bytes.Count(text, []byte{'\n'})
}

// Cut leaves out so much, the end excepted, that at most max bytes wait. What
// was before the gap goes first: it only continues what was shown.
func (t *Text) Cut(max int) {
	if t.Size() <= max {
		return
	}
	if t.gapped {
		for _, p := range t.head {
			t.leaveOut(p.text)
		}
		t.head = nil
	} else {
		head := t.head
		t.head = nil
		t.begin()
		t.tail = head
	}
	t.trim(max)
}

// Close puts a note in place of the gap; all that waits can then be taken.
// Colours end before the note and begin again behind it.
func (t *Text) Close(note func(Gap) string) {
	if !t.gapped {
		return
	}
	begun := map[string]style{}
	for stream, s := range t.shown {
		begun[stream] = s
	}
	stream, open := t.last, t.Open()
	for _, p := range t.head {
		t.note(&begun, p.stream, p.text)
		stream, open = p.stream, p.text[len(p.text)-1] != '\n'
	}
	if stream == "" && len(t.tail) > 0 {
		stream = t.tail[0].stream
	}
	text := begun[stream].off()
	if open {
		text += "\n"
	}
	begun[stream] = style{}
	pieceFor(&t.head, stream, false).add(text + note(t.gap))
	for i := range t.tail {
		p := &t.tail[i]
		if s := t.ended[p.stream]; s != begun[p.stream] {
			p.prepend(begun[p.stream].off() + s.on())
		}
		begun[p.stream], t.ended[p.stream] = style{}, style{} // once a stream
		joined := pieceFor(&t.head, p.stream, false)
		joined.text = append(joined.text, p.text...)
		joined.size += p.size
	}
	t.tail, t.gapped, t.gap, t.ended = nil, false, Gap{}, nil
}

func (p *piece) prepend(text string) {
	p.text = append([]byte(text), p.text...)
	p.size += jsonSize(text)
}

// Open reports that what was taken last ends within a line.
func (t *Text) Open() bool { return t.end != 0 && t.end != '\n' }
