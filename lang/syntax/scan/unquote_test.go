package scan

import (
	"fmt"
	"strings"
	"testing"

	"go.starlark.net/syntax"
)

// stock is the value that the stock scanner gives a string.
func stock(raw string) (string, error) {
	e, err := (&syntax.FileOptions{}).ParseExpr("x", raw, 0)
	if err != nil {
		return "", err
	}
	lit, ok := e.(*syntax.Literal)
	if !ok {
		return "", fmt.Errorf("it is a %T", e)
	}
	return lit.Value.(string), nil
}

// Whatever stands behind a backslash means what it means to the stock scanner.
func TestEscapes(t *testing.T) {
	var bodies []string
	for c := range 256 {
		bodies = append(bodies, `\`+string(rune(c)), `\`+string(rune(c))+"0", "\\"+string([]byte{byte(c)}))
	}
	for n := range 0o1000 {
		bodies = append(bodies, fmt.Sprintf(`\%o`, n), fmt.Sprintf(`\%03o`, n), fmt.Sprintf(`\%o8`, n))
	}
	for n := range 256 {
		bodies = append(bodies, fmt.Sprintf(`\x%02x`, n), fmt.Sprintf(`\x%02Xf`, n), fmt.Sprintf(`\x%x`, n))
	}
	for _, n := range []int{0, 'a', 127, 128, 255, 256, 0xD7FF, 0xD800, 0xDBFF, 0xDFFF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF, 0x110000, 0x7FFFFFFF} {
		bodies = append(bodies, fmt.Sprintf(`\u%04x`, n), fmt.Sprintf(`\U%08x`, n), fmt.Sprintf(`\U%08X_`, n), fmt.Sprintf(`\u%x`, n))
	}
	bodies = append(
		bodies, `\x`, `\xg0`, `\x0g`, `\u`, `\u00`, `\u00g0`, `\U0000`, `\UFFFFFFFF`, `\x-1`, `\x+1`, `\u+123`, `\x_1`,
		"\\\n", "\\\r\n", "\\\r", "\\\r\\\n", "a\\\nb", `\\`, `\\\\`, `\'`, `\"`, "é", "😀", "\xff", "a\xc3", "\xe2\x82", "\u2028", "\u0000", "\ufeff",
		"\t", `{}`, `\{`, "a\rb", "a\r\nb", "a\n\rb",
	)
	for _, body := range bodies {
		for _, raw := range []string{
			`"` + body + `"`, `'` + body + `'`, `"""` + body + `"""`, `'''` + body + `'''`,
			`r"` + body + `"`, `b"` + body + `"`, `rb'''` + body + `'''`, `"é` + body + `z"`,
		} {
			if strings.Contains(raw, "\x00") {
				continue // the stock scanner takes it for the end
			}
			want, err := stock(raw)
			tokens := Scan("x", raw)
			refused := len(tokens) > 2 || tokens[0].Err != ""
			if refused != (err != nil) {
				t.Errorf("%q: refused %v (%s), stock says %v", raw, refused, tokens[0].Err, err)
				continue
			}
			if refused {
				continue
			}
			if got, wrong := Unquote(raw); wrong != nil || got != want {
				t.Errorf("%q: got %q %v, want %q", raw, got, wrong, want)
			}
		}
	}
}

// What is wrong with a string is said at the place.
func TestWrong(t *testing.T) {
	for _, c := range []struct {
		raw string
		at  int
		msg string
	}{
		{`"ab\q"`, 3, `\q is no escape; write \\ for a backslash, or r"…" for a text that has many`},
		{`'''é\é'''`, 5, `\é is no escape; write \\ for a backslash, or r"…" for a text that has many`},
		{`"\x4"`, 1, `\x: want 2 hex digits`},
		{`"\x4é"`, 1, `\x: want 2 hex digits`},
		{`b"\400"`, 2, `\400 is more than a byte (want at most \377)`},
		{`"\200"`, 1, `\200 is not ASCII; write \u0080 for the character, or b"…" for bytes`},
		{`"\ud83d\ude00"`, 1, `\ud83d is half of a character: give the whole code, \U and 8 digits`},
		{`"\U00110000"`, 1, `\U00110000 is no character (want at most \U0010FFFF)`},
	} {
		_, wrong := Unquote(c.raw)
		if wrong == nil || wrong.At != c.at || wrong.Msg != c.msg {
			t.Errorf("%s: got %v, want %d %s", c.raw, wrong, c.at, c.msg)
		}
	}
}
