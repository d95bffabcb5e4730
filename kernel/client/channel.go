package client

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"net"
	"time"

	"github.com/go-zeromq/zmq4"

	"starling/kernel/wire"
)

// connect dials the channels and waits until the kernel answers and its
// output arrives.
func (k *Kernel) connect(conn wire.Connection) error {
	quiet := zmq4.WithLogger(log.New(io.Discard, "", 0)) // what goes wrong is an error here
	k.shell, k.control, k.iopub = zmq4.NewDealer(k.ctx, quiet), zmq4.NewDealer(k.ctx, quiet), zmq4.NewSub(k.ctx, quiet)
	deadline := time.Now().Add(startTimeout)
	for _, c := range []struct {
		socket zmq4.Socket
		port   int
	}{{k.shell, conn.ShellPort}, {k.control, conn.ControlPort}, {k.iopub, conn.IOPubPort}} {
		if err := k.dial(c.socket, net.JoinHostPort(conn.IP, fmt.Sprint(c.port)), deadline); err != nil {
			return err
		}
	}
	if err := k.iopub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		return k.failure("subscribe: " + err.Error())
	}
	go k.receive(k.shell, k.replies)
	go k.receive(k.iopub, k.news)

	// An answer on both channels shows that nothing said later is lost. The
	// first may be: the kernel learns of us on one channel before the other.
	asked := map[string]bool{}
	for wait := 20 * time.Millisecond; time.Now().Before(deadline); wait = min(2*wait, time.Second) {
		id, err := k.request(k.shell, "kernel_info_request", struct{}{})
		if err != nil {
			return err
		}
		asked[id] = true
		if heard, err := k.hears(asked, wait); heard || err != nil {
			return err
		}
	}
	return k.failure("the kernel does not answer")
}

// dial connects once the kernel has bound its socket.
func (k *Kernel) dial(s zmq4.Socket, address string, deadline time.Time) error {
	for {
		c, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			c.Close()
			break
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
	dialed := make(chan error, 1) // zmq4 waits for a handshake without end
	go func() { dialed <- s.Dial("tcp://" + address) }()
	select {
	case err := <-dialed:
		if err != nil {
			return k.failure(err.Error())
		}
		return nil
	case <-k.died:
		return k.failure("the kernel ended as it started")
	case <-time.After(time.Until(deadline)):
		return k.failure("the kernel listens, but does not speak ZeroMQ")
	}
}

// hears waits for a reply to one of the requests and a status published with
// one.
func (k *Kernel) hears(asked map[string]bool, wait time.Duration) (bool, error) {
	timeout := time.After(wait)
	replied, published := false, false
	for !replied || !published {
		select {
		case m, ok := <-k.replies:
			if !ok {
				return false, k.failure("the kernel closed its shell channel as it started")
			}
			replied = replied || asked[m.ParentID()]
		case m, ok := <-k.news:
			if !ok {
				return false, k.failure("the kernel closed its output channel as it started")
			}
			published = published || (asked[m.ParentID()] && m.Header.Type == "status")
		case <-k.died:
			return false, k.failure("the kernel ended as it started")
		case <-timeout:
			return false, nil
		}
	}
	return true, nil
}

// receive passes the messages of a socket on and closes out when its
// connection ends. It reads without being read, or a kernel that says much
// would take a slow terminal for a dead client. A message that does not decode
// is not for us.
func (k *Kernel) receive(s zmq4.Socket, out chan<- *wire.Message) {
	defer close(out)
	in := make(chan *wire.Message)
	go func() {
		defer close(in)
		for {
			msg, err := s.Recv()
			if err != nil {
				return
			}
			m, err := k.codec.Decode(msg.Frames)
			if err != nil {
				continue
			}
			select {
			case in <- m:
			case <-k.ctx.Done():
				return
			}
		}
	}()
	var waiting []*wire.Message
	for in != nil || len(waiting) > 0 {
		var to chan<- *wire.Message
		var first *wire.Message
		if len(waiting) > 0 {
			to, first = out, waiting[0]
		}
		select {
		case m, ok := <-in:
			if !ok {
				in = nil
				continue
			}
			waiting = append(waiting, m)
		case to <- first:
			waiting = waiting[1:]
		case <-k.ctx.Done():
			return
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

// newConnection finds free ports on loopback and makes a key.
func newConnection() (wire.Connection, error) {
	c := wire.Connection{Transport: "tcp", IP: "127.0.0.1", SignatureScheme: "hmac-sha256", KernelName: "starling"}
	var held []net.Listener // until all are found, or one would be found twice
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
