package doc

import "testing"

func TestMissing(t *testing.T) {
	names := scope(t)
	for _, c := range []struct{ path, message, hint string }{
		{"fit", "name fit is not defined", "did you mean reliability.fit?"},
		{"relibility", "name relibility is not defined", "did you mean reliability?"},
		{"relibility.fit", "name relibility.fit is not defined", "did you mean reliability.fit?"},
		{"reliability.fti", "module reliability has no fti", "did you mean reliability.fit?"},
		{"reliability.fit.model", "builtin_function_or_method reliability.fit has no model", ""},
		{"lifetimes.apend", "list lifetimes has no apend", "did you mean lifetimes.append?"},
		{"quark", "name quark is not defined", ""},
		{"", "name  is not defined", ""},
	} {
		if message, hint := Missing(c.path, names); message != c.message || hint != c.hint {
			t.Errorf("%s: got %q, %q, want %q, %q", c.path, message, hint, c.message, c.hint)
		}
	}
}
