package lang

import (
	"path/filepath"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starling/lang/syntax"
)

// The errors of programs are not only in the same lines, but at the same
// columns as where the stock machine runs the text as it is.
func TestUpstreamColumns(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(upstreamDir(t), "starlark", "testdata", "*.star"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		for _, c := range chunksOf(t, file) {
			if len(c.wants) == 0 || notRun[c.file] != "" {
				continue
			}
			thread := &starlark.Thread{Load: loadNothing}
			_, err := starlark.ExecFileOptions(syntax.Dialect, thread, c.file, c.source(), starlark.StringDict{
				"hasfields": starlark.NewBuiltin("hasfields", newHasFields), "struct": starlark.NewBuiltin("struct", starlarkstruct.Make),
				"fibonacci": fibonacci{},
			})
			want := failure(c, err)
			if want == nil {
				continue
			}
			n++
			for _, got := range runUpstream(t, c) {
				if got.ends && got.line == want.line && got.col != want.col {
					t.Errorf("%s:%d: %s is at column %d, want %d", c.file, got.line, got.message, got.col, want.col)
				}
			}
		}
	}
	if n < 25 {
		t.Errorf("%d programs fail, want 25 or more", n)
	}
}

// loadNothing gives programs assertions that say nothing.
func loadNothing(*starlark.Thread, string) (starlark.StringDict, error) {
	nothing := starlark.NewBuiltin("nothing", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		return starlark.None, nil
	})
	assertions := starlark.StringDict{}
	for _, name := range []string{"eq", "ne", "true", "lt", "contains", "fails", "fail"} {
		assertions[name] = nothing
	}
	return starlark.StringDict{"assert": starlarkstruct.FromStringDict(starlarkstruct.Default, assertions), "freeze": nothing}, nil
}
