package data

import (
	"fmt"
	"html"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/display"
)

// A description shows what is said of a set.
type description struct {
	*set
	rows int
}

var _ display.Displayer = (*description)(nil)

func (d *description) lines() [][2]string {
	return [][2]string{{"rows", fmt.Sprint(d.rows)}, {"columns", d.columns}, {"source", d.source}, {"terms", d.terms}}
}

func (d *description) String() string {
	var b strings.Builder
	b.WriteString(d.name + ": " + d.doc)
	for _, l := range d.lines() {
		fmt.Fprintf(&b, "\n  %-8s %s", l[0], l[1])
	}
	return b.String()
}

// Display shows the description as a table.
func (d *description) Display() display.Bundle {
	var b strings.Builder
	b.WriteString("<p><b>" + html.EscapeString(d.name) + "</b>: " + html.EscapeString(d.doc) + "</p><table>")
	for _, l := range d.lines() {
		b.WriteString(`<tr><td style="text-align:left">` + l[0] + `</td><td style="text-align:left">` + html.EscapeString(l[1]) + "</td></tr>")
	}
	b.WriteString("</table>")
	return display.Bundle{Data: map[string]any{"text/html": b.String(), "text/plain": d.String()}}
}

func (d *description) Type() string          { return "description" }
func (d *description) Freeze()               {}
func (d *description) Truth() starlark.Bool  { return true }
func (d *description) Hash() (uint32, error) { return starlark.String(d.name).Hash() }
