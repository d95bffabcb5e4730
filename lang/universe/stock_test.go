package universe_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	stocksyntax "go.starlark.net/syntax"

	"starling/lang/syntax"
	"starling/lang/universe"
)

// evaluate runs an expression over x on the stock machine and on ours.
func evaluate(t *testing.T, expr string, x func() starlark.Value) (stock, ours string) {
	show := func(v starlark.Value, err error) string {
		if err != nil {
			return "error"
		}
		return v.String()
	}
	dialect := &stocksyntax.FileOptions{Set: true}
	v, err := starlark.EvalOptions(dialect, new(starlark.Thread), "stock", expr, starlark.StringDict{"x": x()})
	stock = show(v, err)
	b := newBench(t)
	b.names["x"] = x()
	th, _ := thread()
	v, err = b.run(th, expr)
	if v == nil {
		v = starlark.None
	}
	return stock, show(v, err)
}

// randomText is a text of letters, white space and separators, some of them
// longer than a byte.
func randomText(r *rand.Rand, n int) string {
	letters := []rune("aabbAB  ,,-\t\n1é😀ßΣ\u2003")
	var b strings.Builder
	for range n {
		b.WriteRune(letters[r.IntN(len(letters))])
	}
	return b.String()
}

// On short texts and on such as are worked on in pieces, our methods give what
// the stock ones give.
func TestTextsLikeStock(t *testing.T) {
	exprs := []string{
		"x.capitalize()", "x.lower()", "x.upper()", "x.title()", "x.count('a')", "x.count('ab')", "x.count('')", "x.count('é', 3, -3)", "x.find('é😀')", "x.find('Bé', 5)", "x.rfind('b1')", "x.rfind('')",
		"x.find('')", "x.index('zz')", "x.rindex('a', 0, 9)", "x.isalnum()", "x.isalpha()", "x.isdigit()", "x.islower()", "x.isspace()", "x.istitle()", "x.isupper()", "x.partition(', ')", "x.rpartition('--')",
		"x.partition('zz')", "x.replace('a', 'xyz')", "x.replace('ab', '')", "x.replace('', '.')", "x.replace('', '.', 3)", "x.replace('é', 'e', 2)", "x.replace('zz', 'y')", "x.split()", "x.split(None, 3)", "x.split(',')", "x.split(', ', 2)",
		"x.rsplit()", "x.rsplit(None, 3)", "x.rsplit(',')", "x.rsplit('-', 2)", "x.rsplit(',', 0)", "x.strip()", "x.lstrip()", "x.rstrip()", "x.strip('aé ')", "x.lstrip(' ,abABé')", "x.rstrip('1😀\\n')", "','.join(x.split())", "x.join(['a', 'b'])",
		"x.splitlines()", "x.splitlines(True)", "x * 2", "hash(x)", "bytes(x)", "x.find('a', 2, 1)", "x.count('a', 5, 2)",
	}
	r := rand.New(rand.NewPCG(1, 2))
	var texts []string
	for range 40 {
		texts = append(texts, randomText(r, r.IntN(12)))
	}
	long := randomText(r, 150_000)
	texts = append(texts, long, strings.Repeat("a", 70_000), strings.Repeat("é ", 70_000), strings.Repeat(" ", 70_000)+"a"+strings.Repeat("\u2003", 30_000), "a\xffb\xc3", long[1:])
	for _, text := range texts {
		for _, expr := range exprs {
			stock, ours := evaluate(t, expr, func() starlark.Value { return starlark.String(text) })
			if stock != ours {
				t.Errorf("%s of %.40q (%d bytes): got %.200s, stock %.200s", expr, text, len(text), ours, stock)
			}
		}
	}
}

// A needle at the seam of two windows is found.
func TestSearchAcrossWindows(t *testing.T) {
	const window = 1 << 20
	needles := []string{"b", "bc", strings.Repeat("bc", 50), strings.Repeat("b", window+7)}
	for _, needle := range needles {
		for _, at := range []int{0, window - 1, window - len(needle)%window, window, window + 1, 2*window - 1, 3*window - 50} {
			if at < 0 {
				continue
			}
			text := strings.Repeat("a", at) + needle + strings.Repeat("a", window+3)
			b := newBench(t)
			b.names["x"], b.names["y"] = starlark.String(text), starlark.String(needle)
			th, _ := thread()
			v, err := b.run(th, "(x.find(y), x.rfind(y), x.count(y), len(x.split(y)), len(x.replace(y, '')), x.partition(y)[2] == x.rpartition(y)[2])")
			want := starlark.Tuple{starlark.MakeInt(at), starlark.MakeInt(at), starlark.MakeInt(1), starlark.MakeInt(2), starlark.MakeInt(len(text) - len(needle)), starlark.True}
			if err != nil || v.String() != want.String() {
				t.Errorf("%d bytes at %d: got %v, %v, want %v", len(needle), at, v, err, want)
			}
		}
	}
}

// Lists and sets on both sides of where the bodies differ by size.
func TestContainersLikeStock(t *testing.T) {
	for _, n := range []int{0, 1, 5, 1000, 1001, 3000} {
		for _, expr := range []string{
			"sorted(x)", "sorted(x, reverse=True)", "sorted(x, key=lambda v: v % 7)", "sorted(x, key=lambda v: v % 7, reverse=True)", "sorted(x, key=lambda v: float(v % 5))", "sorted(x, key=str)", "list(x)", "tuple(x)", "reversed(x)", "set(x)", "enumerate(x, 2)",
			"zip(x, x)", "zip(x, range(3))", "zip(x, 'ab'.elems())", "min(x)", "max(x)", "min(x, key=lambda v: -v)", "any(x)", "all(x)", "x.index(3)", "x * 3", "3 * x", "dict(zip(x, x))", "dict(zip(x, x)).items()", "dict(zip(x, x)).keys()", "dict(zip(x, x)).values()",
			"set(x).union(range(9))", "set(x).intersection(range(9))", "set(x).difference(range(9))", "set(x).symmetric_difference(range(9))", "set(x).issubset(range(9999))", "set(x).issuperset(x)", "x.extend(x)", "(x.extend(range(3)), x)", "(x.remove(3), x)",
		} {
			stock, ours := evaluate(t, expr, func() starlark.Value { return starlark.NewList(integers(n)) })
			if stock != ours {
				t.Errorf("%s of %d: got %.200s, stock %.200s", expr, n, ours, stock)
			}
		}
	}
}

// No text makes a format panic.
func FuzzFormat(f *testing.F) {
	for _, s := range []string{"{:>{w}.{p}f}", "{0[a].b!r:^+#08,.3g}", "{:\xff<5}", "%(a)-*.*f", "%#08.3x", "{:0_b}", "%%%c", "{!a:é=9}"} {
		f.Add(s, 1.5, 3)
	}
	hidden := universe.Hidden(running.Load)
	f.Fuzz(func(t *testing.T, s string, x float64, i int) {
		th, _ := thread()
		values := starlark.Tuple{starlark.Float(x), starlark.MakeInt(i), starlark.String(s), starlark.True}
		names := []starlark.Tuple{{starlark.String("w"), starlark.MakeInt(i % 99)}, {starlark.String("p"), starlark.MakeInt(i % 9)}}
		_, _ = starlark.Call(th, hidden[syntax.Method("format")], append(starlark.Tuple{starlark.String(s)}, values...), names)
		for _, arg := range []starlark.Value{values, values[0], values[1], values[2], starlark.NewDict(0)} {
			half, _, _ := hidden[syntax.Operator(stocksyntax.PERCENT)].(starlark.Mapping).Get(starlark.String(s))
			_, _, _ = half.(starlark.Mapping).Get(arg)
		}
	})
}
