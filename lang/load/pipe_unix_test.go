//go:build unix

package load_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"starling/lang/load"
)

func TestReadFileDoesNotWaitForAPipe(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "p"), 0o666); err != nil {
		t.Skipf("pipes cannot be made here: %v", err)
	}
	if _, err := load.ReadFile(thread(t, dir, nil, nil), "p"); err == nil || !strings.Contains(err.Error(), "not a file but a pipe") {
		t.Error(err)
	}
}
