package doc

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
)

// Inspect explains the name at the cursor, counted in code points; where there
// is none, the function in whose call the cursor is. At detail 1 a function
// shows its source.
func (s Scope) Inspect(src string, cursor, detail int) (b display.Bundle, ok bool) {
	defer quiet(&b, &ok)
	c := s.cell(src)
	path, v := c.at(src, offset(src, cursor))
	if v == nil {
		return display.Bundle{}, false
	}
	page := c.about(path, v, codeOf(v, detail, s.Source))
	return page.Bundle(), true
}

// at is the name at a place, as it is written, and its value.
func (c *cell) at(src string, at int) (path string, v starlark.Value) {
	end := at
	for end < len(src) { // to the end of the word
		r, n := utf8.DecodeRuneInString(src[end:])
		if !isWord(r) {
			break
		}
		end += n
	}
	word := newCursor(src[:end])
	if t, ok := word.open(); ok {
		if start, ok := field(word.text(t)); ok && t.Start+start <= at {
			return c.at(src[t.Start+start:], at-t.Start-start)
		}
	}
	if word.word() != "" {
		if path = word.primary(); path != "" {
			v = c.lookUp(path)
		}
	}
	if v == nil {
		path, _ = newCursor(src[:at]).enclosing()
		v = c.lookUp(path)
	}
	if strings.ContainsAny(path, "([") {
		path = path[strings.LastIndexAny(path, ".])")+1:]
	}
	return path, v
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// Look explains a dotted name, as `x?` (detail 0) and `x??` (1) ask.
func (s Scope) Look(path string, detail int) (b display.Bundle, ok bool) {
	defer quiet(&b, &ok)
	c := s.cell("")
	v := c.lookUp(path)
	if v == nil {
		return display.Bundle{}, false
	}
	page := c.about(path, v, codeOf(v, detail, s.Source))
	return page.Bundle(), true
}

// Contents lists the modules and functions of names, as help() does.
func Contents(names starlark.StringDict) display.Bundle {
	page := contents(names)
	return page.Bundle()
}

// quiet keeps an editor's question from ending the session, should a value
// panic as it is looked at.
func quiet(b *display.Bundle, ok *bool) {
	if recover() != nil {
		*b, *ok = display.Bundle{}, false
	}
}

// codeOf returns the text of a Starlark function: from its def to the line
// before the next one that is not indented further.
func codeOf(v starlark.Value, detail int, source Source) string {
	f, _ := v.(*starlark.Function)
	if declared, ok := v.(*decl.Func); ok {
		f = declared.Formula()
	}
	if f == nil || detail == 0 || source == nil {
		return ""
	}
	all, ok := source(f.Position().Filename())
	if !ok {
		return ""
	}
	lines := strings.Split(all, "\n")
	first := int(f.Position().Line) - 1
	if first < 0 || first >= len(lines) {
		return ""
	}
	indent := func(s string) int { return len(s) - len(strings.TrimLeft(s, " \t")) }
	end, open := first+1, strings.Count(lines[first], "(")-strings.Count(lines[first], ")")
	for end < len(lines) && (open > 0 || strings.TrimSpace(lines[end]) == "" || indent(lines[end]) > indent(lines[first])) {
		open += strings.Count(lines[end], "(") - strings.Count(lines[end], ")")
		end++
	}
	return strings.TrimRight(strings.Join(lines[first:end], "\n"), "\n \t")
}
