//go:build unix

package lang_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	osexec "os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"go.starlark.net/starlark"

	"starling/lang"
	"starling/lang/syntax"
)

var peers = flag.String("peers", "", "measure the programs whose names match, beside the stock machine and CPython")

// A workload is a program that all three run: it defines run(), which does an
// operation so many times. What the stock language has not, or needs other
// words for, is said.
type workload struct {
	name, src string
	ops       int
	stock     string // "": src; "-": it cannot
	python    string // "": src
}

// loop is a function that does a statement 100,000 times.
func loop(name, before, body string) workload {
	return workload{name: name, ops: 100_000, src: "def run():\n  " + before + "\n  for i in range(100000):\n    " + body + "\n"}
}

// only says that the stock language has no such thing.
func (w workload) only() workload {
	w.stock = "-"
	return w
}

var workloads = []workload{
	loop("empty loop", "pass", "pass"),
	{name: "fib", ops: 28656, src: "def fib(n):\n  if n < 2: return n\n  return fib(n - 1) + fib(n - 2)\ndef run(): return fib(21)\n"},
	loop("int sum", "t = 0", "t += i"),
	loop("float loop", "x, y = 0.0, 1.5", "x = x + y - 0.5 / (x + 1.0)"),
	{name: "comprehension", ops: 100_000, src: "def run(): return [i + 1 for i in range(100000)]\n"},
	{name: "comprehension, if", ops: 100_000, src: "def run(): return [i for i in range(100000) if i % 3 == 0]\n"},
	loop("dict insert", "d = {}", "d[i] = i"),
	loop("list append", "l = []", "l.append(i)"),
	loop("list element +=", "l = [0] * 10", "l[3] += i"),
	loop("call", "f = lambda x: x", "f(i)"),
	loop("int < int", "l = [5]\n  n = l[0]", "i < n"),
	loop("float < float", "l = [5.5]\n  n = l[0]\n  x = 2.5", "x < n"),
	loop("float < int", "l = [5]\n  n = l[0]\n  x = 2.5", "x < n"),
	loop("float < constant", "l = [5.5]\n  x = l[0]", "x < 3"),
	loop("int == constant", "l = [5]\n  x = l[0]", "x == 3"),
	loop("string == constant", "l = ['abc']\n  x = l[0]", "x == 'abd'"),
	loop("proved <", "n = 50", "i < n"),
	loop("if <", "l = [5]\n  n = l[0]", "if i < n: pass"),
	loop("if truth", "l = [5]\n  n = l[0]", "if n: pass"),
	loop("and, not", "l = [5]\n  n = l[0]", "n and not n"),
	loop("x < y < z", "l = [5]\n  n = l[0]", "0 <= n < i").only(),
	loop("in a dict", "d = {'a': 1}", "'b' in d"),
	loop("in constants", "l = ['c']\n  x = l[0]", "x in ('a', 'b', 'c')"),
	loop("int * int", "l = [5]\n  n = l[0]", "i * n"),
	loop("int * constant", "l = [5]\n  n = l[0]", "n * 3"),
	loop("float * float", "l = [5.5]\n  x = l[0]\n  y = l[0]", "x * y"),
	loop("int % constant", "l = [5]\n  n = l[0]", "n % 3"),
	loop("float ** 2", "l = [5.5]\n  x = l[0]", "x ** 2").only(),
	loop("s[i:j]", "l = ['hello world']\n  s = l[0]\n  j = 5", "s[1:j]"),
	loop("s[1:]", "l = ['hello world']\n  s = l[0]", "s[1:]"),
	loop("'%d' % x", "x = 5", "'%d of 10' % i"),
	loop("f-string", "x = 5", "f'{i} of 10'").only(),
	loop("f-string with spec", "x = 5.25", "f'{x:.3f} of {i}'").only(),
	loop("'{}'.format(x)", "x = 5", "'{} of 10'.format(i)"),
	loop("string join", "l = ['a', 'b', 'c']", "','.join(l)"),
	{name: "sieve", ops: 100_000, src: `def run():
  n = 20000
  composite = [False] * n
  count = 0
  for i in range(2, n):
    if not composite[i]:
      count += 1
      for j in range(i * i, n, i):
        composite[j] = True
  return count
`},
	{name: "n-body step", ops: 1000, src: `def run():
  bodies = [[float(i), float(i * i), 0.0, 0.0, 1.0 + i] for i in range(5)]
  for step in range(100):
    for a in bodies:
      for b in bodies:
        dx = b[0] - a[0]
        dy = b[1] - a[1]
        d = dx * dx + dy * dy + 0.01
        a[2] += b[4] * dx / d
        a[3] += b[4] * dy / d
    for a in bodies:
      a[0] += 0.001 * a[2]
      a[1] += 0.001 * a[3]
`},
}

// TestPeers prints what operations cost here, on the stock machine and in
// CPython. It asserts nothing of times: make bench-lang runs it.
func TestPeers(t *testing.T) {
	if *peers == "" {
		t.Skip("make bench-lang measures")
	}
	workloads := matching(*peers)
	python := os.Getenv("STARLING_PYTHON")
	if python == "" {
		python = "python3"
	}
	const rounds = 9
	best := make([][3]float64, len(workloads))
	for i := range best {
		best[i] = [3]float64{math.Inf(1), math.Inf(1), math.Inf(1)}
	}
	for range rounds {
		times := cpython(t, python, workloads)
		for i, w := range workloads {
			if w.stock != "-" {
				best[i][0] = min(best[i][0], float64(stock(t, w))/float64(w.ops))
			}
			best[i][1] = min(best[i][1], float64(ours(t, w))/float64(w.ops))
			best[i][2] = min(best[i][2], times[i]/float64(w.ops))
		}
	}
	version, _ := osexec.Command(python, "--version").Output()
	fmt.Printf("ns of CPU an operation, loop included, best of %d; %s, %s, %s/%s\n\n", rounds, runtime.Version(), strings.TrimSpace(string(version)), runtime.GOOS, runtime.GOARCH)
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "\tstock\tours\tCPython\tours/stock\tours/CPython\tours-stock\t")
	for i, w := range workloads {
		b := best[i]
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", w.name, figure(b[0], 0), figure(b[1], 0), figure(b[2], 0), figure(b[1]/b[0], 2), figure(b[1]/b[2], 2), figure(b[1]-b[0], 0))
	}
	out.Flush()
}

func figure(x float64, digits int) string {
	if math.IsInf(x, 0) || math.IsNaN(x) || x == 0 {
		return "–"
	}
	return fmt.Sprintf("%.*f", digits, x)
}

// matching returns the workloads whose names match a pattern.
func matching(pattern string) []workload {
	re := regexp.MustCompile(pattern)
	return slices.DeleteFunc(slices.Clone(workloads), func(w workload) bool { return !re.MatchString(w.name) })
}

// cpu is the time that this process has computed: on a busy machine it says
// more than the clock.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func stock(t *testing.T, w workload) time.Duration {
	src := w.src
	if w.stock != "" {
		src = w.stock
	}
	th := new(starlark.Thread)
	globals, err := starlark.ExecFileOptions(syntax.Dialect, th, w.name, src, nil)
	if err != nil {
		t.Fatal(w.name, err)
	}
	runtime.GC() // of what others left
	start := cpu()
	if _, err := starlark.Call(th, globals["run"], nil, nil); err != nil {
		t.Fatal(w.name, err)
	}
	return cpu() - start
}

func ours(t *testing.T, w workload) time.Duration {
	s := session(t, lang.Options{})
	if res := s.Exec(lang.Cell{Source: w.src}, nil); res.Err != nil {
		t.Fatal(w.name, res.Err)
	}
	runtime.GC() // of what others left
	start := cpu()
	if res := s.Exec(lang.Cell{Source: "run();"}, nil); res.Err != nil {
		t.Fatal(w.name, res.Err)
	}
	return cpu() - start
}

// cpython returns the time of each program, in ns.
func cpython(t *testing.T, python string, workloads []workload) []float64 {
	var texts []string
	for _, w := range workloads {
		src := w.src
		if w.python != "" {
			src = w.python
		}
		texts = append(texts, src)
	}
	in, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := osexec.Command(python, "-c", `
import json, sys, time
out = []
for src in json.load(sys.stdin):
    names = {}
    exec(src, names)
    start = time.process_time_ns()
    names["run"]()
    out.append(time.process_time_ns() - start)
json.dump(out, sys.stdout)
`)
	cmd.Stdin = strings.NewReader(string(in))
	cmd.Stderr = os.Stderr
	data, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var times []float64
	if err := json.Unmarshal(data, &times); err != nil {
		t.Fatal(err)
	}
	return times
}
