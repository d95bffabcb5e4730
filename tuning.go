package main

import (
	"os"
	"runtime"
)

// tune fits Go's runtime to a process that answers while it computes. The
// caller keeps what it returns.
func tune() (ballast []byte) {
	// One processor for the cell, one for what else computes, such as the
	// collector of garbage, and one for who waits for messages: without it Go
	// looks for these every 10 ms only. If the machine has fewer, the operating
	// system shares them.
	if runtime.GOMAXPROCS(0) < 3 && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(3)
	}
	// Memory that is never touched takes none. It counts as live, so that the
	// collector waits until there is something to collect: over the few MiB of a
	// session it would run hundreds of times a second in a loop that makes
	// values, and whoever asks a question of the kernel meanwhile would wait.
	return make([]byte, 32<<20)
}
