package syntax

import (
	"strings"

	"starling/lang/syntax/scan"
)

// HelpRequest recognises a cell that asks for help: x? and ?x for what is
// known of x, x?? and ??x for more (detail 1), ? alone for a beginning.
func HelpRequest(src string) (name string, detail int, ok bool) {
	s := strings.TrimSpace(src)
	name = strings.Trim(s, "?")
	marks := len(s) - len(name)
	switch {
	case marks == 0 || marks > 2:
		return "", 0, false
	case strings.HasPrefix(s, "?") && strings.HasSuffix(s, "?") && name != "":
		return "", 0, false
	}
	name = strings.TrimSpace(name)
	if name != "" {
		for _, part := range strings.Split(name, ".") {
			if !scan.IsName(part) && !scan.IsKeyword(part) {
				return "", 0, false
			}
		}
	}
	return name, marks - 1, true
}
