// Package install tells Jupyter about the kernel: it writes a kernelspec, the
// folder in which Jupyter finds how to start a kernel and its logo.
//
//	Install  writes the kernelspec
//	Options  where to, and which binary it starts
//
// Where Jupyter looks is in dirs.go. The logo's PNG files are made from the SVG.
package install

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"starling/kernel/wire"
)

// Name is the kernel's name to Jupyter: that of its folder.
const Name = "starling"

//go:embed logo-32x32.png logo-64x64.png logo-svg.svg
var logos embed.FS

// Options say where the kernelspec goes: for this user unless Prefix is set.
type Options struct {
	User   bool   // for this user, the default
	Prefix string // into the environment at this folder, under share/jupyter
	Exe    string // the binary to start; "": this one
}

// spec is a kernel.json.
type spec struct {
	Argv          []string `json:"argv"`
	DisplayName   string   `json:"display_name"`
	Language      string   `json:"language"`
	InterruptMode string   `json:"interrupt_mode"`
	// ProtocolVersion tells who starts the kernel that it may choose its ports.
	ProtocolVersion string         `json:"kernel_protocol_version"`
	Env             map[string]any `json:"env"`
	Metadata        map[string]any `json:"metadata"`
}

// Install writes the kernelspec and returns its folder. An older one of ours is
// replaced; one of another kernel is left alone, which is an error.
func Install(o Options) (dir string, err error) {
	if o.User && o.Prefix != "" {
		return "", errors.New("install: got both user and prefix, want one of them")
	}
	exe, err := executable(o.Exe)
	if err != nil {
		return "", err
	}
	data, err := dataDir(o, runtime.GOOS, os.Getenv, os.UserHomeDir)
	if err != nil {
		return "", err
	}
	if data, err = filepath.Abs(data); err != nil {
		return "", err
	}
	dir = filepath.Join(data, "kernels", Name)
	if err := checkOurs(dir); err != nil {
		return "", err
	}
	return dir, write(dir, newSpec(exe, runtime.GOOS))
}

func newSpec(exe, goos string) spec {
	s := spec{
		Argv:            []string{exe, "kernel", "-f", "{connection_file}"},
		DisplayName:     "Starling",
		Language:        Name,
		InterruptMode:   "signal",
		ProtocolVersion: wire.ProtocolVersion,
		Env:             map[string]any{},
		Metadata:        map[string]any{"debugger": false, "supported_encryption": []string{"curve"}},
	}
	if goos == "windows" { // has no SIGINT for another process
		s.InterruptMode = "message"
	}
	return s
}

// executable is the absolute path of the binary that Jupyter will start.
func executable(exe string) (string, error) {
	if exe == "" {
		var err error
		if exe, err = os.Executable(); err != nil {
			return "", fmt.Errorf("path of this binary: %w", err)
		}
		if slashed := filepath.ToSlash(exe); strings.Contains(slashed, "/go-build") && strings.Contains(slashed, "/exe/") {
			return "", fmt.Errorf("%s is what `go run` made and will delete: build the binary first", exe)
		}
	}
	exe, err := filepath.Abs(exe)
	if err != nil {
		return "", err
	}
	switch info, err := os.Stat(exe); {
	case err != nil:
		return "", fmt.Errorf("the binary to start: %w", err)
	case info.IsDir():
		return "", fmt.Errorf("the binary to start: %s is a folder", exe)
	}
	return exe, nil
}

// checkOurs refuses a folder that holds the kernelspec of another kernel.
func checkOurs(dir string) error {
	path := filepath.Join(dir, "kernel.json")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var old spec
	if err := json.Unmarshal(data, &old); err != nil {
		return fmt.Errorf("%s is not a kernelspec of this kernel (%w): move it away first", path, err)
	}
	if old.Language != Name || len(old.Argv) < 2 || old.Argv[1] != "kernel" {
		return fmt.Errorf("%s belongs to another kernel, %q: move it away first", path, old.DisplayName)
	}
	return nil
}

// write writes the folder, kernel.json last: without it Jupyter sees no kernel.
func write(dir string, s spec) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files, err := logos.ReadDir(".")
	if err != nil {
		return err
	}
	for _, f := range files {
		data, err := logos.ReadFile(f.Name())
		if err != nil {
			return err
		}
		if err := replace(filepath.Join(dir, f.Name()), data); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		return err
	}
	return replace(filepath.Join(dir, "kernel.json"), b.Bytes())
}

// replace writes a file whole or not at all.
func replace(path string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
