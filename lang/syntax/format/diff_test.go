package format_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"starling/lang/syntax/format"
)

func TestDiff(t *testing.T) {
	const want = `--- f.star
+++ f.star
@@ -1,5 +1,6 @@
+0
 a
-b
+B
 c
 d
 e
@@ -8,4 +9,3 @@
 h
 i
 j
-k
\ No newline at end of file
`
	if got := format.Diff("f.star", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk", "0\na\nB\nc\nd\ne\nf\ng\nh\ni\nj\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := format.Diff("f", "a\n", "a\n"); got != "" {
		t.Errorf("got %q of equal texts", got)
	}
}

// A patch makes the one text of the other.
func FuzzDiff(f *testing.F) {
	f.Add("a\nb\n", "b\na\nc\n")
	f.Add("", "x")
	f.Add("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n", "a\nb\nX\nd\ne\nf\ng\nh\nY\nj\nk\n")
	f.Add("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl", "b\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n")
	f.Fuzz(func(t *testing.T, from, to string) {
		patch := format.Diff("f", from, to)
		if got := patched(t, from, patch); got != to {
			t.Errorf("%q patched by\n%s\nis %q, want %q", from, patch, got, to)
		}
	})
}

// patched applies a patch.
func patched(t *testing.T, text, patch string) string {
	lines := strings.SplitAfter(patch, "\n")
	if len(lines) < 3 {
		return text
	}
	old := strings.SplitAfter(text, "\n")
	var out strings.Builder
	at := 0
	for i := 2; i < len(lines) && lines[i] != ""; {
		from, n, m := 0, 1, 1
		head := strings.Fields(lines[i])
		if _, err := fmt.Sscanf(head[1], "-%d,%d", &from, &n); err != nil && n != 1 {
			t.Fatalf("hunk %q: %v", lines[i], err)
		}
		if _, after, ok := strings.Cut(head[2], ","); ok {
			m, _ = strconv.Atoi(after)
		}
		if n > 0 {
			from--
		}
		for ; at < from; at++ {
			out.WriteString(old[at])
		}
		for i++; n > 0 || m > 0; i++ {
			l := lines[i][1:]
			if i+1 < len(lines) && strings.HasPrefix(lines[i+1], "\\") {
				l = strings.TrimSuffix(l, "\n")
			}
			switch lines[i][0] {
			case '\\':
				continue
			case ' ', '-':
				if old[at] != l {
					t.Fatalf("hunk has %q, the text %q", l, old[at])
				}
				at++
				n--
			}
			if lines[i][0] != '-' {
				out.WriteString(l)
				m--
			}
		}
		if i < len(lines) && strings.HasPrefix(lines[i], "\\") {
			i++
		}
	}
	for ; at < len(old); at++ {
		out.WriteString(old[at])
	}
	return out.String()
}
