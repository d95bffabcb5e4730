package main

import (
	"os"
	"path/filepath"
	"runtime"
)

// stateDir is where what outlives a run is kept: history, and the output of
// cells while a kernel runs.
func stateDir() string {
	dir := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		dir = filepath.Join(home, ".local", "state")
		if runtime.GOOS == "windows" {
			dir, err = os.UserCacheDir()
		}
		if err != nil {
			dir = os.TempDir()
		}
	}
	return filepath.Join(dir, "starling")
}

// historyFile is where the cells of all kernels are kept; "": nowhere.
func historyFile(named string) string {
	switch named {
	case "":
		return filepath.Join(stateDir(), "history.jsonl")
	case "off":
		return ""
	}
	return named
}
