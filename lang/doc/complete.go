package doc

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
)

// A Completion is what may stand for the characters from Start to End.
type Completion struct {
	Start, End int
	Items      []Item
}

// An Item is one completion. Type is function, module, instance, keyword or
// param.
type Item struct{ Text, Type, Signature string }

var keywords = []string{
	"and", "break", "continue", "def", "elif", "else", "for", "if", "in",
	"lambda", "load", "not", "or", "pass", "return", "while",
}

func isKeyword(s string) bool { return slices.Contains(keywords, s) }

// Complete offers what may stand at the cursor, counted in code points, given
// the names in scope.
func Complete(src string, cursor int, names starlark.StringDict) (c Completion) {
	all := []rune(src)
	cursor = max(0, min(cursor, len(all)))
	c = Completion{Start: cursor, End: cursor}
	defer func() {
		if recover() != nil { // a defect of some value's attributes
			c.Items = nil
		}
	}()
	tokens := scan(all[:cursor])
	n := len(tokens)
	if n > 0 && tokens[n-1].kind == comment && tokens[n-1].open {
		return c
	}
	if n > 0 && tokens[n-1].kind == text && tokens[n-1].open {
		return completeChoice(c, tokens, names)
	}
	prefix := ""
	if n > 0 && tokens[n-1].kind == word && tokens[n-1].start+len([]rune(tokens[n-1].text)) == cursor {
		prefix, c.Start = tokens[n-1].text, tokens[n-1].start
		tokens = tokens[:n-1]
		n--
	}
	if n > 0 && tokens[n-1].kind == number && prefix == "" && endsAt(tokens[n-1], cursor) {
		return c // in a number such as 1.5
	}
	if n > 0 && tokens[n-1].kind == mark && tokens[n-1].text == "." {
		if v := lookUp(chain(tokens, n-1), names); v != nil {
			c.Items = attributes(v, prefix)
		}
		return c
	}
	c.Items = append(parameters(tokens, prefix, names), inScope(prefix, names)...)
	c.Items = append(c.Items, inText(all, c.Start, prefix, c.Items)...)
	return c
}

func endsAt(t token, cursor int) bool { return t.start+len([]rune(t.text)) == cursor }

// lookUp walks a dotted name through values, calling nothing.
func lookUp(path []string, names starlark.StringDict) starlark.Value {
	if len(path) == 0 {
		return nil
	}
	v, ok := names[path[0]]
	if !ok && isString(path[0]) {
		v = starlark.String("")
	}
	for _, name := range path[1:] {
		if v = attr(v, name); v == nil {
			return nil
		}
	}
	return v
}

func isString(word string) bool { return strings.HasPrefix(word, `"`) || strings.HasPrefix(word, "'") }

func attributes(v starlark.Value, prefix string) []Item {
	var items []Item
	for _, name := range attrNames(v) {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if a := attr(v, name); a != nil {
			items = append(items, item(name, a))
		}
	}
	return items
}

func inScope(prefix string, names starlark.StringDict) []Item {
	var items []Item
	for name, v := range names {
		if strings.HasPrefix(name, prefix) && isName(name) && (prefix != "" || !strings.HasPrefix(name, "_")) {
			items = append(items, item(name, v))
		}
	}
	for _, k := range keywords {
		if strings.HasPrefix(k, prefix) && prefix != "" {
			items = append(items, Item{Text: k, Type: "keyword"})
		}
	}
	slices.SortFunc(items, func(a, b Item) int { return strings.Compare(a.Text, b.Text) })
	return items
}

// inText offers words that the cell itself binds but has not yet run.
func inText(src []rune, start int, prefix string, known []Item) []Item {
	if prefix == "" {
		return nil
	}
	seen := map[string]bool{prefix: true}
	for _, it := range known {
		seen[it.Text] = true
	}
	var items []Item
	tokens := scan(src)
	for i, t := range tokens {
		if t.kind != word || t.start == start || seen[t.text] || isKeyword(t.text) || !strings.HasPrefix(t.text, prefix) {
			continue
		}
		if i > 0 && tokens[i-1].text == "." { // an attribute of something
			continue
		}
		if i > 0 && i+1 < len(tokens) && tokens[i+1].text == "=" && strings.Contains("(,", tokens[i-1].text) { // a keyword
			continue
		}
		seen[t.text] = true
		items = append(items, Item{Text: t.text, Type: "instance"})
	}
	slices.SortFunc(items, func(a, b Item) int { return strings.Compare(a.Text, b.Text) })
	return items
}

// parameters offers the keywords of the function in whose call the cursor is.
func parameters(tokens []token, prefix string, names starlark.StringDict) []Item {
	function, arguments := enclosing(tokens)
	if function == nil || (len(arguments) > 0 && arguments[len(arguments)-1].text == "=") {
		return nil
	}
	given := map[string]bool{}
	for i, t := range arguments {
		if t.text == "=" && i > 0 {
			given[arguments[i-1].text] = true
		}
	}
	var items []Item
	offer := func(name, signature string) {
		if strings.HasPrefix(name, prefix) && !given[name] {
			items = append(items, Item{Text: name + "=", Type: "param", Signature: signature})
		}
	}
	switch f := lookUp(function, names).(type) {
	case *decl.Func:
		for _, p := range f.Spec.Params {
			if !p.IsRest() && !p.IsKeywords() {
				offer(p.Name, p.Domain())
			}
		}
	case *starlark.Function:
		n := f.NumParams()
		if f.HasVarargs() {
			n--
		}
		if f.HasKwargs() {
			n--
		}
		for i := range n {
			name, _ := f.Param(i)
			offer(name, "")
		}
	}
	return items
}

// completeChoice offers the texts that a parameter may be, inside the quotes.
func completeChoice(c Completion, tokens []token, names starlark.StringDict) Completion {
	open := tokens[len(tokens)-1]
	tokens = tokens[:len(tokens)-1]
	function, arguments := enclosing(tokens)
	f, ok := lookUp(function, names).(*decl.Func)
	if !ok {
		return c
	}
	p := parameterAt(f, arguments)
	prefix := strings.TrimLeft(open.text, `"'`)
	c.Start = c.End - len([]rune(prefix))
	if p == nil {
		return c
	}
	for _, choice := range p.Choices {
		if strings.HasPrefix(choice, prefix) {
			c.Items = append(c.Items, Item{Text: choice, Type: "instance"})
		}
	}
	return c
}

// parameterAt returns the parameter that the next argument is for.
func parameterAt(f *decl.Func, arguments []token) *decl.Param {
	if n := len(arguments); n >= 2 && arguments[n-1].text == "=" {
		for _, p := range f.Spec.Params {
			if p.Name == arguments[n-2].text {
				return p
			}
		}
		return nil
	}
	i, depth := 0, 0
	for _, t := range arguments {
		if t.kind != mark {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			depth--
		case ",":
			if depth == 0 {
				i++
			}
		}
	}
	if i < len(f.Spec.Params) && !f.Spec.Params[i].Named {
		return f.Spec.Params[i]
	}
	return nil
}

func item(name string, v starlark.Value) Item {
	return Item{Text: name, Type: typeOf(v), Signature: signature(v)}
}

func typeOf(v starlark.Value) string {
	switch v.(type) {
	case *decl.Module:
		return "module"
	case starlark.Callable:
		return "function"
	}
	return "instance"
}

// signature returns the parameters of a function, "(x, y=1)", or "".
func signature(v starlark.Value) string {
	head := ""
	switch f := v.(type) {
	case *decl.Func:
		head = f.Signature()
	case *starlark.Function:
		head = defHead(f)
	default:
		_, m, ok := methodOf(v)
		if !ok {
			return ""
		}
		head = m.Head
	}
	return head[strings.Index(head, "("):]
}

func isName(s string) bool {
	for i, r := range s {
		if !isWord(r) || i == 0 && !isWordStart(r) {
			return false
		}
	}
	return s != ""
}
