package syntax_test

import (
	"testing"
	"time"

	"starling/lang/syntax"
	"starling/lang/syntax/flood"
)

// What the parser lets pass neither the lowering nor the stock resolver and
// compiler, which recurse over it, dies of.
func TestFloods(t *testing.T) {
	n := 1 << 17
	if testing.Short() {
		n = 1 << 14
	}
	for name, text := range flood.Texts {
		t.Run(name, func(t *testing.T) {
			src := text(n)
			began := time.Now()
			_, err := syntax.Compile("x", src, syntax.Options{Result: true, Method: func(string) bool { return true }})
			status, _ := syntax.IsComplete(src)
			if err == nil && status == "invalid" {
				t.Error("it compiles, but is invalid")
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("%d bytes took %v", len(src), took)
			}
		})
	}
}
