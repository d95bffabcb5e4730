package notation

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/steps"
)

// Compare is x op y, op being one of < <= > >= == !=: a bool, unless one of
// the values is a Comparer.
func Compare(th *starlark.Thread, op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	if ok, known := plainly(op, x, y); known {
		return starlark.Bool(ok), nil
	}
	if z, err := ask(th, op, x, y); z != nil || err != nil {
		return z, err
	}
	c := comparison{th: th}
	ok, err := c.compare(op, x, y, starlark.CompareLimit)
	return starlark.Bool(ok), err
}

// Test is the truth of x op y.
func Test(th *starlark.Thread, op syntax.Token, x, y starlark.Value) (bool, error) {
	if ok, known := plainly(op, x, y); known {
		return ok, nil
	}
	z, err := Compare(th, op, x, y)
	if err != nil {
		return false, err
	}
	return Truth(z)
}

// plainly compares what programs compare most: numbers, strings, None. known
// says whether the values are such.
func plainly(op syntax.Token, x, y starlark.Value) (ok, known bool) {
	switch x := x.(type) {
	case starlark.Int:
		switch y := y.(type) {
		case starlark.Int:
			n, ok1 := Small(x)
			m, ok2 := Small(y)
			if ok1 && ok2 {
				return threeway(op, cmp.Compare(n, m)), true
			}
			c, _ := x.Cmp(y, 1) // which has no error
			return threeway(op, c), true
		case starlark.Float:
			if n, ok := Small(x); ok {
				return threeway(op, compareFloats(float64(n), float64(y))), true
			}
			return threeway(op, -compareFloatInt(y, x)), true
		}
	case starlark.Float:
		switch y := y.(type) {
		case starlark.Float:
			return threeway(op, compareFloats(float64(x), float64(y))), true
		case starlark.Int:
			if n, ok := Small(y); ok {
				return threeway(op, compareFloats(float64(x), float64(n))), true
			}
			return threeway(op, compareFloatInt(x, y)), true
		}
	case starlark.String:
		if y, isString := y.(starlark.String); isString {
			switch op {
			case syntax.EQL:
				return x == y, true
			case syntax.NEQ:
				return x != y, true
			}
			return threeway(op, strings.Compare(string(x), string(y))), true
		}
	}
	if y == starlark.None && (op == syntax.EQL || op == syntax.NEQ) && isStock(x) {
		return (x == starlark.None) == (op == syntax.EQL), true
	}
	return false, false
}

// threeway is the comparison by a number that is negative, zero or positive.
func threeway(op syntax.Token, c int) bool {
	switch op {
	case syntax.LT:
		return c < 0
	case syntax.LE:
		return c <= 0
	case syntax.GT:
		return c > 0
	case syntax.GE:
		return c >= 0
	case syntax.EQL:
		return c == 0
	}
	return c != 0
}

// compareFloats is the machine's order: NaN equals NaN, and is more than all
// else.
func compareFloats(x, y float64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	case x == y:
		return 0
	case x == x:
		return -1
	case y == y:
		return 1
	}
	return 0
}

// exact is up to where a float holds every integer.
const exact = 1 << 53

// compareFloatInt compares exactly, without a fraction where it can.
func compareFloatInt(x starlark.Float, y starlark.Int) int {
	f := float64(x)
	n, ok := y.Int64()
	switch {
	case ok && -exact <= n && n <= exact:
		return compareFloats(f, float64(n))
	case f != f || f > math.MaxFloat64:
		return 1
	case f < -math.MaxFloat64:
		return -1
	case ok && f >= 1<<63:
		return 1
	case ok && f < -1<<63:
		return -1
	case ok: // |n| > 2^53, and f is within an int64
		whole := math.Trunc(f)
		switch w := int64(whole); {
		case w < n:
			return -1
		case w > n:
			return 1
		}
		return compareFloats(f, whole)
	}
	whole, _ := new(big.Float).SetFloat64(math.Trunc(f)).Int(nil)
	if c := whole.Cmp(y.BigInt()); c != 0 {
		return c
	}
	return compareFloats(f, math.Trunc(f))
}

// ask lets a Comparer compare: the left operand, then the right.
func ask(th *starlark.Thread, op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	if c, ok := x.(Comparer); ok {
		if z, err := c.Compare(th, op, y, starlark.Left); z != nil || err != nil {
			return z, err
		}
	}
	if c, ok := y.(Comparer); ok {
		return c.Compare(th, op, x, starlark.Right)
	}
	return nil, nil
}

// A comparison of containers goes into them as the machine does, but for the
// Comparers among their elements.
type comparison struct {
	th *starlark.Thread
	n  int
}

// compare is the truth of x op y, at most so deep in containers.
func (c *comparison) compare(op syntax.Token, x, y starlark.Value, depth int) (bool, error) {
	if ok, known := plainly(op, x, y); known && depth > 0 {
		return ok, nil
	}
	if depth < 1 {
		return false, fmt.Errorf("comparison exceeded maximum recursion depth")
	}
	switch x := x.(type) {
	case *starlark.List:
		if y, ok := y.(*starlark.List); ok {
			return c.sequences(op, x, y, depth)
		}
	case starlark.Tuple:
		if y, ok := y.(starlark.Tuple); ok {
			return c.sequences(op, x, y, depth)
		}
	case *starlark.Dict:
		if y, ok := y.(*starlark.Dict); ok && (op == syntax.EQL || op == syntax.NEQ) {
			same, err := c.dicts(x, y, depth)
			return same == (op == syntax.EQL), err
		}
	}
	if !isStock(x) || !isStock(y) {
		if z, err := ask(c.th, op, x, y); z != nil || err != nil {
			if err != nil {
				return false, err
			}
			return Truth(z)
		}
	}
	return starlark.CompareDepth(op, x, y, depth)
}

// Equal is how two elements of a list are equal, for methods such as
// list.index.
func Equal(th *starlark.Thread, x, y starlark.Value) (bool, error) {
	c := comparison{th: th}
	return c.equal(x, y, starlark.CompareLimit)
}

// equal is whether two elements are equal. As in Python, a Comparer equals
// itself.
func (c *comparison) equal(x, y starlark.Value, depth int) (bool, error) {
	if c.n++; c.n&1023 == 0 {
		if err := steps.Poll(c.th); err != nil {
			return false, err
		}
	}
	if x, ok := x.(Comparer); ok && identical(x, y) {
		return true, nil
	}
	return c.compare(syntax.EQL, x, y, depth)
}

func identical(x, y starlark.Value) bool {
	return reflect.TypeOf(x).Comparable() && x == y
}

func (c *comparison) sequences(op syntax.Token, x, y starlark.Indexable, depth int) (bool, error) {
	n := x.Len() - y.Len()
	if n != 0 && (op == syntax.EQL || op == syntax.NEQ) {
		return op == syntax.NEQ, nil
	}
	for i := 0; i < x.Len() && i < y.Len(); i++ {
		same, err := c.equal(x.Index(i), y.Index(i), depth-1)
		switch {
		case err != nil:
			return false, err
		case same:
		case op == syntax.EQL || op == syntax.NEQ:
			return op == syntax.NEQ, nil
		default:
			return c.compare(op, x.Index(i), y.Index(i), depth-1)
		}
	}
	return threeway(op, n), nil
}

func (c *comparison) dicts(x, y *starlark.Dict, depth int) (bool, error) {
	if x.Len() != y.Len() {
		return false, nil
	}
	for k, v := range x.Entries() {
		w, found, _ := y.Get(k)
		if !found {
			return false, nil
		}
		if same, err := c.equal(v, w, depth-1); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}
