package diag

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

// A style puts a part of an error into the form of its medium.
type style struct {
	escape                         func(string) string
	kind, place, source, mark, dim func(string) string
}

func same(s string) string { return s }

func ansi(code string) func(string) string {
	return func(s string) string { return "\x1b[" + code + "m" + s + "\x1b[0m" }
}

func span(css string) func(string) string {
	return func(s string) string { return `<span style="` + css + `">` + s + `</span>` }
}

var (
	plainStyle = style{same, same, same, same, same, same}
	ansiStyle  = style{same, ansi("1;31"), ansi("34"), same, ansi("31"), ansi("2")}
	htmlStyle  = style{
		html.EscapeString, span("color:#c0392b;font-weight:bold"), span("color:#2471a3"), same,
		span("color:#c0392b"), span("opacity:0.7"),
	}
)

// Plain renders e as text, without a final newline.
func (e *Error) Plain() string { return e.render(plainStyle) }

// ANSI renders e for a terminal or a notebook's traceback.
func (e *Error) ANSI() string { return e.render(ansiStyle) }

// HTML renders e as a pre element.
func (e *Error) HTML() string { return "<pre>" + e.render(htmlStyle) + "</pre>" }

// Of a deep recursion only the outer and the inner frames are shown, and of
// the same calls again and again only the first.
const (
	maxFrames = 20
	endFrames = 8
	maxSame   = 3 // rounds that are not worth folding
	maxPeriod = 4 // functions that call one another in turn
)

// A fold is a run of frames, and how often the same run follows it.
type fold struct {
	frames []Frame
	more   int
}

func folded(frames []Frame) []fold {
	var out []fold
	for len(frames) > 0 {
		f := fold{frames: frames[:1]}
		for period := 1; period <= maxPeriod; period++ {
			if more := rounds(frames, period); more > maxSame {
				f = fold{frames[:period], more}
				break
			}
		}
		out = append(out, f)
		frames = frames[len(f.frames)*(f.more+1):]
	}
	return out
}

// rounds returns how often the first frames are repeated.
func rounds(frames []Frame, period int) int {
	n := 0
	for at := period; at+period <= len(frames) && slices.Equal(frames[:period], frames[at:at+period]); at += period {
		n++
	}
	return n
}

func (e *Error) render(s style) string {
	var b strings.Builder
	folds := folded(e.Frames)
	for i, f := range folds {
		if n := len(folds); n > maxFrames && i >= endFrames && i < n-endFrames {
			if i == endFrames {
				b.WriteString(s.dim(fmt.Sprintf("… %d calls …", n-2*endFrames)) + "\n")
			}
			continue
		}
		for _, frame := range f.frames {
			frame.render(&b, s)
		}
		switch {
		case f.more > 0 && len(f.frames) == 1:
			b.WriteString(s.dim(fmt.Sprintf("… the same call %d times more …", f.more)) + "\n")
		case f.more > 0:
			b.WriteString(s.dim(fmt.Sprintf("… the same %d calls %d times more …", len(f.frames), f.more)) + "\n")
		}
	}
	b.WriteString(s.kind(e.Kind) + ": " + s.escape(e.Message))
	if e.Hint != "" {
		b.WriteString("\n" + s.dim("hint: "+s.escape(e.Hint)))
	}
	return b.String()
}

func (f *Frame) render(b *strings.Builder, s style) {
	place := fmt.Sprintf("%s, line %d", f.File, f.Line)
	if f.Func != "" {
		place += ", in " + f.Func
	}
	b.WriteString(s.place(s.escape(place)) + "\n")
	if strings.TrimSpace(f.Source) == "" {
		return
	}
	line := []rune(f.Source)
	indent := len(line) - len([]rune(strings.TrimLeft(f.Source, " \t")))
	shown, col, width := line[indent:], f.Col-1-indent, f.Width
	const longest = 160
	if len(shown) > longest { // keep the part around the mark
		start := max(0, min(col-longest/2, len(shown)-longest))
		shown, col = shown[start:start+longest], col-start
	}
	b.WriteString("    " + s.source(s.escape(string(shown))) + "\n")
	if f.Col <= 0 || col < 0 || col > len(shown) {
		return
	}
	pad := make([]rune, col)
	for i := range pad {
		pad[i] = ' '
		if shown[i] == '\t' {
			pad[i] = '\t'
		}
	}
	width = max(1, min(width, len(shown)-col))
	b.WriteString("    " + string(pad) + s.mark(strings.Repeat("^", width)) + "\n")
}
