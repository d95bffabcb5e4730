package history

import "testing"

func TestGlob(t *testing.T) {
	for _, tc := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true},
		{"a?c", "aβc", true},
		{"a?c", "ac", false},
		{"a.c", "abc", false},
		{"[ab]x", "bx", true},
		{"[!ab]x", "bx", false},
		{"[^ab]x", "cx", true},
		{"[a-c]x", "bx", true},
		{"[]]x", "]x", true},
		{"[x", "[x", true},
		{"[", "[", true},
		{"[!", "[!", true},
		{`[\d]`, "5", false},
		{"[z-a]", "[z-a]", true},
		{"(x|y)*", "(x|y)+", true},
		{"*b*", "a\nb\nc", true},
	} {
		if got := glob(tc.pattern).MatchString(tc.text); got != tc.want {
			t.Errorf("glob(%q) of %q: got %v, want %v", tc.pattern, tc.text, got, tc.want)
		}
	}
}
