package format_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"starling/lang/syntax/format"
)

// Whatever the parser reads is set, in a time and space that grow with the
// text.
func TestBounds(t *testing.T) {
	list := strings.Repeat(`"a", `, 2000)
	for name, src := range map[string]string{
		"operators":    strings.Repeat("x + ", 3000) + "x",
		"calls":        "x" + strings.Repeat(".f(y)", 1500),
		"brackets":     strings.Repeat("[", 150) + list + strings.Repeat("]", 150),
		"parentheses":  "x = " + strings.Repeat("(", 150) + "y" + strings.Repeat(")", 150),
		"numbers":      "x = [" + strings.Repeat("1.5, ", 5000) + "]",
		"arguments":    "f(" + strings.Repeat("x=[1, 2], ", 1000) + ")",
		"lines":        strings.Repeat("x = f(1)  # c\n", 3000),
		"blocks":       blocks(90),
		"lambdas":      strings.Repeat("lambda x: ", 90) + "0",
		"conditionals": strings.Repeat("a if b else ", 90) + "0",
		"comments":     "f(\n" + strings.Repeat("# c\nx, # d\n", 2000) + ")",
		"not":          strings.Repeat("not ", 90) + "x",
		"string":       `x = """` + strings.Repeat("a\n", 50000) + `"""`,
		"elifs":        "if x: pass\n" + strings.Repeat("elif x: pass\n", 800),
	} {
		began := time.Now()
		out, err := format.Source(name, src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if limit := 40*len(src) + 100_000; len(out) > limit {
			t.Errorf("%s: %d bytes become %d, want at most %d", name, len(src), len(out), limit)
		}
		if d := time.Since(began); d > 60*time.Second {
			t.Errorf("%s took %v", name, d)
		}
		t.Log(name, time.Since(began).Round(time.Millisecond), len(src), len(out))
	}
}

func blocks(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%sif x:\n", strings.Repeat(" ", i))
	}
	return b.String() + strings.Repeat(" ", n) + "pass\n"
}
