package zmtp

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// What works in the clear works encrypted, over tcp and ipc.
func TestLibzmqOverCurve(t *testing.T) {
	endpoints := map[string]func(t *testing.T) string{
		"tcp": func(*testing.T) string { return "tcp://127.0.0.1:0" },
		"ipc": func(t *testing.T) string { return "ipc://" + filepath.Join(t.TempDir(), "s") },
	}
	for _, c := range []struct {
		kind  Kind
		peer  string // its case
		args  []string
		serve func(s *Socket, p *libzmq, subscribed <-chan bool)
	}{
		{ROUTER, "echo", nil, func(s *Socket, _ *libzmq, _ <-chan bool) { echo(s) }},
		{ROUTER, "identity", nil, func(s *Socket, _ *libzmq, _ <-chan bool) { echo(s) }},
		{ROUTER, "ping", nil, func(s *Socket, _ *libzmq, _ <-chan bool) { echo(s) }},
		{REP, "heartbeat", nil, func(*Socket, *libzmq, <-chan bool) {}},
		{ROUTER, "replies", nil, func(s *Socket, _ *libzmq, _ <-chan bool) {
			m, _ := s.Recv()
			for i := range 500 {
				s.Send(Msg{m[0], fmt.Appendf(nil, "%d", i), make([]byte, 1000)})
			}
			s.Close()
		}},
		{XPUB, "subscribe", nil, func(s *Socket, _ *libzmq, subscribed <-chan bool) {
			<-subscribed
			s.Send(Msg{[]byte("status"), []byte("not asked for")})
			s.Send(Msg{[]byte("stream.out"), []byte("hello")})
		}},
		{XPUB, "count", []string{"5000"}, func(s *Socket, p *libzmq, subscribed <-chan bool) {
			<-subscribed
			for i := range 5_000 {
				s.Send(Msg{[]byte("t"), fmt.Appendf(nil, "%010d%*s", i, i%3000, "")})
			}
		}},
		{XPUB, "unsubscribe", nil, func(s *Socket, _ *libzmq, subscribed <-chan bool) {
			for range 3 {
				<-subscribed
			}
			s.Send(Msg{[]byte("a"), []byte("unwanted")})
			s.Send(Msg{[]byte("b"), []byte("wanted")})
		}},
	} {
		for transport, endpoint := range endpoints {
			t.Run(c.peer+" over "+transport, func(t *testing.T) {
				subscribed := make(chan bool, 8)
				s, err := Listen(c.kind, endpoint(t), Options{
					Mechanism: curve(t), OnSubscribe: func([]byte, bool, func(Msg)) { subscribed <- true },
				})
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				p := startLibzmq(t, append([]string{"curve:" + c.peer, s.Addr()}, c.args...)...)
				go c.serve(s, p, subscribed)
				if c.peer == "count" {
					p.expect("ready")
				}
				p.expect("ok")
			})
		}
	}
}

func TestLibzmqWithoutTheKeyGetsNothing(t *testing.T) {
	for peer, want := range map[string]string{
		"refused":       `wants mechanism "NULL", want "CURVE"`,
		"curve:refused": "another key for this server",
	} {
		why := make(chan error, 100)
		s := listen(t, ROUTER, Options{Mechanism: curve(t), OnDrop: func(_ net.Addr, err error) {
			select {
			case why <- err:
			default: // it tries again and again
			}
		}})
		go echo(s)
		startLibzmq(t, peer, s.Addr()).expect("ok")
		if err := <-why; !strings.Contains(err.Error(), want) {
			t.Errorf("%s: dropped since %q, want %q", peer, err, want)
		}
	}
}
