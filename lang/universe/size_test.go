package universe_test

import (
	"errors"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// What is known to take more than 2 GiB is refused before it is begun.
func TestRefusedAtOnce(t *testing.T) {
	for _, expr := range []string{
		"'a' * (1 << 32)", "(1 << 32) * 'a'", "b'a' * (1 << 32)", "[0] * (1 << 28)", "(0,) * (1 << 28)", "('a' * 1000) * (1 << 100)", "[1, 2] * (1 << 62)",
		"list(range(1 << 40))", "tuple(range(1 << 40))", "sorted(range(1 << 40))", "reversed(range(1 << 40))", "enumerate(range(1 << 40))",
		"zip(range(1 << 40), range(1 << 41))", "map(abs, range(1 << 40))", "[].extend(range(1 << 40))",
		"('a' * 100000).replace('a', 'b' * 100000)", "('a' * 100000).replace('', 'b' * 100000)",
	} {
		th, _ := thread()
		_, err := newBench(t).run(th, expr)
		var grow *steps.GrowError
		if !errors.As(err, &grow) || grow.Max != 2<<30 {
			t.Errorf("%s: got %v, want it refused above 2 GiB", expr, err)
		}
	}
}

// What grows is refused as it passes the limit, here of 1 MiB.
func TestRefusedAsItGrows(t *testing.T) {
	const big = 1 << 17
	b := newBench(t)
	b.names["words"] = starlark.String(strings.Repeat("a \n", 1<<19))
	b.names["zeros"] = starlark.NewList(filled(1<<15, starlark.MakeInt(0)))
	b.names["many"] = starlark.NewList(filled(big, starlark.String("some words")))
	for name, from := range map[string]string{"d": "dict_", "s": "set_", "pairs": "pairs"} {
		b.names[name] = material[from](big)
	}
	for _, expr := range []string{
		"set(range(1 << 20))", "dict(pairs)", "filter(abs, range(1, 1 << 20))", "bytes([0] * (1 << 15) + zeros * 64)", "map(str, words.elems())",
		"','.join(many)", "words.split()", "words.rsplit()", "words.split(' ')", "words.rsplit(' ')", "words.splitlines()", "words.replace('a', 'bcd')",
		"words.upper()", "words.title()", "('{0}' * 1000).format(words)", "('%s' * 1000) % tuple([words] * 1000)", "print(many)", "repr(many)", "str(many)", "warn(many)", "fail(many)",
		"'{}'.format(many)", "'%s' % many", "'%r' % (many,)", "print(words, words)", "d.keys()", "d.values()", "d.items()", "d.copy()", "{}.update(d)", "s.copy()", "s.union([1])",
		"set().update(s)", "s.difference([])", "s.intersection(s)", "s.symmetric_difference([1])", "s.issubset(s)", "many.copy()", "many.sort()", "many.reverse()", "[].extend(many)",
		"zip(many, many)", "enumerate(many)", "sorted(many)", "list(many)", "tuple(many)", "reversed(many)", "many * 2", "tuple(many) * 2", "words * 2", "[1].extend(words.elems())",
		"[*many, *many]", "(*words.elems(), 1)", "{*s, -1}", "{**d, -1: 1}", "f'{many}'", "[b for a, *b in [many]]",
	} {
		th := new(starlark.Thread)
		running.Store(th)
		steps.Attach(th, steps.Options{MaxGrow: 1 << 20})
		_, err := b.run(th, expr)
		var grow *steps.GrowError
		if !errors.As(err, &grow) {
			t.Errorf("%s: got %v, want it refused above 1 MiB", expr, err)
		}
	}
}

// Numbers and fields that would take long are bounded too.
func TestBounded(t *testing.T) {
	for _, c := range []struct{ expr, want string }{
		{"pow(3, 1 << 40)", "pow: the result has more than 4194304 bits; pow(float(x), y) is a float"},
		{"pow(2, 4000000) * pow(2, 4000000)", "the product has 8000002 bits, want at most 4194304; a float holds large numbers"},
		{"pow(2, 3, pow(2, 20000))", "pow: mod has 20001 bits, want at most 16384"},
		{"int('1' * 300000)", "int: got a string of 300000 bytes, want at most 262144"},
		{"float('1' * 300000)", "float: got a string of 300000 bytes, want at most 262144"},
		{"'{:2000000}'.format(1)", "format: width = 2000000…, want at most 1000000"},
		{"'%.2000000f' % 1", "format: precision = 2000000…, want at most 1000000"},
		{"'%*d' % (2000000, 1)", "%*: width = 2000000, want at most 1000000"},
		{"'a'.rjust(2000000)", "rjust: width = 2000000, want at most 1000000"},
	} {
		th, _ := thread()
		_, err := newBench(t).run(th, c.expr)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.expr, err, c.want)
		}
	}
	th, _ := thread()
	if v, err := newBench(t).run(th, "sum([0] * (1 << 20))"); err != nil || v != starlark.MakeInt(0) {
		t.Errorf("a sum is refused: %v, %v", v, err)
	}
}
