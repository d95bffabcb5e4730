package filelock

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestLockExcludes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such locks here")
	}
	path := filepath.Join(t.TempDir(), "x")
	one, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	two, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	if err := Lock(one); err != nil {
		t.Fatal(err)
	}
	if Try(two) == nil {
		t.Error("two hold the lock")
	}
	one.Close()
	if err := Try(two); err != nil {
		t.Errorf("a lock outlives its file: %v", err)
	}
}
