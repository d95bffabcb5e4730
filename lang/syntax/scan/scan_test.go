package scan

import (
	"fmt"
	"strings"
	"testing"

	"go.starlark.net/syntax"
)

// show writes tokens: kind, position and text, and what is wrong.
func show(src string) string {
	var out []string
	for _, t := range Scan("x", src) {
		var s string
		switch t.Kind {
		case syntax.NEWLINE:
			s = "newline"
		case syntax.INDENT:
			s = "indent"
		case syntax.OUTDENT:
			s = "outdent"
		case syntax.EOF:
			s = "end"
		case syntax.IDENT:
			s = "name"
		case Bad:
			s = "bad"
		case Torn:
			s = "torn"
		case syntax.INT, syntax.FLOAT, syntax.STRING, syntax.BYTES, FString, Comment:
			s = strings.TrimPrefix(Word(t.Kind), "a ")
		}
		s = fmt.Sprintf("%s %d:%d", s, t.Pos.Line, t.Pos.Col)
		if !t.Layout() {
			s += " " + src[t.Start:t.End]
		}
		if t.Err != "" {
			s += fmt.Sprintf(" !%d:%d", t.At().Line, t.At().Col)
		}
		out = append(out, strings.TrimSpace(s))
	}
	return strings.Join(out, ", ")
}

func TestScan(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", "end 1:1"},
		{"\n\n", "end 3:1"},
		{"x", "name 1:1 x, end 1:2"},
		{"x\n", "name 1:1 x, newline 1:2, end 2:1"},
		// Columns count characters, of which a wide one is one.
		{"é😀 名 = 1", "name 1:1 é, bad 1:2 😀 !1:2, name 1:4 名, 1:6 =, number 1:8 1, end 1:9"},
		{`"😀é" + y`, `string 1:1 "😀é", 1:6 +, name 1:8 y, end 1:9`},
		{"e\u0301 = 1", "name 1:1 e, bad 1:2 \u0301 !1:2, 1:4 =, number 1:6 1, end 1:7"},
		// Line ends of all systems.
		{"a\r\nb\rc\n", "name 1:1 a, newline 1:2, name 2:1 b, newline 2:2, name 3:1 c, newline 3:2, end 4:1"},
		{"'a\\\r\nb' c", "string 1:1 'a\\\r\nb', name 2:4 c, end 2:5"},
		{"'''a\r\n\rb''' c", "string 1:1 '''a\r\n\rb''', name 3:6 c, end 3:7"},
		{"a \\\r\n b", "name 1:1 a, name 2:2 b, end 2:3"},
		// A tab goes to the next multiple of eight.
		{"if x:\n\ty\n        z\n", "1:1 if, name 1:4 x, 1:5 :, newline 1:6, indent 2:2, name 2:2 y, newline 2:3, name 3:9 z, newline 3:10, outdent 4:1, end 4:1"},
		{"if x:\n  \ty\n\tz\n", "1:1 if, name 1:4 x, 1:5 :, newline 1:6, indent 2:4, name 2:4 y, newline 2:5, name 3:2 z, newline 3:3, outdent 4:1, end 4:1"},
		{"a:\n  b:\n    c\nd", "name 1:1 a, 1:2 :, newline 1:3, indent 2:3, name 2:3 b, 2:4 :, newline 2:5, indent 3:5, name 3:5 c, newline 3:6, outdent 4:1, outdent 4:1, name 4:1 d, end 4:2"},
		{"a:\n  b", "name 1:1 a, 1:2 :, newline 1:3, indent 2:3, name 2:3 b, newline 2:4, outdent 2:4, end 2:4"},
		{"a:\n    b\n  c\n", "name 1:1 a, 1:2 :, newline 1:3, indent 2:5, name 2:5 b, newline 2:6, outdent 3:3 !3:3, name 3:3 c, newline 3:4, end 4:1"},
		// Comments and blank lines have no end, nor have lines within brackets.
		{"# a\n\nx # b\n  # c\n", "comment 1:1 # a, name 3:1 x, comment 3:3 # b, newline 3:6, comment 4:3 # c, end 5:1"},
		{"(\n  a # b\n\n)\n", "1:1 (, name 2:3 a, comment 2:5 # b, 4:1 ), newline 4:2, end 5:1"},
		{"#", "comment 1:1 #, end 1:2"},
		// Operators are as long as they can be.
		{"a**=b**c*=d*e", "name 1:1 a, 1:2 **=, name 1:5 b, 1:6 **, name 1:8 c, 1:9 *=, name 1:11 d, 1:12 *, name 1:13 e, end 1:14"},
		{"@=@->- >...", "1:1 @=, 1:3 @, 1:4 ->, 1:6 -, 1:8 >, 1:9 ..., end 1:12"},
		{"..", "1:1 ., 1:2 ., end 1:3"},
		{"a.b.0", "name 1:1 a, 1:2 ., name 1:3 b, number 1:4 .0, end 1:6"},
		{"<<=<<<=<>>=>>>===!==", "1:1 <<=, 1:4 <<, 1:6 <=, 1:8 <, 1:9 >>=, 1:12 >>, 1:14 >=, 1:16 ==, 1:18 !=, 1:20 =, end 1:21"},
		{"//=///", "1:1 //=, 1:4 //, 1:6 /, end 1:7"},
		{")", "bad 1:1 ) !1:1, end 1:2"},
		{"!$?`", "bad 1:1 !$?` !1:1, end 1:5"},
		{"\\ x", "bad 1:1 \\ !1:1, name 1:3 x, end 1:4"},
		{"x \\", "name 1:1 x, bad 1:3 \\ !1:3, end 1:4"},
		{"\xff\xfe x", "bad 1:1 \xff\xfe !1:1, name 1:4 x, end 1:5"},
		{"\x00", "bad 1:1 \x00 !1:1, end 1:2"},
		// Strings end at their quote, an f-string not at one in a field.
		{`"a\"b" 'c\\'`, `string 1:1 "a\"b", string 1:8 'c\\', end 1:13`},
		{`"""a"b""c\""" """ ''''''`, `string 1:1 """a"b""c\""" """, string 1:19 '''''', end 1:25`},
		{"'' '''", "string 1:1 '', torn 1:4 ''' !1:4, end 1:7"},
		{"'a\nb", "torn 1:1 'a !1:1, newline 1:3, name 2:1 b, end 2:2"},
		{"r'\\' b", "torn 1:1 r'\\' b !1:1, end 1:7"},
		{`rb"a" Br'b' F'c' rF"d" bf'e' u'f' f`, `string 1:1 rb"a", string 1:7 Br'b', string 1:13 F'c', string 1:18 rF"d", name 1:24 bf, string 1:26 'e', name 1:30 u, string 1:31 'f', name 1:35 f, end 1:36`},
		{`"a\q"`, `bad 1:1 "a\q" !1:3, end 1:6`},
		{`f"{x}" f"{"}"}" y`, `string 1:1 f"{x}", string 1:8 f"{"}"}", name 1:17 y, end 1:18`},
		{`f"{f"{f"{1}"}"}" y`, `string 1:1 f"{f"{f"{1}"}"}", name 1:18 y, end 1:19`},
		{`f"{x:{"a"}}" f"{x:'}" y`, `string 1:1 f"{x:{"a"}}", string 1:14 f"{x:'}", name 1:23 y, end 1:24`},
		{`f"{ {1: '}'}[1] }" f'{[a[1:2]]}'`, `string 1:1 f"{ {1: '}'}[1] }", string 1:20 f'{[a[1:2]]}', end 1:33`},
		{`f"{{" f"}}" f"{{{x}}}"`, `string 1:1 f"{{", string 1:7 f"}}", string 1:13 f"{{{x}}}", end 1:23`},
		{`f"{x" + y`, `torn 1:1 f"{x" + y !1:3, end 1:10`},
		{"f'{x' + y\nz", "torn 1:1 f'{x' + y !1:3, newline 1:10, name 2:1 z, end 2:2"},
		{`f"a{x" "}"`, `string 1:1 f"a{x" "}", end 1:11`},
		{`f"\{x}" rf"\{"a"}" y`, `string 1:1 f"\{x}", string 1:9 rf"\{"a"}", name 1:20 y, end 1:21`},
		{"f'''{\nx\n}''' y", "string 1:1 f'''{\nx\n}''', name 3:6 y, end 3:7"},
		{"f'{\nx}'", "torn 1:1 f'{ !1:3, newline 1:4, name 2:1 x, bad 2:2 } !2:2, torn 2:3 ' !2:3, end 2:4"},
		{`f"{(x}" y`, `string 1:1 f"{(x}", name 1:9 y, end 1:10`},
		{`f"{x!r}" f"{x != y}"`, `string 1:1 f"{x!r}", string 1:10 f"{x != y}", end 1:21`},
		// Numbers.
		{"1_000 0x_Ff 0b1_0 0O17 1.5e-3 .5 5. 1e1_0", "number 1:1 1_000, number 1:7 0x_Ff, number 1:13 0b1_0, number 1:19 0O17, number 1:24 1.5e-3, number 1:31 .5, number 1:34 5., number 1:37 1e1_0, end 1:42"},
		{"1__0 1_ 0x 0b2 017 1e 1e999", "bad 1:1 1__0 !1:1, bad 1:6 1_ !1:6, bad 1:9 0x !1:9, bad 1:12 0b !1:12, number 1:14 2, bad 1:16 017 !1:16, bad 1:20 1e !1:20, bad 1:23 1e999 !1:23, end 1:28"},
		{"1.real 1._x _1 1x", "number 1:1 1., name 1:3 real, number 1:8 1., name 1:10 _x, name 1:13 _1, number 1:16 1, name 1:17 x, end 1:18"},
	} {
		if got := show(c.src); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// Tokens with what is white between them are the text.
func TestOffsets(t *testing.T) {
	src := "if x: # é\r\n\ty = f'{😀}' + \\\n\t  [1,\n 2] ; $\n'''\n"
	at := 0
	for _, tok := range Scan("x", src) {
		if white := src[at:tok.Start]; strings.Trim(white, " \t\r\n\\") != "" {
			t.Errorf("%q is in no token", white)
		}
		at = tok.End
	}
	if at != len(src) {
		t.Errorf("the last token ends at %d, want %d", at, len(src))
	}
}

// Restart goes back to the beginning of a line, whatever brackets are open.
func TestRestart(t *testing.T) {
	s := New("x", "a:\n  b = (\nc = 2\n")
	var got []string
	restarted := false
	for {
		t := s.Next()
		got = append(got, fmt.Sprintf("%s %d:%d", Word(t.Kind), t.Pos.Line, t.Pos.Col))
		if t.Kind == syntax.IDENT && t.Pos.Line == 3 && !restarted {
			restarted = true
			s.Restart(t)
		}
		if t.Kind == syntax.EOF {
			break
		}
	}
	want := "a name 1:1, : 1:2, the end of the line 1:3, an indent 2:3, a name 2:3, = 2:5, ( 2:7, a name 3:1, " +
		"an outdent 3:1, a name 3:1, = 3:3, a number 3:5, the end of the line 3:6, the end of the text 4:1"
	if g := strings.Join(got, ", "); g != want {
		t.Errorf("got %s, want %s", g, want)
	}
}

func TestIsName(t *testing.T) {
	for word, want := range map[string]bool{"x": true, "_1": true, "é": true, "名前": true, "": false, "1x": false, "x y": false, "a.b": false, "if": false, "import": false, "assert": true, "True": true, "x\u0301": false} {
		if got := IsName(word); got != want {
			t.Errorf("%q: got %v, want %v", word, got, want)
		}
	}
}
