package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A notebook keeps all that its file held, known to us or not.
type notebook struct{ root object }

func readNotebook(path string) (*notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	nb := &notebook{}
	if err := decode(data, &nb.root); err != nil {
		return nil, fmt.Errorf("%s: not a notebook: %w", path, err)
	}
	if v, ok := nb.root["nbformat"].(json.Number); !ok || v.String() != "4" {
		return nil, fmt.Errorf("%s: notebook format %v, want 4", path, nb.root["nbformat"])
	}
	cells, ok := nb.root["cells"].([]any)
	if !ok {
		return nil, fmt.Errorf("%s: the notebook has no cells", path)
	}
	for i, c := range cells {
		if _, ok := c.(object); !ok {
			return nil, fmt.Errorf("%s: cell %d is no object", path, i+1)
		}
	}
	return nb, nil
}

// code returns the code cells.
func (nb *notebook) code() []object {
	var out []object
	for _, c := range nb.root["cells"].([]any) {
		if cell := c.(object); cell["cell_type"] == "code" {
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
		cell["source"] = split(src)
		return nil
	}
	if _, err := rewrite(""); err != nil {
		return errors.New(`no cell is tagged "parameters", so none can be set`)
	}
	return nil
}

// write writes the notebook as Jupyter does: keys sorted, indented by one.
// The file appears whole or not at all.
func (nb *notebook) write(path string) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(nb.root); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".starling-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(b.Bytes()); err != nil {
		f.Close()
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
