package notation_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/syntax"
	"starling/lang/universe"
)

// A writer writes random programs of plain Starlark, whose names come to have
// values of many types.
type writer struct {
	*rand.Rand
	b strings.Builder
}

func (w *writer) pick(list ...string) string { return list[w.IntN(len(list))] }

func (w *writer) expr(depth int) string {
	sub := func() string { return w.expr(depth - 1) }
	if depth == 0 {
		return w.pick("0", "1", "2", "-3", "1.5", "2.0", "-0.5", "'a'", "'bc'", "None", "True", "p", "q", "x", "y", "z", "x", "y", "i", "(1, 2)", "[3, 'a']", "{'a': 1}", "1e300")
	}
	switch w.IntN(13) {
	case 0, 1:
		return sub() + w.pick(" + ", " - ", " * ", " // ", " / ", " | ", " & ") + sub()
	case 2:
		return "(" + sub() + w.pick(" + ", " - ", " * ", " * ") + sub() + ")"
	case 3, 4, 5:
		return "(" + sub() + w.pick(" < ", " <= ", " > ", " >= ", " == ", " != ", " in ", " not in ") + sub() + ")"
	case 6:
		return "(" + sub() + w.pick(" and ", " or ") + sub() + ")"
	case 7:
		return "(not " + sub() + ")"
	case 8:
		return "(" + sub() + " if " + sub() + " else " + sub() + ")"
	case 9:
		return w.pick("len", "int", "float", "bool", "type", "sorted", "list") + "(" + sub() + ")"
	case 10:
		return w.pick("(", "[") + sub() + ", " + sub() + "]"
	case 11:
		return "(" + sub() + ")" + w.pick("[0]", "[1:]", "[:-1]", "[i:]", "[::2]", "['a']", "[-1]")
	}
	return "[" + sub() + " for i in " + w.pick("range(3)", "[1, 'a', 2.5]", "(x, y)") + w.pick("", " if "+sub()) + "]"
}

// number is mostly a number: x, y and i mostly are.
func (w *writer) number(depth int) string {
	if depth == 0 {
		return w.pick("0", "1", "2", "-3", "1.5", "2.0", "-0.5", "x", "y", "i", "x", "y", "7", "len('abc')", "int(2.5)", "float(3)")
	}
	sub := func() string { return w.number(depth - 1) }
	switch w.IntN(6) {
	case 0, 1, 2:
		return "(" + sub() + w.pick(" + ", " - ", " * ") + sub() + ")"
	case 3:
		return "(" + sub() + " if " + w.condition(depth-1) + " else " + sub() + ")"
	case 4:
		return "len([" + sub() + " for i in range(3) if " + w.condition(depth-1) + "])"
	}
	return "(" + sub() + " // 2)"
}

func (w *writer) condition(depth int) string {
	x := w.number(depth / 2)
	switch w.IntN(7) {
	case 0, 1, 2:
		return x + w.pick(" < ", " <= ", " > ", " >= ", " == ", " != ") + w.number(depth/2)
	case 3:
		return w.pick("p", "q", "z", x) + w.pick(" == ", " != ", " in ", " not in ") + w.pick("[1, 'a']", "(q, 2.5)")
	case 4:
		return w.pick("p", "q", "z", "not z", "not p", "not "+x, "p == q", "z != p")
	case 5:
		return "(" + x + " < 2" + w.pick(" and ", " or ") + w.pick("p", "not q", "y > x") + ")"
	}
	return x
}

func (w *writer) block(indent string, depth int) {
	for range 1 + w.IntN(4) {
		w.stmt(indent, depth)
	}
}

func (w *writer) stmt(indent string, depth int) {
	line := func(format string, args ...any) { fmt.Fprintf(&w.b, indent+format+"\n", args...) }
	name := w.pick("x", "y", "z")
	e := func() string {
		if name != "z" {
			return w.number(w.IntN(4))
		}
		if w.IntN(8) > 0 {
			return w.condition(2)
		}
		return w.expr(w.IntN(3))
	}
	switch n := w.IntN(10); {
	case n < 4:
		line("%s = %s", name, e())
		line("if type(%s) == 'int': %s %%= 1009", name, name)
	case n == 4:
		line("%s %s= %s", name, w.pick("+", "-", "*", "//"), e())
		line("if type(%s) == 'int' and %s > 99: %s = 5", name, name, name)
	case n == 5:
		line("%s, %s = %s, %s", name, w.pick("x", "y"), e(), e())
	case depth == 0:
		line("%s = %s", name, e())
	case n == 6 || n == 7:
		line("if %s:", e())
		w.block(indent+"  ", depth-1)
		if w.IntN(2) == 0 {
			line("else:")
			w.block(indent+"  ", depth-1)
		}
	case n == 8:
		line("for i in %s:", w.pick("range(3)", "[1, 3, 2.5]", "range(len([q]))", "(1, 2)"))
		w.block(indent+"  ", depth-1)
	default:
		line("n%d = 0", depth)
		line("while n%d < 2 and %s:", depth, e())
		line("  n%d += 1", depth)
		w.block(indent+"  ", depth-1)
	}
}

// closed puts right what the writer's brackets leave wrong.
func closed(src string) string {
	var out strings.Builder
	var open []byte
	quoted := false
	for i := range len(src) {
		c := src[i]
		if c == '\'' {
			quoted = !quoted
		}
		switch {
		case quoted:
		case c == '(' || c == '[' || c == '{':
			open = append(open, map[byte]byte{'(': ')', '[': ']', '{': '}'}[c])
		case c == ')' || c == ']' || c == '}':
			c, open = open[len(open)-1], open[:len(open)-1]
		}
		out.WriteByte(c)
	}
	return out.String()
}

// randomBody is that of a function of p and q.
func randomBody(seed uint64) string {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 7))}
	w.block("  ", 3)
	w.b.WriteString("  return x, y, z, i\n")
	return closed(w.b.String())
}

const (
	variables = "x, y, z, i"
	beginning = "0, 1.5, 'a', 0"
)

// Plain Starlark gives what the stock machine gives, errors included: what is
// proved of a program's values is true.
func TestRandomProgramsLikeStock(t *testing.T) {
	base := maps.Clone(starlark.Universe)
	maps.Copy(base, universe.Hidden(nil))
	const programs = 600
	failed := 0
	for seed := range uint64(programs) {
		args := []string{"0, 'a'", "2.5, [1]", "-1, None", "1, 2"}[seed%4]
		src := "def f(p, q):\n  " + variables + " = " + beginning + "\n" + randomBody(seed) + "result = f(" + args + ")\n"
		globals, stockErr := starlark.ExecFileOptions(syntax.Dialect, new(starlark.Thread), "p", src, nil)
		_, names := syntax.NewScope(base)
		prog, err := syntax.Compile("p", src, syntax.Options{})
		if err == nil {
			_, err = prog.Init(new(starlark.Thread), names)
		}
		if err != nil {
			failed++
		}
		show := func(v starlark.Value) string { return strings.ReplaceAll(fmt.Sprint(v), "-0.0", "0.0") }
		if fmt.Sprint(err) != fmt.Sprint(stockErr) || err == nil && show(names["result"]) != show(globals["result"]) {
			t.Fatalf("seed %d: got %v, %v, stock %v, %v:\n%s", seed, names["result"], err, globals["result"], stockErr, src)
		}
	}
	if failed > programs/2 {
		t.Errorf("%d of %d programs fail, which says little", failed, programs)
	}
}

// Whether the text shows what values are makes no difference, also where they
// meet such as compare themselves in their own way.
func TestProofsMakeNoDifference(t *testing.T) {
	const programs = 600
	failed := 0
	for seed := range uint64(programs) {
		args := []string{"array((1, 2)), 2", "array((2,)), array((1.5,))", "'a', array((0,))", "1, array((1, 2), (3, 4))"}[seed%4]
		body := randomBody(seed)
		proved := shown("def f(p, q):\n  "+variables+" = "+beginning+"\n"+body, "f("+args+")")
		unproved := shown("def f(p, q, "+variables+"):\n"+body, "f("+args+", "+beginning+")")
		if proved != unproved {
			t.Fatalf("seed %d: got %s, without proofs %s:\n%s", seed, proved, unproved, body)
		}
		if strings.HasPrefix(proved, "!") {
			failed++
		}
	}
	if failed > programs*3/4 {
		t.Errorf("%d of %d programs fail, which says little", failed, programs)
	}
}
