package main

import (
	"os"
	"runtime"
)

// tune fits Go's runtime to a process that answers while it computes. The
// caller keeps what it returns.
func tune() (ballast []byte) {
	// With one processor Go would notice a message only every 10 ms while a cell
	// runs; with two the operating system shares what there is.
	if runtime.GOMAXPROCS(0) < 2 && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2)
	}
	// Memory that is never touched takes none. It counts as live, so that the
	// collector waits until there is something to collect: over the few MiB of a
	// session it would run hundreds of times a second in a loop that makes
	// values, and whoever asks a question of the kernel meanwhile would wait.
	return make([]byte, 32<<20)
}
