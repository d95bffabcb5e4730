package excerpt

import (
	"bytes"
	"strings"
)

// A style is the graphic rendition that is on (ECMA-48, section 8.3.117, and
// the colours that terminals added to it). The zero style is plain.
type style struct {
	attributes     uint16 // bit n: attribute n, of 1 to 9
	colour, ground string // parameters that set them; "": the default
}

// read changes the style as text does.
func (s *style) read(text []byte) {
	for {
		i := bytes.IndexByte(text, escape)
		if i < 0 {
			return
		}
		text = text[i:]
		n, _ := sequence(text)
		if n > 2 && text[1] == '[' && text[n-1] == 'm' {
			s.set(string(text[2 : n-1]))
		}
		text = text[max(n, 1):]
	}
}

// set applies the parameters of one sequence.
func (s *style) set(parameters string) {
	list := strings.FieldsFunc(parameters+";", func(r rune) bool { return r == ';' })
	if len(list) == 0 {
		*s = style{}
	}
	for len(list) > 0 {
		p := list[0]
		n := 1
		switch {
		case p == "38" || p == "48": // 5;n or 2;r;g;b follow
			n = min(len(list), 3)
			if len(list) > 1 && list[1] == "2" {
				n = min(len(list), 5)
			}
			s.paint(p == "38", strings.Join(list[:n], ";"))
		case strings.HasPrefix(p, "38:"), strings.HasPrefix(p, "48:"):
			s.paint(p[0] == '3', p)
		default:
			s.one(p)
		}
		list = list[n:]
	}
}

func (s *style) paint(front bool, p string) {
	if front {
		s.colour = p
	} else {
		s.ground = p
	}
}

// one applies a parameter that stands alone.
func (s *style) one(p string) {
	p, _, _ = strings.Cut(p, ":") // 4:3 is an underline too
	p = strings.TrimLeft(p, "0")
	switch {
	case p == "":
		*s = style{}
	case len(p) == 1:
		s.attributes |= 1 << (p[0] - '0')
	case p == "22": // neither bold nor faint
		s.attributes &^= 1<<1 | 1<<2
	case len(p) == 2 && p[0] == '2':
		s.attributes &^= 1 << (p[1] - '0')
	case p == "39":
		s.colour = ""
	case p == "49":
		s.ground = ""
	case len(p) == 2 && (p[0] == '3' || p[0] == '9'):
		s.colour = p
	case len(p) == 2 && p[0] == '4', len(p) == 3 && p[:2] == "10":
		s.ground = p
	}
}

// on is the sequence that turns a style on.
func (s style) on() string {
	var list []string
	for n := range 10 {
		if s.attributes&(1<<n) != 0 {
			list = append(list, string(rune('0'+n)))
		}
	}
	for _, p := range []string{s.colour, s.ground} {
		if p != "" {
			list = append(list, p)
		}
	}
	if list == nil {
		return ""
	}
	return "\x1b[" + strings.Join(list, ";") + "m"
}

// off is the sequence that turns it off.
func (s style) off() string {
	if s == (style{}) {
		return ""
	}
	return "\x1b[0m"
}
