package kernel

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"starling/kernel/history"
	"starling/kernel/wire"
	"starling/kernel/zmtp"
)

// Options are what a kernel may be told beyond its connection.
type Options struct {
	// Log gets a line for whatever goes wrong without being a user's mistake.
	Log io.Writer // nil: standard error
	// File is the connection file. Where that asks the kernel to choose its
	// ports, the kernel writes them into a file beside it. "": into none.
	File string
	// All has output sent as it comes. Otherwise it is sent at a pace that
	// Jupyter's server carries, and of a flood only the head and the tail.
	All bool
	// State is a folder for what is kept to be shown again.
	State string // "": one for temporary files
	// History is the file that keeps the cells of all kernels of a user.
	History string // "": those of this kernel are kept, while it runs
	// Vitals is how often the log gets the live heap and the goroutines.
	Vitals time.Duration // 0: never
}

// grace is how long a cell may take to end when the kernel stops.
const grace = 2 * time.Second

// Serve answers on the sockets of a connection until a client asks for
// shutdown, the process is told to terminate or the process that started it
// (JPY_PARENT_PID) is gone. Meanwhile an interrupt signal ends the cell that
// runs, and is without effect where none does.
func Serve(conn wire.Connection, in Interpreter, o Options) error {
	if err := conn.Validate(); err != nil {
		return fmt.Errorf("connection: %w", err)
	}
	s := &sockets{}
	k, err := newKernel(conn, in, s.outlets(), o.Log)
	if err != nil {
		return err
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	go k.heed(signals)
	if !o.All {
		root := o.State
		if root == "" {
			root = filepath.Join(os.TempDir(), "starling")
		}
		k.cap(filepath.Join(root, "output"))
		defer k.spool.Close()
	}
	if o.History != "" {
		k.history = history.New(o.History, k.logf)
		defer k.history.Close(grace)
	}
	bound, err := s.open(conn, k.welcome, k.logf)
	if err != nil {
		return err
	}
	defer s.close()

	go k.watchParent()
	if o.Vitals > 0 {
		go k.vitals(o.Vitals)
	}

	_ = k.publish("status", nil, content{"execution_state": "starting"})
	go k.intake(shell, taking(s.shell))
	go k.intake(control, taking(s.control))
	go k.listen(func() ([][]byte, bool) { return s.stdin.Recv() })
	if conn.Registers() {
		ctx, cancel := k.patience()
		forget, err := k.register(ctx, conn, bound, o.File)
		cancel()
		if err != nil {
			return fmt.Errorf("registration: %w", err)
		}
		defer forget()
	}

	<-k.stopped
	k.lanes.close()
	k.interrupt()
	ended := make(chan struct{})
	go func() { k.lanes.wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(grace):
		k.logf("stopped while a cell runs that does not heed an interrupt")
	}
	return nil
}

// heed turns signals into what they mean to a kernel.
func (k *kernel) heed(signals <-chan os.Signal) {
	for {
		select {
		case <-k.stopped:
			return
		case sig := <-signals:
			if sig == os.Interrupt {
				k.interrupt()
				continue
			}
			k.stop()
			return
		}
	}
}

// sockets are the five channels of a kernel. The heartbeat answers by itself.
type sockets struct{ shell, control, stdin, iopub, hb *zmtp.Socket }

// open binds the sockets and returns the connection with the ports that they
// have: a port of 0 stands for any that is free.
func (s *sockets) open(conn wire.Connection, welcome func(topic []byte, to func([][]byte) bool), logf func(string, ...any)) (bound wire.Connection, err error) {
	bound = conn
	var mechanism zmtp.Mechanism
	if conn.Encrypted() {
		if mechanism, err = zmtp.NewCurve(conn.CurvePublicKey, conn.CurveSecretKey); err != nil {
			return bound, fmt.Errorf("curve keys: %w", err)
		}
	}
	for _, c := range []struct {
		name   string
		socket **zmtp.Socket
		kind   zmtp.Kind
		port   *int
	}{
		{"iopub", &s.iopub, zmtp.XPUB, &bound.IOPubPort},
		{"stdin", &s.stdin, zmtp.ROUTER, &bound.StdinPort},
		{"control", &s.control, zmtp.ROUTER, &bound.ControlPort},
		{"shell", &s.shell, zmtp.ROUTER, &bound.ShellPort},
		{"hb", &s.hb, zmtp.REP, &bound.HBPort},
	} {
		*c.socket, err = listen(c.kind, conn, c.port, zmtp.Options{
			Mechanism: mechanism,
			OnSubscribe: func(topic []byte, on bool, answer func(zmtp.Msg)) {
				if on {
					welcome(topic, func(frames [][]byte) bool { answer(frames); return true })
				}
			},
			OnDrop: func(_ net.Addr, why error) {
				logf("%s channel: a client was dropped: %v", c.name, why)
			},
		})
		if err != nil {
			s.close()
			return bound, fmt.Errorf("%s channel: %w", c.name, err)
		}
	}
	return bound, nil
}

// listen binds a socket. Where the port is 0 it finds one.
func listen(kind zmtp.Kind, conn wire.Connection, port *int, o zmtp.Options) (*zmtp.Socket, error) {
	if *port != 0 || conn.Transport == "tcp" {
		socket, err := zmtp.Listen(kind, conn.Endpoint(*port), o)
		if err == nil && *port == 0 {
			_, text, _ := net.SplitHostPort(strings.TrimPrefix(socket.Addr(), "tcp://"))
			*port, err = strconv.Atoi(text)
		}
		return socket, err
	}
	for { // in a file system a port is a number in the socket's name
		*port++
		socket, err := zmtp.Listen(kind, conn.Endpoint(*port), o)
		if err == nil || *port == maxNumber || !errors.Is(err, zmtp.ErrInUse) {
			return socket, err
		}
	}
}

// maxNumber bounds the numbers that are tried for sockets in a file system.
const maxNumber = 65535

// close sends what is on its way and closes, iopub last: on it the others say
// what they still do.
func (s *sockets) close() {
	for _, socket := range []*zmtp.Socket{s.hb, s.shell, s.control, s.stdin, s.iopub} {
		if socket != nil {
			socket.Close()
		}
	}
}

// outlets are the sockets as the kernel sees them, also before they are open.
func (s *sockets) outlets() outlets {
	to := func(socket **zmtp.Socket) func([][]byte) bool {
		return func(frames [][]byte) bool { return *socket != nil && (*socket).Send(frames) }
	}
	return outlets{shell: to(&s.shell), control: to(&s.control), stdin: to(&s.stdin), iopub: to(&s.iopub)}
}

func taking(s *zmtp.Socket) func() ([][]byte, func(), bool) {
	return func() ([][]byte, func(), bool) { return s.Take() }
}
