package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"

	"starling/kernel/client"
	"starling/lang"
	"starling/lang/diag"
	"starling/lang/syntax"
	"starling/lang/terminal"
)

func runScript(path string, params map[string]string, may *access) error {
	src, err := os.ReadFile(path)
	if err != nil {
		return &exitError{exitUnavailable, err}
	}
	text, err := syntax.SetParams(string(src), params)
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf("%s: %w", path, err)}
	}
	session, err := may.session(filepath.Dir(path))
	if err != nil {
		return &exitError{exitUnavailable, err}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	out := terminal.New()
	res := session.ExecContext(ctx, lang.Cell{Source: text, Name: path, Script: true}, out)
	out.Flush()
	if res.Err == nil {
		return nil
	}
	if terminal.Is(os.Stderr) {
		fmt.Fprintln(os.Stderr, res.Err.ANSI())
	} else {
		fmt.Fprintln(os.Stderr, res.Err.Plain())
	}
	if res.Err.Kind == diag.KindInterrupt {
		return &exitError{code: exitInterrupted}
	}
	return &exitError{code: exitFailed}
}

func runNotebook(path, out string, params map[string]string, may *access) error {
	exe, err := os.Executable()
	if err != nil {
		return &exitError{exitUnavailable, err}
	}
	o := client.Options{
		Argv:   append([]string{exe, "kernel", "--output=all", "--history=off", "-f", "{connection_file}"}, may.args()...),
		Params: func(src string) (string, error) { return syntax.SetParams(src, params) },
	}
	if out == "" {
		o.Echo = os.Stdout
	} else if terminal.Is(os.Stderr) {
		o.Progress = os.Stderr
	}
	err = client.RunNotebook(path, out, o)
	var (
		cell  *client.CellError
		param *client.ParamError
	)
	switch {
	case errors.As(err, &param):
		return &exitError{exitUsage, err}
	case errors.As(err, &cell):
		if !terminal.Is(os.Stderr) {
			err = errors.New(ansi.ReplaceAllString(err.Error(), ""))
		}
		return &exitError{exitFailed, err}
	case errors.Is(err, client.ErrInterrupted):
		return &exitError{exitInterrupted, err}
	case err != nil:
		return &exitError{exitUnavailable, err}
	}
	return nil
}

// ansi is the colours of a traceback.
var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")
