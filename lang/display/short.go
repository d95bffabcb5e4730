package display

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// MaxText bounds the text of a displayed result: what is longer shows as its
// head and tail. What is printed is never cut.
const MaxText = 20_000

// tailText bounds what is shown of the end.
const tailText = 400

// errLong ends the writing of a text of which only the head is shown.
var errLong = errors.New("the text is long")

// shortRepr is Repr for a result. Of a text beyond MaxText only the head and
// the tail are made, with a line between them that says so.
func shortRepr(th *starlark.Thread, v starlark.Value) (string, error) {
	w := writer{th: th, limit: MaxText}
	err := w.value(v, 0)
	text := w.out.String()
	if err != errLong && (err != nil || len(text) <= MaxText) {
		return text, err
	}
	end := MaxText
	for !utf8.RuneStart(text[end-1]) && end > MaxText-utf8.UTFMax {
		end--
	}
	note := "\n… cut here"
	switch v := v.(type) {
	case starlark.String:
		note += fmt.Sprintf(": %d characters in all", utf8.RuneCountInString(string(v)))
	default:
		if n := starlark.Len(v); n >= 0 {
			note += fmt.Sprintf(": %d elements in all", n)
		}
	}
	note += "; print() shows them …\n"
	if starlark.Len(v) < 0 {
		note = "\n… cut here; print() shows all …\n"
	}
	last, err := tail(th, v)
	return text[:end-1] + note + last, err
}

// tail writes the end of a value whose elements have numbers.
func tail(th *starlark.Thread, v starlark.Value) (string, error) {
	switch v := v.(type) {
	case starlark.String:
		s := string(v[max(0, len(v)-tailText):])
		for s != "" && !utf8.RuneStart(s[0]) {
			s = s[1:]
		}
		return quote(s)[1:], nil
	case *starlark.List:
		return lastElements(th, v, "]")
	case starlark.Tuple:
		return lastElements(th, v, ")")
	}
	return "", nil
}

func lastElements(th *starlark.Thread, v starlark.Indexable, end string) (string, error) {
	const most = 3
	var last []string
	size := 0
	for i := v.Len() - 1; i >= 0 && len(last) < most; i-- {
		w := writer{th: th, limit: tailText}
		if err := w.value(v.Index(i), 0); err == errLong || w.out.Len() > tailText {
			break
		} else if err != nil {
			return "", err
		}
		if size += w.out.Len(); size > tailText {
			break
		}
		last = append([]string{w.out.String()}, last...)
	}
	if len(last) == 0 {
		return "", nil
	}
	return strings.Join(last, ", ") + end, nil
}
