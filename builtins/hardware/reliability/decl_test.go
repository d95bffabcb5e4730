package reliability

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/display"
	"starling/lang/steps"
)

var golden = flag.Bool("golden", false, "rewrite the golden file")

func eval(th *starlark.Thread, src string) (starlark.Value, error) {
	return starlark.EvalOptions(&syntax.FileOptions{}, th, "test", src, starlark.StringDict{"reliability": Module})
}

// What a user sees: values, and errors with what was got and is wanted. Each
// line of the golden file "> expression" is followed by what it gives; the
// file is rewritten with -golden.
func TestGolden(t *testing.T) {
	const path = "testdata/shown.golden"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, line := range strings.Split(string(text), "\n") {
		src, ok := strings.CutPrefix(line, "> ")
		if !ok {
			continue
		}
		fmt.Fprintln(&b, line)
		th := new(starlark.Thread)
		v, err := eval(th, src)
		if err != nil {
			fmt.Fprintln(&b, "error:", err)
			continue
		}
		s, err := display.Repr(th, v)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, s)
	}
	if *golden {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if b.String() != string(text) {
		t.Errorf("%s differs; make golden rewrites it. Now:\n%s", path, b.String())
	}
}

// A fit shows as a table, a plot as a picture.
func TestDisplay(t *testing.T) {
	th := new(starlark.Thread)
	for src, want := range map[string]struct{ mime, text string }{
		`reliability.fit("weibull", [1, 2, 4])`:                                     {"text/html", "<td>beta</td>"},
		`reliability.kaplan_meier([1, 2, 4])`:                                       {"text/html", "<th>at risk</th>"},
		`reliability.fit("weibull", [1, 2, 4]).plot()`:                              {"image/svg+xml", "Kaplan–Meier"},
		`reliability.fit("lognormal", [1, 2, 4], observed=[True]*2+[False]).plot()`: {"image/svg+xml", "Lognormal fit"},
		`reliability.fit("weibull", [1, 2, 4], upper=[2, 3, None]).plot()`:          {"image/svg+xml", "fit"},
		`reliability.kaplan_meier([1, 2, 4]).plot()`:                                {"image/svg+xml", "survival"},
	} {
		v, err := eval(th, src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		b, err := display.Of(th, v)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := b.Data[want.mime].(string); !strings.Contains(got, want.text) {
			t.Errorf("%s: %s %q, want … %s", src, want.mime, got, want.text)
		}
	}
}

// An interrupt from outside ends a long fit.
func TestInterruptFromOutside(t *testing.T) {
	th := new(starlark.Thread)
	meter := steps.Attach(th, steps.Options{})
	time.AfterFunc(20*time.Millisecond, meter.Interrupt)
	_, err := eval(th, `[reliability.fit("weibull", [1, 2, 4, 9, 9], observed=[True]*4+[False], count=[1, 1, 1, 1, 50+i], subpopulation=True) for i in range(1000000)]`)
	if !errors.Is(err, steps.ErrInterrupted) && (err == nil || !strings.Contains(err.Error(), "interrupted")) {
		t.Errorf("got %v, want interrupted", err)
	}
}
