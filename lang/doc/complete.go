package doc

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/annotation"
	"starling/lang/decl"
	"starling/lang/syntax/scan"
)

// A Completion is what may stand for the characters from Start to End.
type Completion struct {
	Start, End int
	Items      []Item
}

// An Item is one completion. Type is function, module, instance, keyword or
// param.
type Item struct{ Text, Type, Signature string }

// keywords that a line or an expression may begin with, or go on with.
var keywords = []string{
	"and", "break", "continue", "def", "elif", "else", "for", "if", "in",
	"lambda", "load", "not", "or", "pass", "return", "while",
}

// Complete offers what may stand at the cursor, counted in code points.
func (s Scope) Complete(src string, cursor int) (c Completion) {
	at := offset(src, cursor)
	c.End = utf8.RuneCountInString(src[:at])
	c.Start = c.End
	defer func() {
		if recover() != nil { // a defect of some value's attributes
			c.Items = nil
		}
	}()
	items, length := s.cell(src).complete(src, newCursor(src[:at]))
	c.Items = items
	c.Start -= utf8.RuneCountInString(src[at-length : at])
	return c
}

// offset is the byte at which a code point begins.
func offset(src string, n int) int {
	for i := range src {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(src)
}

// complete offers what may stand for the last bytes before a cursor: length
// says how many. src is the whole text.
func (c *cell) complete(src string, at cursor) (items []Item, length int) {
	if t, ok := at.open(); ok {
		raw := at.text(t)
		if start, ok := field(raw); ok {
			return c.complete(src, newCursor(raw[start:]))
		}
		return c.inString(at, raw)
	}
	prefix := at.word()
	end := at.last(0)
	if prefix != "" {
		at = at.without(1)
	} else if n := len(at.tokens); n > 0 && at.tokens[n-1].End == len(at.src) && (end == syntax.INT || end == syntax.FLOAT || end == scan.Comment || end == scan.Bang) {
		return nil, 0
	}
	if at.last(0) == syntax.DOT {
		if v := c.lookUp(at.without(1).primary()); v != nil {
			items = c.attributes(v, prefix)
		}
		return items, len(prefix)
	}
	if at.last(0) == syntax.DEF { // a new name
		return nil, len(prefix)
	}
	items = append(c.parameters(at, prefix), c.inScope(prefix)...)
	items = append(items, inText(src, prefix, items, c)...)
	return items, len(prefix)
}

func (c *cell) attributes(v starlark.Value, prefix string) []Item {
	var items []Item
	for _, name := range attrNames(v) {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if a := attr(v, name); a != nil {
			items = append(items, c.item(name, a))
		}
	}
	return items
}

func (c *cell) inScope(prefix string) []Item {
	var items []Item
	for name, v := range c.Names {
		if !strings.HasPrefix(name, prefix) || !scan.IsName(name) || prefix == "" && strings.HasPrefix(name, "_") {
			continue
		}
		if d := c.defs[name]; d != nil {
			v = written{d}
		}
		items = append(items, c.item(name, v))
	}
	for _, k := range keywords {
		if strings.HasPrefix(k, prefix) && prefix != "" {
			items = append(items, Item{Text: k, Type: "keyword"})
		}
	}
	return sorted(items)
}

func sorted(items []Item) []Item {
	slices.SortFunc(items, func(a, b Item) int { return strings.Compare(a.Text, b.Text) })
	return items
}

// inText offers the names in the text that are not known yet.
func inText(src, prefix string, known []Item, c *cell) []Item {
	if prefix == "" {
		return nil
	}
	seen := map[string]bool{prefix: true}
	for _, it := range known {
		seen[it.Text] = true
	}
	all := newCursor(src)
	kind := func(i int) syntax.Token {
		if i < 0 || i >= len(all.tokens) {
			return syntax.EOF
		}
		return all.tokens[i].Kind
	}
	var items []Item
	for i, t := range all.tokens {
		name := all.text(t)
		switch {
		case t.Kind != syntax.IDENT || seen[name] || !strings.HasPrefix(name, prefix):
			continue
		case kind(i-1) == syntax.DOT: // an attribute of something
			continue
		case kind(i+1) == syntax.EQ && t.Depth > 0 && (kind(i-1) == syntax.LPAREN || kind(i-1) == syntax.COMMA): // a keyword
			continue
		}
		seen[name] = true
		item := Item{Text: name, Type: "instance"}
		if d := c.defs[name]; d != nil {
			item = c.item(name, written{d})
		}
		items = append(items, item)
	}
	return sorted(items)
}

// parameters offers the keywords of the function in whose call the cursor is.
func (c *cell) parameters(at cursor, prefix string) []Item {
	function, arguments := at.enclosing()
	if function == "" || len(arguments) > 0 && arguments[len(arguments)-1].Kind != syntax.COMMA {
		return nil
	}
	given := map[string]bool{}
	for i, t := range arguments {
		if t.Kind == syntax.EQ && i > 0 {
			given[at.text(arguments[i-1])] = true
		}
	}
	var items []Item
	offer := func(name, signature string) {
		if strings.HasPrefix(name, prefix) && !given[name] {
			items = append(items, Item{Text: name + "=", Type: "param", Signature: signature})
		}
	}
	switch f := c.lookUp(function).(type) {
	case *decl.Func:
		for _, p := range f.Spec.Params {
			if !p.IsRest() && !p.IsKeywords() {
				offer(p.Name, p.Domain())
			}
		}
	case *starlark.Function:
		notes := c.notes(f)
		for i := range named(f) {
			name, _ := f.Param(i)
			offer(name, notes.Params[name])
		}
	case written:
		for _, p := range f.Params {
			if name, note := paramName(p); name != "" {
				text := ""
				if note != nil {
					text = annotation.Text(note)
				}
				offer(name, text)
			}
		}
	}
	return items
}

// named is how many parameters have a name of their own: not *args, **kwargs.
func named(f *starlark.Function) int {
	n := f.NumParams()
	if f.HasVarargs() {
		n--
	}
	if f.HasKwargs() {
		n--
	}
	return n
}

// inString offers the texts that a parameter may be, or the keys of a dict,
// inside the quotes.
func (c *cell) inString(at cursor, raw string) (items []Item, length int) {
	quote := strings.IndexAny(raw, `"'`)
	prefix := strings.TrimLeft(raw[quote:], raw[quote:quote+1])
	at = at.without(1)
	offer := func(choice string) {
		if strings.HasPrefix(choice, prefix) {
			items = append(items, Item{Text: choice, Type: "instance"})
		}
	}
	if at.last(0) == syntax.LBRACK {
		if d, ok := c.lookUp(at.without(1).primary()).(starlark.IterableMapping); ok {
			const most = 200
			for i, kv := range d.Items() {
				if key, ok := kv[0].(starlark.String); ok && i < most {
					offer(string(key))
				}
			}
		}
		return items, len(prefix)
	}
	function, arguments := at.enclosing()
	f, ok := c.lookUp(function).(*decl.Func)
	if !ok {
		return nil, len(prefix)
	}
	if p := parameterAt(f, at, arguments); p != nil {
		for _, choice := range p.Choices {
			offer(choice)
		}
	}
	return items, len(prefix)
}

// parameterAt returns the parameter that the next argument is for.
func parameterAt(f *decl.Func, at cursor, arguments []scan.Token) *decl.Param {
	if name := at.keyword(arguments); name != "" {
		for _, p := range f.Spec.Params {
			if p.Name == name {
				return p
			}
		}
		return nil
	}
	if i := position(arguments); i < len(f.Spec.Params) && !f.Spec.Params[i].Named {
		return f.Spec.Params[i]
	}
	return nil
}

func (c *cell) item(name string, v starlark.Value) Item {
	it := Item{Text: name, Type: typeOf(v), Signature: c.signature(v)}
	if it.Type == "instance" && c.Note != nil {
		it.Signature = c.Note(name)
	}
	return it
}

func typeOf(v starlark.Value) string {
	switch v.(type) {
	case *decl.Module:
		return "module"
	case starlark.Callable, written:
		return "function"
	}
	return "instance"
}
