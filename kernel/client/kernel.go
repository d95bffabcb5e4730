// Package client starts a kernel as a process and runs notebooks in it,
// without a browser.
//
//	Kernel       a running kernel process: Start, Interrupt, Close (kernel.go, channel.go)
//	RunNotebook  runs a notebook from top to bottom (run.go)
//	outputs      gathers what a cell shows (outputs.go)
//	notebook     the file, kept whole and written as Jupyter writes it (notebook.go, text.go)
//
// It speaks through github.com/go-zeromq/zmq4, not through the kernel's own
// sockets, so that each checks the other.
package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"

	"starling/kernel/wire"
)

const (
	startTimeout = 60 * time.Second // in which a kernel must answer
	stopTimeout  = 3 * time.Second  // in which it must heed a shutdown
)

// A Kernel is a running kernel process.
type Kernel struct {
	cmd     *exec.Cmd
	codec   *wire.Codec
	shell   zmq4.Socket
	control zmq4.Socket
	iopub   zmq4.Socket
	ctx     context.Context // ends with Close
	cancel  context.CancelFunc
	folder  string             // of the connection file
	replies chan *wire.Message // of shell; closed when its connection is lost
	news    chan *wire.Message // of iopub; the same
	died    chan struct{}      // closed when the process has ended
	log     *tail
}

// Start starts the kernel of a command, in which {connection_file} stands for
// the file with its ports and key, in the folder dir.
func Start(argv []string, dir string) (*Kernel, error) {
	if len(argv) == 0 {
		return nil, errors.New("start kernel: no command")
	}
	conn, err := newConnection()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "starling-run-")
	if err != nil {
		return nil, err
	}
	k := &Kernel{
		folder: folder, replies: make(chan *wire.Message), news: make(chan *wire.Message),
		died: make(chan struct{}), log: &tail{max: 8 << 10},
	}
	k.ctx, k.cancel = context.WithCancel(context.Background())
	if err := k.start(argv, dir, conn); err != nil {
		k.Close()
		return nil, err
	}
	return k, nil
}

func (k *Kernel) start(argv []string, dir string, conn wire.Connection) error {
	file := filepath.Join(k.folder, "connection.json")
	if err := conn.WriteFile(file); err != nil {
		return err
	}
	args := make([]string, len(argv))
	for i, a := range argv {
		args[i] = strings.ReplaceAll(a, "{connection_file}", file)
	}
	var err error
	if k.codec, err = wire.NewCodec(conn, "starling"); err != nil {
		return err
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, k.log, k.log
	cmd.WaitDelay = time.Second // a child of the kernel's may hold its pipes
	// By this a kernel knows that whoever started it is gone.
	cmd.Env = append(os.Environ(), fmt.Sprintf("JPY_PARENT_PID=%d", os.Getpid()))
	apart(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start kernel: %w", err)
	}
	k.cmd = cmd
	go func() {
		if err := cmd.Wait(); err != nil {
			fmt.Fprintf(k.log, "\n%v", err)
		}
		close(k.died)
	}()
	return k.connect(conn)
}

// Interrupt ends the cell that runs.
func (k *Kernel) Interrupt() error {
	_, err := k.request(k.control, "interrupt_request", struct{}{})
	return err
}

// Close stops the kernel: it is asked, then told.
func (k *Kernel) Close() {
	if k.cmd != nil {
		if k.control != nil {
			go func() { // a kernel that reads nothing would hold us up
				_, _ = k.request(k.control, "shutdown_request", map[string]bool{"restart": false}) // killed if it does not heed
			}()
		}
		select {
		case <-k.died:
		case <-time.After(stopTimeout):
			_ = k.cmd.Process.Kill()
			<-k.died
		}
	}
	k.cancel()
	for _, s := range []zmq4.Socket{k.shell, k.control, k.iopub} {
		if s != nil {
			_ = s.Close()
		}
	}
	_ = os.RemoveAll(k.folder)
}

// failure is an error about the kernel, with what it said last.
func (k *Kernel) failure(what string) error {
	if said := strings.TrimSpace(k.log.String()); said != "" {
		return fmt.Errorf("%s; it said:\n%s", what, said)
	}
	return errors.New(what)
}

// A tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
	max int
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if n := t.buf.Len() - t.max; n > 0 {
		t.buf.Next(n)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
