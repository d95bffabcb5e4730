package load_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.starlark.net/starlark"

	"starling/lang/load"
	"starling/lang/steps"
)

// grounds lays out a session's folder beside others, and links between them.
func grounds(t *testing.T) string {
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"own/sub", "lent", "out", "private"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"own/a.txt", "own/sub/b.txt", "lent/c.txt", "private/d.txt", "out/e.txt"} {
		if err := os.WriteFile(filepath.Join(base, file), []byte(file), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{
		"own/in.txt":       "sub/b.txt",
		"own/leak.txt":     filepath.Join(base, "private/d.txt"),
		"own/leak":         "../private",
		"own/sub/leak.txt": "../../private/d.txt",
		"lent/leak.txt":    "../private/d.txt",
		"out/leak.txt":     "../private/d.txt",
		"alias":            "own",
	} {
		if err := os.Symlink(to, filepath.Join(base, link)); err != nil {
			t.Skipf("links cannot be made here: %v", err)
		}
	}
	return base
}

func thread(t *testing.T, dir string, read, write []string) *starlark.Thread {
	files, err := load.NewFiles(dir, read, write)
	if err != nil {
		t.Fatal(err)
	}
	th := new(starlark.Thread)
	load.Attach(th, files)
	return th
}

func TestReadFile(t *testing.T) {
	base := grounds(t)
	at := func(name string) string { return filepath.Join(base, name) }
	th := thread(t, at("own"), []string{at("lent")}, []string{at("out")})
	for path, want := range map[string]string{
		"a.txt":                        "own/a.txt",
		"sub/../a.txt":                 "own/a.txt",
		"./sub/b.txt":                  "own/sub/b.txt",
		"in.txt":                       "own/sub/b.txt",
		at("own/a.txt"):                "own/a.txt",
		at("lent/c.txt"):               "lent/c.txt",
		"../lent/c.txt":                "lent/c.txt",
		"../own/a.txt":                 "own/a.txt",
		at("lent/../own/.") + "/a.txt": "own/a.txt",
	} {
		if got, err := load.ReadFile(th, path); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v", path, got, err)
		}
	}
	for path, want := range map[string]string{
		"../private/d.txt":  "start with --allow-read=" + at("private") + " to permit it",
		at("private/d.txt"): "start with --allow-read=" + at("private") + " to permit it",
		at("out/e.txt"):     "--allow-read=" + at("out"),
		"/etc/passwd":       "--allow-read=/etc",
		"leak.txt":          "leak.txt: it is a link that leads out",
		"leak/d.txt":        "leak/d.txt: it is a link that leads out",
		"sub/leak.txt":      "a link that leads out",
		at("lent/leak.txt"): "a link that leads out",
		"none.txt":          "none.txt: there is no such file",
		"sub":               "sub: it is not a file but a folder",
		"":                  "empty path",
		"a\x00b":            "zero byte",
		"a.txt/b":           "a.txt/b: not a directory",
	} {
		if got, err := load.ReadFile(th, path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %q, %v, want %s", path, got, err, want)
		}
	}
}

func TestReadFileThroughALinkToTheFolder(t *testing.T) {
	base := grounds(t)
	th := thread(t, filepath.Join(base, "alias"), nil, nil)
	for _, path := range []string{"a.txt", filepath.Join(base, "alias/a.txt"), filepath.Join(base, "own/a.txt")} {
		if _, err := load.ReadFile(th, path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestReadFileWithoutFolder(t *testing.T) {
	for _, th := range []*starlark.Thread{thread(t, "", nil, nil), new(starlark.Thread), nil} {
		if _, err := load.ReadFile(th, "a.txt"); err == nil || !strings.Contains(err.Error(), "started for no folder") {
			t.Error(err)
		}
		if _, err := load.ReadFile(th, "/etc/passwd"); err == nil || !strings.Contains(err.Error(), "--allow-read=/etc") {
			t.Error(err)
		}
	}
}

func TestReadFileIsSized(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "big"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "big"), 3<<30); err != nil {
		t.Skipf("no sparse files here: %v", err)
	}
	if _, err := load.ReadFile(thread(t, dir, nil, nil), "big"); err == nil || !strings.Contains(err.Error(), "would take 3 GiB") {
		t.Error(err)
	}
}

func TestReadFileIsInterrupted(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("a"), 0o666); err != nil {
		t.Fatal(err)
	}
	th := thread(t, dir, nil, nil)
	steps.Attach(th, steps.Options{}).Interrupt()
	if _, err := load.ReadFile(th, "a"); !errors.Is(err, steps.ErrInterrupted) {
		t.Error(err)
	}
}

func TestWriteFile(t *testing.T) {
	base := grounds(t)
	at := func(name string) string { return filepath.Join(base, name) }
	th := thread(t, at("own"), nil, []string{at("out"), at("own/sub")})
	for path, file := range map[string]string{
		at("out/new.txt"): "out/new.txt",
		"../out/e.txt":    "out/e.txt",
		"sub/b.txt":       "own/sub/b.txt",
	} {
		if err := load.WriteFile(th, path, []byte("new")); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if got, err := os.ReadFile(at(file)); err != nil || string(got) != "new" {
			t.Errorf("%s: got %q, %v", path, got, err)
		}
	}
	for path, want := range map[string]string{
		"a.txt":             "may not write " + at("own/a.txt") + "; start with --allow-write=" + at("own") + " to permit it",
		at("private/d.txt"): "--allow-write=" + at("private"),
		at("out/leak.txt"):  "a link that leads out",
		"sub/leak.txt":      "a link that leads out",
		at("out/no/f.txt"):  "its folder does not exist",
		"sub":               "not a file but a folder",
	} {
		if err := load.WriteFile(th, path, []byte("x")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
	for _, file := range []string{"own/a.txt", "private/d.txt"} {
		if got, _ := os.ReadFile(at(file)); string(got) != file {
			t.Errorf("%s was changed to %q", file, got)
		}
	}
}

func TestNewFilesNamesTheFlagOfAMissingFolder(t *testing.T) {
	if _, err := load.NewFiles("", []string{"/no/such/folder"}, nil); err == nil || !strings.Contains(err.Error(), "--allow-read=/no/such/folder") {
		t.Error(err)
	}
}
