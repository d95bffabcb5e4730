package format

import (
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
)

// written is how a word is set: as its author wrote it, but for the quotes of
// strings.
func written(w *word) string {
	switch w.kind {
	case syntax.STRING, syntax.BYTES:
		return requoted(lineFeeds(w.text))
	case scan.FString:
		// A quote or backslash may be part of an expression: then all stays.
		if prefix, quotes, body := split(w.text); quotes[0] == '\'' && !strings.ContainsAny(body, "\"'\\") {
			quotes = strings.Repeat(`"`, len(quotes))
			return prefix + quotes + body + quotes
		}
	}
	return w.text
}

// split is scan.Quotes with the prefix as written.
func split(raw string) (prefix, quotes, body string) {
	prefix, quotes, body = scan.Quotes(raw)
	return raw[:len(prefix)], quotes, body
}

// requoted is a string in double quotes, unless that needs more escapes.
func requoted(raw string) string {
	prefix, quotes, body := split(raw)
	if quotes[0] == '"' {
		return raw
	}
	double := strings.Repeat(`"`, len(quotes))
	if len(quotes) == 3 || strings.ContainsAny(prefix, "rR") {
		if strings.Contains(body, `"`) {
			return raw
		}
		return prefix + double + body + double
	}
	var b strings.Builder
	more := 0 // escapes that double quotes need, less those they spare
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '\\' && i+1 < len(body):
			if i++; body[i] == '\'' {
				more--
			} else {
				b.WriteByte('\\')
			}
			b.WriteByte(body[i])
		case c == '"':
			more++
			b.WriteString(`\"`)
		default:
			b.WriteByte(c)
		}
	}
	if more > 0 {
		return raw
	}
	return prefix + double + b.String() + double
}
