package notation_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	stock "go.starlark.net/syntax"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/notation"
	"starling/lang/syntax"
	"starling/lang/universe"
)

// An array is a toy that takes part in all of the notation: rows of numbers.
type array struct{ rows [][]float64 }

var (
	_ notation.Comparer   = (*array)(nil)
	_ notation.MatMuler   = (*array)(nil)
	_ notation.Powerer    = (*array)(nil)
	_ notation.Slicer     = (*array)(nil)
	_ notation.NoTruther  = (*array)(nil)
	_ notation.Quantifier = (*array)(nil)
	_ notation.Formatter  = (*array)(nil)
	_ starlark.Mapping    = (*array)(nil)
	_ starlark.HasSetKey  = (*array)(nil)
	_ starlark.HasBinary  = (*array)(nil)
	_ starlark.Comparable = (*array)(nil)
)

func (a *array) String() string        { return fmt.Sprint(a.rows) }
func (a *array) Type() string          { return "array" }
func (a *array) Freeze()               {}
func (a *array) Truth() starlark.Bool  { return a.rows[0][0] != 0 }
func (a *array) Hash() (uint32, error) { return 0, errors.New("unhashable type: array") }

func (a *array) NoTruth() error {
	if len(a.rows) == 1 && len(a.rows[0]) == 1 {
		return nil
	}
	return notation.Ambiguous(a)
}

func (a *array) CompareSameType(stock.Token, starlark.Value, int) (bool, error) {
	return false, errors.New("the machine compares arrays")
}

// with applies f to each number of a and its like in y.
func (a *array) with(y starlark.Value, f func(x, y float64) float64) (starlark.Value, error) {
	other, isArray := y.(*array)
	number, isNumber := starlark.AsFloat(y)
	if !isArray && !isNumber {
		return nil, nil
	}
	out := &array{}
	for i, row := range a.rows {
		var r []float64
		for j, x := range row {
			if isArray {
				number = other.rows[i][j]
			}
			r = append(r, f(x, number))
		}
		out.rows = append(out.rows, r)
	}
	return out, nil
}

func (a *array) Compare(_ *starlark.Thread, op stock.Token, y starlark.Value, side starlark.Side) (starlark.Value, error) {
	return a.with(y, func(x, y float64) float64 {
		if side == starlark.Right {
			x, y = y, x
		}
		ok, _ := starlark.Compare(op, starlark.Float(x), starlark.Float(y))
		if ok {
			return 1
		}
		return 0
	})
}

func (a *array) Power(_ *starlark.Thread, y starlark.Value, side starlark.Side) (starlark.Value, error) {
	return a.with(y, func(x, y float64) float64 {
		if side == starlark.Right {
			x, y = y, x
		}
		return math.Pow(x, y)
	})
}

func (a *array) Binary(op stock.Token, y starlark.Value, _ starlark.Side) (starlark.Value, error) {
	switch op {
	case stock.STAR:
		return a.with(y, func(x, y float64) float64 { return x * y })
	case stock.PLUS:
		return a.with(y, func(x, y float64) float64 { return x + y })
	}
	return nil, nil
}

func (a *array) MatMul(_ *starlark.Thread, y starlark.Value, side starlark.Side) (starlark.Value, error) {
	if side == starlark.Right {
		return starlark.String(fmt.Sprint(y, " times an array")), nil
	}
	b, ok := y.(*array)
	if !ok {
		return nil, nil
	}
	out := &array{}
	for _, row := range a.rows {
		r := make([]float64, len(b.rows[0]))
		for k, x := range row {
			for j := range r {
				r[j] += x * b.rows[k][j]
			}
		}
		out.rows = append(out.rows, r)
	}
	return out, nil
}

// Get shows its index, but for plain ones.
func (a *array) Get(k starlark.Value) (starlark.Value, bool, error) {
	if i, err := starlark.AsInt32(k); err == nil {
		return &array{rows: a.rows[i : i+1]}, true, nil
	}
	return starlark.String("at " + k.String()), true, nil
}

func (a *array) SetKey(k, v starlark.Value) error {
	a.rows = append(a.rows, []float64{float64(len(k.String()))})
	if a.rows[0][0] == 99 {
		return fmt.Errorf("at %s is set %s", k, v)
	}
	return nil
}

func (a *array) GetSlice(_ *starlark.Thread, s *notation.Slice) (starlark.Value, error) {
	return starlark.String("slice " + s.String()), nil
}

func (a *array) Quantify(_ *starlark.Thread, all bool) (starlark.Value, error) {
	return starlark.String(map[bool]string{true: "all", false: "any"}[all] + " of an array"), nil
}

func (a *array) Format(_ *starlark.Thread, spec string) (string, error) {
	if spec == "bad" {
		return "", errors.New("no such spec")
	}
	return fmt.Sprintf("<%s|%d rows>", spec, len(a.rows)), nil
}

// crash panics when it is compared.
type crash struct{ *array }

func (crash) Compare(*starlark.Thread, stock.Token, starlark.Value, starlark.Side) (starlark.Value, error) {
	panic("boom")
}

// run returns what the last expression of a text gives, or of the last of
// several cells.
func run(cells ...string) (v starlark.Value, err error) {
	base := universe.Names()
	maps.Copy(base, universe.Hidden(nil))
	base["array"] = starlark.NewBuiltin("array", func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		a := &array{}
		for _, row := range args {
			var r []float64
			for _, x := range row.(starlark.Tuple) {
				f, _ := starlark.AsFloat(x)
				r = append(r, f)
			}
			a.rows = append(a.rows, r)
		}
		return a, nil
	})
	base["crash"] = crash{&array{}}
	scope, names := syntax.NewScope(base)
	for _, src := range cells {
		o := universe.Lowering()
		o.Result = true
		prog, err := syntax.Compile("cell", src, o)
		if err != nil {
			return nil, err
		}
		scope.Result = nil
		if _, err = prog.Init(new(starlark.Thread), names); err != nil {
			return nil, err
		}
	}
	return scope.Result, nil
}

// shown is a result or error as a user sees it.
func shown(cells ...string) string {
	v, err := run(cells...)
	if err != nil {
		return "! " + err.Error()
	}
	if v == nil {
		return ""
	}
	s, err := display.Repr(nil, v)
	if err != nil {
		return "! " + err.Error()
	}
	return s
}

// Each program is run as it is and in a function, where constants and hidden
// values are prepared.
func TestNotation(t *testing.T) {
	const before = "a = array((1, 2, 3))\nb = array((3, 2, 1))\nm = array((1, 2), (3, 4))\none = array((5,))\nzero = array((0,))\nl = [1, 2, 3]\n"
	for _, c := range []struct{ src, want string }{
		// comparison
		{"a < b", "[[1 0 0]]"},
		{"a <= 2", "[[1 1 0]]"},
		{"2 > a", "[[1 0 0]]"},
		{"2.5 >= a", "[[1 1 0]]"},
		{"a == b", "[[0 1 0]]"},
		{"a != 2", "[[1 0 1]]"},
		{"2 == a", "[[0 1 0]]"},
		{"a == None", "False"},
		{"None != a", "True"},
		{"a == 'x'", "False"},
		{"a < 'x'", "! array < string not implemented"},
		{"'x' <= a", "! string <= array not implemented"},
		{"a < [1]", "! array < list not implemented"},
		{"1 if a < b else 2", "! array: whether it is true is not clear; any(x) says whether some element is, all(x) whether every one is"},
		{"1 if one > 4 else 2", "1"},
		{"1 if one > 6 else 2", "2"},
		{"not a", "! array: whether"},
		{"not zero", "True"},
		{"not (one < 3)", "True"},
		{"a and 1", "! array: whether"},
		{"0 or a", "[[1 2 3]]"},
		{"a or 0", "! array: whether"},
		{"one and 7", "7"},
		{"zero or 8", "8"},
		{"1 if a else 2", "! array: whether"},
		{"[x for x in l if a]", "! array: whether"},
		{"[x for x in l if x > 1]", "[2, 3]"},
		{"[x for x in l if one > x]", "[1, 2, 3]"},
		{"0 < one < 9", "[[1]]"},
		{"0 < a < 9", "! array: whether"},
		// containers
		{"a in [a, 1]", "True"},
		{"a in [1, b]", "! array: whether"},
		{"2 in [a]", "! array: whether"},
		{"5 in [one]", "True"},
		{"4 not in (one, 3)", "True"},
		{"'x' in [a]", "False"},
		{"a in {}", "! unhashable type: array"},
		{"[a] == [a]", "True"},
		{"[a] == [b]", "! array: whether"},
		{"(1, one) == (1, 5)", "True"},
		{"[one] < [6]", "True"},
		{"{'k': one} == {'k': 5}", "True"},
		{"{'k': a} != {'k': b}", "! array: whether"},
		{"[[a]] == [[a]]", "True"},
		{"[a] == [1, 2]", "False"},
		// what functions ask
		{"any([a])", "! array: whether"},
		{"all([one, 3])", "True"},
		{"any(a)", "'any of an array'"},
		{"all(a)", "'all of an array'"},
		{"bool(a)", "! array: whether"},
		{"bool(zero)", "False"},
		{"filter(None, [a])", "! array: whether"},
		{"filter(lambda x: one > x, [4, 9])", "[4]"},
		{"[1, a].index(a)", "! array: whether"},
		{"[a, b].index(a)", "0"},
		{"[3, one].index(5)", "1"},
		{"[one, 5, 6].count(5)", "2"},
		{"min(a, b)", "! array: whether"},
		{"max(one, 7)", "7"},
		{"sorted([one, 3])", "[3, [[5]]]"},
		{"sorted([a, 3])", "! array: whether"},
		{"sorted([a, 'x'])", "! sorted: cannot compare string with array"},
		// products and powers
		{"m @ m", "[[7 10] [15 22]]"},
		{"l @ m", "'[1, 2, 3] times an array'"},
		{"m @ 2", "! unknown binary op: array @ int"},
		{"1 @ 2", "! unknown binary op: int @ int"},
		{"m ** 2", "[[1 4] [9 16]]"},
		{"2 ** a", "[[2 4 8]]"},
		{"a * 2.0", "[[2 4 6]]"},
		{"2 * a", "[[2 4 6]]"},
		{"a ** 'x'", "! unknown binary op: array ** string"},
		{"'x' ** 2", "! unknown binary op: string ** int"},
		{"True ** 2", "! unknown binary op: bool ** int"},
		// indices
		{"m[1]", "[[3 4]]"},
		{"m[1, 0]", "'at (1, 0)'"},
		{"m[1:3]", "'slice 1:3'"},
		{"m[:]", "'slice :'"},
		{"m[::-1]", "'slice ::-1'"},
		{"m[l[0]:]", "'slice 1:'"},
		{"m[:l[1]:l[0]]", "'slice :2:1'"},
		{"m[1:3, :]", "'at (1:3, :)'"},
		{"m[..., None]", "'at (..., None)'"},
		{"m[...]", "'at ...'"},
		{"m[l[0]:, ::2]", "'at (1:, ::2)'"},
		{"m['a':'b']", "'slice \"a\":\"b\"'"},
		{"l[1:]", "[2, 3]"},
		{"l[:-1]", "[1, 2]"},
		{"l[::-1]", "[3, 2, 1]"},
		{"'hello'[1:3]", "'el'"},
		{"l[l[0]:l[1]]", "[2]"},
		{"(1, 2, 3)[l[0]:]", "(2, 3)"},
		{"range(9)[2:8:3]", "range(2, 8, 3)"},
		{"l['a':]", "! invalid start index: got string, want int"},
		{"l[:None]", "[1, 2, 3]"},
		{"l[::0]", "! zero is not a valid slice step"},
		{"5[1:]", "! invalid slice operand int"},
		{"l[1:2, :]", "! list index: got tuple, want int"},
		{"{}[1:2]", "! invalid slice operand dict"},
		// texts
		{"f'{a}'", "'[[1 2 3]]'"},
		{"f'{a:.3f}'", "'<.3f|1 rows>'"},
		{"f'{a:bad}'", "! {a:bad}: no such spec"},
		{"'{:.1f}'.format(m)", "'<.1f|2 rows>'"},
		{"f'{a!r:>12}'", "'   [[1 2 3]]'"},
		// panics
		{"crash < 1", "! < has a defect: boom"},
	} {
		if got := shown(before + c.src); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
		if got := shown(before + "def f():\n  return " + c.src + "\nf()"); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s in a function\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

func TestAssignments(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"m = array((99,))\nm[1:2] = 7", "! at 1:2 is set 7"},
		{"m = array((99,))\nm[1:2, ...] = 7", "! at (1:2, ...) is set 7"},
		{"m = array((99,))\nm[1:2] += 'x'", "! at 1:2 is set \"at 1:2x\""},
		{"m = array((99,))\nm[:, None] += 'x'", "! at (:, None) is set \"at (:, None)x\""},
		{"m = array((2,))\nm **= 3\nm @= m\nm", "[[64]]"},
		{"m = array((2,))\nm **= 2\nm *= 2\nm", "[[8]]"},
		{"d = {'k': 3}\nd['k'] **= 2\nd", "{'k': 9}"},
		{"l = [1, 2]\nl[0:1] = [3]", "! got slice, want int"},
	} {
		if got := shown(c.src); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
		body := strings.ReplaceAll(c.src, "\n", "\n  ")
		if i := strings.LastIndex(body, "\n  "); c.want[0] != '!' {
			body = body[:i] + "\n  return " + body[i+3:]
		}
		if got := shown("def f():\n  " + body + "\nf()"); got != c.want {
			t.Errorf("%s in a function\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// numbers at the edges of how they are compared.
var numbers = []string{
	"0", "1", "-1", "3", "9007199254740992", "9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
	"1" + strings.Repeat("0", 400), "-1" + strings.Repeat("0", 400), "0.0", "-0.0", "0.5", "1.0", "2.9999999", "3.0000001", "-0.5", "9007199254740992.0", "9007199254740994.0", "9223372036854775808.0",
	"-9223372036854775808.0", "-9223372036854777856.0", "1e300", "-1e300", "float('inf')", "float('-inf')", "float('nan')", "10 ** 300", "(10 ** 20 + 1)", "1e20",
}

// All pairs of numbers compare as the machine compares them.
func TestNumbersCompareLikeStock(t *testing.T) {
	var values []starlark.Value
	for _, n := range numbers {
		v, err := run(n)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
	others := []starlark.Value{
		starlark.None, starlark.True, starlark.False, starlark.String("a"), starlark.String("b"), starlark.Bytes("a"),
		starlark.Tuple{starlark.MakeInt(1)},
		starlark.Tuple{starlark.Float(1)},
		starlark.Tuple{starlark.Float(math.NaN())},
		starlark.NewList([]starlark.Value{starlark.MakeInt(1), starlark.String("a")}), starlark.NewList(nil), starlark.NewDict(0), starlark.NewSet(0),
		starlark.NewList([]starlark.Value{starlark.MakeInt(1), starlark.MakeInt(2)}), starlark.Universe["len"],
	}
	deep := starlark.Value(starlark.Tuple{})
	for range 12 {
		deep = starlark.Tuple{deep}
	}
	values = append(append(values, others...), deep)
	for _, op := range []stock.Token{stock.LT, stock.LE, stock.GT, stock.GE, stock.EQL, stock.NEQ} {
		for _, x := range values {
			for _, y := range values {
				want, wantErr := starlark.Compare(op, x, y)
				got, err := notation.Compare(nil, op, x, y)
				truth, testErr := notation.Test(nil, op, x, y)
				if fmt.Sprint(err) != fmt.Sprint(wantErr) || fmt.Sprint(testErr) != fmt.Sprint(wantErr) {
					t.Errorf("%v %s %v: got %v, %v, want %v", x, op, y, err, testErr, wantErr)
				} else if err == nil && (got != starlark.Bool(want) || truth != want) {
					t.Errorf("%v %s %v: got %v, %v, want %v", x, op, y, got, truth, want)
				}
			}
		}
	}
}

// Membership is the machine's for values that ask for nothing.
func TestContainsLikeStock(t *testing.T) {
	var values []starlark.Value
	for _, src := range []string{"1", "1.0", "'a'", "'ab'", "b'a'", "97", "None", "[]", "[1, 'a']", "(1.0, [])", "{'a': 1}", "{1: 2}", "set([1, 'a'])", "range(5)", "[[1, 'a']]", "len"} {
		v, err := run(src)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
	for _, x := range values {
		for _, y := range values {
			want, wantErr := starlark.Binary(stock.IN, x, y)
			got, err := notation.Contains(nil, x, y)
			if fmt.Sprint(err) != fmt.Sprint(wantErr) || err == nil && starlark.Bool(got) != want {
				t.Errorf("%v in %v: got %v, %v, want %v, %v", x, y, got, err, want, wantErr)
			}
		}
	}
}

func TestPower(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"2 ** 10", "1024"},
		{"-2 ** 2", "-4"},
		{"(-2) ** 3", "-8"},
		{"2 ** 3 ** 2", "512"},
		{"2 ** -1", "0.5"},
		{"2 ** 0", "1"},
		{"0 ** 0", "1"},
		{"0.0 ** 0", "1.0"},
		{"10 ** 20", "100000000000000000000"},
		{"3 ** 40", "12157665459056928801"},
		{"(-1) ** 10000000000000000000001", "-1"},
		{"1 ** (10 ** 30)", "1"},
		{"7 ** 77 % 1000", "207"},
		{"2.0 ** 0.5", "1.4142135623730951"},
		{"4 ** 0.5", "2.0"},
		{"1.5 ** 2", "2.25"},
		{"float('nan') ** 0", "1.0"},
		{"(-8.0) ** 3", "-512.0"},
		{"46341 ** 2", "2147488281"},
		{"-(65536 ** 4)", "-18446744073709551616"},
		{"0 ** -1", "! zero to the negative power -1.0"},
		{"(-1) ** 0.5", "! -1.0 to the power 0.5 is not a real number"},
		{"1e200 ** 2", "! 1e+200 to the power 2.0 is too large for a float"},
		{"3 ** (10 ** 9)", "! the result has more than 4194304 bits; pow(float(x), y) is a float"},
		{"(10 ** 400) ** -1", "! the int is too large for a float"},
		{"2 ** 'a'", "! unknown binary op: int ** string"},
		{"1 if 2 ** 2 == 4 else 0", "1"},
		{"'a' if not 0 ** 2 else 'b'", "'a'"},
	} {
		for _, src := range []string{c.src, "def f():\n  return " + c.src + "\nf()"} {
			if got := shown(src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", src, got, c.want)
			}
		}
	}
}

// Powers that fit 32 bits on the way, and such as do not, are those of big
// numbers.
func TestSmallPowers(t *testing.T) {
	for x := -40; x <= 40; x++ {
		want := "1"
		for y := range 20 {
			if got := shown(fmt.Sprintf("(%d) ** %d", x, y)); got != want {
				t.Fatalf("%d ** %d: got %s, want %s", x, y, got, want)
			}
			want = shown(want + " * " + strconv.Itoa(x))
		}
	}
}

// A function that counts on len giving a number, when len is bound anew to what
// does not, does as it should or fails: it never takes an array for a number.
func TestBuiltinsBoundAnew(t *testing.T) {
	const cell = "def less(x): return len(x) < 3\ndef same(x): return len(x) == 3\ndef test(x): return 1 if len(x) else 0\ndef found(x): return len(x) in [3, 4]\n" +
		"def loop(n): return [i == 1 for i in range(n)]\ndef ordered(n): return [i < 1 for i in range(n)]\ndef product(x): return len(x) * 2, len(x) % 2"
	const anew = "def len(x): return array(x)\ndef range(n): return [array((1, 2)), 5]"
	for _, c := range []struct{ src, want string }{
		{"less([1]), same([1]), test([1]), found([3]), loop(2), ordered(2), product([1])", "(True, False, 1, False, [False, True], [True, False], (2, 1))"},
		{anew + "\nless((1, 2))", "! array < int not implemented"},
		{anew + "\nsame((1, 3))", "[[0 1]]"},
		{anew + "\ntest((1, 3))", "! array: whether"},
		{anew + "\nfound((1, 3))", "! array: whether"},
		{anew + "\nloop(1)", "[[[1 0]], False]"},
		{anew + "\nordered(1)", "! array < int not implemented"},
		{"def len(x): return 'a%d'\nproduct(1)", "('a%da%d', 'a2')"},
	} {
		if got := shown(cell, c.src); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// Frozen functions may run on several threads at once: an operation never gets
// an operand of another's.
func TestThreadsShareOperations(t *testing.T) {
	base := universe.Names()
	maps.Copy(base, universe.Hidden(nil))
	_, names := syntax.NewScope(base)
	const src = `def f(k):
  n = 0
  for i in range(3000):
    x = [k, k + 1]
    if x[0] < x[1] and x[0] * x[1] == k * (k + 1) and x[x[0] - k:x[1]][0] == k and x[0] ** x[1] == k ** (k + 1): n += 1
  return n
`
	prog, err := syntax.Compile("cell", src, syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := prog.Init(new(starlark.Thread), names); err != nil {
		t.Fatal(err)
	}
	names["f"].Freeze()
	results := make(chan string)
	for k := range 4 {
		go func() {
			v, err := starlark.Call(new(starlark.Thread), names["f"], starlark.Tuple{starlark.MakeInt(k)}, nil)
			results <- fmt.Sprint(v, err)
		}()
	}
	for range 4 {
		if got := <-results; got != "3000 <nil>" {
			t.Error(got)
		}
	}
}

func TestDefects(t *testing.T) {
	_, err := run("crash == 1")
	var defect *decl.Defect
	if !errors.As(err, &defect) {
		t.Errorf("got %v, want a defect", err)
	}
}
