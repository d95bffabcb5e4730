package universe

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// noArgs refuses arguments.
func noArgs(fn string, args starlark.Tuple, kwargs []starlark.Tuple) error {
	return only(fn, 0, args, kwargs)
}

// mapped is a method that maps characters, a piece at a time; begin gives the
// function for one call, which may remember what came before.
func mapped(fn string, begin func() func(piece string) string) method {
	return func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := noArgs(fn, args, kwargs); err != nil {
			return nil, err
		}
		f, s := begin(), string(recv.(starlark.String))
		if len(s) <= pieceSize {
			return starlark.String(f(s)), nil
		}
		out := growing{th: th}
		err := pieces(th, s, func(p string) error { return out.add(f(p)) })
		return starlark.String(out.b.String()), err
	}
}

func upper() func(string) string { return strings.ToUpper }
func lower() func(string) string { return strings.ToLower }

// title makes letters upper case that do not follow a letter.
func title() func(string) string {
	cased := false
	return func(s string) string {
		return strings.Map(func(r rune) rune {
			if cased {
				r = unicode.ToLower(r)
			} else {
				r = unicode.ToTitle(r)
			}
			cased = isCased(r)
			return r
		}, s)
	}
}

func capitalize() func(string) string {
	first := true
	return func(s string) string {
		return strings.Map(func(r rune) rune {
			if first {
				first = false
				return unicode.ToTitle(r)
			}
			return unicode.ToLower(r)
		}, s)
	}
}

// isCased reports whether a character has a case.
func isCased(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || unicode.SimpleFold(r) != r
}

// invalid stands for a byte that is not UTF-8: of no kind, and changed by any
// mapping.
const invalid rune = -1

// A question about a string looks at its characters in turn: next is false
// where the answer is no, and end gives it after the last one.
type question struct {
	next func(r rune) bool
	end  func() bool
}

func asked(fn string, begin func() question) method {
	return func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := noArgs(fn, args, kwargs); err != nil {
			return nil, err
		}
		s := string(recv.(starlark.String))
		q := begin()
		err := pieces(th, s, func(p string) error {
			for p != "" {
				r, n := utf8.DecodeRuneInString(p)
				if r == utf8.RuneError && n == 1 {
					r = invalid
				}
				if !q.next(r) {
					return errStop
				}
				p = p[n:]
			}
			return nil
		})
		if err == errStop {
			return starlark.False, nil
		}
		return starlark.Bool(s != "" && (q.end == nil || q.end())), err
	}
}

// every asks whether all characters are of a kind.
func every(is func(rune) bool) func() question {
	return func() question { return question{next: is} }
}

func isAlnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// unchanged asks whether a mapping of case leaves a string with letters as it
// is.
func unchanged(f func(rune) rune) func() question {
	return func() question {
		cased := false
		return question{
			next: func(r rune) bool {
				cased = cased || isCased(r)
				return f(r) == r && r != invalid
			},
			end: func() bool { return cased },
		}
	}
}

// isTitle: upper case only after what is no letter, lower case only after one.
func isTitle() question {
	cased, before := false, false
	return question{
		next: func(r rune) bool {
			switch {
			case 'A' <= r && r <= 'Z' || unicode.IsTitle(r):
				if before {
					return false
				}
			case unicode.IsLower(r):
				if !before {
					return false
				}
			case unicode.IsUpper(r):
				return false
			default:
				before = false
				return true
			}
			cased, before = true, true
			return true
		},
		end: func() bool { return cased },
	}
}

// strip is strip, lstrip or rstrip.
func strip(fn string, left, right bool) method {
	return func(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var chars string
		if err := starlark.UnpackPositionalArgs(fn, args, kwargs, 0, &chars); err != nil {
			return nil, err
		}
		in, err := unicode.IsSpace, error(nil)
		if chars != "" {
			if in, err = membership(th, chars); err != nil {
				return nil, err
			}
		}
		s := string(recv.(starlark.String))
		if left {
			s, err = trimLeft(th, s, in)
		}
		if right && err == nil {
			s, err = trimRight(th, s, in)
		}
		return starlark.String(s), err
	}
}

// membership tells whether a character is one of chars.
func membership(th *starlark.Thread, chars string) (func(rune) bool, error) {
	if len(chars) <= 16 {
		return func(r rune) bool { return strings.ContainsRune(chars, r) }, nil
	}
	set := map[rune]bool{}
	err := pieces(th, chars, func(p string) error {
		for _, r := range p {
			set[r] = true
		}
		return nil
	})
	return func(r rune) bool { return set[r] }, err
}

// padded is ljust, rjust or center, by the alignment it stands for.
func padded(fn string, align byte) method {
	return func(_ *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		width, fill := 0, " "
		if err := starlark.UnpackPositionalArgs(fn, args, kwargs, 1, &width, &fill); err != nil {
			return nil, err
		}
		if utf8.RuneCountInString(fill) != 1 {
			return nil, fmt.Errorf("%s: fill: got %q, want one character", fn, fill)
		}
		s := string(recv.(starlark.String))
		n, err := padding(fn, s, width)
		if err != nil {
			return nil, err
		}
		left := 0
		switch align {
		case '>':
			left = n
		case '^':
			left = n/2 + n&width&1
		}
		return starlark.String(strings.Repeat(fill, left) + s + strings.Repeat(fill, n-left)), nil
	}
}

func zfill(_ *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	width := 0
	if err := starlark.UnpackPositionalArgs("zfill", args, kwargs, 1, &width); err != nil {
		return nil, err
	}
	s, sign := string(recv.(starlark.String)), ""
	n, err := padding("zfill", s, width)
	if err != nil {
		return nil, err
	}
	if s != "" && (s[0] == '+' || s[0] == '-') {
		sign, s = s[:1], s[1:]
	}
	return starlark.String(sign + strings.Repeat("0", n) + s), nil
}

// padding is how many characters s lacks to the width.
func padding(fn, s string, width int) (int, error) {
	if width > maxField {
		return 0, fmt.Errorf("%s: width = %d, want at most %d", fn, width, maxField)
	}
	if len(s) >= utf8.UTFMax*maxField {
		return 0, nil
	}
	return max(0, width-utf8.RuneCountInString(s)), nil
}
