package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"starling/lang/diag"
	"starling/lang/files"
	"starling/lang/notebook"
	"starling/lang/syntax/format"
	"starling/lang/terminal"
)

func fmtCommand() *cobra.Command {
	var check, diff bool
	cmd := &cobra.Command{
		Use:   "fmt [FILE.star|FILE.ipynb|FOLDER...]",
		Short: "Set programs in the common style",
		Long: `Set programs, and the code cells of notebooks, in the one style that all share,
and list the files that changed. Folders (default: this one) are searched. With
the file -, read a program and print it.

A file with errors stays as it is. In a notebook only the sources of code cells
change; notebooks of other languages are passed over.

Exit codes: 0 all files are in the style; 1 one has errors or, with --check or
--diff, is not in the style; 2 the command line is wrong; 3 a file cannot be read
or written.`,
		Example: `  starling fmt
  starling fmt --diff study.star notebooks
  starling fmt - < study.star`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == "-" {
				return fmtStream(cmd.InOrStdin(), check, diff)
			}
			if len(args) == 0 {
				args = []string{"."}
			}
			return fmtFiles(args, check, diff)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "list the files that are not in the style, and leave them")
	cmd.Flags().BoolVar(&diff, "diff", false, "show what would change, and leave it")
	return cmd
}

func fmtStream(in io.Reader, check, diff bool) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return &exitError{exitUnavailable, err}
	}
	out, problems := fmtText("-", text)
	report(problems)
	switch {
	case len(problems) > 0:
		return &exitError{code: exitFailed}
	case diff:
		fmt.Print(format.Diff("-", string(text), out))
	case !check:
		fmt.Print(out)
	}
	if (check || diff) && out != string(text) {
		return &exitError{code: exitFailed}
	}
	return nil
}

func fmtFiles(paths []string, check, diff bool) error {
	found, err := files.Find(paths, files.Programs, files.Notebooks)
	switch {
	case errors.Is(err, files.ErrKind):
		return &exitError{exitUsage, err}
	case err != nil:
		return &exitError{exitUnavailable, err}
	}
	failed := false
	for _, path := range found {
		old, err := os.ReadFile(path)
		if err != nil {
			return &exitError{exitUnavailable, err}
		}
		text, problems := fmtText(path, old)
		report(problems)
		switch {
		case len(problems) > 0:
			failed = true
			continue
		case text == string(old):
			continue
		case diff:
			fmt.Print(format.Diff(path, string(old), text))
		default:
			fmt.Println(path)
		}
		if check || diff {
			failed = true
		} else if err := files.Replace(path, []byte(text)); err != nil {
			return &exitError{exitUnavailable, err}
		}
	}
	if failed {
		return &exitError{code: exitFailed}
	}
	return nil
}

// fmtText is a file in the style, or why it cannot be set.
func fmtText(path string, text []byte) (string, []*diag.Error) {
	if filepath.Ext(path) != files.Notebooks {
		out, err := format.Source(path, string(text))
		return out, explained(err, string(text))
	}
	var problems []*diag.Error
	out, err := notebook.Rewrite(path, text, func(c notebook.Cell) string {
		set, err := format.Cell(fmt.Sprintf("%s, code cell %d", path, c.Number), c.Source)
		if err == nil {
			return set
		}
		if !c.Fails { // or it is there to show its errors
			problems = append(problems, explained(err, c.Source)...)
		}
		return c.Source
	})
	if errors.Is(err, notebook.ErrLanguage) {
		return string(text), nil
	}
	return string(out), append(problems, explained(err, "")...)
}

// explained is an error of a text as people read it.
func explained(err error, text string) []*diag.Error {
	source := func(string) (string, bool) { return text, true }
	var list format.Errors
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &list):
		return []*diag.Error{diag.From(err, source, nil)}
	}
	var problems []*diag.Error
	for _, err := range list {
		problems = append(problems, diag.From(err, source, nil))
	}
	return problems
}

func report(problems []*diag.Error) {
	for _, p := range problems {
		if terminal.Is(os.Stderr) {
			fmt.Fprintln(os.Stderr, p.ANSI())
		} else {
			fmt.Fprintln(os.Stderr, p.Plain())
		}
	}
}
