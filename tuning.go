package main

import (
	"os"
	"runtime"
)

// ballast is memory that is never touched, so it takes none. It counts as live,
// so that the collector waits until there is something to collect: over the few
// MiB of a session it would run hundreds of times a second in a loop that makes
// values, and whoever asks a question of the kernel meanwhile would wait for it.
var ballast []byte

// tune fits Go's runtime to a process that answers while it computes.
func tune() {
	ballast = make([]byte, 32<<20)
	// With one processor Go would notice a message only every 10 ms while a cell
	// runs; with two the operating system shares what there is.
	if runtime.GOMAXPROCS(0) < 2 && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2)
	}
}
