package universe_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

const (
	corpus    = "testdata/cpython.jsonl"
	generator = "testdata/cpython.py"
)

// Each line of the corpus holds an expression and what CPython gives for it.
func TestLikeCPython(t *testing.T) {
	f, err := os.Open(corpus)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := newBench(t)
	lines := bufio.NewScanner(f)
	n, errors := 0, 0
	for ; lines.Scan(); n++ {
		var c [2]string
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		th, _ := thread()
		v, err := b.run(th, c[0])
		got := "! error"
		if err == nil {
			got = "None"
			if v != nil {
				got = repr(v)
			}
		} else {
			errors++
		}
		if got != c[1] {
			t.Errorf("%s\n got %s (%v)\nwant %s", c[0], got, err, c[1])
		}
	}
	if n < 2000 || errors < 100 {
		t.Errorf("the corpus has %d cases, %d of them errors, want at least 2000 and 100", n, errors)
	}
}

// The corpus is what CPython says today.
func TestCorpus(t *testing.T) {
	python := os.Getenv("STARLING_PYTHON")
	if python == "" {
		t.Skip("set STARLING_PYTHON to a Python interpreter to compare the corpus with it")
	}
	got, err := exec.Command(python, generator).Output()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(corpus)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what %s prints; run it to rewrite the corpus", corpus, generator)
	}
}
