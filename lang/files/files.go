// Package files finds the programs that a command is to work on, and puts
// other text into a file.
package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Programs and Notebooks are what files end in.
const (
	Programs  = ".star"
	Notebooks = ".ipynb"
)

// ErrKind refuses a file that ends in something else.
var ErrKind = errors.New("want a folder or a file ending in")

// Find returns the files of paths, which are files and folders, that end in
// one of some endings; sorted, each once. In folders it leaves out what is
// hidden.
func Find(paths []string, endings ...string) ([]string, error) {
	fits := func(path string) bool { return slices.Contains(endings, filepath.Ext(path)) }
	var found []string
	for _, root := range paths {
		info, err := os.Stat(root)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			if !fits(root) {
				return nil, fmt.Errorf("%s: %w %s", root, ErrKind, strings.Join(endings, " or "))
			}
			found = append(found, filepath.Clean(root))
			continue
		}
		err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case path != root && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return filepath.SkipDir
				}
			case !d.IsDir() && fits(path):
				found = append(found, filepath.Clean(path))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// Replace gives a file another text. The new one appears whole or not at all,
// with the old one's mode; a link still leads to it.
func Replace(path string, text []byte) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".starling-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
