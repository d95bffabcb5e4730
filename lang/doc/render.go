package doc

import (
	"fmt"
	"html"
	"strings"

	"starling/lang/display"
)

// Bundle renders a page for a notebook.
func (p *Page) Bundle() display.Bundle {
	return display.Bundle{
		Data:     map[string]any{"text/plain": p.Plain(), "text/html": p.HTML()},
		Metadata: map[string]any{},
	}
}

// Plain renders a page as text without a final newline.
func (p *Page) Plain() string {
	var b strings.Builder
	b.WriteString(p.Title)
	if p.Kind != p.Title {
		b.WriteString("    (" + p.Kind + ")")
	}
	b.WriteByte('\n')
	if p.Doc != "" {
		b.WriteString("\n" + p.Doc + "\n")
	}
	rows(&b, "Parameters", p.Params)
	for _, s := range p.remarks() {
		b.WriteString("\n" + s.Name + ": " + s.Doc + "\n")
	}
	if len(p.Examples) > 0 {
		b.WriteString("\nExamples:\n    " + strings.Join(p.Examples, "\n    ") + "\n")
	}
	rows(&b, "Members", p.Members)
	if p.Text != "" {
		b.WriteString("\n" + p.Text + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// remarks are the parts that fill a line each.
func (p *Page) remarks() []Row {
	var out []Row
	for _, r := range []Row{{"Returns", "", p.Returns}, {"Valid", "", p.Valid}, {"Source", "", p.Source}} {
		if r.Doc != "" {
			out = append(out, r)
		}
	}
	return out
}

func rows(b *strings.Builder, title string, list []Row) {
	if len(list) == 0 {
		return
	}
	width := 0
	for _, r := range list {
		if n := len([]rune(r.Name)); n <= 28 {
			width = max(width, n)
		}
	}
	b.WriteString("\n" + title + ":\n")
	for _, r := range list {
		name := fmt.Sprintf("    %-*s  ", width, r.Name)
		if len([]rune(r.Name)) > width {
			name = "    " + r.Name + "\n        "
		}
		b.WriteString(strings.TrimRight(name+r.Doc+bracketed(r.What), " ") + "\n")
	}
}

func bracketed(s string) string {
	if s == "" {
		return ""
	}
	return " [" + s + "]"
}

// HTML renders a page as a div.
func (p *Page) HTML() string {
	var b strings.Builder
	esc := html.EscapeString
	b.WriteString(`<div style="max-width:60em">`)
	if p.Code {
		b.WriteString("<p><code><b>" + esc(p.Title) + "</b></code></p>")
	} else {
		b.WriteString("<p><b>" + esc(p.Title) + "</b> <i>" + esc(p.Kind) + "</i></p>")
	}
	for _, par := range strings.Split(p.Doc, "\n\n") {
		if par != "" {
			b.WriteString(`<p style="white-space:pre-line">` + esc(par) + "</p>")
		}
	}
	htmlRows(&b, p.Params)
	for _, r := range p.remarks() {
		b.WriteString("<p><b>" + r.Name + ":</b> " + esc(r.Doc) + "</p>")
	}
	if len(p.Examples) > 0 {
		b.WriteString("<p><b>Examples:</b></p><pre>" + esc(strings.Join(p.Examples, "\n")) + "</pre>")
	}
	htmlRows(&b, p.Members)
	if p.Text != "" {
		b.WriteString("<pre>" + esc(p.Text) + "</pre>")
	}
	b.WriteString("</div>")
	return b.String()
}

func htmlRows(b *strings.Builder, list []Row) {
	if len(list) == 0 {
		return
	}
	const left = `<td style="text-align:left">`
	b.WriteString("<table>")
	for _, r := range list {
		b.WriteString("<tr>" + left + "<code>" + html.EscapeString(r.Name) + "</code></td>" +
			left + html.EscapeString(r.Doc) + "</td>" + left + html.EscapeString(r.What) + "</td></tr>")
	}
	b.WriteString("</table>")
}
