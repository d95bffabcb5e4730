package syntax

import (
	"fmt"
	"strings"
	"testing"

	"starling/lang/syntax/parse"
	"starling/lang/syntax/tree"
)

// lowered is what a text becomes, without the prelude and the end that every
// program has. The mark of a function's name shows as '.
func lowered(t *testing.T, src string) string {
	t.Helper()
	f := parse.File("cell", src)
	if len(f.Errors) > 0 {
		t.Fatalf("%s: %v", src, f.Errors[0])
	}
	l := &lowering{options: Options{
		Method: func(name string) bool { return name == "join" },
		Single: func(name string) bool { return name == "append" },
	}}
	stmts := l.program(f.Stmts, false)
	if l.err != nil {
		t.Fatalf("%s: %v", src, l.err)
	}
	out := tree.Dump(stmts[len(l.prelude.stmts) : len(stmts)-1])
	return strings.TrimSuffix(strings.ReplaceAll(out, mark, "'"), "\n")
}

// The table of lowering, construct by construct, at top level.
func TestLowering(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		// what is stock stays, but for stores
		{"x = y + 1", "(= (.x <session>) (+ y int64:1))"},
		{"x, [y, z.w] = v", "(= (tuple (.x <session>) (list (.y <session>) (.w z))) v)"},
		{"x += 1", "(+= (.x <session>) int64:1)"},
		{"x[0] -= y", "(-= (index x int64:0) y)"},
		{"f(x, k=z, *y, **w)", "(expr (call f x (= k z) (unary * y) (unary ** w)))"},
		{"f(x)[y].z", "(expr (.z (index (call f x) y)))"},
		{"load('m', 'a', b='c')", `(= (tuple (.a <session>) (.b <session>)) (call <load> "m" "a" "c"))`},

		{"x * y", "(expr (index (index <*> x) y))"},
		{"x % y", "(expr (index (index <%> x) y))"},
		{"x @ y", "(expr (index (index <@> x) y))"},
		{"-x ** y", "(expr (unary - (index (index <**> x) y)))"},
		{"x *= y", "(= (.x <session>) (index (index <*> x) y))"},
		{"x.y **= 2", "(= <t1> x)\n(= (.y <t1>) (index (index <**> (.y <t1>)) int64:2))"},
		{"x[y] @= z", "(= <t1> x)\n(= <t2> y)\n(= (index <t1> <t2>) (index (index <@> (index <t1> <t2>)) z))"},
		{"x < y", "(expr (index (index <<> x) y))"},
		{"x not in y", "(expr (index (index <not in> x) y))"},
		{"x and y or z", "(expr (or (index <?> (and (index <?> x) y)) z))"},
		{"not x", "(expr (unary not (index <?> x)))"},
		{"not x == y", "(expr (unary not (index (index <if ==> x) y)))"},
		{"x if y < z else w", "(expr (cond (index (index <if <> y) z) x w))"},
		{"if x: pass\nelif y > z and not w: pass", "(if (index <?> x))\n  (pass)\nelse\n  (if (and (index (index <if >> y) z) (unary not (index <?> w))))\n    (pass)"},
		{"while f(x): pass", "(while (index <0> (call f x)))\n  (pass)"},
		{"x < y < z", "(expr (and (index (index <if <> x) (index <0> y)) (index (index <<> (.x <0>)) z)))"},
		{"x < 2 < z", "(expr (and (index (index <if <> x) int64:2) (index (index <<> int64:2) z)))"},

		{"x.join(y)", "(expr (call <.join> x y))"},
		{"x.append(y)", "(expr (index (index <.append(x)> x) y))"},
		{"x.append(*y)", "(expr (call (.append x) (unary * y)))"},
		{"x.append(y=z)", "(expr (call (.append x) (= y z)))"},
		{"x.append", "(expr (.append x))"},
		{"x.join", `(expr (call <.> x "join"))`},
		{"f(*x, y, *z)", "(expr (call f (unary * (call <(*)> (tuple (index <*x> x) (list y) (index <*x> z))))))"},
		{"f(x, *y, k=z)", `(expr (call f (unary * (call <(*)> (tuple (list x) (index <*x> y)))) (unary ** (call <(**)> (tuple (dict (: "k" z)))))))`},
		{"f(x, k=y, **z, j=w)", `(expr (call f x (unary ** (call <(**)> (tuple (dict (: "k" y)) z (dict (: "j" w)))))))`},
		{"x.join(*y, z)", "(expr (call <.join> x (unary * (call <(*)> (tuple (index <*x> y) (list z))))))"},

		{"x[y, z]", "(expr (index x (tuple y z)))"},
		{"x[1:y, ..., :]", "(expr (index x (tuple (call <:> int64:1 y None) <...> (call <:> None None None))))"},
		{"x[1:y]", "(expr (index (index (index <[::]> x) int64:1) y))"},
		{"x[::y]", "(expr (index (index (index (index <[:::]> x) None) None) y))"},
		{"x[1:y] = z", "(= (index x (call <:> int64:1 y None)) z)"},
		{"x[1:] += z", "(+= (index x (call <:> int64:1 None None)) z)"},
		{"'abc'[1:y]", `(expr (sliced "abc" int64:1 y _))`},

		{"[*x, y]", "(expr (call <[*]> (tuple (index <*x> x) (list y))))"},
		{"x, *y", "(expr (call <(*)> (tuple (list x) (index <*x> y))))"},
		{"{x, y}", "(expr (call <{*}> (tuple (list x y))))"},
		{"{**x, y: z}", "(expr (call <{**}> (tuple x (dict (: y z)))))"},
		{"{x for x in y}", "(expr (call <{*}> (tuple (curly (: x None) (for x y)))))"},
		{"[a for a, *b in x]", "(expr (comprehension a (for <t1> x) (for (tuple a b) (tuple (call <0> <t1> int64:1 int64:0)))))"},

		{"a, *b = x", "(= (tuple (.a <session>) (.b <session>)) (call <unpack> x int64:1 int64:0))"},
		{"a, (*b, c) = x", "(= (tuple <t1> <t2>) x)\n(= (.a <session>) <t1>)\n(= (tuple (.b <session>) (.c <session>)) (call <unpack> <t2> int64:0 int64:1))"},
		{"for *a, b in x: pass", "(for <t1> x)\n  (= (tuple (.a <session>) (.b <session>)) (call <0> <t1> int64:0 int64:1))\n  (pass)"},

		{`f"a{x!r:>{w}}b{y=}"`, `(expr (call (call <f> (tuple "a" "{x!r:>{w}}" "r" None "by=" "{y=}" "r" "" "")) x (call (call <f> (tuple ">" "{w}" "" "" "")) w) y))`},
		{`f"{{}}"`, `(expr "{}")`},
		{"x: T = y", "(= (.x <session>) y)"},
		{"x: T", ""},
		{"def f(x: T = 1, *y: T) -> T: return x", "(def f' (= x int64:1) (unary * y))\n  (return x)\n(= (.f <session>) f')"},
	} {
		if got := lowered(t, c.src); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// In a function constants are bound to their operations beforehand, and what
// is proved to be of the machine's own types is left to the machine.
func TestLoweringOfFunctions(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"return x < 3", "(return (index <0> x))"},
		{"return 2 * x + x ** 2", "(return (+ (index <0> x) (index <1> x)))"},
		{"return x[1:]", "(return (index <0> x))"},
		{"return x in (1, 'a')", "(return (index <0> x))"},
		{"return x < 3, x > 3, 3 > x, x < 3", "(return (tuple (index <0> x) (index <1> x) (index <2> x) (index <0> x)))"},

		{"return 1 < 2, 'a' == x", "(return (tuple (< int64:1 int64:2) (index <0> x)))"},
		{"n = 0\nwhile n < 5: n += 1", "(= n int64:0)\n(while (< n int64:5))\n  (+= n int64:1)"},
		{"n = 0\nwhile n < x: n += 1", "(= n int64:0)\n(while (index (index <0> n) x))\n  (+= n int64:1)"},
		{"n = x\nreturn n < 5", "(= n x)\n(return (index <0> n))"},
		{"n = 0\nn = x\nreturn n < 5", "(= n int64:0)\n(= n x)\n(return (index <0> n))"},
		{"n = 0\nn += x\nreturn n < 5", "(= n int64:0)\n(+= n x)\n(return (index <0> n))"},
		{"a, b = 1, 'x'\nreturn a < 2, b == 'y', b * 2", "(= (tuple a b) (tuple int64:1 \"x\"))\n(return (tuple (< a int64:2) (== b \"y\") (index <0> b)))"},
		{"s = 0.0\nreturn s < 3, s < 1.5, s * x, not s", "(= s float64:0)\n(return (tuple (< s float64:3) (< s float64:1.5) (* s x) (unary not s)))"},
		{"n = 1\nreturn n * n, n % 2, n < 1.5, 2 * n", "(= n int64:1)\n(return (tuple (index (index <0> n) n) (% n int64:2) (index <1> n) (* int64:2 n)))"},
		{"for i in range(x):\n  if i < 3: pass", "(for i (call range x))\n  (if (< i int64:3))\n    (pass)"},
		{"for i in range(x):\n  if i == 3: pass", "(for i (call range x))\n  (if (index <0> i))\n    (pass)"}, // range may be bound anew
		{"for i in range(x):\n  for j in (1, 2):\n    if i < j: pass", "(for i (call range x))\n  (for j (tuple int64:1 int64:2))\n    (if (< i j))\n      (pass)"},
		{"return len(x) > 0 and len(x) <= int(x)", "(return (and (> (call len x) int64:0) (<= (call len x) (call int x))))"},
		{"return float(x) < 3, float(x) < float(x), str(x) < 'a', len(x) < 2.5", "(return (tuple (< (call float x) float64:3) (< (call float x) (call float x)) (< (call str x) \"a\") (index <0> (call len x))))"},
		{"return [i for i in range(9) if i < 5]", "(return (comprehension i (for i (call range int64:9)) (if (< i int64:5))))"},
		{"return lambda y: y < 2", "(return (lambda y (index <0> y)))"},
		{"l = []\nif not l or l: return [1] == l", "(= l (list))\n(if (or (unary not l) l))\n  (return (index (index <0> (list int64:1)) l))"},
		{"len = x\nreturn len(x) < 1", "(= len x)\n(return (index <0> (call len x)))"},
		{"return {} == x, 'k' in {}, x in {}, 'k' in 'kk'", "(return (tuple (index (index <0> (dict)) x) (in \"k\" (dict)) (index (index <1> x) (dict)) (in \"k\" \"kk\")))"},
		{"x[0] *= 2", "(= (index x int64:0) (index <0> (index x int64:0)))"},
		{"return 0 < x <= 5", "(return (and (index <0> x) (index <1> x)))"},
		{"return 0 < x() < 5", "(= <box 0> (index <2> <2>))\n(return (and (index <0> (index <box 0> (call x))) (index <1> (.x <box 0>))))"},
		{"return lambda: 0 < x() < 5", "(return (lambda (index (comprehension (and (index <0> (index <box 0> (call x))) (index <1> (.x <box 0>))) (for (tuple <box 0>) (tuple (tuple (index <2> <2>))))) int64:0)))"},
		{`return f"{x}{x:.2f}"`, `(return (call <0> x x))`},
		{"return x[1:2, ...]", "(return (index x (tuple <0> <1>)))"},
	} {
		got := lowered(t, "def f(x):\n  "+strings.ReplaceAll(c.body, "\n", "\n  "))
		got = strings.TrimSuffix(got, "\n(= (.f <session>) f')")
		got = strings.ReplaceAll(strings.TrimPrefix(got, "(def f' x)\n  "), "\n  ", "\n")
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.body, got, c.want)
		}
	}
}

// Names that depend on one another in a long row prove nothing, quickly.
func TestLongRowOfNames(t *testing.T) {
	var b strings.Builder
	b.WriteString("def f():\n")
	const n = 20_000
	for i := range n {
		fmt.Fprintf(&b, "  x%d = x%d\n", i, i+1)
	}
	fmt.Fprintf(&b, "  x%d = 1\n  return x0 < 2", n)
	if got := lowered(t, b.String()); !strings.Contains(got, "(return (index <0> x0))") {
		t.Error("x0 is taken for a number, or for nothing")
	}
}

// What a text or the session binds anew proves nothing.
func TestBuiltinsBoundAnew(t *testing.T) {
	const loop = "def f(x):\n  return len(x) < 3"
	for _, src := range []string{"len = x\n" + loop, loop + "\nfor len in x: pass", loop + "\ndef len(x): pass", loop + "\nload('m', 'len')", loop + "\nif x:\n  len += 1", "a, *len = x\n" + loop} {
		if got := lowered(t, src); strings.Contains(got, "(< (call len x)") {
			t.Errorf("%s: got %s", src, got)
		}
	}
	if got := lowered(t, loop); !strings.Contains(got, "(return (< (call len x) int64:3))") {
		t.Errorf("got %s", got)
	}
	l := &lowering{options: Options{Builtin: func(name string) bool { return name != "len" }}}
	if l.isBuiltin("len") || !l.isBuiltin("range") {
		t.Error("what the session has bound anew counts")
	}
}
