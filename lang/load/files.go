package load

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/steps"
)

// Files are the files that a session may touch: it reads below its own folder
// and the folders of --allow-read, and writes below those of --allow-write.
// Links that lead out of such a folder are refused.
type Files struct {
	dir         string // the session's own folder; "": none
	read, write []*folder
}

// A folder is a directory that was granted.
type folder struct {
	root  *os.Root
	paths []string // its absolute path, as given and without links
}

// NewFiles opens the folders. Relative ones are relative to the process's.
func NewFiles(dir string, read, write []string) (*Files, error) {
	f := &Files{}
	if dir != "" {
		own, err := openFolder(dir)
		if err != nil {
			return nil, err
		}
		f.dir = own.paths[0]
		f.read = append(f.read, own)
	}
	for _, grant := range []struct {
		flag string
		dirs []string
		to   *[]*folder
	}{{"--allow-read", read, &f.read}, {"--allow-write", write, &f.write}} {
		for _, dir := range grant.dirs {
			granted, err := openFolder(dir)
			if err != nil {
				return nil, fmt.Errorf("%s=%s: %w", grant.flag, dir, err)
			}
			*grant.to = append(*grant.to, granted)
		}
	}
	return f, nil
}

func openFolder(dir string) (*folder, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return nil, err
	}
	f := &folder{root: root, paths: []string{abs}}
	if real, err := filepath.EvalSymlinks(abs); err == nil && real != abs {
		f.paths = append(f.paths, real)
	}
	return f, nil
}

// inside returns path relative to the folder, if it is below it.
func (f *folder) inside(path string) (string, bool) {
	for _, dir := range f.paths {
		rel, err := filepath.Rel(dir, path)
		if err == nil && filepath.IsLocal(rel) {
			return rel, true
		}
	}
	return "", false
}

// abs makes path absolute, from the session's folder.
func (f *Files) abs(path string) (string, error) {
	switch {
	case path == "":
		return "", errors.New("got an empty path")
	case strings.ContainsRune(path, 0):
		return "", fmt.Errorf("got a path with a zero byte: %q", path)
	case filepath.IsAbs(path):
		return filepath.Clean(path), nil
	case f.dir == "":
		return "", fmt.Errorf("%s: the session was started for no folder; give an absolute path", path)
	}
	return filepath.Join(f.dir, path), nil
}

// show names a file as the user knows it: from the session's folder.
func (f *Files) show(abs string) string {
	if f.dir != "" {
		if rel, err := filepath.Rel(f.dir, abs); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return abs
}

// find returns the granted folder that a path lies in.
func find(granted []*folder, abs, verb, flag string) (*folder, string, error) {
	for _, f := range granted {
		if rel, ok := f.inside(abs); ok {
			return f, rel, nil
		}
	}
	return nil, "", fmt.Errorf("may not %s %s; start with %s=%s to permit it", verb, abs, flag, filepath.Dir(abs))
}

// explain puts an error of the operating system into the user's words.
func explain(err error, verb, shown, flag string) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("cannot %s %s: there is no such file", verb, shown)
	case errors.As(err, &path) && path.Err.Error() == "path escapes from parent":
		return fmt.Errorf("may not %s %s: it is a link that leads out of the permitted folder; "+
			"name the file it leads to, and start with %s=DIR for its folder", verb, shown, flag)
	case errors.As(err, &path):
		return fmt.Errorf("cannot %s %s: %w", verb, shown, path.Err)
	}
	return fmt.Errorf("cannot %s %s: %w", verb, shown, err)
}

// readFile reads a whole file for th, which may be interrupted meanwhile.
func (f *Files) readFile(th *starlark.Thread, abs string) ([]byte, error) {
	const flag = "--allow-read"
	folder, rel, err := find(f.read, abs, "read", flag)
	if err != nil {
		return nil, err
	}
	shown := f.show(abs)
	info, err := folder.root.Stat(rel)
	if err != nil {
		return nil, explain(err, "read", shown, flag)
	}
	if !info.Mode().IsRegular() { // a pipe or device may never end
		return nil, fmt.Errorf("cannot read %s: it is not a file but a %s", shown, kindOf(info.Mode()))
	}
	if err := steps.Grow(th, info.Size()); err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", shown, err)
	}
	file, err := folder.root.Open(rel)
	if err != nil {
		return nil, explain(err, "read", shown, flag)
	}
	defer file.Close()
	data, err := io.ReadAll(&polled{th, io.LimitReader(file, info.Size())})
	if err != nil {
		return nil, explain(err, "read", shown, flag)
	}
	return data, nil
}

func (f *Files) writeFile(th *starlark.Thread, abs string, data []byte) error {
	const flag = "--allow-write"
	folder, rel, err := find(f.write, abs, "write", flag)
	if err != nil {
		return err
	}
	shown := f.show(abs)
	if info, err := folder.root.Stat(rel); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("cannot write %s: it is not a file but a %s", shown, kindOf(info.Mode()))
	}
	if err := steps.Poll(th); err != nil {
		return err
	}
	if err := folder.root.WriteFile(rel, data, 0o666); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("cannot write %s: its folder does not exist", shown)
		}
		return explain(err, "write", shown, flag)
	}
	return nil
}

func kindOf(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "folder"
	case m&fs.ModeNamedPipe != 0:
		return "pipe"
	case m&fs.ModeSocket != 0:
		return "socket"
	}
	return "device"
}

// polled ends a long read when the cell is interrupted.
type polled struct {
	th *starlark.Thread
	r  io.Reader
}

func (p *polled) Read(b []byte) (int, error) {
	if err := steps.Poll(p.th); err != nil {
		return 0, err
	}
	return p.r.Read(b[:min(len(b), 1<<20)])
}

const key = "starling.files"

// Attach gives th the files of f, for ReadFile and WriteFile.
func Attach(th *starlark.Thread, f *Files) { th.SetLocal(key, f) }

func of(th *starlark.Thread) *Files {
	if th != nil {
		if f, ok := th.Local(key).(*Files); ok {
			return f
		}
	}
	return &Files{}
}

// ReadFile reads a file for a builtin that runs on th. A relative path is
// relative to the session's folder. An error names the path; where the
// session may not read it, also the flag that would permit it.
func ReadFile(th *starlark.Thread, path string) ([]byte, error) {
	f := of(th)
	abs, err := f.abs(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read: %w", err)
	}
	return f.readFile(th, abs)
}

// WriteFile writes a file for a builtin that runs on th, anew if it exists.
func WriteFile(th *starlark.Thread, path string, data []byte) error {
	f := of(th)
	abs, err := f.abs(path)
	if err != nil {
		return fmt.Errorf("cannot write: %w", err)
	}
	return f.writeFile(th, abs, data)
}
