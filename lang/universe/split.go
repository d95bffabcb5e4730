package universe

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// A cut takes the next part off a string; more is false if there is none.
type cut func(s string) (part, rest string, more bool, err error)

// parts gathers at most limit cuts and what is left; limit < 0: all.
func parts(th *starlark.Thread, s string, limit int, next cut) ([]starlark.Value, error) {
	out, err := newList(th, -1, 2*wordSize)
	if err != nil {
		return nil, err
	}
	for limit < 0 || len(out.elems) < limit {
		part, rest, more, err := next(s)
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		if err := out.add(starlark.String(part)); err != nil {
			return nil, err
		}
		s = rest
	}
	err = out.add(starlark.String(s))
	return out.elems, err
}

var splitParams = []string{"sep", "maxsplit"}

// splitArgs unpacks the separator ("" for white space) and the limit.
func splitArgs(name string, args starlark.Tuple, kwargs []starlark.Tuple) (sep string, limit int, err error) {
	var a [2]starlark.Value
	if err := arguments(name, splitParams, 0, args, kwargs, a[:]); err != nil {
		return "", 0, err
	}
	switch x := a[0].(type) {
	case nil, starlark.NoneType:
	case starlark.String:
		if x == "" {
			return "", 0, fmt.Errorf("split: empty separator")
		}
		sep = string(x)
	default:
		return "", 0, fmt.Errorf("split: got %s for separator, want string", x.Type())
	}
	limit = -1
	if a[1] != nil {
		if limit, err = starlark.AsInt32(a[1]); err != nil {
			return "", 0, fmt.Errorf("%s: maxsplit: %w", name, err)
		}
	}
	return sep, limit, nil
}

func split(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	sep, limit, err := splitArgs("split", args, kwargs)
	if err != nil {
		return nil, err
	}
	s := string(recv.(starlark.String))
	if sep != "" {
		list, err := parts(th, s, limit, func(s string) (string, string, bool, error) {
			i, err := indexOf(th, s, sep)
			if i < 0 || err != nil {
				return "", "", false, err
			}
			return s[:i], s[i+len(sep):], true, nil
		})
		return starlark.NewList(list), err
	}
	if s, err = trimLeft(th, s, unicode.IsSpace); err != nil {
		return nil, err
	}
	list, err := parts(th, s, limit, func(s string) (string, string, bool, error) {
		i, err := indexFunc(th, s, unicode.IsSpace)
		if i < 0 || err != nil {
			return "", "", false, err
		}
		rest, err := trimLeft(th, s[i:], unicode.IsSpace)
		return s[:i], rest, true, err
	})
	return starlark.NewList(withoutEmptyEnd(list)), err
}

func rsplit(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	sep, limit, err := splitArgs("rsplit", args, kwargs)
	if err != nil {
		return nil, err
	}
	s := string(recv.(starlark.String))
	next := func(s string) (string, string, bool, error) {
		i, err := lastIndexOf(th, s, sep)
		if i < 0 || err != nil {
			return "", "", false, err
		}
		return s[i+len(sep):], s[:i], true, nil
	}
	if sep == "" {
		if s, err = trimRight(th, s, unicode.IsSpace); err != nil {
			return nil, err
		}
		next = func(s string) (string, string, bool, error) {
			word, err := trimRight(th, s, func(r rune) bool { return !unicode.IsSpace(r) })
			if err != nil || word == "" {
				return "", "", false, err
			}
			rest, err := trimRight(th, word, unicode.IsSpace)
			return s[len(word):], rest, true, err
		}
	}
	list, err := parts(th, s, limit, next)
	if sep == "" {
		list = withoutEmptyEnd(list)
	}
	slices.Reverse(list)
	return starlark.NewList(list), err
}

// withoutEmptyEnd drops what is left after the last word.
func withoutEmptyEnd(list []starlark.Value) []starlark.Value {
	if n := len(list); n > 0 && list[n-1] == starlark.String("") {
		return list[:n-1]
	}
	return list
}

func splitLines(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	keep := false
	if err := starlark.UnpackPositionalArgs("splitlines", args, kwargs, 0, &keep); err != nil {
		return nil, err
	}
	isEnd := func(r rune) bool { return r == '\n' || r == '\r' }
	list, err := parts(th, string(recv.(starlark.String)), -1, func(s string) (string, string, bool, error) {
		i, err := indexFunc(th, s, isEnd)
		if i < 0 || err != nil {
			return "", "", false, err
		}
		end := i + 1
		if s[i] == '\r' && end < len(s) && s[end] == '\n' {
			end++
		}
		if keep {
			i = end
		}
		return s[:i], s[end:], true, nil
	})
	return starlark.NewList(withoutEmptyEnd(list)), err
}

// indexFunc is strings.IndexFunc, polled.
func indexFunc(th *starlark.Thread, s string, f func(rune) bool) (int, error) {
	at, found := 0, -1
	err := pieces(th, s, func(p string) error {
		if i := strings.IndexFunc(p, f); i >= 0 {
			found = at + i
			return errStop
		}
		at += len(p)
		return nil
	})
	if err == errStop {
		err = nil
	}
	return found, err
}

// trimLeft is strings.TrimLeftFunc, polled.
func trimLeft(th *starlark.Thread, s string, f func(rune) bool) (string, error) {
	i, err := indexFunc(th, s, func(r rune) bool { return !f(r) })
	if i < 0 {
		i = len(s)
	}
	return s[i:], err
}

// trimRight is strings.TrimRightFunc, polled.
func trimRight(th *starlark.Thread, s string, f func(rune) bool) (string, error) {
	t := ticker{th: th}
	for s != "" {
		if err := t.tick(); err != nil {
			return "", err
		}
		r, n := utf8.DecodeLastRuneInString(s)
		if !f(r) {
			break
		}
		s = s[:len(s)-n]
	}
	return s, nil
}

func join(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := only("join", 1, args, kwargs); err != nil {
		return nil, err
	}
	it, ok := args[0].(starlark.Iterable)
	if !ok {
		return nil, fmt.Errorf("join: for parameter 1: got %s, want iterable", args[0].Type())
	}
	sep := string(recv.(starlark.String))
	out := growing{th: th}
	i := 0
	err := each(th, it, func(v starlark.Value) error {
		s, ok := v.(starlark.String)
		if !ok {
			return fmt.Errorf("join: element %d: got %s, want string", i, v.Type())
		}
		if i++; i > 1 {
			if err := out.add(sep); err != nil {
				return err
			}
		}
		return out.add(string(s))
	})
	return starlark.String(out.b.String()), err
}
