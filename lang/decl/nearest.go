package decl

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// noAttr is the error of an unknown attribute. It wraps NoSuchAttrError, by
// which hasattr and getattr know it.
func noAttr(owner, name string, names []string) error {
	msg := fmt.Sprintf("%s has no %s", owner, name)
	if near := Nearest(name, names); near != "" {
		msg += "; did you mean " + near + "?"
	} else if len(names) <= 12 && len(names) > 0 {
		msg += "; it has " + strings.Join(names, ", ")
	}
	return starlark.NoSuchAttrError(msg)
}

// longestName is how many bytes a name has that somebody may have misspelled.
const longestName = 200

// Nearest returns the name that a misspelling most likely meant, or "". Among
// equally near names it returns the first in alphabetical order.
func Nearest(name string, names []string) string {
	if len(name) > longestName {
		return ""
	}
	best, bestDist := "", 1+(utf8.RuneCountInString(name)+1)/3 // at most a third may be wrong
	for _, n := range names {
		d := distance(strings.ToLower(name), strings.ToLower(n))
		if d < bestDist || (d == bestDist && best != "" && n < best) {
			best, bestDist = n, d
		}
	}
	return best
}

// distance counts the insertions, deletions, substitutions and exchanges of
// neighbours that turn a into b (Damerau, CACM 7, 171 (1964)).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	prev2, prev, cur := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(s); i++ {
		cur[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(t)]
}
