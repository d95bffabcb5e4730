package spool

import (
	"fmt"
	"os"
	"path/filepath"

	"starling/kernel/filelock"
)

// A folder holds the files of one kernel. While the kernel lives it holds the
// lock of a file in it; a folder whose lock is free was left by a kernel that
// was killed.
type folder struct {
	path string
	lock *os.File
	made int // files so far
}

const lockName = "lock"

// newFolder makes a folder below root, and removes those that were left there.
func newFolder(root string) (*folder, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	removeLeft(root)
	path, err := os.MkdirTemp(root, "kernel-")
	if err != nil {
		return nil, err
	}
	lock, err := os.Create(filepath.Join(path, lockName))
	if err == nil {
		err = filelock.Try(lock)
	}
	if err != nil {
		_ = os.RemoveAll(path)
		return nil, err
	}
	return &folder{path: path, lock: lock}, nil
}

func removeLeft(root string) {
	list, _ := filepath.Glob(filepath.Join(root, "kernel-*", lockName))
	for _, name := range list {
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		free := filelock.Try(f) == nil
		f.Close()
		// Where there are no locks, a file that is open cannot be removed.
		if free && os.Remove(name) == nil {
			_ = os.RemoveAll(filepath.Dir(name))
		}
	}
}

func (f *folder) remove() {
	f.lock.Close()
	_ = os.RemoveAll(f.path)
}

// A segment is a file of the folder.
type segment struct {
	file *os.File // nil: nothing more is written to it
	path string
	size int64
	text int64 // bytes of what was printed in it
}

func (f *folder) segment() (*segment, error) {
	f.made++
	path := filepath.Join(f.path, fmt.Sprintf("%06d", f.made))
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &segment{file: file, path: path}, nil
}

// write adds records. What is not written whole is taken back.
func (g *segment) write(b []byte) error {
	if _, err := g.file.Write(b); err != nil {
		_ = g.file.Truncate(g.size)
		_, _ = g.file.Seek(g.size, 0)
		return err
	}
	return nil
}

func (g *segment) close() {
	if g.file != nil {
		g.file.Close()
		g.file = nil
	}
}

func (g *segment) remove() {
	g.close()
	_ = os.Remove(g.path)
}
