package zmtp

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// The peer is the same in both halves of each benchmark, and adds as little of
// its own as it can: bare reads and writes.

// beside runs a benchmark against a socket of ours and, where there is a
// Python with pyzmq, against libzmq's.
func beside(b *testing.B, ours, libzmq func(b *testing.B)) {
	b.Run("ours", ours)
	b.Run("libzmq", libzmq)
}

func BenchmarkRoundTrip(b *testing.B) {
	trip := func(b *testing.B, endpoint string) {
		c, r := dialAs(b, endpoint, "DEALER", "")
		c.SetDeadline(time.Time{})
		m := append([]byte{0, 64}, make([]byte, 64)...)
		for b.Loop() {
			c.Write(m)
			if _, err := readFrame(r, 100); err != nil {
				b.Fatal(err)
			}
		}
	}
	beside(b, func(b *testing.B) {
		s, err := Listen(ROUTER, "tcp://127.0.0.1:0", Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		go echo(s)
		trip(b, s.Addr())
	}, func(b *testing.B) {
		p := startLibzmq(b, "serve-echo", "tcp://127.0.0.1:*")
		trip(b, strings.TrimPrefix(p.expect("at"), "at "))
	})
}

// BenchmarkPublish delivers messages of 64 bytes to one subscriber. libzmq is
// driven from Python, which costs it some of its rate.
func BenchmarkPublish(b *testing.B) {
	receive := func(b *testing.B, endpoint string, start func()) {
		c, r := dialAs(b, endpoint, "SUB", "")
		c.SetDeadline(time.Time{})
		c.Write([]byte{0, 1, 1})
		start()
		b.ResetTimer()
		for range b.N {
			if f, err := readFrame(r, 100); err != nil || len(f.body) != 64 {
				b.Fatalf("got %d bytes, %v", len(f.body), err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
	}
	beside(b, func(b *testing.B) {
		subscribed := make(chan bool, 1)
		s, err := Listen(XPUB, "tcp://127.0.0.1:0", Options{
			Stall: time.Minute, OnSubscribe: func([]byte, bool, func(Msg)) { subscribed <- true },
		})
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		receive(b, s.Addr(), func() {
			<-subscribed
			body := make([]byte, 64)
			go func() {
				for range b.N {
					s.Send(Msg{body})
				}
			}()
		})
	}, func(b *testing.B) {
		p := startLibzmq(b, "serve-pub", "tcp://127.0.0.1:*")
		receive(b, strings.TrimPrefix(p.expect("at"), "at "), func() {
			p.expect("ready")
			fmt.Fprintln(p.stdin, b.N)
		})
	})
}
