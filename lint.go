package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"starling/lang"
	"starling/lang/files"
	"starling/lang/lint"
	"starling/lang/notebook"
	"starling/lang/terminal"
)

func lintCommand() *cobra.Command {
	var asJSON, rules bool
	cmd := &cobra.Command{
		Use:   "lint [FILE.star|FILE.ipynb|FOLDER...]",
		Short: "Find mistakes without running anything",
		Long: `Find mistakes in programs, and in the code cells of notebooks, without running
them: names that nothing binds, calls that do not fit what is called, constants
out of range, values in one unit where another is declared. Folders (default:
this one) are searched; notebooks of other languages are passed over.

The cells of a notebook are looked at in their order. One that is tagged
raises-exception has no findings: it is there to show an error. The comment
"# lint: ok" takes back the findings of its line.

Exit codes: 0 nothing is found; 1 there are findings; 2 the command line is
wrong; 3 a file cannot be read.`,
		Example: `  starling lint
  starling lint study.star notebooks
  starling lint --rules`,
		RunE: func(_ *cobra.Command, args []string) error {
			if rules {
				for _, r := range lint.Rules {
					fmt.Printf("%-18s %s\n", r.Name, r.Doc)
				}
				return nil
			}
			if len(args) == 0 {
				args = []string{"."}
			}
			return lintFiles(args, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON, one a line")
	cmd.Flags().BoolVar(&rules, "rules", false, "list what is looked for")
	return cmd
}

func lintFiles(paths []string, asJSON bool) error {
	found, err := files.Find(paths, files.Programs, files.Notebooks)
	switch {
	case errors.Is(err, files.ErrKind):
		return &exitError{exitUsage, err}
	case err != nil:
		return &exitError{exitUnavailable, err}
	}
	session, err := new(access).session("")
	if err != nil {
		return &exitError{exitUnavailable, err}
	}
	count := 0
	for _, path := range found {
		findings, err := lintFile(session, path)
		switch {
		case errors.Is(err, notebook.ErrLanguage):
			continue
		case err != nil:
			return &exitError{exitUnavailable, err}
		}
		for _, f := range findings {
			if err := show(f, asJSON, count == 0); err != nil {
				return &exitError{exitUnavailable, err}
			}
			count++
		}
	}
	if count > 0 {
		return &exitError{code: exitFailed}
	}
	return nil
}

// lintFile finds the mistakes of a program or notebook.
func lintFile(s *lang.Session, path string) ([]lint.Finding, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	texts := []lint.Text{{Name: path, Source: string(data)}}
	if filepath.Ext(path) == files.Notebooks {
		cells, err := notebook.Cells(path, data)
		if err != nil {
			return nil, err
		}
		texts = nil
		for _, c := range cells {
			texts = append(texts, lint.Text{
				Name: fmt.Sprintf("%s, code cell %d", path, c.Number), Source: c.Source, Cell: true, Fails: c.Fails,
			})
		}
	}
	return s.Lint(texts, func(module string) (string, error) {
		if !filepath.IsAbs(module) {
			module = filepath.Join(filepath.Dir(path), module)
		}
		text, err := os.ReadFile(module)
		return string(text), err
	}), nil
}

func show(f lint.Finding, asJSON, first bool) error {
	if asJSON {
		out := json.NewEncoder(os.Stdout)
		out.SetEscapeHTML(false)
		return out.Encode(f)
	}
	if !first {
		fmt.Println()
	}
	if terminal.Is(os.Stdout) {
		fmt.Println(f.Error().ANSI())
	} else {
		fmt.Println(f.Error().Plain())
	}
	return nil
}
