// Package client starts a kernel as a process and runs notebooks in it,
// without a browser.
//
//	Start        starts a kernel and connects to it (this file)
//	Execute      runs one cell and gathers its outputs (execute.go, outputs.go)
//	RunNotebook  runs a notebook from top to bottom (run.go, notebook.go)
//
// It speaks through github.com/go-zeromq/zmq4, not through the kernel's own
// sockets, so that each checks the other.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"

	"starling/kernel/wire"
)

// startTimeout is how long a kernel may take to answer.
const startTimeout = 60 * time.Second

// A Kernel is a running kernel process.
type Kernel struct {
	cmd     *exec.Cmd
	codec   *wire.Codec
	shell   zmq4.Socket
	control zmq4.Socket
	iopub   zmq4.Socket
	cancel  context.CancelFunc
	folder  string             // of the connection file
	replies chan *wire.Message // of shell
	news    chan *wire.Message // of iopub
	died    chan struct{}      // closed when the process has ended
	log     *tail
}

// Start starts the kernel of a command, in which {connection_file} stands for
// the file with its ports and key, in the folder dir.
func Start(argv []string, dir string) (*Kernel, error) {
	conn, err := newConnection()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "starling-run-")
	if err != nil {
		return nil, err
	}
	k := &Kernel{
		folder: folder, replies: make(chan *wire.Message, 16), news: make(chan *wire.Message, 1024),
		died: make(chan struct{}), log: &tail{max: 8 << 10},
	}
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
	apart(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start kernel: %w", err)
	}
	k.cmd = cmd
	go func() {
		_ = cmd.Wait() // how it ended is in the log
		close(k.died)
	}()
	return k.connect(conn)
}

// connect dials the channels and waits until the kernel answers and its
// output arrives.
func (k *Kernel) connect(conn wire.Connection) error {
	ctx, cancel := context.WithCancel(context.Background())
	k.cancel = cancel
	k.shell, k.control, k.iopub = zmq4.NewDealer(ctx), zmq4.NewDealer(ctx), zmq4.NewSub(ctx)
	deadline := time.Now().Add(startTimeout)
	for _, c := range []struct {
		socket zmq4.Socket
		port   int
	}{{k.shell, conn.ShellPort}, {k.control, conn.ControlPort}, {k.iopub, conn.IOPubPort}} {
		if err := k.dial(c.socket, conn, c.port, deadline); err != nil {
			return err
		}
	}
	if err := k.iopub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	go k.receive(k.shell, k.replies)
	go k.receive(k.iopub, k.news)

	// An answer on both channels shows that nothing said later is lost.
	for time.Now().Before(deadline) {
		id, err := k.request(k.shell, "kernel_info_request", struct{}{})
		if err != nil {
			return err
		}
		if heard, err := k.hears(id, time.Second); heard || err != nil {
			return err
		}
	}
	return k.failure("the kernel does not answer")
}

// dial connects once the kernel has bound its socket.
func (k *Kernel) dial(s zmq4.Socket, conn wire.Connection, port int, deadline time.Time) error {
	address := net.JoinHostPort(conn.IP, fmt.Sprint(port))
	for {
		c, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			c.Close()
			return s.Dial("tcp://" + address)
		}
		select {
		case <-k.died:
			return k.failure("the kernel ended as it started")
		case <-time.After(5 * time.Millisecond):
			if time.Now().After(deadline) {
				return k.failure("the kernel does not listen")
			}
		}
	}
}

// hears waits for the reply to a request and the idle status that follows it.
func (k *Kernel) hears(id string, wait time.Duration) (bool, error) {
	timeout := time.After(wait)
	replied, published := false, false
	for !replied || !published {
		select {
		case m := <-k.replies:
			replied = replied || m.ParentID() == id
		case m := <-k.news:
			published = published || (m.ParentID() == id && m.Header.Type == "status")
		case <-k.died:
			return false, k.failure("the kernel ended as it started")
		case <-timeout:
			return false, nil
		}
	}
	return true, nil
}

// receive passes messages on until the socket is closed. A message that does
// not decode is not for us.
func (k *Kernel) receive(s zmq4.Socket, out chan<- *wire.Message) {
	for {
		msg, err := s.Recv()
		if err != nil {
			return
		}
		if m, err := k.codec.Decode(msg.Frames); err == nil {
			select {
			case out <- m:
			case <-k.died:
				return
			}
		}
	}
}

// request sends a request and returns its id.
func (k *Kernel) request(s zmq4.Socket, msgType string, content any) (string, error) {
	m, err := k.codec.New(msgType, nil, content)
	if err != nil {
		return "", err
	}
	frames, err := k.codec.Encode(m)
	if err != nil {
		return "", err
	}
	if err := s.SendMulti(zmq4.NewMsgFrom(frames...)); err != nil {
		return "", k.failure("send " + msgType + ": " + err.Error())
	}
	return m.Header.MsgID, nil
}

// Interrupt ends the cell that runs.
func (k *Kernel) Interrupt() error {
	_, err := k.request(k.control, "interrupt_request", struct{}{})
	return err
}

// Close stops the kernel: it is asked, then told.
func (k *Kernel) Close() {
	if k.cmd != nil && k.cmd.Process != nil {
		if k.control != nil {
			_, _ = k.request(k.control, "shutdown_request", map[string]bool{"restart": false}) // killed if it does not heed
		}
		select {
		case <-k.died:
		case <-time.After(3 * time.Second):
			_ = k.cmd.Process.Kill()
			<-k.died
		}
	}
	if k.cancel != nil {
		k.cancel()
	}
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

// newConnection finds free ports on loopback and makes a key.
func newConnection() (wire.Connection, error) {
	c := wire.Connection{Transport: "tcp", IP: "127.0.0.1", SignatureScheme: "hmac-sha256", KernelName: "starling"}
	var held []net.Listener
	defer func() {
		for _, ln := range held {
			ln.Close()
		}
	}()
	for _, port := range []*int{&c.ShellPort, &c.IOPubPort, &c.StdinPort, &c.ControlPort, &c.HBPort} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return c, err
		}
		held = append(held, ln)
		*port = ln.Addr().(*net.TCPAddr).Port
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return c, err
	}
	c.Key = hex.EncodeToString(key)
	return c, nil
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
