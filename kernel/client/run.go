package client

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

// Options say how to run a notebook.
type Options struct {
	Argv []string // of the kernel; {connection_file} stands for that file
	// Params rewrites the cell tagged "parameters"; nil: as it is.
	Params      func(src string) (string, error)
	Progress    io.Writer // a line a cell; nil: none
	Echo        io.Writer // what cells print and show, as text; nil: nothing
	AllowErrors bool      // go on after a cell that failed
}

// ErrInterrupted ends a run that the user has stopped.
var ErrInterrupted = errors.New("interrupted")

// RunNotebook runs a notebook's code cells from top to bottom and writes it
// with their outputs to out ("": nowhere). It stops at a cell that fails; what
// was there so far is written all the same.
func RunNotebook(path, out string, o Options) error {
	nb, err := readNotebook(path)
	if err != nil {
		return err
	}
	if o.Params != nil {
		if err := nb.parameters(o.Params); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	k, err := Start(o.Argv, filepath.Dir(path))
	if err != nil {
		return err
	}
	defer k.Close()
	err = k.runCells(nb, o)
	if out != "" {
		if werr := nb.write(out); werr != nil {
			return errors.Join(err, werr)
		}
	}
	return err
}

func (k *Kernel) runCells(nb *notebook, o Options) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	defer signal.Stop(signals)
	gathered := &outputs{byID: map[string][]object{}}
	if o.Echo != nil {
		gathered.echo = func(s string) { io.WriteString(o.Echo, s) }
	}
	cells := nb.code()
	for i, cell := range cells {
		src := text(cell["source"])
		if o.Progress != nil {
			first, _, _ := strings.Cut(strings.TrimSpace(src), "\n")
			fmt.Fprintf(o.Progress, "[%d/%d] %s\n", i+1, len(cells), first)
		}
		cell["outputs"], cell["execution_count"] = []any{}, nil
		if strings.TrimSpace(src) == "" {
			continue
		}
		gathered.cell, gathered.clear, gathered.failure = cell, false, nil
		if err := k.execute(src, gathered, signals); err != nil {
			return err
		}
		if e := gathered.failure; e != nil && !o.AllowErrors && !hasTag(cell, "raises-exception") {
			e.Cell = i + 1
			return e
		}
	}
	return nil
}

// execute runs a cell until both its reply and its idle status are there.
func (k *Kernel) execute(src string, o *outputs, signals <-chan os.Signal) error {
	id, err := k.request(k.shell, "execute_request", object{
		"code": src, "silent": false, "store_history": true, "user_expressions": object{},
		"allow_stdin": false, "stop_on_error": true,
	})
	if err != nil {
		return err
	}
	interrupted := false
	for replied, idle := false, false; !replied || !idle; {
		select {
		case m := <-k.replies:
			replied = replied || m.ParentID() == id
		case m := <-k.news:
			if m.ParentID() != id { // a welcome has no parent at all
				continue
			}
			if m.Header.Type == "status" {
				var c struct {
					State string `json:"execution_state"`
				}
				if err := decode(m.Content, &c); err == nil && c.State == "idle" {
					idle = true
				}
				continue
			}
			if err := o.take(m); err != nil {
				return err
			}
		case <-signals:
			if interrupted { // twice: the kernel does not heed
				return ErrInterrupted
			}
			interrupted = true
			if err := k.Interrupt(); err != nil {
				return err
			}
		case <-k.died:
			return k.failure("the kernel died in this cell")
		}
	}
	if interrupted {
		return ErrInterrupted
	}
	return nil
}
