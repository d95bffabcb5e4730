// Package notebook reads the code of a notebook file.
//
//	Cells    its code cells
//	Rewrite  the file with other code in them (rewrite.go)
package notebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrLanguage refuses a notebook of another language.
var ErrLanguage = errors.New("the notebook is of another language")

// A Cell is a code cell.
type Cell struct {
	Number int // among the code cells, from 1
	Source string
	Fails  bool // it is tagged raises-exception: it is there to show an error
}

// Cells returns the code cells of a notebook file.
func Cells(name string, data []byte) ([]Cell, error) {
	var file struct {
		Format   int `json:"nbformat"`
		Metadata struct {
			Kernelspec   struct{ Language string }
			LanguageInfo struct{ Name string } `json:"language_info"`
		}
		Cells []struct {
			Type     string `json:"cell_type"`
			Source   source
			Metadata struct{ Tags []string }
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("%s is no notebook: %w", name, err)
	}
	if file.Format != 4 {
		return nil, fmt.Errorf("%s is no notebook: nbformat = %d, want 4", name, file.Format)
	}
	for _, language := range []string{file.Metadata.LanguageInfo.Name, file.Metadata.Kernelspec.Language} {
		if language != "" && language != "starling" {
			return nil, fmt.Errorf("%s: %w: %s", name, ErrLanguage, language)
		}
	}
	var cells []Cell
	for _, c := range file.Cells {
		if c.Type == "code" {
			cells = append(cells, Cell{len(cells) + 1, string(c.Source), slices.Contains(c.Metadata.Tags, "raises-exception")})
		}
	}
	return cells, nil
}

// A source is a text, or its lines.
type source string

func (s *source) UnmarshalJSON(data []byte) error {
	var lines []string
	if err := json.Unmarshal(data, (*string)(s)); err == nil {
		return nil
	}
	if err := json.Unmarshal(data, &lines); err != nil {
		return errors.New("the source of a cell is neither a text nor lines")
	}
	*s = source(strings.Join(lines, ""))
	return nil
}
