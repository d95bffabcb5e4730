package wire

import "unicode/utf8"

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
