package universe

import (
	"fmt"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/steps"
)

// A span is a range. It is the stock value, but for a long one's iterator: the
// machine itself goes over whatever stands in x += range(n) and f(*range(n)),
// in one instruction, and would neither end nor refuse before memory is full.
type span struct {
	stockRange
	running func() *starlark.Thread // that which goes over it, perhaps in another cell
}

// stockRange is what the stock range does.
type stockRange interface {
	starlark.Sliceable
	starlark.Sequence
	starlark.Container
	starlark.Comparable
}

var _ stockRange = (*span)(nil)

func newRange(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	r, err := stock("range")(th, args, kwargs)
	if err != nil {
		return nil, err
	}
	return &span{r.(stockRange), steps.Running(th)}, nil
}

func (s *span) Slice(start, end, step int) starlark.Value {
	return &span{s.stockRange.Slice(start, end, step).(stockRange), s.running}
}

func (s *span) CompareSameType(op stocksyntax.Token, y starlark.Value, depth int) (bool, error) {
	other, ok := y.(*span)
	if !ok {
		return false, fmt.Errorf("%s %s %s not implemented", s.Type(), op, y.Type())
	}
	return s.stockRange.CompareSameType(op, other.stockRange, depth)
}

// What is shorter than longSpan is not watched, what is longer every watchedSpan
// elements.
const (
	longSpan    = 1 << 20
	watchedSpan = 1 << 16
)

func (s *span) Iterate() starlark.Iterator {
	it := s.stockRange.Iterate()
	if s.Len() <= longSpan {
		return it
	}
	return &spanIterator{Iterator: it, running: s.running}
}

// A spanIterator looks now and then who goes over it.
type spanIterator struct {
	starlark.Iterator
	running func() *starlark.Thread
	n       int    // elements given
	from    int    // how many had been given when the machine last took steps
	steps   uint64 // that it had taken then
}

func (it *spanIterator) Next(p *starlark.Value) bool {
	if it.n++; it.n%watchedSpan == 0 && !it.goesOn() {
		return false
	}
	return it.Iterator.Next(p)
}

// goesOn polls, and bounds what the machine takes in one instruction. Where it
// takes steps meanwhile a loop of the program's is at work, and where a builtin
// runs that sees to what it makes.
func (it *spanIterator) goesOn() bool {
	th := it.running()
	if th == nil || th.CallStackDepth() == 0 {
		return true
	}
	if steps.Poll(th) != nil {
		return false // the machine ends behind this instruction
	}
	if _, ok := th.DebugFrame(0).Callable().(*starlark.Function); !ok || th.Steps >= it.steps+watchedSpan/2 {
		it.from, it.steps = it.n, th.Steps
		return true
	}
	if err := steps.Grow(th, int64(it.n-it.from)*wordSize); err != nil {
		steps.Of(th).End(err)
		return false
	}
	return true
}
