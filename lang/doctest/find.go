package doctest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	extension = ".star"
	suite     = "_test.star" // the files whose test_ functions are called
)

// ErrKind refuses a file that is no Starlark.
var ErrKind = errors.New("want a folder or a file ending in " + extension)

// Find returns the .star files of paths, which are files and folders, sorted
// and each once. In folders it leaves out what is hidden.
func Find(paths []string) ([]string, error) {
	var files []string
	for _, root := range paths {
		info, err := os.Stat(root)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			if !strings.HasSuffix(root, extension) {
				return nil, fmt.Errorf("%s: %w", root, ErrKind)
			}
			files = append(files, filepath.Clean(root))
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
			case !d.IsDir() && strings.HasSuffix(path, extension):
				files = append(files, filepath.Clean(path))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}
