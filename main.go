// Starling is a scripting language for studies, and its Jupyter kernel.
//
// This file reads the command line; run.go runs scripts and notebooks, and
// interpreter.go joins the language (lang.Session) to the kernel
// (kernel.Interpreter), which know nothing of each other. tuning.go fits Go's
// runtime to that.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"starling/builtins"
	"starling/kernel"
	"starling/kernel/install"
	"starling/kernel/wire"
	"starling/lang"
	"starling/lang/doctest"
	"starling/lang/files"
	"starling/stdlib"
)

// Exit codes, for scripts: a study that failed is told apart from a command
// that could not be understood and from a machine that lacks something.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitUnavailable = 3
	exitInterrupted = 130
)

// exitError carries the exit code of an error up to main.
type exitError struct {
	code int
	err  error // nil: already reported
}

func (e *exitError) Error() string {
	if e.err == nil {
		return "failed"
	}
	return e.err.Error()
}

func main() {
	defer runtime.KeepAlive(tune())
	err := root().Execute()
	if err == nil {
		return
	}
	exit := &exitError{code: exitUsage, err: err}
	errors.As(err, &exit)
	if exit.err != nil {
		fmt.Fprintln(os.Stderr, "starling:", exit.err)
	}
	os.Exit(exit.code)
}

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "starling",
		Short: "A scripting language for studies, and its Jupyter kernel",
		Long: `Starling runs studies that compose physics, hardware and learning, from a
notebook or from the command line. Scripts are hermetic: they read only files
below their own folder, no clock, no environment and no network.`,
		Example: `  starling lab                              open JupyterLab with the Starling kernel
  starling run study.star --param nodes=64  run a script with another value
  starling run burn-in.ipynb -o out.ipynb   run a notebook without a browser
  starling doc physics.oxide.grow           explain a function`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	cmd.AddCommand(runCommand(), testCommand(), fmtCommand(), lintCommand(), docCommand(), kernelCommand(), installCommand(), labCommand())
	return cmd
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// access is what a study may touch beyond the folder it was started for.
type access struct {
	read, write []string
	maxSteps    uint64
}

func (a *access) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&a.read, "allow-read", nil, "let the study read files below `DIR` too (repeatable)")
	cmd.Flags().StringArrayVar(&a.write, "allow-write", nil, "let the study write files below `DIR` (repeatable)")
	cmd.Flags().Uint64Var(&a.maxSteps, "max-steps", 0, "end a cell or script after `N` steps of the machine (0: no limit)")
}

// args returns the flags again, for a kernel that runs as another process.
func (a *access) args() []string {
	var out []string
	for _, grant := range []struct {
		flag string
		dirs []string
	}{{"--allow-read", a.read}, {"--allow-write", a.write}} {
		for _, dir := range grant.dirs {
			if abs, err := filepath.Abs(dir); err == nil {
				dir = abs
			}
			out = append(out, grant.flag+"="+dir)
		}
	}
	return append(out, fmt.Sprintf("--max-steps=%d", a.maxSteps))
}

func (a *access) session(dir string) (*lang.Session, error) {
	return lang.New(lang.Options{
		Modules: builtins.Modules(), Formulas: stdlib.Files,
		Dir: dir, Read: a.read, Write: a.write, MaxSteps: a.maxSteps,
	})
}

func runCommand() *cobra.Command {
	var (
		may    access
		params []string
		out    string
	)
	cmd := &cobra.Command{
		Use:   "run FILE.star|FILE.ipynb",
		Short: "Run a script or a notebook",
		Long: `Run a script or a notebook from top to bottom.

--param k=v replaces the value of an assignment: in a notebook the one in the
cell tagged "parameters", in a script the first at top level. The value is
read as a literal where it is one (3, 2.5, True, [1, 2]), else as text.

Exit codes: 0 the study ran; 1 it failed; 2 the command line is wrong;
3 a file cannot be read or written; 130 interrupted.`,
		Example: `  starling run study.star
  starling run study.star --param temp=1273 --param label=dry
  starling run burn-in.ipynb -o result.ipynb`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			values, err := parseParams(params)
			if err != nil {
				return &exitError{exitUsage, err}
			}
			switch ext := filepath.Ext(args[0]); {
			case ext == ".ipynb":
				return runNotebook(args[0], out, values, &may)
			case ext != ".star":
				return &exitError{exitUsage, fmt.Errorf("%s: want a file ending in .star or .ipynb", args[0])}
			case out != "":
				return &exitError{exitUsage, errors.New("-o is for notebooks; a script prints")}
			}
			return runScript(args[0], values, &may)
		},
	}
	cmd.Flags().StringArrayVarP(&params, "param", "p", nil, "set a parameter, as `k=v` (repeatable)")
	cmd.Flags().StringVarP(&out, "output", "o", "", "write the notebook with its outputs to `OUT.ipynb` (default: write none)")
	may.flags(cmd)
	return cmd
}

func parseParams(list []string) (map[string]string, error) {
	values := map[string]string{}
	for _, kv := range list {
		k, v, ok := strings.Cut(kv, "=")
		if !ok || k == "" {
			return nil, fmt.Errorf("--param %s: want k=v", kv)
		}
		values[k] = v
	}
	return values, nil
}

func testCommand() *cobra.Command {
	var may access
	cmd := &cobra.Command{
		Use:   "test [FILE.star|FOLDER...]",
		Short: "Check the examples and tests in files",
		Long: `Check what the .star files of some folders (default: this one) claim: the
lines "expr  # => result" below "Examples:" in the docstrings of functions, and,
in files named *_test.star, the functions test_*, which are called without
arguments and fail by an error or by fail(). Each file runs in a session of its
own, which may read what is below the file's folder.

Exit codes: 0 all pass; 1 some fail; 2 there is nothing to check; 3 a file
cannot be read; 130 interrupted.`,
		Example: `  starling test
  starling test thickness.star tests`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"."}
			}
			return runTests(args, &may)
		},
	}
	may.flags(cmd)
	return cmd
}

func runTests(paths []string, may *access) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	passed, failed, err := doctest.RunAll(ctx, paths, may.session, os.Stdout)
	switch {
	case ctx.Err() != nil:
		return &exitError{exitInterrupted, err}
	case errors.Is(err, files.ErrKind):
		return &exitError{exitUsage, err}
	case err != nil:
		return &exitError{exitUnavailable, err}
	case passed+failed == 0:
		return &exitError{exitUsage, fmt.Errorf("%s: no examples and no tests", strings.Join(paths, ", "))}
	case failed > 0:
		return &exitError{code: exitFailed}
	}
	return nil
}

func docCommand() *cobra.Command {
	var html, source bool
	cmd := &cobra.Command{
		Use:   "doc [NAME]",
		Short: "Explain a function or module, or list what there is",
		Example: `  starling doc
  starling doc physics.oxide
  starling doc --source physics.oxide.grow`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			session, err := new(access).session("")
			if err != nil {
				return &exitError{exitUnavailable, err}
			}
			name, detail, mime := strings.Join(args, ""), 0, "text/plain"
			if source {
				detail = 1
			}
			if html {
				mime = "text/html"
			}
			page, problem := session.Help(name, detail)
			if problem != nil {
				return &exitError{exitUsage, errors.New(problem.Plain())}
			}
			fmt.Println(page.Data[mime])
			return nil
		},
	}
	cmd.Flags().BoolVar(&html, "html", false, "print HTML")
	cmd.Flags().BoolVar(&source, "source", false, "show the source of a formula too")
	return cmd
}

func kernelCommand() *cobra.Command {
	var (
		may    access
		file   string
		output string
		past   string
		vitals time.Duration
	)
	cmd := &cobra.Command{
		Use:     "kernel -f CONNECTION_FILE",
		Short:   "Serve a notebook (Jupyter starts this)",
		Example: "  starling kernel -f connection.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if output != "capped" && output != "all" {
				return &exitError{exitUsage, fmt.Errorf("--output %s: want capped or all", output)}
			}
			conn, err := wire.ReadConnection(file)
			if err != nil {
				return &exitError{exitUnavailable, err}
			}
			session, err := may.session(".")
			if err != nil {
				return &exitError{exitUnavailable, err}
			}
			o := kernel.Options{File: file, All: output == "all", State: stateDir(), History: historyFile(past), Vitals: vitals}
			if err := kernel.Serve(conn, interpreter{session}, o); err != nil {
				return &exitError{exitUnavailable, err}
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&file, "connection-file", "f", "", "the connection `FILE` that Jupyter wrote")
	_ = cmd.MarkFlagRequired("connection-file")
	cmd.Flags().StringVar(&output, "output", cmp.Or(os.Getenv("STARLING_OUTPUT"), "capped"), "the `MODE` of output: capped (of a flood head and tail, at a pace that Jupyter's server carries) or all; $STARLING_OUTPUT names another default")
	cmd.Flags().StringVar(&past, "history", os.Getenv("STARLING_HISTORY"), "the `FILE` that keeps the cells of all kernels, or off (default: $STARLING_HISTORY, else one in the user's state folder)")
	cmd.Flags().DurationVar(&vitals, "vitals", 0, "log the live heap and the goroutines every `PERIOD`")
	_ = cmd.Flags().MarkHidden("vitals") // it is for tests that watch a kernel for long
	may.flags(cmd)
	return cmd
}

func installCommand() *cobra.Command {
	var o install.Options
	cmd := &cobra.Command{
		Use:   "install [--user | --prefix DIR]",
		Short: "Tell Jupyter about this kernel",
		Example: `  starling install                 for this user
  starling install --prefix .venv  into one Python environment`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			dir, err := install.Install(o)
			if err != nil {
				return &exitError{exitUnavailable, err}
			}
			fmt.Println("installed the Starling kernel in", dir)
			return nil
		},
	}
	cmd.Flags().BoolVar(&o.User, "user", false, "install for this user (the default)")
	cmd.Flags().StringVar(&o.Prefix, "prefix", "", "install into the environment at `DIR`")
	cmd.MarkFlagsMutuallyExclusive("user", "prefix")
	return cmd
}

func labCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lab [NOTEBOOK|FOLDER] [-- JUPYTER FLAGS]",
		Short: "Open JupyterLab with this kernel",
		Example: `  starling lab
  starling lab notebooks/hardware/burn-in.ipynb
  starling lab . -- --no-browser --port=9000`,
		RunE: func(_ *cobra.Command, args []string) error {
			jupyter, err := exec.LookPath("jupyter-lab")
			if err != nil {
				return &exitError{exitUnavailable, errors.New("no jupyter-lab on the PATH: pip install jupyterlab")}
			}
			// The kernelspec goes to a folder of its own, so that this very
			// binary serves whatever else is installed.
			share, err := os.MkdirTemp("", "starling-lab-")
			if err != nil {
				return &exitError{exitUnavailable, err}
			}
			defer os.RemoveAll(share)
			if _, err := install.Install(install.Options{Prefix: share}); err != nil {
				return &exitError{exitUnavailable, err}
			}
			lab := exec.Command(jupyter, args...)
			lab.Stdin, lab.Stdout, lab.Stderr = os.Stdin, os.Stdout, os.Stderr
			paths := filepath.Join(share, "share", "jupyter")
			if old := os.Getenv("JUPYTER_PATH"); old != "" {
				paths += string(os.PathListSeparator) + old
			}
			lab.Env = append(os.Environ(), "JUPYTER_PATH="+paths)
			signal.Ignore(syscall.SIGINT) // Ctrl-C is JupyterLab's to handle
			if err := lab.Run(); err != nil {
				return &exitError{exitUnavailable, fmt.Errorf("jupyter-lab: %w", err)}
			}
			return nil
		},
	}
}
