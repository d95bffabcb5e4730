package builtins

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/steps"
)

// long has a call of each builtin that can run long, of a size n.
var long = map[string]string{
	"hardware.reliability.fit":          `hardware.reliability.fit("weibull", x, subpopulation=False)`,
	"hardware.reliability.kaplan_meier": `hardware.reliability.kaplan_meier(x)`,
	"plot.lines":                        `plot.lines(x, x)`,
	"plot.points":                       `plot.points(x, x)`,
	"plot.step":                         `plot.step(x, x)`,
	"plot.histogram":                    `plot.histogram(x)`,
	"plot.band":                         `plot.band(x, x, x)`,
	"random.uniform":                    `random.uniform(key, n)`,
	"random.normal":                     `random.normal(key, n)`,
	"random.integers":                   `random.integers(key, 0, 100, n)`,
	"random.permutation":                `random.permutation(key, n)`,
	"random.split":                      `random.split(key, n)`,
	"random.choice":                     `random.choice(key, x, n)`,
	"table.new":                         `table.new(a=x)`,
	"table.from_rows":                   `table.from_rows(rows)`,
	"table.parse_csv":                   `table.parse_csv(text)`,

	"fit.cdf":           `small.cdf(x)`,
	"fit.hazard":        `small.hazard(x)`,
	"fit.interval":      `large.interval("beta")`,
	"fit.plot":          `large.plot()`,
	"fit.quantile":      `small.quantile(u)`,
	"fit.survival":      `small.survival(x)`,
	"table.assign":      `t.assign(b=x)`,
	"table.csv":         `t.csv()`,
	"table.sort_values": `t.sort_values("a")`,
}

// short says which cannot, by their namespace or name.
var short = map[string]string{
	"comm":           "data are polled as they become JSON",
	"data":           "sets of bounded size",
	"constants":      "numbers",
	"np":             "numbers",
	"plot.hline":     "one line",
	"plot.vline":     "one line",
	"plot.layer":     "puts together what is there",
	"random.key":     "one key",
	"random.fold_in": "one key",
	"table.read_csv": "a file is read, then as parse_csv",
	"plot.save":      "as svg, then a file is written",
	"survival.plot":  "copies what is there",
	"plot.svg":       "one pass over the points, 60 ms a million",
	"table.filter":   "its loop is the machine's, in the callback",
	"table.head":     "copies what is there",
	"table.tail":     "copies what is there",
	"survival.at":    "a look-up",
	"table.select":   "columns are shared",
	"table.to_csv":   "as csv, then a file is written",
	"hardware.wafer": "formulas without loops",
	"physics.oxide":  "formulas of a bounded number of steps",
}

func isShort(path string) bool {
	for prefix := range short {
		if path == prefix || strings.HasPrefix(path, prefix+".") {
			return true
		}
	}
	return false
}

func TestEveryBuiltinThatRunsLongIsListed(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range collect(t).entries {
		if !strings.Contains(e.path, ".") {
			continue // the language's own, walked by package universe
		}
		seen[e.path] = true
		if long[e.path] == "" && !isShort(e.path) {
			t.Errorf("%s: can it run long?", e.path)
		}
	}
	for path := range long {
		if !seen[path] {
			t.Errorf("%s is listed but not there", path)
		}
	}
}

// material is what the calls work on; each is made of what stands above it.
var material = []struct{ name, source string }{
	{"x", `random.uniform(key, n, low=1.0, high=2.0)`},
	{"u", `random.uniform(key, n, low=0.0, high=0.9)`},
	{"rows", `[{"a": i} for i in range(n)]`},
	{"text", `"a,b\n" + "1,2\n" * n`},
	{"large", `hardware.reliability.fit("weibull", x)`},
	{"small", `hardware.reliability.fit("weibull", [1, 2, 3])`},
	{"steps", `hardware.reliability.kaplan_meier(x)`},
	{"picture", `plot.lines(x, x)`},
	{"t", `table.new(a=x)`},
}

// prepare makes what a call needs, of size n.
func prepare(call string, n int) string {
	setup := ""
	for _, m := range slices.Backward(material) {
		if regexp.MustCompile(`\b` + m.name + `\b`).MatchString(call + setup) {
			setup = m.name + " = " + m.source + "\n" + setup
		}
	}
	return fmt.Sprintf("n = %d\nkey = random.key(1)\n%s", n, setup)
}

// An interrupt ends each of them on its way, and the session lives on.
func TestInterrupt(t *testing.T) {
	for path, call := range long {
		t.Run(path, func(t *testing.T) {
			s, err := everything()
			if err != nil {
				t.Fatal(err)
			}
			for n := 1 << 12; n <= 1<<22; n *= 4 {
				setup := prepare(call, n)
				if res := s.Exec(lang.Cell{Source: setup}, nil); res.Err != nil {
					t.Fatal(res.Err.Plain())
				}
				for range 3 {
					if interrupts(t, s, call) {
						return
					}
				}
			}
			t.Errorf("%s is done before it can be interrupted", call)
		})
	}
}

// interrupts runs a call and reports whether its own poll ended it. Where it
// did not poll, the machine ends the cell behind it, with another error.
func interrupts(t *testing.T, s *lang.Session, call string) bool {
	t.Helper()
	if res := s.Exec(lang.Cell{Source: "f = lambda: " + call}, nil); res.Err != nil {
		t.Fatal(res.Err.Plain())
	}
	th := new(starlark.Thread)
	meter := steps.Attach(th, steps.Options{})
	ended := make(chan error, 1)
	go func() {
		_, err := starlark.Call(th, s.Get("f"), nil, nil)
		ended <- err
	}()
	time.Sleep(time.Millisecond)
	meter.Interrupt()
	select {
	case err := <-ended:
		return errors.Is(err, steps.ErrInterrupted)
	case <-time.After(20 * time.Second):
		t.Fatalf("%s goes on after the interrupt", call)
	}
	return false
}
