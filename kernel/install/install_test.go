package install

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestDataDir(t *testing.T) {
	home := func() (string, error) { return "/home/u", nil }
	for _, tc := range []struct {
		goos, prefix, want string
		env                map[string]string
	}{
		{"linux", "", "/home/u/.local/share/jupyter", nil},
		{"freebsd", "", "/home/u/.local/share/jupyter", nil},
		{"linux", "", "/xdg/jupyter", map[string]string{"XDG_DATA_HOME": "/xdg"}},
		{"darwin", "", "/home/u/Library/Jupyter", map[string]string{"XDG_DATA_HOME": "/xdg"}},
		{"windows", "", "/app/jupyter", map[string]string{"APPDATA": "/app"}},
		{"linux", "", "/data", map[string]string{"JUPYTER_DATA_DIR": "/data", "XDG_DATA_HOME": "/xdg"}},
		{"windows", "", "/data", map[string]string{"JUPYTER_DATA_DIR": "/data", "APPDATA": "/app"}},
		{"linux", "/env", "/env/share/jupyter", map[string]string{"JUPYTER_DATA_DIR": "/data"}},
	} {
		got, err := dataDir(Options{Prefix: tc.prefix}, tc.goos, func(k string) string { return tc.env[k] }, home)
		if err != nil || filepath.ToSlash(got) != tc.want {
			t.Errorf("%s %v: got %s, %v, want %s", tc.goos, tc.env, got, err, tc.want)
		}
	}
	if dir, err := dataDir(Options{}, "windows", func(string) string { return "" }, home); err == nil {
		t.Errorf("windows without APPDATA: got %s, want an error", dir)
	}
}

func TestInstall(t *testing.T) {
	prefix := t.TempDir()
	exe := filepath.Join(prefix, "starling <1>")
	if err := os.WriteFile(exe, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second replaces the first
		dir, err := Install(Options{Prefix: prefix, Exe: exe})
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(prefix, "share", "jupyter", "kernels", "starling"); dir != want {
			t.Errorf("got %s, want %s", dir, want)
		}
		data, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
		if err != nil {
			t.Fatal(err)
		}
		var got, want map[string]any
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		wanted, _ := json.Marshal(newSpec(exe, "linux"))
		_ = json.Unmarshal(wanted, &want)
		if !reflect.DeepEqual(got, want) || got["interrupt_mode"] != "signal" || got["argv"].([]any)[0] != exe {
			t.Errorf("got %s, want %s", data, wanted)
		}
		files, _ := os.ReadDir(dir)
		if len(files) != 4 {
			t.Errorf("got %v, want kernel.json and three logos", files)
		}
	}
	if mode := newSpec(exe, "windows").InterruptMode; mode != "message" {
		t.Errorf("windows: got interrupt_mode %s, want message", mode)
	}
}

func TestInstallFindsTheUsersFolder(t *testing.T) {
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
	dir, err := Install(Options{User: true})
	if err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if !strings.HasPrefix(dir, os.Getenv("JUPYTER_DATA_DIR")) || !bytes.Contains(data, []byte("install.test")) {
		t.Errorf("got %s with %s, want this binary in $JUPYTER_DATA_DIR", dir, data)
	}
}

func TestInstallRefuses(t *testing.T) {
	prefix := t.TempDir()
	dir := filepath.Join(prefix, "share", "jupyter", "kernels", "starling")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for content, want := range map[string]string{
		`{"argv": ["bird", "-f"], "display_name": "Bird", "language": "bird"}`: `belongs to another kernel, "Bird"`,
		`{"argv": `: "is not a kernelspec of this kernel",
	} {
		path := filepath.Join(dir, "kernel.json")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Install(Options{Prefix: prefix})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
		if got, _ := os.ReadFile(path); string(got) != content {
			t.Errorf("the other kernel's file became %s", got)
		}
	}
	for want, o := range map[string]Options{
		"no such file": {Prefix: t.TempDir(), Exe: "/none/starling"},
		"is a folder":  {Prefix: t.TempDir(), Exe: prefix},
		"got both":     {Prefix: "p", User: true},
	} {
		if _, err := Install(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestLogosHaveTheSizeTheirNamesSay(t *testing.T) {
	for name, size := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		data, err := logos.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || img.Width != size || img.Height != size {
			t.Errorf("%s: got %d x %d, %v", name, img.Width, img.Height, err)
		}
	}
}
