package format

import (
	"strings"
	"unicode/utf8"
)

// A doc is a piece of a program that can be set on one line, flat, or on
// several. Docs are built from the inside out and do not change.
type doc struct {
	kind    kind
	text    string  // of a word or remark, or what a line is when flat
	list    []*doc  // parts
	remark  *remark // of a remark
	width   int     // columns when flat, up to the first line break in a string
	cut     bool    // a string with a line break is in it
	broken  bool    // it cannot be flat
	bare    bool    // it has places for line breaks outside of brackets
	soft    bool    // it has places for line breaks
	joints  int     // operators or calls at which a group breaks
	hugging bool    // a bracket that stays close to what it holds
}

type kind byte

const (
	atom    kind = iota // a text
	line                // a line break, when not flat
	blank               // a line break and an empty line
	comma               // a comma, when not flat
	note                // a comment
	several             // one after the other
	nested              // a level further in
	group               // flat if it fits, else all its own lines are breaks
	filled              // as many on a line as fit
	bracket             // list[0] opens, list[1] is what it holds, list[2] closes
	wrapped             // what may get parentheses where it does not fit
)

func text(s string) *doc {
	d := &doc{kind: atom, text: s}
	head, _, cut := strings.Cut(s, "\n")
	d.width, d.cut = utf8.RuneCountInString(head), cut
	return d
}

// brk is a line break that is flat otherwise.
func brk(flat string) *doc {
	return &doc{kind: line, text: flat, width: len(flat), bare: true, soft: true}
}

// gap is a line break, with an empty line where the author left one.
func gap(left bool) *doc {
	d := brk(" ")
	if left {
		d.kind = blank
	}
	return d
}

func remarks(list []remark) []*doc {
	var out []*doc
	for i := range list {
		out = append(out, &doc{kind: note, text: list[i].text, remark: &list[i], broken: true})
	}
	return out
}

// made takes over what the parts say of a doc.
func (d *doc) made(list ...*doc) *doc {
	d.list = list
	for _, part := range list {
		if !d.cut {
			d.width += part.width
		}
		d.cut = d.cut || part.cut
		d.broken = d.broken || part.broken
		d.bare = d.bare || part.bare
		d.soft = d.soft || part.soft
	}
	return d
}

func seq(list ...*doc) *doc {
	if len(list) == 1 {
		return list[0]
	}
	return (&doc{kind: several}).made(list...)
}

func nest(list ...*doc) *doc { return (&doc{kind: nested}).made(list...) }

func grouped(list ...*doc) *doc { return (&doc{kind: group}).made(list...) }

// enclosed is what stands in brackets.
func enclosed(open, inside, closing *doc) *doc {
	d := (&doc{kind: bracket}).made(open, inside, closing)
	d.bare, d.soft = false, inside.kind != several || len(inside.list) > 0
	return d
}

// head is the width up to and with the last bracket that opens, if a doc ends
// in a bracket that can be broken and is flat before.
func head(d *doc) (width int, ok bool) {
	switch d.kind {
	case bracket:
		return d.list[0].width, d.soft
	case several, group:
		for _, part := range d.list[:len(d.list)-1] {
			if part.broken || part.cut {
				return 0, false
			}
			width += part.width
		}
		w, ok := head(d.list[len(d.list)-1])
		return width + w, ok
	}
	return 0, false
}

// lead is the width up to the first place for a line break, if there is one.
func lead(d *doc) (width int, ends bool) {
	switch d.kind {
	case atom:
		return d.width, d.cut
	case comma:
		return 1, false
	case line, blank, note:
		return 0, true
	case wrapped:
		return 1, true
	case bracket:
		if d.soft {
			w, _ := lead(d.list[0])
			return w, true
		}
	}
	for _, part := range d.list {
		w, ends := lead(part)
		width += w
		if ends {
			return width, true
		}
	}
	return width, false
}
