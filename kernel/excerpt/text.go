// Package excerpt keeps of text that comes faster than it can be shown what is
// worth showing: its beginning, its end, and how much lies between.
//
//	Text     what waits to be shown, in the order in which it came (text.go)
//	Gap      how much of it was left out (gap.go)
//	style    the colours that are on, which a cut must neither spill nor lose (style.go)
//	         where text may be cut: in no character and no escape sequence (escape.go)
//	         lines that rewrite themselves by \r, as progress does (rewrite.go)
//
// Sizes are those of the text as JSON, for that is how it travels. A Text has no
// lock and no clock: it belongs to whoever paces it.
package excerpt

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Text is what two streams say, until it is taken. The zero Text keeps all of
// it and changes nothing.
type Text struct {
	// Head and Tail bound what is kept, in bytes: while more waits, what lies
	// between the first Head and the last Tail is left out. Tail 0: all is kept.
	Head, Tail int
	// Most bounds the pieces that wait: if there would be more, they join (Mix).
	// 0: maxPieces; where all is kept there is no bound.
	Most int

	head, tail []piece // tail: behind the gap, while there is one
	gap        Gap
	gapped     bool
	mixed      bool             // there is one piece a stream
	counted    int              // characters of the last note on the gap; 0: there was none
	ended      map[string]style // of what was left out, at its end
	shown      map[string]style // of what was taken, at its end
	last       string           // stream of what was taken last; "": nothing was
	end        byte             // of what was taken last; 0: nothing was
}

// A piece is text of one stream.
type piece struct {
	stream string
	text   []byte
	size   int  // as JSON; where all is kept, as it is
	within bool // it begins within a line
}

const maxPieces = 40

// Add adds what a stream says.
func (t *Text) Add(stream, text string) {
	section, limit := &t.head, t.Head+t.Tail
	if t.gapped {
		section, limit = &t.tail, 2*t.Tail // twice: it is cut in large steps
	}
	p := t.pieceFor(section, stream)
	if len(p.text) == 0 {
		p.within = t.last == stream && t.end != 0 && !freshLine(t.end)
	}
	if t.Tail == 0 {
		p.text = append(p.text, text...)
		p.size += len(text)
		return
	}
	p.add(text)
	if size(*section) <= limit {
		return
	}
	if !t.gapped {
		t.tail = split(&t.head, t.Head)
		t.begin()
	}
	t.trim(t.Tail)
}

// pieceFor finds or begins the piece that text of a stream belongs to.
func (t *Text) pieceFor(section *[]piece, stream string) *piece {
	if n := len(*section); t.Tail > 0 && n > 0 && (*section)[n-1].stream != stream {
		most := t.Most
		if most == 0 {
			most = maxPieces
		}
		if n >= most {
			t.Mix()
		}
		if t.mixed {
			return joined(section, stream)
		}
	}
	return behind(section, stream)
}

// behind is the last piece of a section, or a new one if that is of another
// stream.
func behind(section *[]piece, stream string) *piece {
	if n := len(*section); n == 0 || (*section)[n-1].stream != stream {
		*section = append(*section, piece{stream: stream})
	}
	return &(*section)[len(*section)-1]
}

// joined is the piece of a stream in a section that has one of each.
func joined(section *[]piece, stream string) *piece {
	for i := range *section {
		if (*section)[i].stream == stream {
			return &(*section)[i]
		}
	}
	return behind(section, stream)
}

// Mix joins what waits to one piece a stream, and what comes until that is
// taken. The order within each stream is kept, the one between the streams no
// longer.
func (t *Text) Mix() {
	t.mixed = true
	for _, section := range []*[]piece{&t.head, &t.tail} {
		list := *section
		*section = nil
		for _, p := range list {
			to := joined(section, p.stream)
			if len(to.text) == 0 {
				*to = p
				continue
			}
			to.text = append(to.text, p.text...)
			to.size += p.size
		}
	}
}

func (p *piece) add(text string) {
	if strings.IndexByte(text, '\r') >= 0 {
		p.rewrite(text)
		return
	}
	p.append(text)
}

func (p *piece) append(text string) {
	p.text = append(p.text, text...)
	p.size += jsonSize(text)
}

// Pieces is how many messages it takes to show what waits.
func (t *Text) Pieces() int { return len(t.head) + len(t.tail) }

// Size is the size of what waits.
func (t *Text) Size() int { return size(t.head) + size(t.tail) }

// Empty reports that nothing waits and nothing was left out.
func (t *Text) Empty() bool { return len(t.head) == 0 && len(t.tail) == 0 && !t.gapped }

// Next is the size of what Take would take were there no bound; 0: nothing.
func (t *Text) Next(final bool) int {
	if len(t.head) == 0 {
		return 0
	}
	p := &t.head[0]
	n := t.whole(final)
	if n < len(p.text) {
		return jsonSize(p.text[:n])
	}
	return p.size
}

// whole is how many bytes of the first piece can be taken.
func (t *Text) whole(final bool) int {
	text := t.head[0].text
	if final || t.gapped || len(t.head) > 1 { // nothing will be added to it
		return len(text)
	}
	return len(text) - unfinished(text)
}

func size(list []piece) int {
	n := 0
	for i := range list {
		n += list[i].size
	}
	return n
}

// Take takes the first of what waits before the gap: text of one stream, of at
// most max bytes as JSON (0: of any size). Text that ends within a character or
// an escape sequence keeps that end back until the rest of it comes, or final
// says that none will. Where there is nothing to take, ok is false.
func (t *Text) Take(max int, final bool) (stream, text string, ok bool) {
	if len(t.head) == 0 {
		return "", "", false
	}
	p := &t.head[0]
	n := t.whole(final)
	if max > 0 && p.size > max {
		if m := floor(p.text, fit(p.text, max)); m < n {
			n = m
		}
		if end := bytes.LastIndexByte(p.text[:n], '\n') + 1; end > n/2 {
			n = end
		}
	}
	if n == 0 {
		return "", "", false
	}
	stream, text = p.stream, string(p.text[:n])
	t.note(&t.shown, stream, p.text[:n])
	t.last, t.end = stream, p.text[n-1]
	if n < len(p.text) {
		p.drop(n)
	} else {
		t.head = slices.Delete(t.head, 0, 1)
		t.mixed = t.mixed && (t.gapped || len(t.head) > 0)
	}
	return stream, text, true
}

// drop removes the first n bytes of a piece.
func (p *piece) drop(n int) {
	p.size = max(len(p.text)-n, p.size-jsonSize(p.text[:n]))
	p.within = !freshLine(p.text[n-1])
	rest := p.text[n:]
	if cap(p.text) > 4*len(rest) { // of a burst, perhaps
		p.text = bytes.Clone(rest)
		return
	}
	p.text = append(p.text[:0], rest...)
}

// freshLine reports that what follows a character is at the beginning of a line.
func freshLine(c byte) bool { return c == '\n' || c == '\r' }

// note keeps the style in which a text leaves its stream.
func (t *Text) note(styles *map[string]style, stream string, text []byte) {
	if t.Tail == 0 || bytes.IndexByte(text, escape) < 0 {
		return
	}
	if *styles == nil {
		*styles = map[string]style{}
	}
	s := (*styles)[stream]
	s.read(text)
	(*styles)[stream] = s
}

// Reset forgets what waits, what was left out and what was taken.
func (t *Text) Reset() { *t = Text{Head: t.Head, Tail: t.Tail, Most: t.Most} }

// jsonSize is how long a text is as JSON, without the quotes.
func jsonSize[T string | []byte](text T) int {
	n := len(text)
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			n += int(extra[c])
			i++
			continue
		}
		r, width := decode(text[i:])
		n += extraRune(r, width)
		i += width
	}
	return n
}

// fit is how many bytes of a text are at most max long as JSON.
func fit(text []byte, max int) int {
	n := 0
	for i := 0; i < len(text); {
		width, more := 1, 0
		if c := text[i]; c < utf8.RuneSelf {
			more = int(extra[c])
		} else {
			var r rune
			r, width = utf8.DecodeRune(text[i:])
			more = extraRune(r, width)
		}
		if n += width + more; n > max {
			return i
		}
		i += width
	}
	return len(text)
}

func decode[T string | []byte](text T) (rune, int) {
	return utf8.DecodeRuneInString(string(text[:min(len(text), utf8.UTFMax)]))
}

// extra is by how many bytes JSON writes an ASCII character longer.
var extra = func() (table [utf8.RuneSelf]uint8) {
	for c := range table {
		switch {
		case c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t' || c == '\b' || c == '\f':
			table[c] = 1
		case c < ' ':
			table[c] = 5
		}
	}
	return table
}()

// extraRune is the same for others: Go escapes two line ends of Unicode, and
// what is no character.
func extraRune(r rune, width int) int {
	switch {
	case r == utf8.RuneError && width == 1:
		return 5
	case r == '\u2028' || r == '\u2029':
		return 3
	}
	return 0
}
