package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"starling/kernel/wire"
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

// A ParamError is a parameter that cannot be set.
type ParamError struct {
	Path string
	Err  error
}

func (e *ParamError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *ParamError) Unwrap() error { return e.Err }

// ErrInterrupted ends a run that the user has stopped.
var ErrInterrupted = errors.New("interrupted")

// patience is how long a kernel that has answered may be silent before what is
// still due of the answer counts as lost.
var patience = 30 * time.Second

// RunNotebook runs a notebook's code cells from top to bottom and writes it
// with their outputs to out ("": nowhere). It stops at a cell that fails (a
// *CellError), at Ctrl-C or SIGTERM (ErrInterrupted) and when the kernel dies; what there
// is so far is written all the same. Tags on a cell: "raises-exception" allows
// it to fail, "skip-execution" leaves it as it is.
func RunNotebook(path, out string, o Options) error {
	nb, err := readNotebook(path)
	if err != nil {
		return err
	}
	if o.Params != nil {
		if err := nb.parameters(o.Params); err != nil {
			return &ParamError{path, err}
		}
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	k, err := Start(o.Argv, filepath.Dir(path))
	if err != nil {
		return err
	}
	defer k.Close()
	err = k.runCells(nb, o, signals)
	if out != "" {
		err = errors.Join(err, nb.write(out))
	}
	return err
}

func (k *Kernel) runCells(nb *notebook, o Options, signals <-chan os.Signal) error {
	gathered := &outputs{byID: map[string][]object{}}
	if o.Echo != nil {
		gathered.echo = func(s string) { io.WriteString(o.Echo, s) }
	}
	cells := nb.code()
	for i, cell := range cells {
		src := text(cell["source"])
		if strings.TrimSpace(src) == "" || hasTag(cell, "skip-execution") {
			continue
		}
		if o.Progress != nil {
			first, _, _ := strings.Cut(strings.TrimSpace(src), "\n")
			fmt.Fprintf(o.Progress, "[%d/%d] %s\n", i+1, len(cells), first)
		}
		mayFail := o.AllowErrors || hasTag(cell, "raises-exception")
		gathered.begin(cell)
		err := k.execute(src, mayFail, gathered, signals)
		gathered.end()
		if err != nil {
			return fmt.Errorf("code cell %d: %w", i+1, err)
		}
		if e := gathered.failure; e != nil && !mayFail {
			e.Cell = i + 1
			return e
		}
	}
	return nil
}

// execute runs a cell until both its reply and its idle status are there.
func (k *Kernel) execute(src string, mayFail bool, o *outputs, signals <-chan os.Signal) error {
	id, err := k.request(k.shell, "execute_request", object{
		"code": src, "silent": false, "store_history": true, "user_expressions": object{},
		"allow_stdin": false, "stop_on_error": !mayFail,
	})
	if err != nil {
		return err
	}
	r := &run{id: id, o: o}
	interrupted := false
	for !r.replied || !r.idle {
		var lost <-chan time.Time
		if r.replied || r.idle {
			lost = time.After(patience)
		}
		select {
		case m, ok := <-k.replies:
			if !ok {
				return k.gone(r, "the kernel closed its shell channel")
			}
			err = r.reply(m)
		case m, ok := <-k.news:
			if !ok {
				return k.gone(r, "the kernel closed its output channel")
			}
			err = r.publish(m)
		case sig := <-signals:
			if interrupted || sig == syscall.SIGTERM { // twice: the kernel does not heed
				return ErrInterrupted
			}
			interrupted = true
			err = k.Interrupt()
		case <-k.died:
			return k.gone(r, "the kernel died")
		case <-lost:
			return k.failure("a part of the kernel's answer was lost")
		}
		if err != nil {
			return err
		}
	}
	if interrupted {
		return ErrInterrupted
	}
	return nil
}

// gone is the error for a kernel that is there no more; what it said before is
// taken from the channel. A kernel that closes its channels is about to die,
// and how it died says more.
func (k *Kernel) gone(r *run, what string) error {
	select {
	case <-k.died:
		what = "the kernel died"
	case <-time.After(time.Second):
	}
	for rest := time.After(time.Second); ; {
		select {
		case m, ok := <-k.news:
			if !ok {
				return k.failure(what)
			}
			if err := r.publish(m); err != nil {
				return k.failure(what)
			}
		case <-rest:
			return k.failure(what)
		}
	}
}

// A run is a cell that runs.
type run struct {
	id            string // of the request
	o             *outputs
	replied, idle bool
}

// reply takes a message on the shell channel. A cell may have failed though
// nothing of it was published: aborted, or the message was lost.
func (r *run) reply(m *wire.Message) error {
	if m.ParentID() != r.id {
		return nil
	}
	var c struct {
		Status string
		EName  string
		EValue string
	}
	if err := json.Unmarshal(m.Content, &c); err != nil {
		return fmt.Errorf("%s: %w", m.Header.Type, err)
	}
	r.replied = true
	switch {
	case c.Status == "ok" || r.o.failure != nil:
	case c.Status == "error":
		r.o.failed(c.EName, c.EValue)
	default:
		r.o.failed("Aborted", "the kernel refused to run the cell")
	}
	return nil
}

// publish takes a message on the output channel. A welcome has no parent.
func (r *run) publish(m *wire.Message) error {
	if m.ParentID() != r.id {
		return nil
	}
	if m.Header.Type != "status" {
		return r.o.take(m)
	}
	var c struct {
		State string `json:"execution_state"`
	}
	if err := json.Unmarshal(m.Content, &c); err != nil {
		return fmt.Errorf("%s: %w", m.Header.Type, err)
	}
	r.idle = r.idle || c.State == "idle"
	return nil
}
