package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

var argv = []string{os.Args[0], "{connection_file}"}

// book writes a notebook of code cells; a cell may begin with `#tag `.
func book(t *testing.T, cells ...string) string {
	t.Helper()
	t.Setenv(fakeKernel, "1")
	list := []any{object{"cell_type": "markdown", "metadata": object{"trusted": true}, "source": "# one\ntwo", "id": "m"}}
	for i, src := range cells {
		metadata := object{}
		if tag, rest, ok := strings.Cut(strings.TrimPrefix(src, "#"), " "); ok && strings.HasPrefix(src, "#") {
			metadata["tags"], src = []any{tag}, rest
		}
		list = append(list, object{
			"cell_type": "code", "metadata": metadata, "source": src, "id": fmt.Sprint("c", i+1),
			"execution_count": 41, "outputs": []any{object{"output_type": "stream", "name": "stdout", "text": "old"}},
		})
	}
	data, err := json.Marshal(object{
		"nbformat": 4, "nbformat_minor": 5, "cells": list,
		"metadata": object{"kernelspec": object{"name": "fake", "display_name": "Fake"}, "unheard": object{"of": 1.0}},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "book.ipynb")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func run1(t *testing.T, path string, o Options) (string, error) {
	t.Helper()
	o.Argv = argv
	out := path + ".out"
	err := RunNotebook(path, out, o)
	data, readErr := os.ReadFile(out)
	if readErr != nil {
		t.Fatal(errors.Join(err, readErr))
	}
	return string(data), err
}

func say(s string) string {
	text, _ := json.Marshal(s)
	return `{"type":"stream","content":{"name":"stdout","text":` + string(text) + `}}`
}

const oops = `{"type":"error","content":{"ename":"Oops","evalue":"bad","traceback":["line 1","Oops: bad"]}}`

func TestNotebookIsWrittenAsJupyterDoes(t *testing.T) {
	got, err := run1(t, book(t, `[`+say("a\n")+`,`+say("<b> \u2028\\u2028")+`]`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "m",
   "metadata": {},
   "source": [
    "# one\n",
    "two"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "c1",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\n",
      "<b> ` + "\u2028" + `",
      "\\u2028"
     ]
    }
   ],
   "source": [
`
	if !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s…", got, want)
	}
	end := ` "metadata": {
  "kernelspec": {
   "display_name": "Fake",
   "name": "fake"
  },
  "unheard": {
   "of": 1
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`
	if !strings.HasSuffix(got, end) {
		t.Errorf("got\n%s\nwant at its end\n%s", got, end)
	}
}

// Each row is what a kernel does, and what is to come of it.
func TestKernelsThatMisbehave(t *testing.T) {
	defer func(old time.Duration) { patience = old }(patience)
	for _, c := range []struct {
		name   string
		script string
		err    []string // parts of the error; none: no error
		shown  string   // must be in the notebook
	}{
		{"output of others and noise", `[{"do":"strange"},` + say("mine") + `]`, nil, "mine"},
		{"error", `[` + say("before") + `,` + oops + `]`, []string{"code cell 1 failed:", "Oops: bad"}, "before"},
		{"error that only the reply tells", `[{"do":"fail"}]`, []string{"code cell 1: Hidden: why"}, ""},
		{"refused", `[{"do":"abort"}]`, []string{"refused to run"}, ""},
		{"no idle", `[` + say("said") + `,{"do":"no idle"}]`, []string{"code cell 1", "lost"}, "said"},
		{"no reply", `[` + say("said") + `,{"do":"no reply"}]`, []string{"code cell 1", "lost"}, "said"},
		{"death", `[` + say("said") + `,{"do":"die"}]`, []string{"code cell 1", "the kernel died", "famous last words", "exit status 7"}, "said"},
		{"hangs up", `[{"do":"hang up"},{"do":"deaf"}]`, []string{"code cell 1", "closed its shell channel"}, ""},
		{"unknown type of message", `[{"type":"new_in_6","content":{}},` + say("on") + `]`, nil, "on"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if slices.Contains(c.err, "lost") {
				patience = time.Second
			} else {
				patience = time.Minute
			}
			got, err := run1(t, book(t, c.script, `[`+say("next cell")+`]`), Options{})
			if (err != nil) != (c.err != nil) {
				t.Fatalf("got error %v, want one with %q", err, c.err)
			}
			for _, part := range c.err {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("got error %q, want %q in it", err, part)
				}
			}
			if ran := strings.Contains(got, `"next cell"`); ran != (c.err == nil) {
				t.Errorf("the next cell ran: %v", ran)
			}
			if !strings.Contains(got, `"`+c.shown) || strings.Contains(got, "not yours\"") {
				t.Errorf("want %q shown in\n%s", c.shown, got)
			}
		})
	}
}

func TestErrorsAreAllowed(t *testing.T) {
	failing := `[` + oops + `]`
	last := `[` + say("reached") + `]`
	if _, err := run1(t, book(t, failing, last), Options{AllowErrors: true}); err != nil {
		t.Errorf("with AllowErrors: %v", err)
	}
	got, err := run1(t, book(t, `#raises-exception `+failing, last), Options{})
	if err != nil || !strings.Contains(got, `"reached"`) {
		t.Errorf("with a tag: %v\n%s", err, got)
	}
	var e *CellError
	_, err = run1(t, book(t, last, failing, last), Options{})
	if !errors.As(err, &e) || e.Cell != 2 || e.Name != "Oops" || e.Value != "bad" || len(e.Traceback) != 2 {
		t.Errorf("got %#v", err)
	}
}

func TestSkippedCellsStay(t *testing.T) {
	got, err := run1(t, book(t, `#skip-execution [`+oops+`]`), Options{})
	if err != nil || !strings.Contains(got, `"old"`) || !strings.Contains(got, `"execution_count": 41`) {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestParams(t *testing.T) {
	set := func(src string) (string, error) {
		if !strings.Contains(src, "old") {
			return "", errors.New("k is not set here")
		}
		return strings.ReplaceAll(src, "old", "new"), nil
	}
	cell := `[` + say("old value") + `]`
	got, err := run1(t, book(t, cell, `#parameters `+cell, `#parameters `+cell), Options{Params: set})
	if err != nil || strings.Count(got, `"new value"`) != 1 || strings.Count(got, `"old value"`) != 2 {
		t.Errorf("%v\n%s", err, got)
	}
	for src, want := range map[string]string{
		cell:              `no cell is tagged "parameters"`,
		`#parameters []`:  "k is not set here",
		`#parameterss []`: `no cell is tagged "parameters"`,
	} {
		path := book(t, src)
		err := RunNotebook(path, path+".out", Options{Argv: argv, Params: set})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", src, err, want)
		}
	}
	if _, err := run1(t, book(t, cell), Options{Params: func(s string) (string, error) { return s, nil }}); err != nil {
		t.Errorf("nothing to set, and no cell for it: %v", err)
	}
}

// signalled runs a notebook and sends signals to the runner, which is this
// process, once the first cell has printed.
func signalled(t *testing.T, script string, signals ...os.Signal) {
	t.Helper()
	seen := make(chan os.Signal, 4) // or the signal would end the test
	signal.Notify(seen, signals...)
	defer signal.Stop(seen)
	started, done := make(chan bool, 64), make(chan bool)
	go func() {
		defer close(done)
		<-started
		for _, sig := range signals {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				_ = self.Signal(sig)
			}
			<-seen
			time.Sleep(100 * time.Millisecond) // the runner takes one at a time
		}
	}()
	echo := writer(func(string) { started <- true })
	got, err := run1(t, book(t, script, `[`+say("next cell")+`]`), Options{Echo: echo})
	<-done
	if !errors.Is(err, ErrInterrupted) || strings.Contains(got, `"next cell"`) || !strings.Contains(got, `"on"`) {
		t.Errorf("got %v\n%s", err, got)
	}
}

func TestInterrupt(t *testing.T) {
	waits := `[` + say("on") + `,{"do":"wait"},{"type":"error","content":{"ename":"KeyboardInterrupt","evalue":"","traceback":[]}}]`
	deaf := `[` + say("on") + `,{"do":"deaf"}]`
	t.Run("heeded", func(t *testing.T) { signalled(t, waits, os.Interrupt) })
	t.Run("twice", func(t *testing.T) { signalled(t, deaf, os.Interrupt, os.Interrupt) })
	t.Run("terminated", func(t *testing.T) { signalled(t, deaf, syscall.SIGTERM) })
}

func TestStubbornKernelIsKilled(t *testing.T) {
	t.Setenv(fakeKernel, "1")
	k, err := Start(argv, ".")
	if err != nil {
		t.Fatal(err)
	}
	o := &outputs{byID: map[string][]object{}}
	o.begin(object{})
	if err := k.execute(`[{"do":"stubborn"}]`, false, o, nil); err != nil {
		t.Fatal(err)
	}
	k.Close()
	if state := k.cmd.ProcessState; state == nil || state.Success() {
		t.Errorf("got %v, want a process that was killed", state)
	}
}

type writer func(string)

func (w writer) Write(p []byte) (int, error) {
	w(string(p))
	return len(p), nil
}

func TestProgressAndEcho(t *testing.T) {
	var progress, echo bytes.Buffer
	cells := []string{`[` + say("a\n") + `]`, ` `, `[{"type":"display_data","content":{"data":{"text/plain":"b","text/html":"<b>"}}}]`}
	if _, err := run1(t, book(t, cells...), Options{Progress: &progress, Echo: &echo}); err != nil {
		t.Fatal(err)
	}
	if want := "[1/3] " + cells[0] + "\n[3/3] " + cells[2] + "\n"; progress.String() != want {
		t.Errorf("progress: got %q, want %q", progress.String(), want)
	}
	if want := "a\nb\n"; echo.String() != want {
		t.Errorf("echo: got %q, want %q", echo.String(), want)
	}
}

func TestStart(t *testing.T) {
	for _, c := range []struct {
		argv []string
		want string
	}{
		{nil, "no command"},
		{[]string{"./no-such-kernel"}, "no-such-kernel"},
		{[]string{os.Args[0], "no-such-file.json"}, "the kernel ended as it started; it said:\nfake kernel: connection file"},
	} {
		t.Setenv(fakeKernel, "1")
		k, err := Start(c.argv, ".")
		if err == nil {
			k.Close()
			t.Errorf("%q starts", c.argv)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %q, want %q", c.argv, err, c.want)
		}
	}
}

func TestNoTraceIsLeft(t *testing.T) {
	tmp := t.TempDir()
	path := book(t, `[]`)
	t.Setenv("TMPDIR", tmp)
	if _, err := run1(t, path, Options{}); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(tmp); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".starling-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A flood must neither be lost nor cut us off while nobody reads along.
func TestFlood(t *testing.T) {
	slow := true
	got, err := run1(t, book(t, `[{"do":"flood"}]`), Options{Echo: writer(func(string) {
		if slow { // longer than the kernel waits for a reader
			time.Sleep(1500 * time.Millisecond)
			slow = false
		}
	})})
	if err != nil {
		t.Fatal(err)
	}
	nb, err := parseNotebook([]byte(got))
	if err != nil {
		t.Fatal(err)
	}
	list := nb.code()[0]["outputs"].([]any)
	if len(list) != 1 {
		t.Fatalf("got %d outputs, want 1", len(list))
	}
	if shown := lines(list[0].(object)["text"]); len(shown) != 640 || shown[639] != floodLine {
		t.Errorf("got %d lines, want 640", len(shown))
	}
}
