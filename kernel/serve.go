package kernel

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"starling/kernel/wire"
	"starling/kernel/zmtp"
)

// Options are what a kernel may be told beyond its connection.
type Options struct {
	// Log gets a line for whatever goes wrong without being a user's mistake.
	Log io.Writer // nil: standard error
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
	if err := s.open(conn, k.welcome, k.logf); err != nil {
		return err
	}
	defer s.close()

	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	go k.heed(signals)
	go k.watchParent()

	_ = k.publish("status", nil, content{"execution_state": "starting"})
	go k.intake(shell, recv(s.shell))
	go k.intake(control, recv(s.control))
	go k.listen(recv(s.stdin))

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
type sockets struct {
	shell, control, stdin, iopub, hb *zmtp.Socket

	ready chan struct{} // closed when all are open
}

func (s *sockets) open(conn wire.Connection, welcome func(topic []byte, on bool), logf func(string, ...any)) error {
	s.ready = make(chan struct{})
	for _, c := range []struct {
		name   string
		socket **zmtp.Socket
		kind   zmtp.Kind
		port   int
		onSub  func([]byte, bool)
	}{
		{"iopub", &s.iopub, zmtp.XPUB, conn.IOPubPort, func(topic []byte, on bool) {
			<-s.ready
			welcome(topic, on)
		}},
		{"stdin", &s.stdin, zmtp.ROUTER, conn.StdinPort, nil},
		{"control", &s.control, zmtp.ROUTER, conn.ControlPort, nil},
		{"shell", &s.shell, zmtp.ROUTER, conn.ShellPort, nil},
		{"hb", &s.hb, zmtp.REP, conn.HBPort, nil},
	} {
		socket, err := zmtp.Listen(c.kind, conn.Endpoint(c.port), zmtp.Options{
			OnSubscribe: c.onSub,
			OnDrop: func(_ net.Addr, why error) {
				logf("%s channel: a client was dropped: %v", c.name, why)
			},
		})
		if err != nil {
			close(s.ready)
			s.close()
			return fmt.Errorf("%s channel: %w", c.name, err)
		}
		*c.socket = socket
	}
	close(s.ready)
	return nil
}

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

func recv(s *zmtp.Socket) func() ([][]byte, bool) {
	return func() ([][]byte, bool) { return s.Recv() }
}
