package universe

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starling/lang/display"
)

// formatMethod is str.format of Python: {}, {0}, {name}, {a[0].b!r:>{width}}.
func formatMethod(th *starlark.Thread, recv starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	f := formatter{th: th, args: args, kwargs: kwargs}
	out, err := f.expand(string(recv.(starlark.String)), 0)
	if err != nil {
		return nil, err
	}
	return starlark.String(out), nil
}

type formatter struct {
	th     *starlark.Thread
	args   starlark.Tuple
	kwargs []starlark.Tuple
	next   int    // automatic numbering
	mode   string // how fields are numbered so far, "": not yet
}

// expand replaces the fields of a text, at depth 1 those of a spec.
func (f *formatter) expand(s string, depth int) (string, error) {
	out := growing{th: f.th}
	for {
		i := strings.IndexAny(s, "{}")
		if i < 0 {
			err := out.add(s)
			return out.b.String(), err
		}
		if i+1 < len(s) && s[i+1] == s[i] { // {{ stands for {, }} for }
			if err := out.add(s[:i+1]); err != nil {
				return "", err
			}
			s = s[i+2:]
			continue
		}
		if s[i] == '}' {
			return "", fmt.Errorf("format: single '}' in format")
		}
		if err := out.add(s[:i]); err != nil {
			return "", err
		}
		fd, rest, err := parseField(s[i+1:])
		if err != nil {
			return "", err
		}
		text, err := f.field(fd, depth)
		if err != nil {
			return "", err
		}
		if err := out.add(text); err != nil {
			return "", err
		}
		s = rest
	}
}

// A field is what stands between braces.
type field struct{ name, conv, spec string }

// parseField reads a field up to its closing brace. Braces nest in a spec.
func parseField(s string) (field, string, error) {
	unmatched := fmt.Errorf("format: unmatched '{' in format")
	end := 0
name:
	for ; end < len(s); end++ {
		switch s[end] {
		case '{':
			return field{}, "", fmt.Errorf("format: got '{' in a field's name %q", s[:end])
		case '[':
			n := strings.IndexByte(s[end:], ']')
			if n < 0 {
				return field{}, "", unmatched
			}
			end += n
		case '}', ':', '!':
			break name
		}
	}
	if end == len(s) {
		return field{}, "", unmatched
	}
	f := field{name: s[:end]}
	if s[end] == '}' {
		return f, s[end+1:], nil
	}
	rest := s[end+1:]
	if s[end] == '!' {
		_, n := utf8.DecodeRuneInString(rest)
		if n >= len(rest) {
			return field{}, "", unmatched
		}
		f.conv = rest[:n]
		switch rest[n] {
		case '}':
			return f, rest[n+1:], nil
		case ':':
			rest = rest[n+1:]
		default:
			return field{}, "", fmt.Errorf("format: unknown conversion %q, want r, s or a", strings.SplitN(rest, "}", 2)[0])
		}
	}
	depth := 1
	for i := range len(rest) {
		switch rest[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				f.spec = rest[:i]
				return f, rest[i+1:], nil
			}
		}
	}
	return field{}, "", unmatched
}

func (f *formatter) field(fd field, depth int) (string, error) {
	v, err := f.argument(fd.name)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(fd.spec, "{}") {
		if depth > 0 {
			return "", fmt.Errorf("format: fields are nested too deeply, want at most one in a spec")
		}
		if fd.spec, err = f.expand(fd.spec, depth+1); err != nil {
			return "", err
		}
	}
	switch fd.conv {
	case "":
		return formatValue(f.th, v, fd.spec)
	case "s", "r", "a":
		text, err := convert(f.th, v, fd.conv[0])
		if err != nil {
			return "", err
		}
		return formatValue(f.th, starlark.String(text), fd.spec)
	}
	return "", fmt.Errorf("format: unknown conversion %q, want r, s or a", fd.conv)
}

// convert is str, repr or ascii.
func convert(th *starlark.Thread, v starlark.Value, conv byte) (string, error) {
	if conv == 's' {
		return display.Str(th, v)
	}
	s, err := display.Repr(th, v)
	if conv == 'a' && err == nil {
		return ascii(s), nil
	}
	return s, err
}

// ascii escapes what is not ASCII in a repr.
func ascii(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 0x80:
			b.WriteByte(byte(r))
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// argument finds the value of a field's name: 0, name, a[0].b.
func (f *formatter) argument(name string) (starlark.Value, error) {
	first, rest := name, ""
	if i := strings.IndexAny(name, ".["); i >= 0 {
		first, rest = name[:i], name[i:]
	}
	v, err := f.base(first)
	for err == nil && rest != "" {
		var key string
		if rest[0] == '.' {
			end := 1 + strings.IndexAny(rest[1:]+".", ".[")
			if key, rest = rest[1:end], rest[end:]; key == "" {
				return nil, fmt.Errorf("format: empty attribute in field %q", name)
			}
			v, err = attribute(v, key)
			if err != nil {
				err = fmt.Errorf("format: %w", err)
			}
			continue
		}
		end := strings.IndexByte(rest, ']')
		if end < 2 || end+1 < len(rest) && rest[end+1] != '.' && rest[end+1] != '[' {
			return nil, fmt.Errorf("format: got field %q, want name[index] or name.attribute", name)
		}
		key, rest = rest[1:end], rest[end+1:]
		v, err = item(v, key)
	}
	return v, err
}

func (f *formatter) base(name string) (starlark.Value, error) {
	index, numbered := f.next, true
	if name == "" {
		if f.mode == "manual" {
			return nil, fmt.Errorf("format: cannot switch from manual field specification to automatic field numbering")
		}
		f.mode = "automatic"
		f.next++
	} else if index, numbered = decimal(name); numbered {
		if f.mode == "automatic" {
			return nil, fmt.Errorf("format: cannot switch from automatic field numbering to manual field specification")
		}
		f.mode = "manual"
	}
	if numbered {
		if index >= len(f.args) {
			return nil, fmt.Errorf("format: tuple index out of range: field %d, got %d arguments", index, len(f.args))
		}
		return f.args[index], nil
	}
	for _, kv := range f.kwargs {
		if string(kv[0].(starlark.String)) == name {
			return kv[1], nil
		}
	}
	return nil, fmt.Errorf("format: keyword %s not found", name)
}

// decimal reads a number of at most 9 digits, zeros before them aside.
func decimal(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != "" && len(strings.TrimLeft(s, "0")) <= 9
}

// item is v[key] of a field: digits are an int, all else is a string.
func item(v starlark.Value, key string) (starlark.Value, error) {
	index, numbered := decimal(key)
	switch v := v.(type) {
	case starlark.Mapping:
		var k starlark.Value = starlark.String(key)
		if numbered {
			k = starlark.MakeInt(index)
		}
		x, found, err := v.Get(k)
		if err == nil && !found {
			err = fmt.Errorf("key %s not in %s", k, v.Type())
		}
		if err != nil {
			return nil, fmt.Errorf("format: %w", err)
		}
		return x, nil
	case starlark.Indexable:
		if !numbered {
			return nil, fmt.Errorf("format: got index %q for %s, want int", key, v.Type())
		}
		if index >= v.Len() {
			return nil, fmt.Errorf("format: %s index %d out of range, has %d elements", v.Type(), index, v.Len())
		}
		return v.Index(index), nil
	}
	return nil, fmt.Errorf("format: %s has no elements, as [%s] asks for", v.Type(), key)
}
