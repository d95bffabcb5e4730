package doc

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"starling/lang/display"
)

// Bundle renders a page for a notebook.
func (p *Page) Bundle() display.Bundle {
	return display.Bundle{
		Data:     map[string]any{"text/plain": p.Plain(), "text/markdown": p.Markdown(), "text/html": p.HTML()},
		Metadata: map[string]any{},
	}
}

// Plain renders a page as text without a final newline.
func (p *Page) Plain() string {
	var b strings.Builder
	title := p.Title
	if p.Kind != p.Title && !p.Code { // a head with its parameters is plainly a function
		title += "    (" + p.Kind + ")"
	}
	b.WriteString(wrap(title, "", "    ") + "\n")
	if p.Doc != "" {
		b.WriteString("\n" + wrap(p.Doc, "", "") + "\n")
	}
	rows(&b, "Parameters", p.Params)
	for _, s := range p.remarks() {
		b.WriteString("\n" + wrap(s.Name+": "+s.Doc, "", "    ") + "\n")
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
	for _, r := range []Row{{"Annotation", "", p.Note}, {"Returns", "", p.Returns}, {"Valid", "", p.Valid}, {"Source", "", p.Source}} {
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
	left := 0
	for _, r := range list {
		if n := utf8.RuneCountInString(r.Name); n <= 32 {
			left = max(left, n)
		}
	}
	b.WriteString("\n" + title + ":\n")
	more := strings.Repeat(" ", left+6)
	for _, r := range list {
		head := fmt.Sprintf("    %-*s  ", left, r.Name)
		if utf8.RuneCountInString(r.Name) > left {
			b.WriteString("    " + r.Name + "\n")
			head = more
		}
		if text := strings.TrimSpace(r.Doc + bracketed(r.What)); text != "" {
			b.WriteString(wrap(text, head, more) + "\n")
		} else if head != more {
			b.WriteString(strings.TrimRight(head, " ") + "\n")
		}
	}
}

func bracketed(s string) string {
	if s == "" {
		return ""
	}
	return " [" + s + "]"
}

// Markdown renders a page for front ends that show no HTML.
func (p *Page) Markdown() string {
	var b strings.Builder
	if p.Code {
		b.WriteString("```python\n" + p.Title + "\n```\n")
	} else {
		b.WriteString("**" + inMarkdown(p.Title) + "** *" + p.Kind + "*\n")
	}
	if p.Doc != "" {
		b.WriteString("\n" + inMarkdown(p.Doc) + "\n")
	}
	list := func(title string, rows []Row) {
		if len(rows) == 0 {
			return
		}
		b.WriteString("\n**" + title + ":**\n\n")
		for _, r := range rows {
			b.WriteString("- `" + r.Name + "` " + inMarkdown(strings.TrimSpace(r.Doc+bracketed(r.What))) + "\n")
		}
	}
	list("Parameters", p.Params)
	for _, s := range p.remarks() {
		b.WriteString("\n**" + s.Name + ":** " + inMarkdown(s.Doc) + "\n")
	}
	if len(p.Examples) > 0 {
		b.WriteString("\n**Examples:**\n\n```python\n" + strings.Join(p.Examples, "\n") + "\n```\n")
	}
	list("Members", p.Members)
	if p.Text != "" {
		b.WriteString("\n```python\n" + p.Text + "\n```\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// inMarkdown keeps Markdown from taking a text for more than it is.
var inMarkdown = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`, "]", `\]`, "$", `\$`, "#", `\#`).Replace

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
