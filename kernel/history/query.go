package history

import (
	"cmp"
	"fmt"
	"slices"
)

// A Query is the content of a history_request.
type Query struct {
	Output  bool    `json:"output"`
	Kind    string  `json:"hist_access_type"`
	Session int     `json:"session"` // range: 0 is this one, -1 the one before
	Start   int     `json:"start"`   // range: first line
	Stop    *int    `json:"stop"`    // range: line behind the last; nil: to the end
	N       *int    `json:"n"`       // tail, search: at most so many, the latest
	Pattern *string `json:"pattern"` // search: a glob; nil: *
	Unique  bool    `json:"unique"`  // search: of equal cells only the latest
}

// kinds is how each kind of query selects among the entries, of which those of
// the session now are a part.
var kinds = map[string]func(q Query, now int, entries []Entry) []Entry{
	"tail":   func(q Query, _ int, entries []Entry) []Entry { return latest(entries, q.N) },
	"range":  span,
	"search": search,
}

// Find returns the entries that are asked for, oldest first. Of sessions that
// ran at the same time it is the number that tells which is older.
func (s *Store) Find(q Query) ([]Entry, error) {
	kind, ok := kinds[q.Kind]
	if !ok {
		return nil, fmt.Errorf("hist_access_type: got %q, want tail, range or search", q.Kind)
	}
	now, past := 1, []Entry(nil)
	if s.file != nil {
		now, past = s.file.read()
	}
	s.mu.Lock()
	own := slices.Clone(s.own)
	s.mu.Unlock()
	for i := range own {
		own[i].Session = now
	}
	all := append(past, own...)
	bySession := func(a, b Entry) int { return cmp.Compare(a.Session, b.Session) }
	if !slices.IsSortedFunc(all, bySession) { // kernels ran at the same time
		slices.SortStableFunc(all, bySession)
	}
	return kind(q, now, all), nil
}

func span(q Query, now int, entries []Entry) []Entry {
	session := q.Session
	if session <= 0 {
		session += now
	}
	var out []Entry
	for _, e := range entries {
		if e.Session == session && e.Line >= q.Start && (q.Stop == nil || e.Line < *q.Stop) {
			out = append(out, e)
		}
	}
	return out
}

func search(q Query, _ int, entries []Entry) []Entry {
	pattern := "*"
	if q.Pattern != nil {
		pattern = *q.Pattern
	}
	matches := glob(pattern).MatchString
	var out []Entry
	taken := map[string]bool{}
	for _, e := range slices.Backward(entries) {
		if q.Unique && taken[e.Input] || !matches(e.Input) {
			continue
		}
		taken[e.Input] = true
		out = append(out, e)
		if q.N != nil && len(out) >= *q.N {
			break
		}
	}
	slices.Reverse(out)
	return latest(out, q.N)
}

func latest(list []Entry, n *int) []Entry {
	if n == nil {
		return list
	}
	return list[len(list)-min(max(*n, 0), len(list)):]
}
