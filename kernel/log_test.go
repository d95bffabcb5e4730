package kernel

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestLogOfAFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		l := newLogbook(&b)
		for i := range 1000 {
			l.printf("flood %d", i)
		}
		l.printf("other %d", 1)
		written := b.String()
		if n := strings.Count(written, "flood"); n != logBurst {
			t.Errorf("%d lines of a flood, want %d", n, logBurst)
		}
		if !strings.HasSuffix(written, "kernel: flood 99\nkernel: other 1\n") {
			t.Errorf("another kind of line is missing: %q", written[len(written)-50:])
		}
		b.Reset()
		time.Sleep(logPeriod)
		synctest.Wait()
		if got, want := b.String(), "kernel: 899 lines like the next were left out\nflood 999\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		b.Reset()
		l.printf("flood again")
		l.printf("flood %d", 1000)
		if got, want := b.String(), "kernel: flood again\nkernel: flood 1000\n"; got != want {
			t.Errorf("after the flood: got %q, want %q", got, want)
		}
	})
}

// Lines that come now and then are all written.
func TestLogOfALongDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		l := newLogbook(&b)
		const n = 500
		for range n {
			l.printf("now and then")
			time.Sleep(time.Second)
		}
		if got := strings.Count(b.String(), "kernel: now and then\n"); got != n {
			t.Errorf("%d lines, want %d", got, n)
		}
	})
}

func TestLogOfALongLine(t *testing.T) {
	var b bytes.Buffer
	newLogbook(&b).printf("%s", strings.Repeat("é", logLength))
	if got := b.String(); len(got) > logLength+100 || !strings.HasSuffix(got, "é… (16384 bytes)\n") {
		t.Errorf("got %d bytes, …%q", len(got), got[len(got)-30:])
	}
}
