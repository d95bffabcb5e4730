package zmtp

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// subscribe dials a publisher and waits until its subscription is in force.
func subscribe(t *testing.T, s *Socket, topic string) (net.Conn, *bufio.Reader) {
	t.Helper()
	c, r := dial(t, s)
	c.Write(appendCommand(nil, "SUBSCRIBE", []byte(topic)))
	c.Write(appendCommand(nil, "PING", []byte{0, 0})) // is answered after that
	if f, err := readFrame(r, 100); err != nil || !f.command {
		t.Fatalf("got %q, %v, want PONG", f.body, err)
	}
	return c, r
}

// Those who do not read hold up the sender, which waits for ever here, but
// neither what it sends to others nor what others send.
func TestStalledSubscribersHoldUpNoMessage(t *testing.T) {
	s := listen(t, XPUB, Options{MaxQueue: 100 << 10, Stall: time.Hour, Linger: 100 * time.Millisecond})
	subscribe(t, s, "")
	subscribe(t, s, "")
	_, r := subscribe(t, s, "")
	const size = 64 << 10
	sent := make(chan int)
	ended := make(chan bool, 2)
	send := func() {
		for i := uint32(0); ; i++ {
			if !s.Send(Msg{binary.BigEndian.AppendUint32(make([]byte, 0, size), i)[:size]}) {
				ended <- true
				return
			}
			sent <- int(i)
		}
	}
	go send()
	last := -1
	for blocked := false; !blocked; {
		select {
		case last = <-sent:
		case <-time.After(500 * time.Millisecond): // the buffers of the system are full too
			blocked = true
		}
	}
	go send()
	seen := map[uint32]int{}
	for range last + 3 { // all, the message at which the first sender waits, and one of the second
		f, err := readFrame(r, size)
		if err != nil {
			t.Fatal(err)
		}
		seen[binary.BigEndian.Uint32(f.body)]++
	}
	if seen[0] != 2 || seen[uint32(last+1)] != 1 {
		t.Errorf("got %d of message 0 and %d of message %d, want 2 and 1", seen[0], seen[uint32(last+1)], last+1)
	}
	s.Close() // and senders who wait are let go
	<-ended
	<-ended
}

func TestStalledSubscribersAreDropped(t *testing.T) {
	why := make(chan error, 2)
	s := listen(t, XPUB, Options{
		MaxQueue: 100 << 10, Stall: 200 * time.Millisecond,
		OnDrop: func(_ net.Addr, err error) { why <- err },
	})
	subscribe(t, s, "")
	subscribe(t, s, "")
	for len(why) < 2 {
		s.Send(Msg{make([]byte, 64<<10)})
	}
	for range 2 {
		if err := <-why; !strings.Contains(err.Error(), "took nothing for 200ms") {
			t.Errorf("dropped since %v", err)
		}
	}
	if !s.Send(Msg{[]byte("x")}) {
		t.Error("they are still counted as receivers")
	}
}

// A peer that reads, if slowly, is not stalled, however big the message.
func TestSlowReaderIsKept(t *testing.T) {
	const size = 16 << 20
	s := listen(t, XPUB, Options{MaxQueue: 1000, Stall: time.Second})
	c, r := subscribe(t, s, "")
	c.(*net.TCPConn).SetReadBuffer(128 << 10)
	sent := make(chan bool)
	go func() {
		s.Send(Msg{make([]byte, size)})
		sent <- s.Send(Msg{[]byte("after")}) // waits while the first is written
	}()
	buf := make([]byte, size+9) // with its header
	for n := 0; n < len(buf); {
		k, err := r.Read(buf[n:min(n+128<<10, len(buf))])
		if err != nil {
			t.Fatalf("after %d bytes: %v", n, err)
		}
		if (n+k)>>17 != n>>17 {
			time.Sleep(15 * time.Millisecond)
		}
		n += k
	}
	if !<-sent {
		t.Error("the next message was not sent")
	}
	if f, err := readFrame(r, 100); err != nil || string(f.body) != "after" {
		t.Errorf("got %q, %v", f.body, err)
	}
}

func TestSubscriptionsAreBounded(t *testing.T) {
	for name, topic := range map[string]func(i int) []byte{
		"topics": func(i int) []byte { return fmt.Append(nil, i) },
		"bytes":  func(i int) []byte { return append(make([]byte, 30_000), fmt.Append(nil, i)...) },
	} {
		why := make(chan error, 1)
		s := listen(t, XPUB, Options{OnDrop: func(_ net.Addr, err error) { why <- err }})
		c, _ := dial(t, s)
		for i := range maxTopics + 1 {
			if _, err := c.Write(appendCommand(nil, "SUBSCRIBE", topic(i))); err != nil {
				break
			}
		}
		if err := <-why; !strings.Contains(err.Error(), "want at most 10000 and 1048576") {
			t.Errorf("%s: dropped since %v", name, err)
		}
	}
}

func TestCancelCounts(t *testing.T) {
	heard := make(chan string, 8)
	s := listen(t, XPUB, Options{OnSubscribe: func(topic []byte, on bool) { heard <- fmt.Sprintf("%s %v", topic, on) }})
	c, r := dial(t, s)
	settle := func(want ...string) { // commands are answered in order
		t.Helper()
		c.Write(appendCommand(nil, "PING", []byte{0, 0}))
		if f, err := readFrame(r, 100); err != nil || string(f.body) != "\x04PONG" {
			t.Errorf("got %q, %v, want PONG", f.body, err)
		}
		for _, w := range want {
			if got := <-heard; got != w {
				t.Errorf("heard %q, want %q", got, w)
			}
		}
		if len(heard) > 0 {
			t.Errorf("heard %q too", <-heard)
		}
	}
	for _, name := range []string{"CANCEL", "SUBSCRIBE", "SUBSCRIBE", "CANCEL"} {
		c.Write(appendCommand(nil, name, []byte("t")))
	}
	settle("t true", "t true", "t false")
	s.Send(Msg{[]byte("t1")}) // one is left
	if f, err := readFrame(r, 100); err != nil || string(f.body) != "t1" {
		t.Errorf("got %q, %v", f.body, err)
	}
	c.Write(appendCommand(nil, "CANCEL", []byte("t")))
	settle("t false")
	s.Send(Msg{[]byte("t2")})
	settle()
}

// counting is a mechanism that cannot bear a frame out of order: each carries
// a number, and is turned upside down.
type counting struct{}

type count struct{ out, in byte }

func (counting) Name() string { return "COUNT" }

func (counting) Handshake(c net.Conn, r *bufio.Reader, metadata []byte) (Session, map[string]string, error) {
	_, properties, err := null{}.Handshake(c, r, metadata)
	return &count{}, properties, err
}

func (n *count) Seal(body []byte, more, command bool) []byte {
	sealed := []byte{n.out, 0}
	n.out++
	if more {
		sealed[1] |= flagMore
	}
	if command {
		sealed[1] |= flagCommand
	}
	for _, b := range body {
		sealed = append(sealed, ^b)
	}
	return append(appendHeader(nil, len(sealed), false, false), sealed...)
}

func (n *count) Open(sealed []byte) (plain []byte, more, command bool, err error) {
	if len(sealed) < 2 || sealed[0] != n.in {
		return nil, false, false, errors.New("frame out of order")
	}
	n.in++
	for _, b := range sealed[2:] {
		plain = append(plain, ^b)
	}
	return plain, sealed[1]&flagMore != 0, sealed[1]&flagCommand != 0, nil
}

// Many send at once through queues that are full: to each subscriber, what
// each sends arrives whole and in order, and is sealed in order.
func TestOrder(t *testing.T) {
	for _, mechanism := range []Mechanism{nil, counting{}} {
		const senders, messages, subscribers = 6, 300, 3
		s := listen(t, XPUB, Options{MaxQueue: 5000, Stall: time.Minute, Mechanism: mechanism})
		var done sync.WaitGroup
		for range subscribers {
			var (
				c       net.Conn
				r       *bufio.Reader
				session Session
			)
			if mechanism == nil {
				c, r = subscribe(t, s, "")
			} else {
				c, r, session = subscribeCounting(t, s)
			}
			done.Go(func() {
				if err := checkOrder(r, session, senders, messages); err != nil {
					t.Error(err)
				}
				c.Close()
			})
		}
		for i := range senders {
			done.Go(func() {
				for k := range messages {
					s.Send(Msg{[]byte("t"), []byte{byte(i)}, binary.BigEndian.AppendUint32(nil, uint32(k)), make([]byte, 3000)})
				}
			})
		}
		done.Wait()
	}
}

func subscribeCounting(t *testing.T, s *Socket) (net.Conn, *bufio.Reader, Session) {
	t.Helper()
	c := connect(t, s.Addr())
	c.SetDeadline(time.Now().Add(60 * time.Second))
	r := bufio.NewReader(c)
	session := &count{}
	c.Write(append(greeting("COUNT"), ready("SUB", "")...))
	c.Write(session.Seal(commandBody(nil, "SUBSCRIBE", nil), false, true))
	c.Write(session.Seal(commandBody(nil, "PING", []byte{0, 0, 7}), false, true))
	if _, err := r.Discard(greetingSize); err != nil {
		t.Fatal(err)
	}
	if _, err := readFrame(r, 1000); err != nil {
		t.Fatal(err)
	}
	f, err := readFrame(r, 1000)
	if err != nil {
		t.Fatal(err)
	}
	body, _, command, err := session.Open(f.body)
	if err != nil || !command || string(body) != "\x04PONG\x07" {
		t.Fatalf("got %q, %v, want a sealed PONG", body, err)
	}
	return c, r, session
}

// checkOrder reads what TestOrder sends.
func checkOrder(r *bufio.Reader, session Session, senders, messages int) error {
	next := make([]uint32, senders)
	for range senders * messages {
		var m Msg
		for more := true; more; {
			f, err := readFrame(r, 10_000)
			if err == nil && session != nil {
				f.body, f.more, _, err = session.Open(f.body)
			}
			if err != nil {
				return err
			}
			m, more = append(m, f.body), f.more
		}
		if len(m) != 4 || len(m[1]) != 1 || len(m[3]) != 3000 {
			return fmt.Errorf("got a message of %d frames", len(m))
		}
		who := m[1][0]
		if !bytes.Equal(m[2], binary.BigEndian.AppendUint32(nil, next[who])) {
			return fmt.Errorf("sender %d: got message % x, want %d", who, m[2], next[who])
		}
		next[who]++
	}
	return nil
}

// Close may come at any moment.
func TestCloseDuringTraffic(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		for _, kind := range []Kind{ROUTER, XPUB} {
			s, err := Listen(kind, "tcp://127.0.0.1:0", Options{MaxQueue: 1000, Linger: 50 * time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			var peers sync.WaitGroup
			for i := range 4 {
				peers.Go(func() { chat(s, i) })
			}
			for range 2 {
				peers.Go(func() {
					if kind == ROUTER {
						echo(s)
						return
					}
					for s.Send(Msg{make([]byte, 500)}) || !isClosed(s) {
					}
				})
			}
			time.Sleep(5 * time.Millisecond)
			var closers sync.WaitGroup
			for range 2 {
				closers.Go(func() { s.Close() })
			}
			closers.Wait()
			if s.Send(Msg{[]byte("a"), []byte("b")}) {
				t.Error("a closed socket sent")
			}
			peers.Wait()
		}
	}
	for i := 0; runtime.NumGoroutine() > before && i < 100; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines before, %d after", before, n)
	}
}

func isClosed(s *Socket) bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// chat connects, talks without end and reads as it pleases, until the socket
// closes.
func chat(s *Socket, i int) {
	c, err := net.Dial("tcp", strings.TrimPrefix(s.Addr(), "tcp://"))
	if err != nil {
		return
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(30 * time.Second))
	c.Write(append(greeting("NULL"), ready(serves[s.kind][0], "")...))
	c.Write(appendCommand(nil, "SUBSCRIBE", nil))
	buf := make([]byte, 1000)
	for {
		if _, err := c.Write([]byte{0, 2, 9, 9}); err != nil {
			return
		}
		if i%2 == 0 {
			if _, err := c.Read(buf); err != nil {
				return
			}
		}
	}
}
