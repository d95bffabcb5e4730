package kernel

import (
	"runtime"
	"time"
)

// vitals logs, every so often, what a kernel that runs for days must not let
// grow: the live heap and the goroutines.
func (k *kernel) vitals(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-k.stopped:
			return
		case <-tick.C:
			heap, goroutines := live()
			k.logf("vitals: %d bytes of live heap, %d goroutines", heap, goroutines)
		}
	}
}

func live() (heap uint64, goroutines int) {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what pools kept through the first is garbage to the second
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, runtime.NumGoroutine()
}
