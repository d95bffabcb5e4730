package doc

import (
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
)

// A Source returns the text of a file or cell.
type Source func(file string) (string, bool)

// Inspect explains the name at the cursor, counted in code points; where there
// is none, the function in whose call the cursor is. At detail 1 a function
// shows its source.
func Inspect(src string, cursor, detail int, names starlark.StringDict, source Source) (b display.Bundle, ok bool) {
	defer quiet(&b, &ok)
	all := []rune(src)
	cursor = max(0, min(cursor, len(all)))
	end := cursor
	for end < len(all) && isWord(all[end]) { // to the end of the word
		end++
	}
	tokens := scan(all[:end])
	var path []string
	if n := len(tokens); n > 0 && tokens[n-1].kind == word && endsAt(tokens[n-1], end) {
		path = chain(tokens, n)
	}
	v := lookUp(path, names)
	if v == nil {
		path, _ = enclosing(scan(all[:cursor]))
		v = lookUp(path, names)
	}
	if v == nil {
		return display.Bundle{}, false
	}
	page := About(strings.Join(path, "."), v, codeOf(v, detail, source))
	return page.Bundle(), true
}

// Look explains a dotted name, as `x?` (detail 0) and `x??` (1) ask.
func Look(path string, detail int, names starlark.StringDict, source Source) (b display.Bundle, ok bool) {
	defer quiet(&b, &ok)
	v := lookUp(strings.Split(path, "."), names)
	if v == nil {
		return display.Bundle{}, false
	}
	page := About(path, v, codeOf(v, detail, source))
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
