package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A notebook keeps all that its file held, known to us or not.
type notebook struct{ root object }

func readNotebook(path string) (*notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	nb, err := parseNotebook(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return nb, nil
}

func parseNotebook(data []byte) (*notebook, error) {
	nb := &notebook{}
	if err := decode(data, &nb.root); err != nil {
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	if v, ok := nb.root["nbformat"].(json.Number); !ok || v.String() != "4" {
		return nil, fmt.Errorf("notebook format %v, want 4", nb.root["nbformat"])
	}
	cells, ok := nb.root["cells"].([]any)
	if !ok {
		return nil, errors.New("the notebook has no cells")
	}
	for i, c := range cells {
		if _, ok := c.(object); !ok {
			return nil, fmt.Errorf("cell %d: got %T, want an object", i+1, c)
		}
	}
	return nb, nil
}

func (nb *notebook) cells() []object {
	var out []object
	for _, c := range nb.root["cells"].([]any) {
		out = append(out, c.(object))
	}
	return out
}

// code returns the code cells.
func (nb *notebook) code() []object {
	var out []object
	for _, cell := range nb.cells() {
		if cell["cell_type"] == "code" {
			out = append(out, cell)
		}
	}
	return out
}

// parameters rewrites the first cell tagged so. Without such a cell rewrite is
// given an empty text, and says whether it had something to set.
func (nb *notebook) parameters(rewrite func(string) (string, error)) error {
	for _, cell := range nb.code() {
		if !hasTag(cell, "parameters") {
			continue
		}
		src, err := rewrite(text(cell["source"]))
		if err != nil {
			return err
		}
		cell["source"] = src
		return nil
	}
	if _, err := rewrite(""); err != nil {
		return errors.New(`no cell is tagged "parameters", so none can be set`)
	}
	return nil
}

// bytes is the notebook as Jupyter writes it: keys sorted, indented by one,
// texts split into lines, nothing escaped that need not be.
func (nb *notebook) bytes() ([]byte, error) {
	metadata, _ := nb.root["metadata"].(object)
	for _, key := range []string{"orig_nbformat", "orig_nbformat_minor", "signature"} {
		delete(metadata, key)
	}
	for _, cell := range nb.cells() {
		splitField(cell, "source")
		shown, _ := cell["outputs"].([]any)
		for _, x := range shown {
			if out, ok := x.(object); ok { // what was not run may be written in another way
				splitField(out, "text")
				splitBundle(out, "data")
			}
		}
		own, _ := cell["metadata"].(object)
		delete(own, "trusted") // holds for one user, not for the file
		attached, _ := cell["attachments"].(object)
		for name := range attached {
			splitBundle(attached, name)
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(nb.root); err != nil {
		return nil, err
	}
	// Of the rest that Go escapes and Jupyter does not; `\\u2028` is a
	// backslash and five letters.
	return []byte(strings.NewReplacer(`\\`, `\\`, `\u2028`, "\u2028", `\u2029`, "\u2029").Replace(b.String())), nil
}

func splitField(in object, key string) {
	if s, ok := in[key].(string); ok {
		in[key] = split(s)
	}
}

func splitBundle(in object, key string) {
	if data, ok := in[key].(object); ok {
		in[key] = bundle(data)
	}
}

// write writes the notebook to a file, which appears whole or not at all. What
// is no file (a pipe, a terminal) is written to.
func (nb *notebook) write(path string) error {
	data, err := nb.bytes()
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return os.WriteFile(path, data, mode)
		}
		mode = info.Mode().Perm()
		if path, err = filepath.EvalSymlinks(path); err != nil { // or the link would be replaced
			return err
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".starling-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
