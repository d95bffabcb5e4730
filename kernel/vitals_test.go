package kernel

import (
	"io"
	"regexp"
	"strconv"
	"testing"
	"time"

	"starling/kernel/wire"
)

// What is kept shows in the vitals, and what is dropped no longer does.
func TestVitals(t *testing.T) {
	r, w := io.Pipe()
	k, err := newKernel(wire.Connection{}, nil, outlets{}, w)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		k.vitals(time.Millisecond)
	}()
	form := regexp.MustCompile(`^kernel: vitals: (\d+) bytes of live heap, (\d+) goroutines\n$`)
	next := func() int {
		line := make([]byte, 200)
		n, err := r.Read(line)
		if err != nil {
			t.Fatal(err)
		}
		m := form.FindSubmatch(line[:n])
		if m == nil {
			t.Fatalf("got %q", line[:n])
		}
		heap, err := strconv.Atoi(string(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		return heap
	}
	const size = 32 << 20
	next()
	before := next()
	kept := make([]byte, size)
	next()
	with := next()
	kept[0] = 1 // alive until here
	next()
	after := next()
	if with-before < size || with-after < size {
		t.Errorf("got %d, with %d bytes more %d, without them %d", before, size, with, after)
	}
	k.stop()
	go io.Copy(io.Discard, r)
	<-ended
}
