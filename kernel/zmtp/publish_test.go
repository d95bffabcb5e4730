package zmtp

import (
	"bufio"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
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
	const senders, size = 2, 64 << 10
	s := listen(t, XPUB, Options{MaxQueue: 100 << 10, Stall: time.Hour, Linger: 100 * time.Millisecond})
	subscribe(t, s, "")
	subscribe(t, s, "")
	_, r := subscribe(t, s, "")
	var (
		begun, ended, seen [senders]atomic.Int64 // messages
		done               sync.WaitGroup
	)
	for k := range senders {
		done.Go(func() {
			for more := true; more; {
				begun[k].Add(1)
				body := make([]byte, size)
				body[0] = byte(k)
				more = s.Send(Msg{body})
				ended[k].Add(1)
			}
		})
	}
	done.Go(func() {
		for {
			f, err := readFrame(r, size)
			if err != nil {
				return
			}
			seen[f.body[0]].Add(1)
		}
	})
	// All has settled when each sender is within a Send for a while.
	var before [senders]int64
	for settled, tries := 0, 0; settled < 5; tries++ {
		if tries == 600 {
			t.Fatalf("sent %d and %d messages, of which the healthy subscriber saw %d and %d",
				begun[0].Load(), begun[1].Load(), seen[0].Load(), seen[1].Load())
		}
		time.Sleep(50 * time.Millisecond)
		settled++
		for k := range senders {
			n := begun[k].Load()
			if n != before[k] || ended[k].Load() != n-1 || seen[k].Load() != n {
				settled = 0
			}
			before[k] = n
		}
	}
	s.Close() // and senders who wait are let go
	done.Wait()
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

// A peer that had taken nothing for long before its queue was full is not waited
// for then: here that would take an hour.
func TestAPeerLongDeadDelaysNobody(t *testing.T) {
	conn, peer := net.Pipe()
	defer peer.Close()
	q := newQueue(conn, 10, time.Hour, func() {})
	go q.run()
	send := func() bool { return q.put(func() packet { return packet{[][]byte{make([]byte, 100)}, 100} }) }
	if !send() {
		t.Fatal("an empty queue takes nothing")
	}
	q.mu.Lock()
	q.since = q.since.Add(-time.Hour)
	q.mu.Unlock()
	if send() {
		t.Error("it is still alive")
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
	s := listen(t, XPUB, Options{OnSubscribe: func(topic []byte, on bool, _ func(Msg)) { heard <- fmt.Sprintf("%s %v", topic, on) }})
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
