package install

import (
	"errors"
	"path/filepath"
)

// dataDir is Jupyter's data folder on an operating system: that of an
// environment, else the user's
// (https://docs.jupyter.org/en/latest/use/jupyter-directories.html).
func dataDir(o Options, goos string, getenv func(string) string, home func() (string, error)) (string, error) {
	if o.Prefix != "" {
		return filepath.Join(o.Prefix, "share", "jupyter"), nil
	}
	if dir := getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	if goos == "windows" {
		if dir := getenv("APPDATA"); dir != "" {
			return filepath.Join(dir, "jupyter"), nil
		}
		return "", errors.New("neither JUPYTER_DATA_DIR nor APPDATA is set: want a folder for Jupyter's data")
	}
	if dir := getenv("XDG_DATA_HOME"); dir != "" && goos != "darwin" {
		return filepath.Join(dir, "jupyter"), nil
	}
	dir, err := home()
	if err != nil {
		return "", err
	}
	if goos == "darwin" {
		return filepath.Join(dir, "Library", "Jupyter"), nil
	}
	return filepath.Join(dir, ".local", "share", "jupyter"), nil
}
