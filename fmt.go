package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"starling/lang/files"
	"starling/lang/syntax/format"
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
	out, err := format.Source("-", string(text))
	switch {
	case err != nil:
		return &exitError{exitFailed, err}
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
		text, err := fmtText(path, old)
		switch {
		case errors.Is(err, format.ErrLanguage):
			continue
		case err != nil:
			fmt.Fprintln(os.Stderr, err)
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

func fmtText(path string, text []byte) (string, error) {
	if filepath.Ext(path) == files.Notebooks {
		out, err := format.Notebook(path, text)
		return string(out), err
	}
	return format.Source(path, string(text))
}
