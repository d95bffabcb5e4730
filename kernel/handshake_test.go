package kernel

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"starling/kernel/wire"
	"starling/kernel/zmtp"
)

// launcher is a registration socket at a port of its own.
func launcher(t *testing.T) (s *zmtp.Socket, conn wire.Connection) {
	t.Helper()
	s, err := zmtp.Listen(zmtp.ROUTER, "tcp://127.0.0.1:0", zmtp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, registersAt(t, strings.TrimPrefix(s.Addr(), "tcp://127.0.0.1:"))
}

func registersAt(t *testing.T, port string) wire.Connection {
	t.Helper()
	conn, err := wire.ParseConnection(fmt.Appendf(nil, `{"registration_ip": "127.0.0.1", "registration_port": %s, "key": "key"}`, port))
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// An empty key signs nothing, so that the launcher can acknowledge without a codec.
var unsigned = [][]byte{[]byte("<IDS|MSG>"), {}, []byte("ACK")}

func TestAKernelRegistersAndCanBeFoundByOthers(t *testing.T) {
	s, conn := launcher(t)
	conn.Key = ""
	file := filepath.Join(t.TempDir(), "kernel-1.json")
	served := make(chan error, 1)
	go func() { served <- Serve(conn, newScript(), Options{Log: &strings.Builder{}, File: file}) }()
	m, _ := s.Recv()
	bound, err := wire.ReadConnection(filepath.Join(filepath.Dir(file), "kernel-1-connection.json"))
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf(`"shell_port":"%d"`, bound.ShellPort); !strings.Contains(string(m[3]), want) {
		t.Errorf("got %s, want %s in it", m[3], want)
	}
	s.Send(append(zmtp.Msg{m[0]}, unsigned...))
	codec, err := wire.NewCodec(bound, "user")
	if err != nil {
		t.Fatal(err)
	}
	c, err := zmtp.Dial(t.Context(), zmtp.DEALER, bound.Endpoint(bound.ControlPort))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	request, err := codec.New("shutdown_request", nil, content{})
	if err != nil {
		t.Fatal(err)
	}
	frames, err := codec.Encode(request)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Call(t.Context(), frames); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 0 {
		t.Errorf("the kernel left %v", left)
	}
}

func TestAKernelThatIsNotAcknowledgedEnds(t *testing.T) {
	s, conn := launcher(t)
	ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, errors.New("no acknowledgement within a while"))
	defer cancel()
	b := newBench(t)
	if _, err := b.k.register(ctx, conn, testConnection, ""); err == nil || !strings.Contains(err.Error(), "no acknowledgement") {
		t.Errorf("silence: got %v", err)
	}
	go func() {
		s.Recv() // of the silence
		m, _ := s.Recv()
		s.Send(append(zmtp.Msg{m[0]}, unsigned...))
	}()
	if _, err := b.k.register(t.Context(), conn, testConnection, ""); err == nil || !strings.Contains(err.Error(), "no signature") {
		t.Errorf("an answer without a signature: got %v", err)
	}
}

func TestRegistrationWaitsForItsSocket(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	ln.Close()
	b := newBench(t)
	b.k.codec, _ = wire.NewCodec(wire.Connection{}, "kernel") // signs nothing
	done := make(chan error, 1)
	go func() {
		_, err := b.k.register(t.Context(), registersAt(t, port), testConnection, "")
		done <- err
	}()
	time.Sleep(3 * registerPause) // in which attempts fail
	s, err := zmtp.Listen(zmtp.ROUTER, "tcp://127.0.0.1:"+port, zmtp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	m, _ := s.Recv()
	s.Send(append(zmtp.Msg{m[0]}, unsigned...))
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n := strings.Count(b.log.String(), "registration at"); n != 1 {
		t.Errorf("%d lines in the log for attempts that failed alike, want 1: %s", n, b.log)
	}
}
