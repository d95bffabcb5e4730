package kernel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

const (
	// historySession is the number of the only session there is: nothing is
	// kept from one run of the kernel to the next.
	historySession = 1
	// historyLen and historyOutput bound what is kept: entries, and bytes of
	// the text of a result.
	historyLen    = 10_000
	historyOutput = 64 << 10
)

// entry is a cell that ran.
type entry struct {
	line   int
	input  string
	output *string // nil: no result
}

// history is the cells that ran, oldest first.
type history struct {
	mu      sync.Mutex
	entries []entry
}

func (h *history) add(line int, input string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.entries) == historyLen {
		h.entries = slices.Delete(h.entries, 0, historyLen/10)
	}
	h.entries = append(h.entries, entry{line: line, input: input})
}

// result notes the text of the result of a cell.
func (h *history) result(line int, text any) {
	s, ok := text.(string)
	if !ok {
		return
	}
	if len(s) > historyOutput {
		s = strings.ToValidUTF8(s[:historyOutput], "") + "…"
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range slices.Backward(h.entries) { // the last, unless cells run side by side
		if h.entries[i].line == line {
			h.entries[i].output = &s
			return
		}
	}
}

// find returns the entries that a request asks for.
func (h *history) find(q historyRequest) ([]entry, error) {
	kind, ok := historyKinds[q.Kind]
	if !ok {
		return nil, fmt.Errorf("hist_access_type: got %q, want tail, range or search", q.Kind)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(kind(h, q)), nil
}

// historyRequest is the content of a history_request.
type historyRequest struct {
	Output  bool    `json:"output"`
	Kind    string  `json:"hist_access_type"`
	Session int     `json:"session"` // range: 0 or historySession; any other is empty
	Start   int     `json:"start"`   // range: first line
	Stop    *int    `json:"stop"`    // range: line behind the last; nil: to the end
	N       *int    `json:"n"`       // tail, search: at most so many, the latest
	Pattern *string `json:"pattern"` // search: a glob; nil: *
	Unique  bool    `json:"unique"`  // search: of equal cells only the latest
}

// historyKinds is how each kind of request selects among the entries.
var historyKinds = map[string]func(h *history, q historyRequest) []entry{
	"tail":   func(h *history, q historyRequest) []entry { return latest(h.entries, q.N) },
	"range":  (*history).span,
	"search": (*history).search,
}

func (h *history) span(q historyRequest) []entry {
	if q.Session != 0 && q.Session != historySession {
		return nil
	}
	var out []entry
	for _, e := range h.entries {
		if e.line >= q.Start && (q.Stop == nil || e.line < *q.Stop) {
			out = append(out, e)
		}
	}
	return out
}

func (h *history) search(q historyRequest) []entry {
	pattern := "*"
	if q.Pattern != nil {
		pattern = *q.Pattern
	}
	matches := glob(pattern).MatchString
	var out []entry
	taken := map[string]bool{}
	for _, e := range slices.Backward(h.entries) {
		if !matches(e.input) || q.Unique && taken[e.input] {
			continue
		}
		taken[e.input] = true
		out = append(out, e)
	}
	slices.Reverse(out)
	return latest(out, q.N)
}

func latest(list []entry, n *int) []entry {
	if n == nil {
		return list
	}
	return list[len(list)-min(max(*n, 0), len(list)):]
}

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

func (k *kernel) historyReply(r *request) (content, error) {
	var q historyRequest
	if err := r.read(&q); err != nil {
		return nil, err
	}
	found, err := k.history.find(q)
	if err != nil {
		return nil, err
	}
	items := [][3]any{}
	for _, e := range found {
		var what any = e.input
		if q.Output {
			what = [2]any{e.input, e.output}
		}
		items = append(items, [3]any{historySession, e.line, what})
	}
	return content{"status": "ok", "history": items}, nil
}
