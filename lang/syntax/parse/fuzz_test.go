package parse

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// Whatever the text, it is read without a panic; what is wrong with it is in
// the tree and in the errors; what has a position has one in the text; and
// what the stock parser takes means what it means there.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"trees", "mistakes"} {
		for _, src := range chunks(f, "testdata/"+name+".txt") {
			f.Add(src)
		}
	}
	for _, file := range stockFiles(f) {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, chunk := range strings.Split(string(text), "\n---\n") {
			f.Add(chunk)
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		file := File("fuzz", src)
		if bad := hasBad(file); bad != (len(file.Errors) > 0) {
			t.Errorf("bad nodes: %v, errors: %v", bad, file.Errors)
		}
		checkPositions(t, src, file)
		checkTokens(t, src)
		compareStock(t, src, file)
		if e, err := Expr("fuzz", src); (e == nil) != (err != nil) {
			t.Errorf("an expression %v and the error %v", e, err)
		}
	})
}

func hasBad(f *tree.File) bool {
	bad := false
	for _, s := range f.Stmts {
		tree.Walk(s, func(n syntax.Node) bool {
			switch n.(type) {
			case *tree.BadStmt, *tree.BadExpr:
				bad = true
			}
			return !bad
		})
	}
	return bad
}

func checkPositions(t *testing.T, src string, f *tree.File) {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(src), "\n")
	inside := func(p syntax.Position) bool {
		return p.Line >= 1 && int(p.Line) <= len(lines) && p.Col >= 1 && int(p.Col) <= utf8.RuneCountInString(lines[p.Line-1])+1
	}
	for i, e := range f.Errors {
		if !inside(e.Pos) {
			t.Errorf("error %v is outside the text", e)
		}
		if i > 0 && compare(f.Errors[i-1].Pos, e.Pos) > 0 {
			t.Errorf("error %v is before %v", e, f.Errors[i-1])
		}
	}
	for i, c := range f.Comments {
		if !inside(c.Pos) || i > 0 && compare(f.Comments[i-1].Pos, c.Pos) >= 0 {
			t.Errorf("comment %v is outside the text or before the last one", c)
		}
	}
	for _, s := range f.Stmts {
		tree.Walk(s, func(n syntax.Node) bool {
			if start, _ := n.Span(); !inside(start) && !unbracketed(n) {
				t.Errorf("%T is at %v, outside the text", n, start)
			}
			return true
		})
	}
}

// unbracketed reports whether a node is, or begins with, an empty tuple, which
// the stock tree gives no place.
func unbracketed(n syntax.Node) bool {
	tuple, ok := n.(*syntax.TupleExpr)
	return ok && len(tuple.List) == 0
}

func checkTokens(t *testing.T, src string) {
	at := 0
	for _, tok := range scan.Scan("fuzz", src) {
		if tok.Start < at || tok.End < tok.Start || tok.End > len(src) {
			t.Fatalf("token [%d:%d] behind %d", tok.Start, tok.End, at)
		}
		if white := src[at:tok.Start]; strings.Trim(white, " \t\r\n\\") != "" {
			t.Errorf("%q is in no token", white)
		}
		if tok.Start == tok.End && !tok.Layout() {
			t.Errorf("an empty %s", scan.Word(tok.Kind))
		}
		at = tok.End
	}
	if strings.Trim(src[at:], " \t\r\n") != "" {
		t.Errorf("%q is in no token", src[at:])
	}
}

func compareStock(t *testing.T, src string, got *tree.File) {
	want, err := dialect.Parse("fuzz", src, 0)
	if err != nil || strings.ContainsRune(src, 0) || slicesTuple(want) { // a zero byte ends the text there
		return
	}
	if len(got.Errors) > 0 {
		first := got.Errors[0]
		bound := func(words string) bool { return strings.Contains(first.Msg, words) }
		if !bound("nested too deeply") && !bound("too many operators") && !bound("digits, want at most") {
			t.Errorf("the stock parser takes what has the error %v", first)
		}
		return
	}
	if w, g := tree.Dump(want.Stmts), tree.Dump(got.Stmts); w != g {
		t.Errorf("got\n%s\nthe stock parser\n%s", g, w)
	}
}

// slicesTuple reports whether a text has x[1, 2:3], where the stock parser
// takes 1, 2 for the lower bound: here it is two indices.
func slicesTuple(f *syntax.File) bool {
	found := false
	syntax.Walk(f, func(n syntax.Node) bool {
		if s, ok := n.(*syntax.SliceExpr); ok {
			if tuple, ok := s.Lo.(*syntax.TupleExpr); ok && !tuple.Lparen.IsValid() {
				found = true
			}
		}
		return true
	})
	return found
}
