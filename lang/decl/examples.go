package decl

import "strings"

// ParseExample splits an example, `expr  # => result`; ok says whether it has
// a result. A "# =>" within a string of the expression is part of it.
func ParseExample(example string) (expr, result string, ok bool) {
	const arrow = "# =>"
	i := strings.LastIndex(example, arrow)
	if i < 0 {
		return strings.TrimSpace(example), "", false
	}
	return strings.TrimSpace(example[:i]), strings.TrimSpace(example[i+len(arrow):]), true
}

// Examples returns the examples in the docstring of any function, whatever
// else stands in it: users' docstrings need not declare their functions.
func Examples(doc string) []string {
	var body []string
	inside := false
	for _, line := range unindent(doc) {
		m := heading.FindStringSubmatch(line)
		switch {
		case m != nil:
			if inside = m[1] == "Examples"; inside {
				body = append(body, m[2])
			}
		case inside && (line == "" || strings.HasPrefix(line, " ")):
			body = append(body, line)
		default:
			inside = false // a paragraph that is not below the heading
		}
	}
	return items(body, false)
}
