package files_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"starling/lang/files"
)

func write(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFind(t *testing.T) {
	dir := write(t, map[string]string{
		"b.star": "", "a/c.star": "", "a/.hidden.star": "", ".git/d.star": "", "a/notes.txt": "", "a.star": "", "n.ipynb": "",
	})
	var want []string
	for _, name := range []string{"a.star", "a/c.star", "b.star"} {
		want = append(want, filepath.Join(dir, name))
	}
	got, err := files.Find([]string{dir, filepath.Join(dir, "b.star")}, ".star")
	if err != nil || strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if _, err := files.Find([]string{filepath.Join(dir, "a/notes.txt")}, ".star", ".ipynb"); err == nil || !strings.Contains(err.Error(), "want a folder or a file ending in .star or .ipynb") {
		t.Errorf("got %v", err)
	}
	if _, err := files.Find([]string{filepath.Join(dir, "nothing")}, ".star"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestReplace(t *testing.T) {
	dir := write(t, map[string]string{"a.star": "old"})
	file, link := filepath.Join(dir, "a.star"), filepath.Join(dir, "link.star")
	if err := os.Symlink("a.star", link); err != nil {
		t.Skip(err)
	}
	if err := files.Replace(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || string(text) != "new" {
		t.Errorf("got %q, %v", text, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is another: %v, %v", info, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("left behind: %v", left)
	}
}
