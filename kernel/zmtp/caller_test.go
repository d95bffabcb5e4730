package zmtp

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"
)

func TestCallerIsAnswered(t *testing.T) {
	s := listen(t, ROUTER, Options{})
	go echo(s)
	for kind, want := range map[Kind]int{DEALER: 2, REQ: 2} {
		c, err := Dial(t.Context(), kind, s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		for range 3 {
			m, err := c.Call(t.Context(), Msg{[]byte("a"), make([]byte, 100_000)})
			if err != nil || len(m) != want || string(m[0]) != "a" || len(m[1]) != 100_000 {
				t.Errorf("%s: got %d frames, %v, want the message back", kind, len(m), err)
			}
		}
	}
}

func TestCallerOfLibzmq(t *testing.T) {
	p := startLibzmq(t, "serve-rep", "tcp://127.0.0.1:*")
	_, endpoint, _ := strings.Cut(p.expect("at "), " ")
	for _, kind := range []Kind{REQ, DEALER} {
		c, err := Dial(t.Context(), kind, endpoint)
		if err != nil {
			t.Fatal(err)
		}
		m := Msg{[]byte("hello"), []byte("there")}
		if kind == DEALER { // a REP wants what a REQ would send
			m = append(Msg{nil}, m...)
		}
		got, err := c.Call(t.Context(), m)
		if err != nil || string(got[len(got)-1]) != "there" {
			t.Errorf("%s: got %q, %v", kind, got, err)
		}
		c.Close()
	}
}

func TestCallerGivesUp(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0") // accepts and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Dial(ctx, DEALER, "tcp://"+ln.Addr().String()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("silent server: got %v", err)
	}
	s := listen(t, ROUTER, Options{}) // never answers
	c, err := Dial(t.Context(), DEALER, s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Call(ctx, Msg{[]byte("x")}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no answer: got %v", err)
	}
}

func TestDialRefuses(t *testing.T) {
	pub := listen(t, XPUB, Options{})
	for _, c := range []struct {
		kind           Kind
		endpoint, want string
	}{
		{"SUB", "tcp://127.0.0.1:1", `kind "SUB", want DEALER or REQ`},
		{REQ, "pigeon://x", "want tcp://host:port or ipc://path"},
		{REQ, "ipc://" + t.TempDir() + "/none", "no such file"},
		{REQ, pub.Addr(), ""}, // the other side ends it, or we do
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if _, err := Dial(ctx, c.kind, c.endpoint); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: got %v, want %q", c.kind, c.endpoint, err, c.want)
		}
	}
}
