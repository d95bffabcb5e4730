package doc

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

func firstSentence(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		s = s[:i]
	}
	if i := strings.Index(s, ". "); i >= 0 {
		s = s[:i+1]
	}
	return s
}

// dedent removes the indentation that all lines after the first share.
func dedent(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	shared := -1
	for _, line := range lines[1:] {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if n := len(line) - len(strings.TrimLeft(line, " \t")); shared < 0 || n < shared {
			shared = n
		}
	}
	for i, line := range lines[1:] {
		if shared > 0 && len(line) >= shared {
			line = line[shared:]
		}
		lines[i+1] = strings.TrimRight(line, " \t")
	}
	return strings.Join(lines, "\n")
}

// clip keeps the first lines of a value's text.
func clip(s string) string {
	const most = 12
	lines := strings.Split(s, "\n")
	if len(lines) > most {
		lines = append(lines[:most], "…")
	}
	for i, line := range lines {
		if r := []rune(line); len(r) > 200 {
			lines[i] = fmt.Sprintf("%s… (%d characters)", string(r[:200]), len(r))
		}
	}
	return strings.Join(lines, "\n")
}

// width is how wide a page is in plain text.
const width = 80

// wrap breaks each line of a text that is too wide at spaces, keeping its
// indentation; all but the first are indented by more.
func wrap(s string, indent, more string) string {
	var out []string
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			indent = more
		}
		own := line[:len(line)-len(strings.TrimLeft(line, " "))]
		out = append(out, fill(strings.TrimSpace(line), indent+own, more+own))
	}
	return strings.Join(out, "\n")
}

func fill(line, indent, more string) string {
	var b strings.Builder
	b.WriteString(indent)
	col := utf8.RuneCountInString(indent)
	for i, word := range strings.Split(line, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case col+1+n > width:
			b.WriteString("\n" + more)
			col = utf8.RuneCountInString(more)
		default:
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += n
	}
	return strings.TrimRight(b.String(), " ")
}
