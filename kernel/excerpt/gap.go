package excerpt

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
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

// Held reports that what waits is behind a gap: there is nothing to take before
// that is closed.
func (t *Text) Held() bool { return t.gapped && len(t.head) == 0 }

// Hold opens a gap before what waits, though there is room for more.
func (t *Text) Hold() {
	if !t.gapped {
		head := t.head
		t.head = nil
		t.begin()
		t.tail = head
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
	t.Skip()
	t.Hold()
	t.trim(max)
}

// Skip leaves out what waits before the gap too.
func (t *Text) Skip() {
	if !t.gapped {
		return
	}
	for _, p := range t.head {
		t.leaveOut(p.text)
	}
	t.head = nil
}

// Close puts a note in place of the gap; all that waits can then be taken.
// Colours end before the note and begin again behind it.
func (t *Text) Close(note func(Gap) string) {
	if !t.gapped {
		return
	}
	stream, end, begun := t.edge()
	if t.gap.Bytes > 0 || t.counted > 0 {
		text := t.lead(end) + begun[stream].off() + t.padded(note(t.gap)) + "\n"
		begun[stream] = style{}
		behind(&t.head, stream).append(text)
	}
	for _, p := range t.tail {
		if s := t.ended[p.stream]; s != begun[p.stream] {
			p.text = append([]byte(begun[p.stream].off()+s.on()), p.text...)
			p.size = jsonSize(p.text)
		}
		begun[p.stream], t.ended[p.stream] = style{}, style{} // once a stream
		last := behind(&t.head, p.stream)
		last.text = append(last.text, p.text...)
		last.size += p.size
	}
	t.tail, t.gapped, t.gap, t.ended, t.counted = nil, false, Gap{}, nil, 0
}

// Count is a note on all that has not been shown so far, to show while more is
// left out: each one rewrites the one before. There is none while text waits
// before the gap.
func (t *Text) Count(note func(Gap) string) (stream, text string, ok bool) {
	if !t.Held() {
		return "", "", false
	}
	g := t.gap
	for _, p := range t.tail {
		g.Bytes += len(p.text)
		g.Lines += bytes.Count(p.text, []byte{'\n'})
	}
	stream, end, begun := t.edge()
	line := t.padded(note(g))
	text = t.lead(end) + begun[stream].off() + line
	delete(t.shown, stream)
	t.counted, t.last, t.end = utf8.RuneCountInString(line), stream, text[len(text)-1]
	return stream, text, true
}

// padded makes a note cover the one before it.
func (t *Text) padded(line string) string {
	return line + strings.Repeat(" ", max(0, t.counted-utf8.RuneCountInString(line)))
}

// edge is what is before the gap: the stream that spoke last, its last byte, and
// the style of each stream.
func (t *Text) edge() (stream string, end byte, begun map[string]style) {
	begun = map[string]style{}
	for stream, s := range t.shown {
		begun[stream] = s
	}
	stream, end = t.last, t.end
	for _, p := range t.head {
		t.note(&begun, p.stream, p.text)
		stream, end = p.stream, p.text[len(p.text)-1]
	}
	if stream == "" {
		stream = "stdout"
		if len(t.tail) > 0 {
			stream = t.tail[0].stream
		}
	}
	return stream, end, begun
}

// lead is what comes before a note behind a last byte, so that it has a line of
// its own.
func (t *Text) lead(end byte) string {
	switch {
	case t.counted > 0 && len(t.head) == 0:
		return "\r"
	case end != 0 && end != '\n':
		return "\n"
	}
	return ""
}
