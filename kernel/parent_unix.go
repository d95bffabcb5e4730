//go:build unix

package kernel

import (
	"errors"
	"os"
	"syscall"
)

func processGone(pid int) func() bool {
	if os.Getppid() == pid {
		// A parent that is dead but not yet buried still has its number, so its
		// children's new parent is the better sign.
		return func() bool { return os.Getppid() != pid }
	}
	// A wrapper stands between: ask for the process itself.
	gone := func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
	if gone() {
		return nil // the number means nothing here, as in a container
	}
	return gone
}
