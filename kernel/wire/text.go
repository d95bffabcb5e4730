package wire

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Marshal writes JSON without escaping <, > and &, which would make HTML and
// SVG half as long again. What most content is made of, maps and texts, is
// written without reflection.
func Marshal(v any) ([]byte, error) {
	b, err := appendValue(make([]byte, 0, sizeOf(v, 3)), v, 0)
	if err != nil {
		return nil, err
	}
	return b, nil
}

// maxDepth is from where on values are left to package json, which knows of
// maps that hold themselves.
const maxDepth = 100

func appendValue(b []byte, v any, depth int) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case string:
		return AppendString(b, v), nil
	case map[string]any:
		if v != nil && depth < maxDepth {
			return appendMap(b, v, depth)
		}
	}
	var other bytes.Buffer
	enc := json.NewEncoder(&other)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return b, err
	}
	return append(b, bytes.TrimSuffix(other.Bytes(), []byte("\n"))...), nil
}

func appendMap(b []byte, m map[string]any, depth int) ([]byte, error) {
	b = append(b, '{')
	for i, key := range slices.Sorted(maps.Keys(m)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(AppendString(b, key), ':')
		var err error
		if b, err = appendValue(b, m[key], depth+1); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

// sizeOf guesses how long a value is as JSON from the texts in so many levels.
func sizeOf(v any, levels int) int {
	const around = 8
	switch v := v.(type) {
	case string:
		return len(v) + len(v)/16 + around
	case map[string]any:
		n := around
		for key, x := range v {
			if n += len(key) + around; levels > 1 {
				n += sizeOf(x, levels-1)
			}
		}
		return n
	}
	return 2 * around
}

const hexDigits = "0123456789abcdef"

// plain are the ASCII characters that stand for themselves in a JSON string.
var plain = func() (table [utf8.RuneSelf]bool) {
	for c := range table {
		table[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return table
}()

// AppendString appends a text as Marshal writes it, at a fraction of the cost:
// most of what a kernel sends is text.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if plain[c] {
				i++
				continue
			}
			b = append(b, s[start:i]...)
			b = appendEscaped(b, c)
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = append(append(b, s[start:i]...), `\ufffd`...)
			start = i + n
		case r == '\u2028' || r == '\u2029': // these end a line in JavaScript
			b = append(append(b, s[start:i]...), `\u202`...)
			b = append(b, hexDigits[r&0xf])
			start = i + n
		}
		i += n
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

func appendEscaped(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
}

// appendHeader appends a header as Marshal writes it.
func appendHeader(b []byte, h *Header) []byte {
	for _, field := range [...]struct{ name, value string }{
		{`{"msg_id":`, h.MsgID},
		{`,"session":`, h.Session},
		{`,"username":`, h.Username},
		{`,"date":`, h.Date},
		{`,"msg_type":`, h.Type},
		{`,"version":`, h.Version},
	} {
		b = AppendString(append(b, field.name...), field.value)
	}
	if h.SubshellID != "" {
		b = AppendString(append(b, `,"subshell_id":`...), h.SubshellID)
	}
	return append(b, '}')
}
