package zmtp

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"
)

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
