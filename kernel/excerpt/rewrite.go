package excerpt

import (
	"bytes"
	"unicode/utf8"
)

// maxRewrite bounds the line that is looked at as a whole each time.
const maxRewrite = 8 << 10

// rewrite adds text with a \r in it. Of a line that rewrites itself, the states
// that the last one covers are dropped: however often progress is printed, what
// waits of it is a line.
func (p *piece) rewrite(text string) {
	start := bytes.LastIndexByte(p.text, '\n') + 1
	if len(p.text)-start > maxRewrite {
		p.append(text)
		return
	}
	p.size -= jsonSize(p.text[start:])
	lines := append(bytes.Clone(p.text[start:]), text...)
	p.text = p.text[:start]
	for len(lines) > 0 {
		line, rest, ended := bytes.Cut(lines, []byte{'\n'})
		if lines = rest; bytes.IndexByte(line, '\r') >= 0 {
			line = collapse(line, p.within && len(p.text) == 0)
		}
		p.text = append(p.text, line...)
		if ended {
			p.text = append(p.text, '\n')
		}
	}
	p.size += jsonSize(p.text[start:])
}

// A state is what a line shows between two returns of the carriage.
type state struct {
	text  []byte
	width int  // characters
	plain bool // its width says what it covers: it does not move the cursor
}

// collapse drops from a line each state that a later one covers. The first is
// kept as an empty one: what was shown before it is covered by a return, not by
// nothing. Where the line began before (within), how far the first reaches is
// not known.
func collapse(line []byte, within bool) []byte {
	var kept []state
	for i, text := range bytes.Split(line, []byte{'\r'}) {
		s := measure(text)
		s.plain = s.plain && (i > 0 || !within || len(text) == 0)
		erases := bytes.HasPrefix(text, []byte("\x1b[K")) || bytes.HasPrefix(text, []byte("\x1b[0K")) || bytes.HasPrefix(text, []byte("\x1b[2K"))
		for i > 0 && s.plain && len(kept) > 0 {
			top := kept[len(kept)-1]
			if !erases && (!top.plain || top.width > s.width) {
				break
			}
			kept = kept[:len(kept)-1]
			var colours style
			colours.read(top.text)
			if on := colours.on(); on != "" {
				s.text = append([]byte(on), s.text...)
			}
		}
		if i > 0 && len(kept) == 0 {
			kept = append(kept, state{plain: true})
		}
		kept = append(kept, s)
	}
	out := make([]byte, 0, len(line))
	for i, s := range kept {
		if i > 0 {
			out = append(out, '\r')
		}
		out = append(out, s.text...)
	}
	return out
}

// measure counts the characters of a state; what is in escape sequences shows
// as none, and colours and erasing to the end of the line move nothing.
func measure(text []byte) state {
	s := state{text: text, plain: true}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == escape:
			n, whole := sequence(text[i:])
			if final := text[i+n-1]; !whole || final != 'm' && final != 'K' {
				s.plain = false
			}
			i += n
		case c < ' ' && c != '\t':
			s.plain = false
			i++
		default:
			_, n := utf8.DecodeRune(text[i:])
			s.width++
			i += n
		}
	}
	return s
}
