package spool

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// lines collects what a spool logs.
type lines struct{ list []string }

func (l *lines) logf(format string, args ...any) {
	l.list = append(l.list, fmt.Sprintf(format, args...))
}

func newSpool(t *testing.T) (*Spool, *lines) {
	var log lines
	s := New(filepath.Join(t.TempDir(), "a", "b"), log.logf)
	t.Cleanup(s.Close)
	return s, &log
}

// again is what a cell replays: text by stream, and a word for each message.
func again(t *testing.T, c *Cell) string {
	t.Helper()
	var out strings.Builder
	last := ""
	if err := c.Replay(func(r Record) error {
		name := r.Stream + r.Type
		if name != last || r.Type != "" {
			fmt.Fprintf(&out, "<%s>", name)
		}
		last = name
		out.WriteString(r.Text + string(r.Content))
		return nil
	}); err != nil {
		t.Error(err)
	}
	return out.String()
}

// files is how many files of output there are below a folder.
func files(t *testing.T, root string) int {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(root, "*", "0*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestOrderIsKept(t *testing.T) {
	s, _ := newSpool(t)
	c := s.Begin(1, "")
	c.Stream("stdout", "a")
	c.Stream("stdout", "b\n")
	c.Stream("stderr", "c")
	c.Message("display_data", []byte(`{"x": "\n"}`))
	c.Stream("stdout", "d")
	want := `<stdout>ab` + "\n" + `<stderr>c<display_data>{"x": "\n"}<stdout>d`
	for _, when := range []string{"while it runs", "when it has ended"} {
		if got := again(t, c); got != want {
			t.Errorf("%s: got %q, want %q", when, got, want)
		}
		c.End()
	}
	if _, err := os.Stat(s.root); !os.IsNotExist(err) {
		t.Errorf("a short output touches the disk: %v", err)
	}
	c.Stream("stdout", "e")
	if got := again(t, c); got != want+"e" {
		t.Errorf("late output: got %q", got)
	}
}

func TestLongOutputIsInFiles(t *testing.T) {
	s, log := newSpool(t)
	c := s.Begin(1, "")
	var want strings.Builder
	want.WriteString("<stdout>")
	for i := range 2_000_000 {
		line := fmt.Sprintln("line", i)
		want.WriteString(line)
		c.Stream("stdout", line)
	}
	image := strings.Repeat("x", 3<<20)
	c.Message("display_data", []byte(image))
	fmt.Fprintf(&want, "<display_data>%s<stdout>end", image)
	c.Stream("stdout", "end")
	if n := len(c.text) + len(c.records); n > chunk {
		t.Errorf("%d bytes are in memory", n)
	}
	if got := again(t, c); got != want.String() {
		t.Errorf("got %d bytes, want %d", len(got), want.Len())
	}
	c.End()
	if got := again(t, c); got != want.String() {
		t.Errorf("when it has ended: got %d bytes, want %d", len(got), want.Len())
	}
	if n := files(t, s.root); n < 2 {
		t.Errorf("%d files", n)
	}
	s.Close()
	if list, _ := filepath.Glob(filepath.Join(s.root, "*")); len(list) != 0 {
		t.Errorf("left behind: %v", list)
	}
	if log.list != nil {
		t.Errorf("logged: %q", log.list)
	}
}

func TestClear(t *testing.T) {
	s, _ := newSpool(t)
	c := s.Begin(1, "")
	c.Stream("stdout", strings.Repeat("a", 1<<20))
	c.Clear(true)
	if n := len(again(t, c)); n < 1<<20 {
		t.Errorf("cleared before more comes: %d bytes are left", n)
	}
	c.Stream("stdout", "b")
	if got := again(t, c); got != "<stdout>b" || files(t, s.root) != 0 {
		t.Errorf("got %q, %d files", got, files(t, s.root))
	}
	c.Clear(false)
	if !c.Empty() || again(t, c) != "" {
		t.Error("not cleared at once")
	}
}

func TestBound(t *testing.T) {
	s, _ := newSpool(t)
	s.max = 3 * maxSegment
	one, two := s.Begin(1, ""), s.Begin(2, "")
	one.Stream("stdout", strings.Repeat("a", maxSegment))
	one.End()
	line := strings.Repeat("b", 1023) + "\n"
	for range 5 * maxSegment / len(line) {
		two.Stream("stdout", line)
	}
	if got := again(t, one); got != "" || one.Kept().Dropped != maxSegment {
		t.Errorf("the older cell has %d bytes, of which %d are said to be dropped", len(got), one.Kept().Dropped)
	}
	got := strings.TrimPrefix(again(t, two), "<stdout>")
	if k := two.Kept(); int64(len(got)) != k.Printed-k.Dropped || k.Printed != 5*maxSegment || k.Lost != 0 {
		t.Errorf("got %d bytes of %+v", len(got), k)
	}
	if len(got) < maxSegment || int64(len(got)) > s.max || s.size > s.max+maxSegment {
		t.Errorf("got %d bytes, want the latest of at most %d; files of %d", len(got), s.max, s.size)
	}
	for i := range maxCells {
		s.Begin(3+i, "").Stream("stdout", "x")
	}
	if n := files(t, s.root); n != 0 || s.size != 0 || s.Cell(2) != nil || len(s.Numbers()) != maxCells {
		t.Errorf("%d files of %d bytes, %d cells", n, s.size, len(s.Numbers()))
	}
	two.Stream("stdout", strings.Repeat("late", chunk)) // forgotten: it goes nowhere
	if n := files(t, s.root); n != 0 {
		t.Errorf("%d files", n)
	}
}

func TestAFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no disk that is always full")
	}
	defer full.Close()
	s, log := newSpool(t)
	old, c := s.Begin(1, ""), s.Begin(2, "")
	old.Stream("stdout", strings.Repeat("o", chunk))
	old.End()
	head := strings.Repeat("h", chunk+1)
	c.Stream("stdout", head)
	c.segments[0].file = full
	for range 10 {
		c.Stream("stdout", strings.Repeat("l", chunk+1))
	}
	c.End()
	if got := again(t, c); got != "<stdout>"+head {
		t.Errorf("got %d bytes, want what the disk took", len(got))
	}
	if k := c.Kept(); k.Lost != 10*(chunk+1) || k.Why == nil {
		t.Errorf("got %+v", k)
	}
	if len(old.segments) != 0 {
		t.Error("older output makes no room")
	}
	if len(log.list) != 1 || !strings.Contains(log.list[0], "no space") {
		t.Errorf("logged: %q", log.list)
	}
	next := s.Begin(3, "")
	next.Stream("stdout", head)
	if got := again(t, next); got != "<stdout>"+head {
		t.Errorf("the next cell keeps %d bytes, want %d: the disk has room again", len(got), len(head))
	}
}

func TestNoFolder(t *testing.T) {
	var log lines
	s := New(filepath.Join("/dev/null", "x"), log.logf)
	defer s.Close()
	c := s.Begin(1, "")
	c.Stream("stdout", "short")
	c.Stream("stdout", strings.Repeat("x", 1<<20))
	c.Stream("stdout", strings.Repeat("x", 1<<20))
	if k := c.Kept(); k.Lost != 2<<20+5 || len(log.list) != 1 {
		t.Errorf("got %+v, logged %q", k, log.list)
	}
}

func TestUnseen(t *testing.T) {
	s, _ := newSpool(t)
	if s.Unseen("me") != nil {
		t.Error("there is output of no cell")
	}
	said := func(n int, client string) *Cell {
		c := s.Begin(n, client)
		c.Stream("stdout", "x")
		return c
	}
	want := func(n int) {
		t.Helper()
		if c := s.Unseen("me"); c == nil || c.Number != n {
			t.Errorf("got %+v, want cell %d", c, n)
		}
	}
	said(1, "me")
	s.Begin(2, "another")
	want(1) // of which all was seen
	said(3, "me").Shorten()
	said(4, "me")
	want(3)
	said(5, "another")
	said(6, "me")
	want(5)
}

func TestAnEndedKernelsFolderIsRemoved(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such locks here")
	}
	s, _ := newSpool(t)
	alive := New(s.root, s.logf)
	defer alive.Close()
	long := strings.Repeat("x", chunk)
	a := alive.Begin(1, "")
	a.Stream("stdout", long)
	killed := New(s.root, s.logf)
	k := killed.Begin(1, "")
	k.Stream("stdout", long)
	killed.folder.lock.Close() // as the system does
	s.Begin(1, "").Stream("stdout", long)
	if again(t, a) != "<stdout>"+long {
		t.Error("a living kernel's output is gone")
	}
	if _, err := os.Stat(killed.folder.path); !os.IsNotExist(err) {
		t.Errorf("left behind: %v", err)
	}
}

func TestReplayEndsWhereShowingFails(t *testing.T) {
	s, _ := newSpool(t)
	c := s.Begin(1, "")
	c.Stream("stdout", strings.Repeat("x", chunk))
	c.Stream("stderr", "y")
	shown, enough := 0, errors.New("enough")
	if err := c.Replay(func(Record) error { shown++; return enough }); err != enough || shown != 1 {
		t.Errorf("got %v after %d records", err, shown)
	}
}
