package history

import (
	"regexp"
	"slices"
	"strings"
)

// glob compiles a pattern in which * is any text, ? any character and [a-z],
// [!a-z] or [^a-z] one of a set; it matches a whole cell.
func glob(pattern string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	runes := []rune(pattern)
	for i := 0; i < len(runes); i++ {
		switch c := runes[i]; c {
		case '*':
			b.WriteString(`.*`)
		case '?':
			b.WriteString(`.`)
		case '[':
			set, n := globSet(runes[i:])
			b.WriteString(set)
			i += n - 1
		default:
			b.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	b.WriteString(`\z`)
	re, err := regexp.Compile(b.String())
	if err != nil { // such as the empty range [z-a]: the pattern as plain text
		return regexp.MustCompile(`\A` + regexp.QuoteMeta(pattern) + `\z`)
	}
	return re
}

// globSet compiles the set at the head of p and tells how much of p it is. A
// bracket that is never closed stands for itself; ] may come first in a set.
func globSet(p []rune) (set string, n int) {
	i := 1
	not := ""
	if i < len(p) && (p[i] == '!' || p[i] == '^') {
		not = "^"
		i++
	}
	end := slices.Index(p[min(i+1, len(p)):], ']')
	if end < 0 {
		return `\[`, 1
	}
	end += i + 1
	members := strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, `^`, `\^`).Replace(string(p[i:end]))
	return "[" + not + members + "]", end + 1
}
