package kernel

import "syscall"

// processGone watches a handle: on Windows Jupyter hands down that of its own
// process, under the name of a number.
func processGone(handle int) func() bool {
	return func() bool {
		event, err := syscall.WaitForSingleObject(syscall.Handle(handle), 0)
		return err == nil && event == syscall.WAIT_OBJECT_0
	}
}
