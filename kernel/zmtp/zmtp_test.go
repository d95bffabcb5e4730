package zmtp

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// dial connects and greets by hand; the connection ends with the test.
func dial(t testing.TB, s *Socket) (net.Conn, *bufio.Reader) {
	t.Helper()
	network, addr, _ := strings.Cut(s.Addr(), "://")
	if network == "ipc" {
		network = "unix"
	}
	c, err := net.Dial(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(30 * time.Second))
	r := bufio.NewReader(c)
	c.Write(greeting("NULL"))
	if _, err := io.ReadFull(r, make([]byte, greetingSize)); err != nil {
		t.Fatal(err)
	}
	c.Write(appendCommand(nil, "READY", appendProperty(nil, "Socket-Type", "DEALER")))
	f, err := readFrame(r, 1000)
	if err != nil || !f.command || !strings.HasPrefix(string(f.body), "\x05READY") {
		t.Fatalf("got %q, %v, want READY", f.body, err)
	}
	return c, r
}

// ended fails unless the socket has closed the connection.
func ended(t *testing.T, r *bufio.Reader, why string) {
	t.Helper()
	if b, err := r.ReadByte(); err == nil {
		t.Errorf("%s: got byte %d, want the connection closed", why, b)
	}
}

func TestBrokenPeersAreDropped(t *testing.T) {
	for name, bytes := range map[string][]byte{
		"frame of 2^62 bytes":   append([]byte{flagLong}, binary.BigEndian.AppendUint64(nil, 1<<62)...),
		"flags of no version":   {0xf0, 1, 0},
		"empty command":         {flagCommand, 0},
		"command ends in name":  {flagCommand, 3, 9, 'P', 'I'},
		"PING without its time": appendCommand(nil, "PING", nil),
	} {
		s := listen(t, ROUTER, Options{})
		c, r := dial(t, s)
		c.Write(bytes)
		ended(t, r, name)
		go echo(s) // and others are served
		c, r = dial(t, s)
		c.Write([]byte{0, 2, 'h', 'i'})
		if f, err := readFrame(r, 100); err != nil || string(f.body) != "hi" {
			t.Errorf("%s: next peer got %q, %v", name, f.body, err)
		}
	}
}

func TestBrokenHandshakesAreDropped(t *testing.T) {
	s := listen(t, ROUTER, Options{Handshake: 200 * time.Millisecond})
	old := greeting("NULL")
	old[10] = 2
	for name, bytes := range map[string][]byte{
		"not ZMTP":        []byte(strings.Repeat("GET / HTTP/1.1\r\n", 8)),
		"version 2":       old,
		"other mechanism": greeting("PLAIN"),
		"silence":         {},
		"half a greeting": greeting("NULL")[:20],
		"no READY":        append(greeting("NULL"), 0, 1, 'x'),
		"bad metadata":    append(greeting("NULL"), appendCommand(nil, "READY", []byte{200, 1})...),
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.Addr(), "tcp://"))
		if err != nil {
			t.Fatal(err)
		}
		c.SetDeadline(time.Now().Add(30 * time.Second))
		c.Write(bytes)
		if _, err := io.Copy(io.Discard, c); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s: %v, want the connection closed", name, err)
		}
		c.Close()
	}
}

func TestLimits(t *testing.T) {
	s := listen(t, ROUTER, Options{MaxFrame: 100, MaxMessage: 150, MaxFrames: 3})
	go echo(s)
	part := func(n int, more bool) []byte { return append(appendHeader(nil, n, more, false), make([]byte, n)...) }
	for name, m := range map[string][][]byte{
		"frame":    {part(101, false)},
		"message":  {part(100, true), part(100, true), part(100, false)},
		"frames":   {part(1, true), part(1, true), part(1, true), part(1, false)},
		"no bytes": {part(0, true), part(0, true), part(0, true), part(0, true)},
	} {
		c, r := dial(t, s)
		for _, b := range m {
			c.Write(b)
		}
		ended(t, r, name)
	}
	c, r := dial(t, s)
	c.Write(part(100, true))
	c.Write(part(50, false))
	for _, want := range []int{100, 50} {
		if f, err := readFrame(r, 1000); err != nil || len(f.body) != want {
			t.Errorf("a message within the limits: got %d bytes, %v, want %d", len(f.body), err, want)
		}
	}
}

func TestPongCarriesTheContext(t *testing.T) {
	s := listen(t, XPUB, Options{})
	c, r := dial(t, s)
	c.Write(appendCommand(nil, "PING", []byte("\x00\x0acontext")))
	if f, err := readFrame(r, 100); err != nil || !f.command || string(f.body) != "\x04PONGcontext" {
		t.Errorf("got %q, %v", f.body, err)
	}
}

func TestSubscriptionByMessage(t *testing.T) { // as peers of version 3.0 do
	heard := make(chan string, 4)
	s := listen(t, XPUB, Options{OnSubscribe: func(topic []byte, on bool) { heard <- string(topic) }})
	c, r := dial(t, s)
	c.Write([]byte{0, 3, 1, 'a', 'b'})
	if got := <-heard; got != "ab" {
		t.Errorf("got topic %q", got)
	}
	s.Send(Msg{[]byte("a"), []byte("no")})
	s.Send(Msg{[]byte("abc"), []byte("yes")})
	if f, err := readFrame(r, 100); err != nil || string(f.body) != "abc" || !f.more {
		t.Errorf("got %q, %v", f.body, err)
	}
	c.Write([]byte{0, 3, 0, 'a', 'b'})
	<-heard
	if p := s.Send(Msg{[]byte("abc")}); !p {
		t.Error("a message that nobody wants was not sent to all")
	}
}

func TestStaleSocketFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	addr := &net.UnixAddr{Name: path, Net: "unix"}
	ln, err := net.ListenUnix("unix", addr)
	if err != nil {
		t.Fatal(err)
	}
	ln.SetUnlinkOnClose(false)
	ln.Close() // its file stays, as after a crash
	s, err := Listen(REP, "ipc://"+path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(REP, "ipc://"+path, Options{}); err == nil {
		t.Error("bound twice")
	}
	s.Close()
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is left")
	}
	os.WriteFile(path, []byte("mine"), 0o600)
	if _, err := Listen(REP, "ipc://"+path, Options{}); err == nil {
		t.Error("replaced a file that is not a socket")
	}
}

func TestCloseLeavesNoGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	s, err := Listen(ROUTER, "tcp://127.0.0.1:0", Options{Linger: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		dial(t, s)
	}
	net.Dial("tcp", strings.TrimPrefix(s.Addr(), "tcp://")) // silent
	s.Close()
	s.Close()
	for i := 0; runtime.NumGoroutine() > before && i < 100; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines before, %d after", before, n)
	}
	if _, ok := s.Recv(); ok {
		t.Error("a closed socket received")
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte{0, 2, 'h', 'i'})
	f.Add(append([]byte{flagLong}, binary.BigEndian.AppendUint64(nil, 1<<62)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bufio.NewReader(strings.NewReader(string(b)))
		for {
			frame, err := readFrame(r, 1<<16)
			if err != nil {
				return
			}
			splitCommand(frame.body)
			parseProperties(frame.body)
		}
	})
}

func BenchmarkRoundTrip(b *testing.B) {
	s, err := Listen(ROUTER, "tcp://127.0.0.1:0", Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	go echo(s)
	c, r := dial(b, s)
	m := append([]byte{0, 64}, make([]byte, 64)...)
	for b.Loop() {
		c.SetDeadline(time.Now().Add(10 * time.Second))
		c.Write(m)
		if _, err := readFrame(r, 100); err != nil {
			b.Fatal(err)
		}
	}
}
