package zmtp

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A libzmq peer in a process of its own.
type libzmq struct {
	t     testing.TB
	lines *bufio.Scanner
	stdin io.WriteCloser
}

func startLibzmq(t testing.TB, args ...string) *libzmq {
	t.Helper()
	python := os.Getenv("STARLING_PYTHON")
	if python == "" {
		t.Skip("STARLING_PYTHON names no Python with pyzmq: make test sets it")
	}
	cmd := exec.Command(python, append([]string{"testdata/peer.py"}, args...)...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return &libzmq{t, bufio.NewScanner(stdout), stdin}
}

// expect waits for a line that begins with want.
func (p *libzmq) expect(want string) string {
	p.t.Helper()
	got := make(chan string, 1)
	go func() {
		p.lines.Scan()
		got <- p.lines.Text()
	}()
	select {
	case line := <-got:
		if !strings.HasPrefix(line, want) {
			p.t.Fatalf("libzmq says %q, want %q", line, want)
		}
		return line
	case <-time.After(3 * time.Minute):
		p.t.Fatalf("libzmq says nothing, want %q", want)
	}
	return ""
}

func listen(t *testing.T, kind Kind, o Options) *Socket {
	t.Helper()
	s, err := Listen(kind, "tcp://127.0.0.1:0", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func echo(s *Socket) {
	for {
		m, ok := s.Recv()
		if !ok {
			return
		}
		s.Send(m)
	}
}

func TestSubscriptionIsReported(t *testing.T) {
	topics := make(chan string, 8)
	s := listen(t, XPUB, Options{OnSubscribe: func(topic []byte, on bool, _ func(Msg)) { topics <- fmt.Sprintf("%s %v", topic, on) }})
	p := startLibzmq(t, "subscribe", s.Addr())
	if got := <-topics; got != "stream true" {
		t.Errorf("got subscription %q", got)
	}
	s.Send(Msg{[]byte("status"), []byte("not asked for")})
	s.Send(Msg{[]byte("stream.out"), []byte("hello")})
	if got := p.expect("ok"); got != "ok [b'stream.out', b'hello']" {
		t.Errorf("got %s", got)
	}
}

// One subscriber that never reads neither starves the other nor fills memory.
func TestStalledSubscriber(t *testing.T) {
	const n, size = 200_000, 4096
	subscribed := make(chan bool, 8)
	s := listen(t, XPUB, Options{Stall: time.Second, OnSubscribe: func([]byte, bool, func(Msg)) { subscribed <- true }})
	stalled := startLibzmq(t, "stall", s.Addr())
	stalled.expect("ready")
	healthy := startLibzmq(t, "count", s.Addr(), fmt.Sprint(n))
	healthy.expect("ready")
	<-subscribed
	<-subscribed
	var peak uint64
	for i := range n {
		s.Send(Msg{[]byte("t"), fmt.Appendf(make([]byte, 0, size), "%010d%*s", i, size-10, "")})
		if i%10_000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
	}
	healthy.expect("ok")
	t.Logf("peak of the heap: %d MiB", peak>>20)
	if peak > 200<<20 {
		t.Errorf("the heap grew to %d MiB, want at most 200", peak>>20)
	}
}

func TestSilentConnectionBlocksNobody(t *testing.T) {
	s := listen(t, ROUTER, Options{})
	for range 20 {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.Addr(), "tcp://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	go echo(s)
	startLibzmq(t, "echo", s.Addr()).expect("ok")
}

func TestDeafPeerStopsNobody(t *testing.T) {
	s := listen(t, ROUTER, Options{MaxQueue: 1 << 20})
	go echo(s)
	deaf := startLibzmq(t, "deaf", s.Addr())
	deaf.expect("ready")
	time.Sleep(200 * time.Millisecond) // its answers pile up
	startLibzmq(t, "echo", s.Addr()).expect("ok")
}

func TestLaterIdentityTakesOver(t *testing.T) {
	s := listen(t, ROUTER, Options{})
	go echo(s)
	startLibzmq(t, "identity", s.Addr()).expect("ok")
}

func TestPingIsAnswered(t *testing.T) {
	s := listen(t, ROUTER, Options{})
	go echo(s)
	startLibzmq(t, "ping", s.Addr()).expect("ok")
}

func TestCloseSendsWhatIsQueued(t *testing.T) {
	subscribed := make(chan bool, 8)
	s := listen(t, XPUB, Options{OnSubscribe: func([]byte, bool, func(Msg)) { subscribed <- true }})
	p := startLibzmq(t, "last", s.Addr())
	p.expect("ready")
	<-subscribed
	for range 500 {
		s.Send(Msg{[]byte("t"), make([]byte, 1000)})
	}
	s.Close()
	p.expect("ok")
}

func TestHeartbeat(t *testing.T) {
	s := listen(t, REP, Options{})
	startLibzmq(t, "heartbeat", s.Addr()).expect("ok")
}

func TestIPC(t *testing.T) {
	s, err := Listen(ROUTER, "ipc://"+stale(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	go echo(s)
	startLibzmq(t, "echo", s.Addr()).expect("ok")
}

// A subscription that ends is reported, and ends.
func TestSubscriptionEnds(t *testing.T) {
	topics := make(chan string, 8)
	s := listen(t, XPUB, Options{OnSubscribe: func(topic []byte, on bool, _ func(Msg)) { topics <- fmt.Sprintf("%s %v", topic, on) }})
	p := startLibzmq(t, "unsubscribe", s.Addr())
	for _, want := range []string{"a true", "b true", "a false"} {
		if got := <-topics; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	s.Send(Msg{[]byte("a"), []byte("unwanted")})
	s.Send(Msg{[]byte("b"), []byte("wanted")})
	if got := p.expect("ok"); got != "ok [b'b', b'wanted']" {
		t.Errorf("got %s", got)
	}
}

func TestRepliesBeforeClose(t *testing.T) {
	s := listen(t, ROUTER, Options{})
	p := startLibzmq(t, "replies", s.Addr())
	m, _ := s.Recv()
	for i := range 500 {
		s.Send(Msg{m[0], fmt.Appendf(nil, "%d", i), make([]byte, 1000)})
	}
	s.Close()
	p.expect("ok")
}
