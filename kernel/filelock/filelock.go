// Package filelock keeps processes out of one another's files. A lock belongs
// to an open file and ends with it, also when its process is killed. Where the
// system has no such locks (lock_other.go) all succeed.
package filelock

import "os"

// Lock waits until no other process holds the lock of a file.
func Lock(f *os.File) error { return lock(f, true) }

// Try takes the lock of a file if no other process holds it.
func Try(f *os.File) error { return lock(f, false) }
