package universe

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// nativeText is a method of strings that stays native: it goes once through
// its receiver, at some hundred megabytes a second (natives_test.go measures).
func nativeText(name string) method {
	return func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		v, err := native(th, recv, name, args, kwargs)
		if err == nil {
			err = steps.Poll(th)
		}
		return v, err
	}
}

func join(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var x starlark.Iterable
	if err := starlark.UnpackPositionalArgs("join", args, kwargs, 1, &x); err != nil {
		return nil, err
	}
	sep := string(recv.(starlark.String))
	var b strings.Builder
	i := 0
	err := each(th, x, func(v starlark.Value) error {
		s, ok := v.(starlark.String)
		if !ok {
			return fmt.Errorf("join: element %d: got %s, want string", i, v.Type())
		}
		if i > 0 {
			b.WriteString(sep)
		}
		i++
		if n := b.Len() + len(s); n > b.Cap() { // before the builder doubles
			if err := steps.Grow(th, int64(n)); err != nil {
				return err
			}
		}
		b.WriteString(string(s))
		return nil
	})
	return starlark.String(b.String()), err
}

func replace(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var from, to string
	count := -1
	if err := starlark.UnpackPositionalArgs("replace", args, kwargs, 2, &from, &to, &count); err != nil {
		return nil, err
	}
	s := string(recv.(starlark.String))
	n := strings.Count(s, from)
	if count >= 0 {
		n = min(n, count)
	}
	if n == 0 || from == to {
		return recv, nil
	}
	size := int64(len(s)) + int64(n)*int64(len(to)-len(from))
	if err := steps.Grow(th, size); err != nil {
		return nil, err
	}
	var b strings.Builder
	b.Grow(int(size))
	t := ticker{th: th}
	for ; n > 0; n-- {
		if err := t.tick(); err != nil {
			return nil, err
		}
		if from == "" { // before each character, and at the end
			b.WriteString(to)
			_, w := utf8.DecodeRuneInString(s)
			b.WriteString(s[:w])
			s = s[w:]
			continue
		}
		i := strings.Index(s, from)
		b.WriteString(s[:i])
		b.WriteString(to)
		s = s[i+len(from):]
	}
	b.WriteString(s)
	return starlark.String(b.String()), nil
}

// A cut takes the next part off a string; more is false for the last one.
type cut func(s string) (part, rest string, more bool)

// parts gathers at most limit cuts and what is left; limit < 0: all.
func parts(th *starlark.Thread, s string, limit int, next cut) ([]starlark.Value, error) {
	var out []starlark.Value
	t := ticker{th: th}
	for limit < 0 || len(out) < limit {
		if err := t.tick(); err != nil {
			return nil, err
		}
		if t.n&1023 == 0 {
			if err := steps.Grow(th, int64(len(out))*2*wordSize); err != nil {
				return nil, err
			}
		}
		part, rest, more := next(s)
		if !more {
			break
		}
		out = append(out, starlark.String(part))
		s = rest
	}
	return append(out, starlark.String(s)), nil
}

// splitArgs unpacks the separator ("" for white space) and the limit.
func splitArgs(name string, args starlark.Tuple, kwargs []starlark.Tuple) (sep string, limit int, err error) {
	var x starlark.Value
	limit = -1
	if err := starlark.UnpackArgs(name, args, kwargs, "sep?", &x, "maxsplit?", &limit); err != nil {
		return "", 0, err
	}
	switch x := x.(type) {
	case nil, starlark.NoneType:
	case starlark.String:
		if x == "" {
			return "", 0, fmt.Errorf("%s: empty separator", name)
		}
		sep = string(x)
	default:
		return "", 0, fmt.Errorf("%s: sep: got %s, want string", name, x.Type())
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
		list, err := parts(th, s, limit, func(s string) (string, string, bool) { return strings.Cut(s, sep) })
		return starlark.NewList(list), err
	}
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	list, err := parts(th, s, limit, func(s string) (string, string, bool) {
		i := strings.IndexFunc(s, unicode.IsSpace)
		if i < 0 {
			return "", "", false
		}
		return s[:i], strings.TrimLeftFunc(s[i:], unicode.IsSpace), true
	})
	if n := len(list); n > 0 { // what is left, without white space at its end if that ends the words
		last := string(list[n-1].(starlark.String))
		if last == "" {
			list = list[:n-1]
		}
	}
	return starlark.NewList(list), err
}

func rsplit(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	sep, limit, err := splitArgs("rsplit", args, kwargs)
	if err != nil {
		return nil, err
	}
	s := string(recv.(starlark.String))
	next := func(s string) (string, string, bool) {
		i := strings.LastIndex(s, sep)
		if i < 0 {
			return "", "", false
		}
		return s[i+len(sep):], s[:i], true
	}
	if sep == "" {
		s = strings.TrimRightFunc(s, unicode.IsSpace)
		next = func(s string) (string, string, bool) {
			i := strings.LastIndexFunc(s, unicode.IsSpace)
			if i < 0 {
				return "", "", false
			}
			_, w := utf8.DecodeRuneInString(s[i:])
			return s[i+w:], strings.TrimRightFunc(s[:i], unicode.IsSpace), true
		}
	}
	list, err := parts(th, s, limit, next)
	if n := len(list); n > 0 && sep == "" && list[n-1] == starlark.String("") {
		list = list[:n-1]
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return starlark.NewList(list), err
}

func splitLines(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	keep := false
	if err := starlark.UnpackPositionalArgs("splitlines", args, kwargs, 0, &keep); err != nil {
		return nil, err
	}
	list, err := parts(th, string(recv.(starlark.String)), -1, func(s string) (string, string, bool) {
		i := strings.IndexAny(s, "\n\r")
		if i < 0 {
			return "", "", false
		}
		end := i + 1
		if s[i] == '\r' && end < len(s) && s[end] == '\n' {
			end++
		}
		if keep {
			i = end
		}
		return s[:i], s[end:], true
	})
	if n := len(list); n > 0 && list[n-1] == starlark.String("") {
		list = list[:n-1]
	}
	return starlark.NewList(list), err
}

// pieceWise is a method that maps characters, a piece at a time.
func pieceWise(f func(string) string) method {
	return func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if len(args)+len(kwargs) > 0 {
			return nil, fmt.Errorf("got %d arguments, want none", len(args)+len(kwargs))
		}
		s := string(recv.(starlark.String))
		const piece = 64 << 10
		if len(s) <= piece {
			return starlark.String(f(s)), nil
		}
		if err := steps.Grow(th, int64(len(s))); err != nil {
			return nil, err
		}
		var b strings.Builder
		for len(s) > 0 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
			n := min(piece, len(s))
			for n < len(s) && !utf8.RuneStart(s[n]) {
				n++
			}
			b.WriteString(f(s[:n]))
			s = s[n:]
		}
		return starlark.String(b.String()), nil
	}
}
