package syntax_test

import (
	"testing"

	"starling/lang/syntax"
)

// Whatever the text, it is compiled or refused, without a panic.
func FuzzText(f *testing.F) {
	for _, src := range []string{
		"x = 1\nx *= 2; x?",
		"load('m.star', 'a', b='c')",
		"def f(a, *b, c=1, **d):\n  return a.join(b) % c",
		"[x for x, (y) in z if x * y]",
		"a[0].b *= c[1:2:3] % -4.0",
		"a, (*b, c) = {*x, 1} | {y for y in z}; d[1:2, ...] @= -e ** 2 < f() <= [*g][::2]",
		"def f(a: T = 1, *b: U) -> V:\n  c: W\n  return f'{a!r:>{b}}{{{c=}}}', g(*a, 1, k=2, **b, **c), lambda: 0 < a() < 1\n",
		"for a, *b in c: pass\nNone = 1",
		"for a in b: c.append(a.append(1)).append(*a, b)",
		"'''torn\n", "r\"\\\"", "(]", "x = (\n# c\n1)\\\n", "?f.g??",
	} {
		f.Add(src, "n", "1")
	}
	f.Fuzz(func(t *testing.T, src, name, value string) {
		o := syntax.Options{
			Result: true,
			Method: func(string) bool { return true },
			Single: func(name string) bool { return name == "append" },
		}
		_, err := syntax.Compile("fuzz", src, o)
		status, _ := syntax.IsComplete(src)
		if _, _, help := syntax.HelpRequest(src); err == nil && status == "invalid" && !help {
			t.Errorf("%q compiles but is invalid", src)
		}
		out, errSet := syntax.SetParams(src, map[string]string{name: value})
		if errSet == nil && err == nil {
			if _, err := syntax.Compile("fuzz", out, o); err != nil {
				t.Errorf("%q with %s=%q becomes %q: %v", src, name, value, out, err)
			}
		}
	})
}
