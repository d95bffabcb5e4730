package load

import (
	"errors"

	"go.starlark.net/starlark"
)

// The machine's Freeze recurses over values in Go. It ends the process on a
// value nested some million deep and on a closure that calls itself, and
// visits a shared tuple once for each way that leads to it. So the loader
// freezes from the inside out: what a list holds is frozen before the list is.
const (
	maxDepth = 10_000     // of a value
	maxSize  = 10_000_000 // visits that one Freeze may make
)

var errTooDeep = errors.New("its value is nested too deeply to be loaded (want at most 10000 levels)")

// Freeze makes the lists, dicts and sets that a value leads to immutable.
// Those that hold a function which closes over itself stay as they are.
func Freeze(v starlark.Value) error {
	f := freezer{seen: map[any]extent{}}
	f.value(v, 0)
	if f.deep {
		return errTooDeep
	}
	return nil
}

// An extent is what Freeze would visit of a value.
type extent struct {
	size   int
	cyclic bool // it would not end
}

func (e extent) with(part extent) extent {
	return extent{min(e.size+part.size, maxSize+1), e.cyclic || part.cyclic}
}

type freezer struct {
	seen map[any]extent // lists, dicts, sets, functions; tuples by first element
	deep bool
}

func (f *freezer) value(v starlark.Value, depth int) extent {
	if depth > maxDepth {
		f.deep = true
	}
	if f.deep {
		return extent{size: 1}
	}
	switch v := v.(type) {
	case starlark.Tuple:
		if len(v) == 0 {
			return extent{size: 1}
		}
		return f.once(&v[0], extent{size: 1}, func(e extent) extent {
			for _, x := range v {
				e = e.with(f.value(x, depth+1))
			}
			return e
		})
	case *starlark.Function:
		return f.once(v, extent{size: 1, cyclic: true}, func(e extent) extent { return f.function(v, depth) })
	case *starlark.List:
		return f.container(v, func(e extent) extent {
			for i := range v.Len() {
				e = e.with(f.value(v.Index(i), depth+1))
			}
			return e
		})
	case *starlark.Dict:
		return f.container(v, func(e extent) extent {
			for k, x := range v.Entries() {
				e = e.with(f.value(k, depth+1)).with(f.value(x, depth+1))
			}
			return e
		})
	case *starlark.Set:
		return f.container(v, func(e extent) extent {
			for x := range v.Elements() {
				e = e.with(f.value(x, depth+1))
			}
			return e
		})
	case *starlark.Builtin:
		if recv := v.Receiver(); recv != nil {
			return f.value(recv, depth+1)
		}
	default:
		v.Freeze()
	}
	return extent{size: 1}
}

// once walks what key stands for, at its first visit. A visit meanwhile gets
// the extent begun.
func (f *freezer) once(key any, begun extent, walk func(extent) extent) extent {
	if known, ok := f.seen[key]; ok {
		return known
	}
	f.seen[key] = begun
	e := walk(extent{size: 1})
	f.seen[key] = e
	return e
}

// container freezes a list, dict or set once its parts are. Later visits find
// it frozen, and go no further.
func (f *freezer) container(v starlark.Value, parts func(extent) extent) extent {
	return f.once(v, extent{size: 1}, func(e extent) extent {
		e = parts(e)
		if e.cyclic || e.size > maxSize || f.deep {
			return e
		}
		v.Freeze()
		return extent{size: 1}
	})
}

// function walks a function's defaults and what it closes over.
func (f *freezer) function(fn *starlark.Function, depth int) extent {
	e := extent{size: 1}
	for i := range fn.NumParams() {
		if d := fn.ParamDefault(i); d != nil {
			e = e.with(f.value(d, depth+1))
		}
	}
	for i := range fn.NumFreeVars() {
		if _, v := fn.FreeVar(i); v != nil {
			e = e.with(f.value(v, depth+1))
		}
	}
	return e
}
