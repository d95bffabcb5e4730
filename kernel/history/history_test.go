package history

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// kernels are stores over one file, as several kernels have it.
type kernels struct {
	t    *testing.T
	path string
	mu   sync.Mutex
	log  []string
}

func newKernels(t *testing.T) *kernels {
	return &kernels{t: t, path: filepath.Join(t.TempDir(), "a", "history.jsonl")}
}

func (k *kernels) start() *Store { return New(k.path, k.logf) }

func (k *kernels) logf(format string, args ...any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.log = append(k.log, fmt.Sprintf(format, args...))
}

// ran is a kernel that ran some cells, of which those that begin with = have
// themselves for a result.
func (k *kernels) ran(cells ...string) {
	s := k.start()
	run(s, cells...)
	s.Close(time.Minute)
}

func run(s *Store, cells ...string) {
	for i, c := range cells {
		s.Add(i+1, c)
		if strings.HasPrefix(c, "=") {
			s.Result(i+1, c[1:])
		}
	}
}

// find lists what is found as session.line input→output.
func find(t *testing.T, s *Store, q Query) string {
	t.Helper()
	list, err := s.Find(q)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, e := range list {
		word := fmt.Sprintf("%d.%d %s", e.Session, e.Line, e.Input)
		if e.Output != nil {
			word += "→" + *e.Output
		}
		words = append(words, word)
	}
	return strings.Join(words, "|")
}

func n(x int) *int { return &x }

func TestSessions(t *testing.T) {
	k := newKernels(t)
	k.ran("a", "=b", "x = 1\ny = 'é'")
	k.ran()
	k.ran("=c", "a")
	s := k.start()
	defer s.Close(time.Minute)
	star := "a*"
	for i := range 2 { // what is asked before the first cell, and after
		for _, tc := range []struct {
			q    Query
			want string
		}{
			{Query{Kind: "range", Session: -1}, "2.1 =c→c|2.2 a"},
			{Query{Kind: "range", Session: -2, Start: 2}, "1.2 =b→b|1.3 x = 1\ny = 'é'"},
			{Query{Kind: "range", Session: 1, Start: 1, Stop: n(2)}, "1.1 a"},
			{Query{Kind: "range", Session: -3}, ""},
			{Query{Kind: "range", Session: 9}, ""},
			{Query{Kind: "search", Pattern: &star}, "1.1 a|2.2 a"},
			{Query{Kind: "search", Pattern: &star, N: n(1)}, "2.2 a"},
			{Query{Kind: "search", Pattern: &star, Unique: true}, "2.2 a"},
			{Query{Kind: "search", N: n(0)}, ""},
		} {
			if got := find(t, s, tc.q); got != tc.want {
				t.Errorf("%+v: got %q, want %q", tc.q, got, tc.want)
			}
		}
		if i == 0 {
			run(s, "=new")
		}
	}
	for _, q := range []Query{{Kind: "range"}, {Kind: "range", Session: 3}, {Kind: "tail", N: n(1)}} {
		if got := find(t, s, Query{Kind: "tail", N: n(1)}); got != "3.1 =new→new" {
			t.Errorf("%+v: got %q", q, got)
		}
	}
	if got, want := find(t, s, Query{Kind: "tail", N: n(2)}), "2.2 a|3.1 =new→new"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := s.Find(Query{Kind: "guess"}); err == nil || !strings.Contains(err.Error(), "guess") {
		t.Errorf("got %v", err)
	}
	if len(k.log) > 0 {
		t.Errorf("logged %q", k.log)
	}
}

// The number of a session is kept beside the history, so that no cell waits
// while a long one is read; without it, it is looked for.
func TestNumbersOfSessions(t *testing.T) {
	const history = `{"session":7,"line":1,"input":"old"}` + "\n"
	for _, c := range []struct {
		name, history, lock string
		want                int
	}{
		{"the first", "", "", 1},
		{"no number", history, "", 8},
		{"a number", history, fmt.Sprintf(numberFormat, 12), 13},
		{"half a number", history, fmt.Sprintf(numberFormat, 12)[:10], 8},
		{"no number at all", history, strings.Repeat("x", 20), 8},
		{"too long", history, fmt.Sprintf(numberFormat, 12) + "3", 8},
		{"the history is gone", "", fmt.Sprintf(numberFormat, 12), 1},
	} {
		k := newKernels(t)
		if err := os.MkdirAll(filepath.Dir(k.path), 0o700); err != nil {
			t.Fatal(err)
		}
		for path, text := range map[string]string{k.path: c.history, k.path + ".lock": c.lock} {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for more := range 2 {
			k.ran("new")
			text, err := os.ReadFile(k.path)
			if want := fmt.Sprintf(`{"session":%d,"line":1,"input":"new"}`+"\n", c.want+more); err != nil || !strings.HasSuffix(string(text), want) {
				t.Errorf("%s: got %s, %v, want it to end with %s", c.name, text, err, want)
			}
		}
	}
}

func TestManyKernelsAtOnce(t *testing.T) {
	k := newKernels(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			s := k.start()
			defer s.Close(time.Minute)
			for j := range 50 {
				s.Add(j+1, fmt.Sprint("kernel ", i))
				if j%10 == 0 {
					time.Sleep(time.Millisecond)
				}
			}
		})
	}
	all.Wait()
	s := k.start()
	defer s.Close(time.Minute)
	list, err := s.Find(Query{Kind: "tail"})
	if err != nil || len(list) != 20*50 {
		t.Fatalf("got %d entries, want %d (%v)", len(list), 20*50, err)
	}
	for i, e := range list {
		if e.Session != 1+i/50 || e.Line != 1+i%50 || e.Input != list[i/50*50].Input {
			t.Fatalf("entry %d is %+v", i, e)
		}
	}
}

func TestATornLineIsNotRead(t *testing.T) {
	for _, torn := range []string{`{"session":7,"line":1,"inp`, "{\"session\":7,\"li\x00\x00\x00", "null", "[]", `{"session":"x"}`} {
		k := newKernels(t)
		k.ran("=a", "b")
		out, err := os.OpenFile(k.path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.WriteString(torn); err != nil {
			t.Fatal(err)
		}
		out.Close()
		k.ran("c")
		s := k.start()
		if got, want := find(t, s, Query{Kind: "tail"}), "1.1 =a→a|1.2 b|2.1 c"; got != want {
			t.Errorf("%q: got %q, want %q", torn, got, want)
		}
		s.Close(time.Minute)
	}
}

func TestTheFileIsBounded(t *testing.T) {
	k := newKernels(t)
	s := k.start()
	long := strings.Repeat("x", maxInput-100)
	for i := range 2 * maxFile / len(long) {
		s.Add(i+1, long)
		if i%8 == 0 {
			time.Sleep(2 * writePause)
		}
	}
	s.Add(99, "last")
	s.Add(100, strings.Repeat("y", maxInput+1))
	s.Close(time.Minute)
	info, err := os.Stat(k.path)
	if err != nil || info.Size() > maxFile+maxFile/4 || info.Size() < maxFile/4 {
		t.Errorf("the file has %d bytes (%v)", info.Size(), err)
	}
	next := k.start()
	defer next.Close(time.Minute)
	if got := find(t, next, Query{Kind: "tail", N: n(1)}); got != "1.99 last" {
		t.Errorf("got %.20q: what is too long for the file is in it, or the end of it is lost", got)
	}
	if list, _ := filepath.Glob(filepath.Join(filepath.Dir(k.path), "*")); len(list) != 2 {
		t.Errorf("left behind: %v", list)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	s := New("", nil)
	for i := range maxEntries + 1 {
		s.Add(i+1, "x")
	}
	s.Result(maxEntries+1, strings.Repeat("é", maxOutput))
	list, err := s.Find(Query{Kind: "tail"})
	if err != nil || len(list) > maxEntries {
		t.Errorf("got %d entries, want at most %d (%v)", len(list), maxEntries, err)
	}
	last := list[len(list)-1]
	if last.Session != 1 || last.Line != maxEntries+1 || len(*last.Output) > maxOutput+3 {
		t.Errorf("got line %d with %d bytes of output", last.Line, len(*last.Output))
	}
	s.Close(0)
}

func TestWithoutADisk(t *testing.T) {
	k := &kernels{t: t, path: filepath.Join("/dev/null", "x", "history.jsonl")}
	s := k.start()
	run(s, "=a")
	time.Sleep(2 * writePause)
	run(s, "b")
	s.Close(time.Minute)
	if got, want := find(t, s, Query{Kind: "tail"}), "1.1 =a→a|1.1 b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(k.log) != 1 || !strings.HasPrefix(k.log[0], "history is not kept: ") {
		t.Errorf("logged %q, want one line", k.log)
	}
	s.Add(3, "late")
	s.Close(0)
}

func TestAFullDisk(t *testing.T) {
	k := newKernels(t)
	k.ran("a")
	full := true
	s := k.start()
	s.file.write = func(f *os.File, b []byte) (int, error) {
		if full {
			n, _ := f.Write(b[:5])
			return n, syscall.ENOSPC
		}
		return f.Write(b)
	}
	s.file.add([]line{{Line: 1, Input: new(string)}})
	s.file.add([]line{{Line: 2, Input: new(string)}})
	full = false
	run(s, "=b")
	s.Close(time.Minute)
	next := k.start()
	defer next.Close(time.Minute)
	if got := find(t, next, Query{Kind: "tail"}); got != "1.1 a|2.1 =b→b" {
		t.Errorf("got %q", got)
	}
	if len(k.log) != 1 || !strings.Contains(k.log[0], "no space") {
		t.Errorf("logged %q, want one line", k.log)
	}
}

func TestTheFileIsPrivate(t *testing.T) {
	k := newKernels(t)
	k.ran("password = 1")
	for _, path := range []string{k.path, filepath.Dir(k.path)} {
		if info, err := os.Stat(path); err != nil || info.Mode()&0o077 != 0 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}
