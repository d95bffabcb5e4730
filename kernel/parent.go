package kernel

import (
	"os"
	"strconv"
	"time"
)

// parentPeriod is how often the kernel looks whether its parent lives.
const parentPeriod = time.Second

// watchParent stops the kernel when the process that started it is gone, so
// that none is left behind by a server that was killed. Jupyter names that
// process in JPY_PARENT_PID.
func (k *kernel) watchParent() {
	gone := parentGone(os.Getenv("JPY_PARENT_PID"))
	if gone == nil {
		return
	}
	tick := time.NewTicker(parentPeriod)
	defer tick.Stop()
	for {
		select {
		case <-k.stopped:
			return
		case <-tick.C:
			if gone() {
				k.logf("the process that started this kernel is gone: stopping")
				k.stop()
				return
			}
		}
	}
}

// parentGone makes the test whether the process named is gone; nil where no
// process is named that could be watched.
func parentGone(name string) func() bool {
	pid, err := strconv.Atoi(name)
	if err != nil || pid <= 1 {
		return nil
	}
	return processGone(pid)
}
