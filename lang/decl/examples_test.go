package decl_test

import (
	"slices"
	"testing"

	"starling/lang/decl"
)

func TestExamples(t *testing.T) {
	for _, c := range []struct {
		doc  string
		want []string
	}{
		{"", nil},
		{"Half.\n\n    Examples:\n        half(4)  # => 2\n        half(5)  # => 2.5\n\n    Note:\n        half(6)  # => 7\n    ", []string{"half(4)  # => 2", "half(5)  # => 2.5"}},
		{"Half.\n\n  Anything: goes.\n  Examples: half(4)  # => 2\n  Raises:\n    never", []string{"half(4)  # => 2"}},
		{"Half.\n  Examples:\n    half(\n      4)  # => 2\n  Or so.\n    half(1)  # => 0", []string{"half( 4)  # => 2"}},
		{"Half. No Examples:\n    half(1)  # => 0", nil},
	} {
		if got := decl.Examples(c.doc); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.doc, got, c.want)
		}
	}
}

func TestParseExample(t *testing.T) {
	for _, c := range []struct {
		example, expr, result string
		ok                    bool
	}{
		{"f(1)  # => 2", "f(1)", "2", true},
		{`f("# => 1")  # => '# '`, `f("# => 1")`, "'# '", true},
		{"x = 1", "x = 1", "", false},
	} {
		if expr, result, ok := decl.ParseExample(c.example); expr != c.expr || result != c.result || ok != c.ok {
			t.Errorf("%q: got %q, %q, %v", c.example, expr, result, ok)
		}
	}
}
