package lang

import (
	"maps"
	"slices"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/syntax"
)

// A view is the names of a session at one time.
type view struct {
	names starlark.StringDict
	last  starlark.Value // what the session itself bound to _; nil: nothing
	inUse bool           // a cell may be changing the values
}

func (s *Session) view() view { return view{names: s.names, last: s.last} }

// copy keeps the names, so that questions can be answered while a cell is in a
// builtin that answers none. The caller has the session's turn.
func (s *Session) copy() {
	s.copied.Store(&view{names: maps.Clone(s.names), last: s.last, inUse: true})
}

// seen returns the names that a cell can use, with what may be looked at of
// their values.
func (v view) seen() starlark.StringDict {
	seen := make(starlark.StringDict, len(v.names))
	for name, value := range v.names {
		switch {
		case syntax.Hidden(name):
		case v.inUse:
			seen[name] = still(value)
		default:
			seen[name] = value
		}
	}
	return seen
}

// own returns the names that cells have bound, sorted.
func (v view) own(base starlark.StringDict) []string {
	var own []string
	for name, value := range v.names {
		old, ok := base[name]
		if syntax.Hidden(name) || ok && sameValue(old, value) || name == lastName && v.lastIsOurs() {
			continue
		}
		own = append(own, name)
	}
	slices.Sort(own)
	return own
}

// lastIsOurs reports whether _ is not bound, or bound by the session itself.
// Values are compared by identity: a tuple is one by its first element.
func (v view) lastIsOurs() bool {
	value, ok := v.names[lastName]
	if !ok || v.last == nil {
		return !ok
	}
	x, xt := value.(starlark.Tuple)
	y, yt := v.last.(starlark.Tuple)
	if xt || yt {
		return xt && yt && len(x) == len(y) && (len(x) == 0 || &x[0] == &y[0])
	}
	return sameValue(value, v.last)
}

// sameValue compares two values as Go does; those that Go cannot compare are
// not the same.
func sameValue(x, y starlark.Value) (same bool) {
	defer func() {
		if recover() != nil {
			same = false
		}
	}()
	return x == y
}

// still returns v if nothing in it can change, else a stand-in.
func still(v starlark.Value) starlark.Value {
	if isStill(v, 3) {
		return v
	}
	if d, ok := v.(decl.Documented); ok {
		return objectInUse{inUse{v.Type()}, d}
	}
	return inUse{v.Type()}
}

// isStill looks no further than depth into tuples.
func isStill(v starlark.Value, depth int) bool {
	const most = 100 // elements of a tuple
	switch v := v.(type) {
	case *starlark.List, *starlark.Dict, *starlark.Set:
		return false
	case starlark.Tuple:
		return depth > 0 && len(v) <= most && !slices.ContainsFunc(v, func(x starlark.Value) bool { return !isStill(x, depth-1) })
	case *starlark.Function:
		for i := range v.NumParams() {
			if d := v.ParamDefault(i); d != nil && !isStill(d, depth) {
				return false
			}
		}
		return true
	case starlark.String, starlark.Bytes, starlark.Int, display.Rich, *decl.Func, *decl.Module, *starlark.Builtin:
		return true
	}
	_, err := v.Hash() // what has a hash must not change
	return err == nil || v.Type() == "range"
}

// inUse stands for a value that a cell may be changing.
type inUse struct{ typ string }

func (v inUse) String() string        { return "<" + v.typ + ", in use by the cell that runs>" }
func (v inUse) Type() string          { return v.typ }
func (v inUse) Freeze()               {}
func (v inUse) Truth() starlark.Bool  { return true }
func (v inUse) Hash() (uint32, error) { return 0, nil }

// objectInUse is one whose class describes it.
type objectInUse struct {
	inUse
	decl.Documented
}

var _ starlark.HasAttrs = objectInUse{}

func (v objectInUse) Attr(name string) (starlark.Value, error) {
	_, attrs := v.ClassDoc()
	for _, a := range attrs {
		switch {
		case a.Name != name:
		case a.Method != nil:
			return a.Method, nil
		default:
			return inUse{"value"}, nil
		}
	}
	return nil, nil
}

func (v objectInUse) AttrNames() []string {
	_, attrs := v.ClassDoc()
	names := make([]string, len(attrs))
	for i, a := range attrs {
		names[i] = a.Name
	}
	return names
}
