package syntax_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	stock "go.starlark.net/syntax"

	"starling/lang/notation"
	"starling/lang/syntax"
	"starling/lang/universe"
)

// A bench runs cells over one live map, with hidden values that do what they
// should, and counts how often they are used.
type bench struct {
	scope *syntax.Scope
	names starlark.StringDict
	calls map[string]int
	out   strings.Builder
}

func newBench() *bench {
	b := &bench{calls: map[string]int{}}
	b.scope, b.names = syntax.NewScope(starlark.Universe)
	maps.Copy(b.names, universe.Hidden(nil))
	type binary = func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error)
	operator := func(op stock.Token, f binary) {
		name := syntax.Operator(op)
		b.names[name] = notation.NewBinary(name, nil, nil, func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
			b.calls[name]++
			return f(th, x, y)
		})
	}
	compare := func(op stock.Token) binary {
		return func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
			return notation.Compare(th, op, x, y)
		}
	}
	for _, op := range []stock.Token{stock.LT, stock.LE, stock.GT, stock.GE, stock.EQL, stock.NEQ} {
		operator(op, compare(op))
		name := syntax.Test(op)
		b.names[name] = notation.NewBinary(name, nil, nil, func(th *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
			b.calls[name]++
			ok, err := notation.Test(th, op, x, y)
			return starlark.Bool(ok), err
		})
	}
	for _, op := range []stock.Token{stock.STAR, stock.PERCENT, stock.IN} {
		operator(op, func(_ *starlark.Thread, x, y starlark.Value) (starlark.Value, error) {
			return starlark.Binary(op, x, y)
		})
	}
	b.names[syntax.Truth] = notation.NewUnary("truth", nil, nil, func(_ *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		b.calls[syntax.Truth]++
		return x, nil
	})
	hide := func(name string, f func(th *starlark.Thread, args starlark.Tuple, kw []starlark.Tuple) (starlark.Value, error)) {
		b.names[name] = starlark.NewBuiltin(name, func(th *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kw []starlark.Tuple) (starlark.Value, error) {
			b.calls[name]++
			return f(th, args, kw)
		})
	}
	hide(syntax.Attr, func(_ *starlark.Thread, a starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		return a[0].(starlark.HasAttrs).Attr(string(a[1].(starlark.String)))
	})
	for _, name := range []string{"join", "append"} {
		hide(syntax.Method(name), func(th *starlark.Thread, a starlark.Tuple, kw []starlark.Tuple) (starlark.Value, error) {
			x, ok := a[0].(starlark.HasAttrs)
			if !ok {
				return nil, fmt.Errorf("%s has no %s", a[0].Type(), name)
			}
			m, err := x.Attr(name)
			if err != nil {
				return nil, err
			}
			return starlark.Call(th, m, a[1:], kw)
		})
	}
	hide(syntax.Load, func(_ *starlark.Thread, a starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		values := make(starlark.Tuple, len(a)-1)
		for i, name := range a[1:] {
			values[i] = starlark.String(fmt.Sprintf("%s of %s", string(name.(starlark.String)), string(a[0].(starlark.String))))
		}
		return values, nil
	})
	return b
}

func (b *bench) run(src string) error {
	prog, err := syntax.Compile("cell", src, syntax.Options{
		Method: func(name string) bool { return name == "join" || name == "append" },
		Result: true,
	})
	if err != nil {
		return err
	}
	b.scope.Result = nil
	th := &starlark.Thread{Print: func(_ *starlark.Thread, s string) { b.out.WriteString(s + "\n") }}
	_, err = prog.Init(th, b.names)
	return err
}

func TestResult(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"1 + 1", "2"},
		{"1 + 1;", ""},
		{"1 + 1; # said nothing", ""},
		{"1 + 1 # ;", "2"},
		{"'a;'", `"a;"`},
		{"x = 3", ""},
		{"x = 3\nx", "3"},
		{"x = 3; x", "3"},
		{"if True:\n  3", ""},
		{"def f(): pass\nf", "<function f>"},
		{"", ""},
		{"# nothing", ""},
		{"(1,\n 2)\n\n", "(1, 2)"},
	} {
		b := newBench()
		if err := b.run(c.src); err != nil {
			t.Errorf("%q: %v", c.src, err)
		}
		got := ""
		if b.scope.Result != nil {
			got = b.scope.Result.String()
		}
		if got != c.want {
			t.Errorf("%q: got %s, want %s", c.src, got, c.want)
		}
	}
}

// Each program is one that the stock machine computes alike, and says how
// often each hidden function is called for it.
func TestLoweredOperators(t *testing.T) {
	for _, c := range []struct{ src, want, calls string }{
		{"x = 6\nx * 7", "42", "map[<*>:1]"},
		{"6 * 7", "42", "map[]"},
		{"x = 6\nx * 7.0", "42.0", "map[]"},
		{"x = 6\n2.0 * x / 3 * x", "24.0", "map[]"},
		{"'%d' % 3", `"3"`, "map[<%>:1]"},
		{"7 % 4", "3", "map[]"},
		{"x = 7\nx % 4", "3", "map[<%>:1]"},
		{"x = 7\nx *= 2\nx %= 4\nx", "2", "map[<%>:1 <*>:1]"},
		{"x = [7]\nx[0] *= 2\nx[0] %= 4\nx", "[2]", "map[<%>:1 <*>:1]"},
		{"x = 7\nx *= 0.5\nx", "3.5", "map[]"},
		{"def f(a):\n  a *= 3\n  return a\nf(2)", "6", "map[<*>:1]"},
		{"def f(a):\n  return lambda b=a*2: [b*i for i in range(a)]\nf(2)()", "[0, 4]", "map[<*>:3]"},
		{"','.join(['a', 'b'])", `"a,b"`, "map[<.join>:1]"},
		{"(','.join)(['a', 'b'])", `"a,b"`, "map[<.join>:1]"},
		{"','.join(*[['a', 'b']])", `"a,b"`, "map[<.join>:1]"},
		{"j = ','.join\nj(['a', 'b'])", `"a,b"`, "map[<.>:1]"},
		{"'a'.upper()", `"A"`, "map[]"},
		{"x = []\nx.append(1)\nx", "[1]", "map[<.append>:1]"},
		{"x = {}\nx['k'] = 2\nx['k'] *= 4\nx", `{"k": 8}`, "map[<*>:1]"},
		{"n = [0]\ndef at():\n  n[0] += 1\n  return 0\nx = [5]\nx[at()] *= 2\n(n, x)", "([1], [10])", "map[<*>:1]"},
		{"def f(d):\n  d['k'] *= 3\n  d['k'] %= 4\n  return d\nf({'k': 2})", `{"k": 2}`, "map[<%>:1 <*>:1]"},
		{"x = [['%d']]\nx[0][0] %= 3\nx", `[["3"]]`, "map[<%>:1]"},
		{"load('m.star', 'a', b='c')\n(a, b)", `("a of m.star", "c of m.star")`, "map[<load>:1]"},
		{"if True:\n  load('m.star', 'a')\na", `"a of m.star"`, "map[<load>:1]"},
	} {
		b := newBench()
		if err := b.run(c.src); err != nil {
			t.Errorf("%q: %v", c.src, err)
			continue
		}
		if got := fmt.Sprint(b.scope.Result); got != c.want {
			t.Errorf("%q: got %s, want %s", c.src, got, c.want)
		}
		if got := fmt.Sprint(b.calls); got != c.calls {
			t.Errorf("%q: calls %s, want %s", c.src, got, c.calls)
		}
	}
}

// A call of 254 arguments has no room for the receiver.
func TestMethodCallWithMostArguments(t *testing.T) {
	b := newBench()
	err := b.run("','.join(" + strings.Repeat("1,", 255) + ")")
	if err == nil || !strings.Contains(err.Error(), "join: got 255 arguments") || b.calls[syntax.Attr] != 1 {
		t.Error(err, b.calls)
	}
}

func TestNamesOfFunctionsShowNoMark(t *testing.T) {
	b := newBench()
	// The cell's last use of a free name stands before its last function.
	for _, src := range []string{
		"print(len)\ndef f(): fail('no')\nif True:\n  def g(): f()\nfor i in range(1):\n  def h(): g()\nprint(f, g, h)\n",
		"h()",
	} {
		err := b.run(src)
		if err == nil {
			continue
		}
		var eval *starlark.EvalError
		if !errors.As(err, &eval) {
			t.Fatal(err)
		}
		trace := eval.Backtrace()
		for _, name := range []string{"in f\n", "in g\n", "in h\n"} {
			if !strings.Contains(trace, name) {
				t.Errorf("no %q in %q", name, trace)
			}
		}
		if strings.Contains(trace, "\x00") {
			t.Errorf("mark in %q", trace)
		}
	}
	if got, want := b.out.String(), "<built-in function len>\n<function f> <function g> <function h>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := fmt.Sprint(b.scope.Own()); got != "[f g h i]" {
		t.Errorf("own names: %s", got)
	}
}

func TestErrorPositions(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"x = 1\ny = x * None", "cell:2:7"},
		{"x = 'a'\nx % (1, 2)", "cell:2:3"},
		{"x = 1\nx.join([])", "cell:2:7"},
		{"x = [1]\nx[0] *= None", "cell:2:6"},
		{"def f():\n  return 1 * f\nf()", "cell:2:12"},
	} {
		err := newBench().run(c.src)
		var eval *starlark.EvalError
		if !errors.As(err, &eval) || !strings.Contains(eval.Backtrace(), c.want) {
			t.Errorf("%q: got %v, want position %s", c.src, err, c.want)
		}
	}
	for _, c := range []struct{ src, want string }{
		{"x = (1,\n", "cell:1:5: the ( is not closed"},
		{"x = 1\ny\x00 = 2", "cell:2:2: the character U+0000 has no meaning here"},
		{"return 1", "cell:1:1: return statement not within a function"},
		{"f() = 1", "cell:1:1: can't assign"},
		{"def f():\n  load('m', 'x')", "cell:2:3: load statement within a function"},
		{"load('m', '_x')", "cell:1:12: load: _x begins with _"},
		{"load('m', '<session>')", `cell:1:12: load: got "<session>", want a name`},
		{"print(*[1], k=2, k=3)", `duplicate key: "k"`},
		{"print(*[1], k=2, **{'k': 3})", "k given twice"},
		{"print(k=2, 3, *[1])", "cell:1:12: positional argument may not follow named"},
		{"*a = 1, 2", "cell:1:1:"},
		{"a, *b, *c = 1, 2", "cell:1:8: two targets are starred"},
		{"None = 3", "cell:1:1: None cannot be bound anew"},
		{"def True(): pass", "cell:1:5: True cannot be bound anew"},
		{"a, b += 1, 2", "cell:1:1: can't use tuple expression"},
	} {
		err := newBench().run(c.src)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.src, err, c.want)
		}
	}
}

// Deep or long texts are refused, or run: they never end the process.
func TestDeepTexts(t *testing.T) {
	const n = 60_000
	deep := map[string]string{
		"sum":         "1" + strings.Repeat("+1", n),
		"product":     "x" + strings.Repeat("*x", n),
		"and":         "1" + strings.Repeat(" and 1", n),
		"or":          "x" + strings.Repeat(" or x", n),
		"calls":       "f" + strings.Repeat("()", n),
		"attributes":  "f" + strings.Repeat(".a", n),
		"indices":     "f" + strings.Repeat("[0]", n),
		"slices":      "f" + strings.Repeat("[:]", n),
		"not":         strings.Repeat("not ", n) + "1",
		"minus":       strings.Repeat("-", n) + "1",
		"brackets":    strings.Repeat("[", n),
		"parentheses": strings.Repeat("(", n) + strings.Repeat(")", n),
		"lambdas":     strings.Repeat("lambda: ", n) + "1",
		"else":        strings.Repeat("1 if x else ", n/2) + "1",
		"elif":        "if 1: pass\n" + strings.Repeat("elif 1: pass\n", n/2),
		"ifs":         strings.Repeat("if 1: x\n", 200_001),
		"targets":     strings.Repeat("(", n) + "x" + strings.Repeat(")", n) + " = 1",
		"clauses":     "[1" + strings.Repeat(" if x", 200_001) + "]",
		"size":        strings.Repeat("#", 9<<20),
	}
	for name, src := range deep {
		err := newBench().run(src)
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if len(err.Error()) > 200 {
			t.Errorf("%s: %.200s", name, err)
		}
		syntax.IsComplete(src)
	}
	for name, src := range map[string]string{
		"sum":        "1" + strings.Repeat("+1", 3000),
		"product":    "x = 1\nx" + strings.Repeat("*x", 3000),
		"list":       "x = [" + strings.Repeat("1,", 4*n) + "]",
		"statements": strings.Repeat("x = 1\n", n),
		"ifs":        strings.Repeat("if 1: pass\n", 100_000),
	} {
		if err := newBench().run(src); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
