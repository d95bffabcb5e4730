package universe

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// window is how much of a string is searched between two polls.
const window = 1 << 20

// indexOf is strings.Index, polled.
func indexOf(th *starlark.Thread, s, sub string) (int, error) {
	step := max(window, len(sub))
	for at := 0; ; at += step {
		end := at + step + len(sub) - 1
		if end >= len(s) {
			i := strings.Index(s[at:], sub)
			if i >= 0 {
				i += at
			}
			return i, nil
		}
		if err := steps.Poll(th); err != nil {
			return 0, err
		}
		if i := strings.Index(s[at:end], sub); i >= 0 {
			return at + i, nil
		}
	}
}

// lastIndexOf is strings.LastIndex, polled.
func lastIndexOf(th *starlark.Thread, s, sub string) (int, error) {
	step := max(window, len(sub))
	for end := len(s); ; end -= step {
		at := end - step - len(sub) + 1
		if at <= 0 {
			return strings.LastIndex(s[:end], sub), nil
		}
		if err := steps.Poll(th); err != nil {
			return 0, err
		}
		if i := strings.LastIndex(s[at:end], sub); i >= 0 {
			return at + i, nil
		}
	}
}

// countOf is strings.Count, polled.
func countOf(th *starlark.Thread, s, sub string) (int, error) {
	n := 0
	switch len(sub) {
	case 0:
		err := pieces(th, s, func(p string) error { n += utf8.RuneCountInString(p); return nil })
		return n + 1, err
	case 1:
		err := pieces(th, s, func(p string) error { n += strings.Count(p, sub); return nil })
		return n, err
	}
	t := ticker{th: th}
	for {
		if err := t.tick(); err != nil {
			return 0, err
		}
		i, err := indexOf(th, s, sub)
		if err != nil || i < 0 {
			return n, err
		}
		n++
		s = s[i+len(sub):]
	}
}

// pieces calls f with parts of s that end between characters, polled.
func pieces(th *starlark.Thread, s string, f func(string) error) error {
	for len(s) > pieceSize {
		if err := steps.Poll(th); err != nil {
			return err
		}
		n := pieceSize
		for n < len(s) && n < pieceSize+utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n++
		}
		if err := f(s[:n]); err != nil {
			return err
		}
		s = s[n:]
	}
	return f(s)
}

// searched unpacks the arguments of find, count and their kin: what to look
// for, and the part of the receiver to look in, which begins at offset.
func searched(fn string, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (part, sub string, offset int, err error) {
	s := string(recv.(starlark.String))
	if len(args) == 1 && len(kwargs) == 0 {
		if x, ok := args[0].(starlark.String); ok {
			return s, string(x), 0, nil
		}
	}
	var from, to starlark.Value
	if err := starlark.UnpackPositionalArgs(fn, args, kwargs, 1, &sub, &from, &to); err != nil {
		return "", "", 0, err
	}
	start, end, err := bounds(fn, from, to, len(s))
	if err != nil || start > end {
		return "", sub, start, err
	}
	return s[start:end], sub, start, nil
}

// bounds reads optional indices, which may count from the end, as positions
// between 0 and n.
func bounds(fn string, from, to starlark.Value, n int) (start, end int, err error) {
	read := func(what string, v starlark.Value, otherwise int) int {
		if err != nil || v == nil || v == starlark.None {
			return otherwise
		}
		i, bad := starlark.AsInt32(v)
		if bad != nil {
			err = fmt.Errorf("%s: invalid %s index: %w", fn, what, bad)
		}
		if i < 0 {
			i += n
		}
		return max(0, min(i, n))
	}
	start, end = read("start", from, 0), read("end", to, n)
	return start, end, err
}

// finder is find, index, rfind or rindex.
func finder(fn string, search func(th *starlark.Thread, s, sub string) (int, error), must bool) method {
	return func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		s, sub, offset, err := searched(fn, recv, args, kwargs)
		if err != nil {
			return nil, err
		}
		i, err := search(th, s, sub)
		switch {
		case err != nil:
			return nil, err
		case i >= 0:
			return starlark.MakeInt(i + offset), nil
		case must:
			return nil, fmt.Errorf("%s: substring not found", fn)
		}
		return starlark.MakeInt(-1), nil
	}
}

func stringCount(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	s, sub, _, err := searched("count", recv, args, kwargs)
	if err != nil {
		return nil, err
	}
	n, err := countOf(th, s, sub)
	return starlark.MakeInt(n), err
}

func partition(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return cutAround("partition", th, recv, args, kwargs, indexOf)
}

func rpartition(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return cutAround("rpartition", th, recv, args, kwargs, lastIndexOf)
}

func cutAround(fn string, th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple, search func(*starlark.Thread, string, string) (int, error)) (starlark.Value, error) {
	var sep string
	if err := starlark.UnpackPositionalArgs(fn, args, kwargs, 1, &sep); err != nil {
		return nil, err
	}
	if sep == "" {
		return nil, fmt.Errorf("%s: empty separator", fn)
	}
	s := recv.(starlark.String)
	i, err := search(th, string(s), sep)
	switch {
	case err != nil:
		return nil, err
	case i >= 0:
		return starlark.Tuple{s[:i], starlark.String(sep), s[i+len(sep):]}, nil
	case fn == "partition":
		return starlark.Tuple{s, starlark.String(""), starlark.String("")}, nil
	}
	return starlark.Tuple{starlark.String(""), starlark.String(""), s}, nil
}

func replace(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var from, to string
	count := -1
	if err := starlark.UnpackPositionalArgs("replace", args, kwargs, 2, &from, &to, &count); err != nil {
		return nil, err
	}
	s := string(recv.(starlark.String))
	if len(s) <= pieceSize && len(to) <= 256 {
		return starlark.String(strings.Replace(s, from, to, count)), nil
	}
	n, err := countOf(th, s, from)
	if err != nil {
		return nil, err
	}
	if count >= 0 {
		n = min(n, count)
	}
	if n == 0 || from == to {
		return recv, nil
	}
	size := int64(len(s)) + product(int64(n), int64(len(to))) - int64(n)*int64(len(from))
	if product(int64(n), int64(len(to))) < 0 {
		size = -1
	}
	if err := steps.Grow(th, size); err != nil {
		return nil, err
	}
	var b strings.Builder
	b.Grow(int(size))
	t := ticker{th: th}
	for i := range n {
		if err := t.tick(); err != nil {
			return nil, err
		}
		at := 0
		if from != "" {
			if at, err = indexOf(th, s, from); err != nil {
				return nil, err
			}
		} else if i > 0 { // after each character
			_, at = utf8.DecodeRuneInString(s)
		}
		b.WriteString(s[:at])
		b.WriteString(to)
		s = s[at+len(from):]
	}
	b.WriteString(s)
	return starlark.String(b.String()), nil
}
