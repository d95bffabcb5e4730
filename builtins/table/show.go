package table

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starling/lang/display"
)

// A longer or wider table shows its beginning and end.
const (
	maxRows    = 20
	maxColumns = 20
	maxWidth   = 60 // characters of one cell
	digits     = 5  // significant, of a float
)

// Display implements display.Displayer.
func (t *Table) Display() display.Bundle {
	return display.Bundle{Data: map[string]any{"text/html": t.html(), "text/plain": t.String()}}
}

// gap stands among row or column numbers for those left out.
const gap = -1

func shown(n, limit int) []int {
	var out []int
	for i := range n {
		if n > limit && i == limit/2 {
			out = append(out, gap)
		}
		if n <= limit || i < limit/2 || i >= n-limit/2 {
			out = append(out, i)
		}
	}
	return out
}

// grid returns the header and the cells as they are shown.
func (t *Table) grid() (header []string, cells [][]string, right []bool) {
	columns := shown(len(t.names), maxColumns)
	for _, j := range columns {
		if j == gap {
			header, right = append(header, "…"), append(right, false)
			continue
		}
		header = append(header, clip(t.names[j]))
		right = append(right, t.cols[j].Kind() == "float" || t.cols[j].Kind() == "int")
	}
	for _, i := range shown(t.rows, maxRows) {
		row := make([]string, len(columns))
		for k, j := range columns {
			if i == gap || j == gap {
				row[k] = "…"
			} else {
				row[k] = show(t.cols[j].Value(i))
			}
		}
		cells = append(cells, row)
	}
	return header, cells, right
}

func show(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.Float:
		return number(float64(v))
	case starlark.String:
		return clip(strings.Join(strings.Fields(string(v)), " "))
	case starlark.NoneType:
		return "–"
	}
	return v.String()
}

// number rounds to a few digits, without an exponent where that is short.
func number(x float64) string {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return display.FloatRepr(x)
	case a != 0 && (a < 1e-4 || a >= 1e9):
		return strconv.FormatFloat(x, 'g', digits, 64)
	}
	decimals := digits
	if a > 0 {
		decimals = max(0, digits-1-int(math.Floor(math.Log10(a))))
	}
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(s, "0")
		if strings.HasSuffix(s, ".") {
			s += "0"
		}
	}
	return s
}

func clip(s string) string {
	if utf8.RuneCountInString(s) <= maxWidth {
		return s
	}
	return string([]rune(s)[:maxWidth-1]) + "…"
}

func (t *Table) count() string {
	return fmt.Sprintf("%s × %s", plural(t.rows, "row"), plural(len(t.names), "column"))
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func (t *Table) text() string {
	header, cells, right := t.grid()
	width := make([]int, len(header))
	for _, row := range append([][]string{header}, cells...) {
		for k, s := range row {
			width[k] = max(width[k], utf8.RuneCountInString(s))
		}
	}
	var b strings.Builder
	for _, row := range append([][]string{header}, cells...) {
		line := ""
		for k, s := range row {
			if k > 0 {
				line += "  "
			}
			pad := strings.Repeat(" ", width[k]-utf8.RuneCountInString(s))
			if right[k] {
				line += pad + s
			} else {
				line += s + pad
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String() + "(" + t.count() + ")"
}

// html leaves colours to the notebook's theme; only alignment is ours.
func (t *Table) html() string {
	header, cells, right := t.grid()
	align := func(k int) string {
		if right[k] {
			return ` style="text-align:right"`
		}
		return ` style="text-align:left"`
	}
	var b strings.Builder
	b.WriteString("<table class=\"dataframe\">\n<thead><tr>")
	for k, s := range header {
		b.WriteString("<th" + align(k) + ">" + html.EscapeString(s) + "</th>")
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range cells {
		b.WriteString("<tr>")
		for k, s := range row {
			b.WriteString("<td" + align(k) + ">" + html.EscapeString(s) + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n<p><small>" + t.count() + "</small></p>")
	return b.String()
}
