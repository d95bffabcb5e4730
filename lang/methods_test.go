package lang

import (
	"slices"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/doc"
)

// Help describes the methods that there are, and no other; its examples hold.
func TestMethodsAreDescribed(t *testing.T) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for typ, made := range map[string]string{"string": `""`, "list": "[]", "dict": "{}", "set": "set()", "bytes": `b""`} {
		res := s.Exec(Cell{Source: "dir(" + made + ")"}, nil)
		if res.Err != nil {
			t.Fatal(res.Err)
		}
		var have, described []string
		for x := range starlark.Elements(res.Value.(starlark.Iterable)) {
			have = append(have, string(x.(starlark.String)))
		}
		for name, m := range doc.Methods[typ] {
			described = append(described, name)
			src, want, _ := strings.Cut(m.Example, "  # => ")
			res := s.Exec(Cell{Source: "repr(" + src + ")"}, nil)
			if res.Err != nil {
				t.Errorf("%s: %s", src, res.Err)
			} else if got, _ := starlark.AsString(res.Value); got != want {
				t.Errorf("%s gives %s, want %s", src, got, want)
			}
			if !strings.Contains(src, "."+name+"(") {
				t.Errorf("the example of %s.%s shows something else: %s", typ, name, src)
			}
		}
		slices.Sort(described)
		if !slices.Equal(have, described) {
			t.Errorf("%s has\n%v\nand help describes\n%v", typ, have, described)
		}
	}
}
