package format

import (
	"strings"
	"unicode/utf8"
)

const (
	columns  = 88
	indent   = 4
	deepest  = 25 * indent // brackets in one another go no further in
	distance = 2           // of a comment from what is before it
)

// A writer sets docs on lines.
type writer struct {
	lines []row
	row        // that is being written
	col   int  // where it is
	space bool // a space is due, if something follows on the line
	ended bool // by a comment
	base  int  // indentation of the statement
}

// A row is a line, or several that a string spans.
type row struct {
	in   int // its indentation
	code string
	note *remark // behind the code
}

// line begins a line.
func (w *writer) newline(in int) {
	w.lines = append(w.lines, w.row)
	w.row, w.col, w.space, w.ended = row{in: min(in, w.base+deepest)}, 0, false, false
}

// statement begins a line at which a statement or comment begins.
func (w *writer) statement(in int) {
	w.base = in
	w.row = row{in: in}
	w.col, w.space, w.ended = 0, false, false
}

// end ends the line of a statement.
func (w *writer) end() { w.lines = append(w.lines, w.row) }

// blank leaves a line empty.
func (w *writer) blank() { w.lines = append(w.lines, row{}) }

func (w *writer) word(s string, in int) {
	if s == "" {
		return
	}
	if w.ended {
		w.newline(in)
	}
	if w.code == "" {
		w.code = strings.Repeat(" ", w.in)
		w.col = w.in
	} else if w.space {
		w.code += " "
		w.col++
	}
	w.space = false
	w.code += s
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		w.col, s = 0, s[i+1:]
	}
	w.col += utf8.RuneCountInString(s)
}

func (w *writer) comment(r *remark, in int) {
	if w.note != nil || r.own && w.code != "" {
		w.newline(in)
	}
	w.note, w.ended = r, true
}

// here is the column at which the next word begins.
func (w *writer) here(in int) int {
	switch {
	case w.ended:
		return min(in, w.base+deepest)
	case w.code == "":
		return w.in
	case w.space:
		return w.col + 1
	}
	return w.col
}

// fits reports whether a doc can be flat, with so many columns behind it.
func (w *writer) fits(d *doc, in, after int) bool {
	if d.broken {
		return false
	}
	width := w.here(in) + d.width
	if !d.cut {
		width += after
	}
	return width <= columns
}

// put sets a doc, flat or not. after is how many columns follow it before the
// next place for a line break.
func (w *writer) put(d *doc, flat bool, in, after int) {
	switch d.kind {
	case atom:
		if d.text == " " {
			w.space = true
		} else {
			w.word(d.text, in)
		}
	case line:
		if !flat {
			w.newline(in)
		} else if d.text != "" {
			w.space = true
		}
	case blank:
		if flat {
			w.space = true
			return
		}
		w.newline(in)
		w.blank()
	case comma:
		if !flat {
			w.word(",", in)
		}
	case note:
		w.comment(d.remark, in)
	case several:
		w.all(d.list, flat, in, after)
	case nested:
		w.all(d.list, flat, in+indent, after)
	case group:
		w.all(d.list, flat || w.fits(d, in, after), in, after)
	case filled:
		w.fill(d.list, flat || w.fits(d, in, after), in)
	case bracket:
		w.bracket(d, flat || w.fits(d, in, after), in, after)
	case wrapped:
		w.wrap(d, in, after)
	}
}

func (w *writer) all(list []*doc, flat bool, in, after int) {
	for i, d := range list {
		behind, ends := 0, flat
		for _, next := range list[i+1:] {
			if ends {
				break
			}
			var n int
			n, ends = lead(next)
			behind += n
		}
		if !ends {
			behind += after
		}
		w.put(d, flat, in, behind)
	}
}

func (w *writer) bracket(d *doc, flat bool, in, after int) {
	open, inside, closing := d.list[0], d.list[1], d.list[2]
	if flat || d.hugging || !d.soft {
		w.put(open, flat, in, 0)
		w.put(inside, flat, in, closing.width+after)
		w.put(closing, flat, in, after)
		return
	}
	w.put(open, false, in, 0)
	w.newline(in + indent)
	w.put(inside, false, in+indent, 0)
	w.newline(in)
	w.put(closing, false, in, after)
}

// fill sets docs between which there are lines.
func (w *writer) fill(list []*doc, flat bool, in int) {
	for i, d := range list {
		if d.kind == line && d.text != "" && !flat && i+1 < len(list) && !w.ended {
			if w.col+1+list[i+1].width <= columns {
				w.space = true
				continue
			}
		}
		w.put(d, flat, in, 0)
	}
}

// wrap sets what may get parentheses: list is the doc flat, the doc with
// parentheses, and the doc as it may be broken without them, if it may.
func (w *writer) wrap(d *doc, in, after int) {
	plain, parens := d.list[0], d.list[1]
	if w.fits(plain, in, after) {
		w.put(plain, true, in, after)
		return
	}
	if len(d.list) > 2 {
		width, ends := head(d.list[2])
		if d.joints == 0 || ends && w.here(in)+width <= columns {
			w.put(d.list[2], false, in, after)
			return
		}
	}
	if !plain.soft && (parens == nil || plain.cut || min(in, w.base+deepest)+indent+plain.width > columns) {
		w.put(plain, true, in, after)
		return
	}
	w.put(parens, false, in, after)
}

// String is the lines that were set.
func (w *writer) String() string {
	var b strings.Builder
	for i := 0; i < len(w.lines); {
		n, col := w.run(i)
		for _, r := range w.lines[i : i+n] {
			b.WriteString(r.code)
			if r.note != nil {
				if pad := max(col, r.in) - width(r.code); r.code != "" || n > 1 {
					b.WriteString(strings.Repeat(" ", pad))
				} else {
					b.WriteString(strings.Repeat(" ", r.in))
				}
				b.WriteString(r.note.text)
			}
			b.WriteByte('\n')
		}
		i += n
	}
	return b.String()
}

// run is how many lines from the i-th on have comments that their author put
// below one another, and the column at which they stand now.
func (w *writer) run(i int) (n, col int) {
	first := w.lines[i]
	if first.note == nil || first.code == "" {
		return 1, 0
	}
	for n = 0; i+n < len(w.lines); n++ {
		r := w.lines[i+n]
		if r.note == nil || r.note.col != first.note.col || r.note.line != first.note.line+int32(n) {
			break
		}
		if r.code != "" {
			col = max(col, width(r.code)+distance)
		}
	}
	return n, col
}

// width is how long the last line of a row is.
func width(code string) int {
	return utf8.RuneCountInString(code[strings.LastIndexByte(code, '\n')+1:])
}
