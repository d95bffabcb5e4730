// Starling is a scripting language for studies, and its Jupyter kernel.
//
// This file reads the command line and joins the language (lang.Session) to
// the kernel (kernel.Interpreter), which know nothing of each other.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"starling/builtins"
	"starling/kernel"
	"starling/kernel/client"
	"starling/kernel/install"
	"starling/kernel/wire"
	"starling/lang"
	"starling/lang/diag"
	"starling/lang/syntax"
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
  starling run burn-in.ipynb -o out.ipynb   run a notebook without a browser`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	cmd.AddCommand(runCommand(), kernelCommand(), installCommand(), labCommand())
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
	for flag, dirs := range map[string][]string{"--allow-read": a.read, "--allow-write": a.write} {
		for _, dir := range dirs {
			if abs, err := filepath.Abs(dir); err == nil {
				dir = abs
			}
			out = append(out, flag+"="+dir)
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
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	defer signal.Stop(interrupted)
	go func() {
		for range interrupted {
			session.Interrupt()
		}
	}()
	out := newTerminal()
	res := session.Exec(lang.Cell{Source: text, Name: path, Script: true}, out)
	out.flush()
	if res.Err == nil {
		return nil
	}
	if isTerminal(os.Stderr) {
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
		Argv:   append([]string{exe, "kernel", "-f", "{connection_file}"}, may.args()...),
		Params: func(src string) (string, error) { return syntax.SetParams(src, params) },
	}
	if out == "" {
		o.Echo = os.Stdout
	} else if isTerminal(os.Stderr) {
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
		if !isTerminal(os.Stderr) {
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

func kernelCommand() *cobra.Command {
	var (
		may  access
		file string
	)
	cmd := &cobra.Command{
		Use:     "kernel -f CONNECTION_FILE",
		Short:   "Serve a notebook (Jupyter starts this)",
		Example: "  starling kernel -f connection.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			conn, err := wire.ReadConnection(file)
			if err != nil {
				return &exitError{exitUnavailable, err}
			}
			session, err := may.session(".")
			if err != nil {
				return &exitError{exitUnavailable, err}
			}
			if err := kernel.Serve(conn, interpreter{session}, kernel.Options{}); err != nil {
				return &exitError{exitUnavailable, err}
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&file, "connection-file", "f", "", "the connection `FILE` that Jupyter wrote")
	_ = cmd.MarkFlagRequired("connection-file")
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

// ansi is the colours of a traceback.
var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

// interpreter shows a session to the kernel.
type interpreter struct{ *lang.Session }

var _ kernel.Interpreter = interpreter{}

func (in interpreter) Info() kernel.Info {
	return kernel.Info{
		Implementation: "starling", Version: version(), Language: "starling",
		MIMEType: "text/x-starlark", FileExtension: ".star",
		Banner: "Starling " + version() + ", a language for studies. Type help() to begin.",
	}
}

func (in interpreter) Execute(c kernel.Cell, p kernel.Publisher) kernel.Outcome {
	res := in.Exec(lang.Cell{Source: c.Source, Number: c.Number}, p)
	var out kernel.Outcome
	if res.Bundle != nil {
		out.Result = &kernel.Bundle{Data: res.Bundle.Data, Metadata: res.Bundle.Metadata}
	}
	if res.Pager != nil {
		out.Pager = &kernel.Bundle{Data: res.Pager.Data, Metadata: res.Pager.Metadata}
	}
	if res.Err != nil {
		out.Err = &kernel.Error{Name: res.Err.Kind, Value: res.Err.Message, Traceback: strings.Split(res.Err.ANSI(), "\n")}
	}
	return out
}

func (in interpreter) Complete(src string, cursor int) kernel.Completion {
	c := in.Session.Complete(src, cursor)
	out := kernel.Completion{Start: c.Start, End: c.End}
	for _, it := range c.Items {
		out.Items = append(out.Items, kernel.Match{Text: it.Text, Type: it.Type, Signature: it.Signature})
	}
	return out
}

func (in interpreter) Inspect(src string, cursor, detail int) (kernel.Bundle, bool) {
	b, ok := in.Session.Inspect(src, cursor, detail)
	return kernel.Bundle{Data: b.Data, Metadata: b.Metadata}, ok
}

// terminal publishes to the standard streams; a display shows as its text.
type terminal struct{ out *bufio.Writer }

func newTerminal() *terminal { return &terminal{bufio.NewWriter(os.Stdout)} }

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (t *terminal) flush() { t.out.Flush() }

func (t *terminal) Stream(name, text string) {
	if name == "stderr" {
		t.flush() // keep the order in which they were written
		io.WriteString(os.Stderr, text)
		return
	}
	t.out.WriteString(text)
	if isTerminal(os.Stdout) {
		t.flush()
	}
}

func (t *terminal) Display(data, _ map[string]any, _ string) {
	if text, ok := data["text/plain"].(string); ok {
		t.Stream("stdout", text+"\n")
	}
}

func (t *terminal) Update(data, metadata map[string]any, id string) { t.Display(data, metadata, id) }
func (t *terminal) ClearOutput(bool)                                {}
func (t *terminal) Input(string, bool) (string, error) {
	return "", errors.New("input: a script cannot ask; use --param, or run it in a notebook")
}
