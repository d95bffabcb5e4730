package kernel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"starling/kernel/wire"
)

// freePorts finds ports that nobody listens on.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func freeConnection(t *testing.T) wire.Connection {
	c := testConnection
	p := freePorts(t, 5)
	c.ShellPort, c.IOPubPort, c.StdinPort, c.ControlPort, c.HBPort = p[0], p[1], p[2], p[3], p[4]
	return c
}

// remote is a client of a kernel that serves on sockets.
type remote struct {
	t     *testing.T
	codec *wire.Codec
	ctx   context.Context
}

func (r remote) dial(s zmq4.Socket, conn wire.Connection, port int) zmq4.Socket {
	r.t.Helper()
	if err := s.Dial(conn.Endpoint(port)); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { s.Close() })
	return s
}

func (r remote) send(s zmq4.Socket, msgType string, c content) {
	r.t.Helper()
	m, err := r.codec.New(msgType, nil, c)
	if err != nil {
		r.t.Fatal(err)
	}
	frames, err := r.codec.Encode(m)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := s.SendMulti(zmq4.NewMsgFrom(frames...)); err != nil {
		r.t.Fatal(err)
	}
}

func (r remote) recv(s zmq4.Socket) *wire.Message {
	r.t.Helper()
	raw, err := s.Recv()
	if err != nil {
		r.t.Fatal(err)
	}
	m, err := r.codec.Decode(raw.Frames)
	if err != nil {
		r.t.Fatal(err)
	}
	return m
}

func TestServe(t *testing.T) {
	conn := freeConnection(t)
	in := newScript()
	served := make(chan error, 1)
	log := &strings.Builder{}
	go func() { served <- Serve(conn, in, Options{Log: log}) }()

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // a guard
	defer cancel()
	codec, err := wire.NewCodec(conn, "user")
	if err != nil {
		t.Fatal(err)
	}
	r := remote{t, codec, ctx}
	pub := r.dial(zmq4.NewSub(ctx), conn, conn.IOPubPort)
	if err := pub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		t.Fatal(err)
	}
	if m := r.recv(pub); m.Header.Type != "iopub_welcome" || string(m.Content) != `{"subscription":""}` {
		t.Errorf("got %s %s, want a welcome", m.Header.Type, m.Content)
	}
	sh, ctl := r.dial(zmq4.NewDealer(ctx), conn, conn.ShellPort), r.dial(zmq4.NewDealer(ctx), conn, conn.ControlPort)

	if err := sh.SendMulti(zmq4.NewMsgFrom([]byte("<IDS|MSG>"), []byte("00"), []byte("{}"), []byte("{}"), []byte("{}"), []byte("{}"))); err != nil {
		t.Fatal(err)
	}
	r.send(sh, "execute_request", content{"code": "print a\nloop"})
	<-in.running
	r.send(ctl, "kernel_info_request", content{})
	if m := r.recv(ctl); m.Header.Type != "kernel_info_reply" {
		t.Errorf("got %s on control while a cell runs", m.Header.Type)
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if m := r.recv(sh); !strings.Contains(string(m.Content), `"ename":"interrupt"`) {
		t.Errorf("got %s, want the cell interrupted", m.Content)
	}
	hb := r.dial(zmq4.NewReq(ctx), conn, conn.HBPort)
	if err := hb.Send(zmq4.NewMsgString("beat")); err != nil {
		t.Fatal(err)
	}
	if m, err := hb.Recv(); err != nil || string(m.Bytes()) != "beat" {
		t.Errorf("heartbeat: got %v, %v", m, err)
	}

	stranger, err := net.Dial("tcp", strings.TrimPrefix(conn.Endpoint(conn.ShellPort), "tcp://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.Write([]byte(strings.Repeat("GET / HTTP/1.1\r\n", 8))); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, stranger) // until it is dropped
	stranger.Close()

	r.send(sh, "execute_request", content{"code": "loop"}) // shutdown ends it
	<-in.running
	r.send(ctl, "shutdown_request", content{"restart": false})
	if m := r.recv(ctl); m.Header.Type != "shutdown_reply" {
		t.Errorf("got %s, want shutdown_reply", m.Header.Type)
	}
	seen := map[string]bool{}
	for !seen["shutdown_reply"] {
		seen[r.recv(pub).Header.Type] = true
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	for _, want := range []string{"shell channel: message dropped: wrong signature", "shell channel: a client was dropped:"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("log is %q, want %q in it", log, want)
		}
	}
}

func TestServeRefuses(t *testing.T) {
	conn := freeConnection(t)
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", conn.ControlPort))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := Serve(conn, newScript(), Options{}); err == nil || !strings.Contains(err.Error(), "control channel") {
		t.Errorf("got %v, want an error that names the channel", err)
	}
	conn.HBPort = 0
	if err := Serve(conn, newScript(), Options{}); err == nil || !strings.Contains(err.Error(), "hb_port") {
		t.Errorf("got %v, want an error that names the port", err)
	}
}

func TestParentGone(t *testing.T) {
	for _, name := range []string{"", "x", "0", "-1", "1"} {
		if parentGone(name) != nil {
			t.Errorf("JPY_PARENT_PID=%q: there is nothing to watch", name)
		}
	}
	if gone := parentGone(fmt.Sprint(os.Getppid())); gone == nil || gone() {
		t.Error("the parent lives")
	}
	other := exec.Command("sleep", "1000")
	if err := other.Start(); errors.Is(err, exec.ErrNotFound) {
		t.Skip("no sleep command to watch")
	} else if err != nil {
		t.Fatal(err)
	}
	gone := parentGone(fmt.Sprint(other.Process.Pid))
	if gone == nil || gone() {
		t.Error("a process that is not our parent lives")
	}
	_ = other.Process.Kill()
	_ = other.Wait()
	if !gone() {
		t.Error("it is gone")
	}
	if parentGone(fmt.Sprint(other.Process.Pid)) != nil {
		t.Error("a process that never was cannot be watched")
	}
}
