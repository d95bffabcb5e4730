package kernel

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

const (
	// In logPeriod a kind of line is written logBurst times. The others are
	// counted: whoever can send messages could fill a disk with them.
	logPeriod = 10 * time.Second
	logBurst  = 100
	// logLength bounds a line, which may quote what a client sent.
	logLength = 8 << 10
)

// logbook writes the log. The kind of a line is its format.
type logbook struct {
	mu    sync.Mutex
	to    io.Writer
	kinds map[string]*logKind
}

// logKind is what became of the lines of a kind lately.
type logKind struct {
	since   time.Time
	written int
	left    int    // how many were left out
	last    string // of these
}

func newLogbook(to io.Writer) *logbook { return &logbook{to: to, kinds: map[string]*logKind{}} }

func (l *logbook) printf(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	l.mu.Lock()
	defer l.mu.Unlock()
	kind := l.kinds[format]
	if kind == nil {
		kind = &logKind{}
		l.kinds[format] = kind
	}
	now := time.Now()
	if kind.left == 0 && now.Sub(kind.since) >= logPeriod {
		kind.since, kind.written = now, 0
	}
	if kind.written < logBurst {
		kind.written++
		l.write(line)
		return
	}
	if kind.left == 0 {
		time.AfterFunc(logPeriod-now.Sub(kind.since), func() { l.sumUp(kind) })
	}
	kind.left++
	kind.last = line
}

// sumUp says what was left out of a kind.
func (l *logbook) sumUp(kind *logKind) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write(fmt.Sprintf("%d lines like the next were left out\n%s", kind.left-1, kind.last))
	*kind = logKind{}
}

func (l *logbook) write(line string) {
	line = strings.TrimSuffix(line, "\n")
	if len(line) > logLength {
		line = fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(line[:logLength], ""), len(line))
	}
	fmt.Fprintln(l.to, "kernel:", line)
}
