package zmtp

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// flood sends messages of 10 kB until the connection ends or n are sent.
func flood(c net.Conn, n int, sent *atomic.Int64) {
	b := append(appendHeader(nil, 10_000, false, false), make([]byte, 10_000)...)
	for range n {
		if _, err := c.Write(b); err != nil {
			return
		}
		sent.Add(1)
	}
}

// pending waits until the socket has taken what it will.
func pending(s *Socket) (total int) {
	for same := 0; same < 20; {
		s.intake.mu.Lock()
		now := s.intake.total
		s.intake.mu.Unlock()
		if same++; now != total {
			total, same = now, 0
		}
		time.Sleep(5 * time.Millisecond)
	}
	return total
}

// Who sends more than is answered waits; nothing is lost, and others are heard.
func TestPendingIsBounded(t *testing.T) {
	const most = 1 << 20
	s := listen(t, ROUTER, Options{MaxPending: most})
	var sent atomic.Int64
	busy, _ := dial(t, s)
	busy.SetDeadline(time.Now().Add(5 * time.Minute)) // a guard
	go flood(busy, 5000, &sent)
	got := pending(s)
	if got < most/2 || got > most {
		t.Errorf("%d bytes pend, want nearly %d", got, most)
	}
	var done []func()
	count := func() {
		m, release, ok := s.Take()
		if !ok || len(m[1]) != 10_000 {
			t.Fatalf("got %d frames, %v", len(m), ok)
		}
		done = append(done, release)
	}
	for range got / (10_000 + messageCost) {
		count()
	}
	other, _ := dial(t, s)
	other.Write([]byte{0, 2, 'h', 'i'})
	if m, _ := s.Recv(); string(m[1]) != "hi" { // though the flood is taken and not done with
		t.Errorf("got %d bytes, want those of another peer", len(m[1]))
	}
	for n := len(done); n < 5000; n++ {
		done[n-1]()
		count()
	}
	if sent.Load() != 5000 {
		t.Errorf("sent %d", sent.Load())
	}
}

// The bound for all holds too, and a peer with nothing pending passes it.
func TestPendingOfAllIsBounded(t *testing.T) {
	const most = 100_000
	s := listen(t, ROUTER, Options{MaxPending: most})
	var sent atomic.Int64
	for range 3 * peersPending {
		c, _ := dial(t, s)
		go flood(c, 100, &sent)
	}
	if got, want := pending(s), peersPending*most+3*peersPending*12_000; got > want {
		t.Errorf("%d bytes pend, want at most %d", got, want)
	}
	c, _ := dial(t, s)
	c.Write([]byte{0, 2, 'h', 'i'})
	for {
		if m, _, _ := s.Take(); string(m[1]) == "hi" {
			break
		}
	}
}

// A peer that waits for room and is given up, or whose socket closes, holds
// nothing.
func TestWhoWaitsForRoomCanBeGivenUp(t *testing.T) {
	gone := make(chan string, 2)
	s := listen(t, ROUTER, Options{MaxPending: 50_000, OnDrop: func(_ net.Addr, why error) { gone <- why.Error() }})
	var sent atomic.Int64
	c, _ := dialAs(t, s.Addr(), "DEALER", "twin")
	go flood(c, 100, &sent)
	pending(s)
	dialAs(t, s.Addr(), "DEALER", "twin")
	if why := <-gone; !strings.Contains(why, "took over") {
		t.Errorf("gone since %q", why)
	}
	c, _ = dial(t, s)
	go flood(c, 100, &sent)
	pending(s)
	s.Close() // would wait for its goroutines
}

func TestConnectionsAreBounded(t *testing.T) {
	why := make(chan error, 100)
	s := listen(t, ROUTER, Options{MaxPeers: 3, OnDrop: func(_ net.Addr, err error) { why <- err }})
	go echo(s)
	for range 3 {
		dial(t, s)
	}
	c := connect(t, s.Addr())
	ended(t, bufio.NewReader(c), "the fourth")
	if err := <-why; !strings.Contains(err.Error(), "3 connections already") {
		t.Errorf("dropped since %v", err)
	}
}

// An answer to a subscription reaches the subscriber alone.
func TestSubscriberIsAnsweredAlone(t *testing.T) {
	var subscribers atomic.Int64
	s := listen(t, XPUB, Options{OnSubscribe: func(_ []byte, _ bool, answer func(Msg)) {
		answer(Msg{fmt.Appendf(nil, "welcome %d", subscribers.Add(1))})
	}})
	first, heard := dial(t, s)
	expect := func(want string) {
		t.Helper()
		if f, err := readFrame(heard, 100); err != nil || string(f.body) != want {
			t.Errorf("got %q, %v, want %q", f.body, err, want)
		}
	}
	first.Write(appendCommand(nil, "SUBSCRIBE", nil))
	expect("welcome 1")
	second, r := dial(t, s)
	second.Write(appendCommand(nil, "SUBSCRIBE", nil))
	if f, err := readFrame(r, 100); err != nil || string(f.body) != "welcome 2" {
		t.Errorf("got %q, %v, want a welcome", f.body, err)
	}
	s.Send(Msg{[]byte("news")})
	expect("news")
}
