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

// dial connects to a socket and greets by hand.
func dial(t testing.TB, s *Socket) (net.Conn, *bufio.Reader) {
	t.Helper()
	return dialAs(t, s.Addr(), serves[s.kind][0], "")
}

// dialAs does so as a type of socket with an identity; the connection ends
// with the test.
func dialAs(t testing.TB, endpoint, kind, identity string) (net.Conn, *bufio.Reader) {
	t.Helper()
	c := connect(t, endpoint)
	c.SetDeadline(time.Now().Add(30 * time.Second))
	r := bufio.NewReader(c)
	c.Write(greeting("NULL"))
	if _, err := io.ReadFull(r, make([]byte, greetingSize)); err != nil {
		t.Fatal(err)
	}
	c.Write(ready(kind, identity))
	f, err := readFrame(r, 1000)
	if err != nil || !f.command || !strings.HasPrefix(string(f.body), "\x05READY") {
		t.Fatalf("got %q, %v, want READY", f.body, err)
	}
	return c, r
}

func connect(t testing.TB, endpoint string) net.Conn {
	t.Helper()
	network, addr, _ := strings.Cut(endpoint, "://")
	if network == "ipc" {
		network = "unix"
	}
	c, err := net.Dial(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func ready(kind, identity string) []byte {
	metadata := appendProperty(nil, "Socket-Type", kind)
	return appendCommand(nil, "READY", appendProperty(metadata, "Identity", identity))
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
		"command of 2^62 bytes": append([]byte{flagLong | flagCommand}, binary.BigEndian.AppendUint64(nil, 1<<62)...),
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
	why := make(chan error, 1)
	s := listen(t, ROUTER, Options{
		Handshake: 500 * time.Millisecond,
		OnDrop:    func(_ net.Addr, err error) { why <- err },
	})
	after := func(b ...byte) []byte { return append(greeting("NULL"), b...) }
	old := greeting("NULL")
	old[10] = 2
	for name, c := range map[string]struct {
		bytes []byte
		want  string
	}{
		"not ZMTP":          {[]byte(strings.Repeat("GET / HTTP/1.1\r\n", 8)), "does not speak ZMTP"},
		"version 2":         {old, "version 2 of ZMTP, want 3"},
		"other mechanism":   {greeting("PLAIN"), `mechanism "PLAIN", want "NULL"`},
		"silence":           {nil, "timeout"},
		"half a greeting":   {greeting("NULL")[:20], "timeout"},
		"message":           {after(0, 1, 'x'), "sent a message, want READY"},
		"other command":     {after(appendCommand(nil, "PING", []byte{0, 0})...), `"PING", want READY`},
		"two-part command":  {after(flagCommand|flagMore, 6), "more than one frame"},
		"long command":      {after(appendHeader(nil, maxCommand+1, false, true)...), "65537 bytes, want at most 65536"},
		"name is cut":       {after(appendCommand(nil, "READY", []byte{200, 1})...), "within a name"},
		"value is cut":      {after(appendCommand(nil, "READY", []byte{1, 'a', 0, 0, 0, 9, 'b'})...), "within the value of a"},
		"no type":           {after(appendCommand(nil, "READY", nil)...), `peer is a "", want DEALER`},
		"type does not fit": {after(ready("SUB", "")...), `peer is a "SUB", want DEALER or REQ or ROUTER`},
		"reserved identity": {after(ready("DEALER", "\x00abcdefgh")...), "zero byte"},
		"long identity":     {after(ready("DEALER", strings.Repeat("i", 256))...), "identity of 256 bytes"},
	} {
		conn := connect(t, s.Addr())
		conn.SetDeadline(time.Now().Add(30 * time.Second))
		conn.Write(c.bytes)
		if _, err := io.Copy(io.Discard, conn); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s: %v, want the connection closed", name, err)
		}
		if err := <-why; !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: dropped since %q, want %q", name, err, c.want)
		}
	}
}

func TestLeavingIsNoDrop(t *testing.T) {
	why := make(chan error, 1)
	s := listen(t, ROUTER, Options{OnDrop: func(_ net.Addr, err error) { why <- err }})
	for range 3 {
		c, _ := dial(t, s)
		c.Close()
		connect(t, s.Addr()).Close()
	}
	c, _ := dial(t, s)
	c.Write([]byte{0x80})
	if err := <-why; !strings.Contains(err.Error(), "flags 0x80") {
		t.Errorf("dropped since %v", err)
	}
}

func TestPeerOfVersion30(t *testing.T) {
	s := listen(t, ROUTER, Options{})
	go echo(s)
	c := connect(t, s.Addr())
	c.SetDeadline(time.Now().Add(30 * time.Second))
	g := greeting("NULL")
	g[11] = 0
	c.Write(g[:10]) // as libzmq does: the signature first
	c.Write(append(g[10:], ready("REQ", "me")...))
	c.Write([]byte{1, 0, 0, 2, 'h', 'i'})
	r := bufio.NewReader(c)
	io.ReadFull(r, make([]byte, greetingSize))
	for _, want := range []string{"\x05READY\x0bSocket-Type\x00\x00\x00\x06ROUTER\x08Identity\x00\x00\x00\x00", "", "hi"} {
		if f, err := readFrame(r, 1000); err != nil || string(f.body) != want {
			t.Errorf("got %q, %v, want %q", f.body, err, want)
		}
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
	s := listen(t, XPUB, Options{OnSubscribe: func(topic []byte, on bool, _ func(Msg)) { heard <- string(topic) }})
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

// stale leaves a socket file that nobody listens on, as after a crash.
func stale(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s")
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	ln.SetUnlinkOnClose(false)
	ln.Close()
	return path
}

func TestSocketFile(t *testing.T) {
	path := stale(t)
	s, err := Listen(REP, "ipc://"+path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want a file for its owner only", info, err)
	}
	if _, err := Listen(REP, "ipc://"+path, Options{}); err == nil {
		t.Error("bound twice")
	}
	dial(t, s) // it is still served
	s.Close()
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is left")
	}
	os.WriteFile(path, []byte("mine"), 0o600)
	if _, err := Listen(REP, "ipc://"+path, Options{}); err == nil {
		t.Error("replaced a file that is not a socket")
	}
}

func TestListenRefuses(t *testing.T) {
	for _, c := range []struct {
		kind           Kind
		endpoint, want string
	}{
		{"PUSH", "tcp://127.0.0.1:0", `kind "PUSH", want ROUTER, XPUB or REP`},
		{REP, "127.0.0.1:0", "want tcp://host:port or ipc://path"},
		{REP, "udp://127.0.0.1:0", "want tcp://host:port or ipc://path"},
		{REP, "tcp://127.0.0.1:99999", "invalid port"},
		{REP, "ipc:///" + strings.Repeat("p", 199), "path of 200 bytes, want at most"},
	} {
		if s, err := Listen(c.kind, c.endpoint, Options{}); err == nil {
			s.Close()
			t.Errorf("%s %s: bound, want %q", c.kind, c.endpoint, c.want)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: got %q, want %q", c.kind, c.endpoint, err, c.want)
		}
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
