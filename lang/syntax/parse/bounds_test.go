package parse

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"go.starlark.net/resolve"
	"go.starlark.net/syntax"

	"starling/lang/syntax/flood"
	"starling/lang/syntax/tree"
)

// Whatever the text, it is read or refused without harm, and in a time that
// grows as its length does: one that grows as its square would take hours.
func TestFloods(t *testing.T) {
	n := 1 << 17
	if testing.Short() {
		n = 1 << 16
	}
	for name, text := range flood.Texts {
		t.Run(name, func(t *testing.T) {
			src := text(n)
			began := time.Now()
			f := File("x", src)
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("%d bytes took %v", len(src), took)
			}
			if len(f.Errors) > maxErrors+50 {
				t.Errorf("%d errors, want about %d at most", len(f.Errors), maxErrors)
			}
			// What else recurses over a tree: it must survive what the parser lets pass.
			_ = tree.Dump(f.Stmts)
			nodes := 0
			for _, s := range f.Stmts {
				tree.Walk(s, func(n syntax.Node) bool {
					nodes++
					return true
				})
				s.Span()
			}
			if len(f.Errors) == 0 && nodes == 0 && strings.Trim(src, "# \t\r\n\\") != "" {
				t.Error("neither a tree nor an error")
			}
		})
	}
}

// The bounds are far from what people write, and are told.
func TestBounds(t *testing.T) {
	for _, c := range []struct {
		name, piece, before, after string
		fine, wrong                int
		message                    string
	}{
		{"operators", "+1", "1", "", 3900, 4100, "x:1:8000: this has too many operators in a row (want at most 4000); split it"},
		{"calls", "()", "f", "", 3900, 4100, "x:1:8004: this has too many operators in a row (want at most 4000); split it"},
		{"comparisons", "<1", "1", "", 3900, 4100, "too many operators in a row"},
		{"elifs", "elif x: pass\n", "if x: pass\n", "", 3900, 4100, "too many operators in a row"},
		{"for clauses", " for x in y", "[x", "]", 3900, 4100, "too many operators in a row"},
		{"brackets", "(", "", "", 0, 400, "x:1:334: this is nested too deeply; split it"},
		{"signs", "-", "", "1", 900, 1100, "this is nested too deeply"},
		{"powers", "1**", "", "1", 900, 1100, "this is nested too deeply"},
		{"lambdas", "lambda:", "", "1", 400, 600, "this is nested too deeply"},
		{"conditions", "1 if 1 else ", "", "1", 900, 1100, "this is nested too deeply"},
		{"digits", "1", "", "", 100_000, 100_001, "x:1:1: the number has 100001 digits, want at most 100000"},
		{"f-strings", `f"{`, "", "1" + strings.Repeat(`}"`, 20), 20, 0, ""},
		{"bytes", "x\n", "", "", 1000, maxSource, "x:1:1: the text has 16.0 MiB, want at most 8 MiB; keep data in a file and read it"},
	} {
		if c.fine > 0 {
			if f := File("x", c.before+strings.Repeat(c.piece, c.fine)+c.after); len(f.Errors) > 0 {
				t.Errorf("%d %s: %v", c.fine, c.name, f.Errors[0])
			}
		}
		if c.wrong > 0 {
			f := File("x", c.before+strings.Repeat(c.piece, c.wrong)+c.after)
			if len(f.Errors) == 0 || !strings.Contains(f.Errors[0].Error(), c.message) {
				t.Errorf("%d %s: got %.200v, want %s", c.wrong, c.name, f.Errors, c.message)
			}
		}
	}
}

// What is as high as the parser lets it be does not harm the stock resolver,
// which recurses over trees.
func TestHeight(t *testing.T) {
	nested := strings.Repeat("(", 150) + "x" + strings.Repeat(strings.Repeat("+1", 19)+")", 150)
	for _, src := range []string{"x" + strings.Repeat("+1", 3990), nested} {
		f := File("x", "x = 1\ny = "+src)
		if len(f.Errors) > 0 {
			t.Fatal(f.Errors[0])
		}
		file := &syntax.File{Path: "x", Stmts: f.Stmts, Options: dialect}
		if err := resolve.File(file, func(string) bool { return true }, func(string) bool { return true }); err != nil {
			t.Error(err)
		}
	}
	// Rows within rows add up.
	if f := File("x", flood.Towers("+1", 1<<20)); len(f.Errors) != 1 || !strings.Contains(f.Errors[0].Msg, "too many operators") {
		t.Errorf("got %v", f.Errors)
	}
}

// A text that is none has so many errors, and no more.
func TestManyErrors(t *testing.T) {
	f := File("x", strings.Repeat("if x:\n  )\n", 2*maxErrors))
	if n := len(f.Errors); n != maxErrors {
		t.Errorf("got %d errors, want %d", n, maxErrors)
	}
	last := f.Errors[len(f.Errors)-1]
	if want := fmt.Sprintf("x:%d:3: no bracket is open for ) to close", 2*maxErrors); last.Error() != want {
		t.Errorf("got %v, want %s", last, want)
	}
}
