package zmtp

import (
	"bufio"
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// The server's keys of the documentation of libzmq (zmq_curve).
const (
	serverPublic = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
	serverSecret = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"
	clientPublic = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
)

func curve(t testing.TB) *Curve {
	t.Helper()
	c, err := NewCurve(serverPublic, serverSecret)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCurveKeysRefused(t *testing.T) {
	for _, c := range []struct{ public, secret, want string }{
		{serverPublic, serverSecret[1:], "secret key: got 39 characters, want 40"},
		{serverPublic[1:], serverSecret, "public key: got 39 characters, want 40"},
		{serverPublic, strings.Replace(serverSecret, "%", "~", 1), `secret key: got the character '~'`},
		{strings.Repeat("#", 40), serverSecret, "above 2^32"},
		{clientPublic, serverSecret, "is not that of the secret key"},
		{"", "", "got 0 characters"},
	} {
		if _, err := NewCurve(c.public, c.secret); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %s: got %v, want %q", c.public, c.secret, err, c.want)
		} else if strings.Contains(err.Error(), c.secret) && c.secret != "" {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

// curveClient is the other side of the mechanism, with every step open to be
// spoiled.
type curveClient struct {
	t          testing.TB
	conn       net.Conn
	r          *bufio.Reader
	serverKey  []byte
	transient  *ecdh.PrivateKey
	permanent  *ecdh.PrivateKey
	spoilHello func(hello []byte) []byte
	spoilInit  func(initiate []byte) []byte
	vouchFor   []byte // nil: the transient key

	key [keySize]byte
	out uint64
	in  uint64
}

func newKey(t testing.TB) *ecdh.PrivateKey {
	t.Helper()
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newCurveClient(t testing.TB, endpoint string) *curveClient {
	t.Helper()
	c := &curveClient{t: t, conn: connect(t, endpoint), transient: newKey(t), permanent: newKey(t)}
	c.conn.SetDeadline(time.Now().Add(30 * time.Second))
	c.r = bufio.NewReader(c.conn)
	c.serverKey, _ = decodeKey(serverPublic)
	return c
}

func (c *curveClient) agree(secret *ecdh.PrivateKey, public []byte) *[keySize]byte {
	c.t.Helper()
	key, err := shared(secret, public)
	if err != nil {
		c.t.Fatal(err)
	}
	return key
}

// shake does the handshake as a kind of socket, up to the server's READY.
func (c *curveClient) shake(kind string) error {
	g := greeting("CURVE")
	g[32] = 0
	c.conn.Write(g)
	if _, err := io.ReadFull(c.r, make([]byte, greetingSize)); err != nil {
		return err
	}
	number := binary.BigEndian.AppendUint64(nil, 1)
	hello := append([]byte{1, 0}, make([]byte, 72)...)
	hello = append(hello, c.transient.PublicKey().Bytes()...)
	hello = append(hello, number...)
	first := c.agree(c.transient, c.serverKey)
	hello = seal(hello, first, short("CurveZMQHELLO---", number), make([]byte, 64))
	if c.spoilHello != nil {
		hello = c.spoilHello(hello)
	}
	c.conn.Write(appendCommand(nil, "HELLO", hello))
	welcome, err := readCommand(c.r, "WELCOME", 160)
	if err != nil {
		return err
	}
	plain, ok := open(first, long("WELCOME-", welcome[:16]), welcome[16:])
	if !ok {
		return errors.New("WELCOME is forged")
	}
	server, cookie := plain[:keySize], plain[keySize:]
	c.key = *c.agree(c.transient, server)
	number = binary.BigEndian.AppendUint64(nil, 2)
	random := bytes.Repeat([]byte{7}, 16)
	vouched := c.vouchFor
	if vouched == nil {
		vouched = c.transient.PublicKey().Bytes()
	}
	box := append(c.permanent.PublicKey().Bytes(), random...)
	box = seal(box, c.agree(c.permanent, server), long("VOUCH---", random), append(bytes.Clone(vouched), c.serverKey...))
	box = append(box, describe(kind)...)
	initiate := seal(append(bytes.Clone(cookie), number...), &c.key, short("CurveZMQINITIATE", number), box)
	if c.spoilInit != nil {
		initiate = c.spoilInit(initiate)
	}
	c.conn.Write(appendCommand(nil, "INITIATE", initiate))
	ready, err := readCommand(c.r, "READY", 0)
	if err != nil {
		return err
	}
	c.out, c.in = 2, binary.BigEndian.Uint64(ready)
	if _, ok := open(&c.key, short("CurveZMQREADY---", ready[:8]), ready[8:]); !ok {
		return errors.New("READY is forged")
	}
	return nil
}

// seal makes a frame as the client does.
func (c *curveClient) seal(body []byte, flags byte) []byte {
	c.out++
	number := binary.BigEndian.AppendUint64(nil, c.out)
	sealed := seal(commandBody(nil, "MESSAGE", number), &c.key, short("CurveZMQMESSAGEC", number), append([]byte{flags}, body...))
	return append(appendHeader(nil, len(sealed), false, false), sealed...)
}

// recv reads a frame and checks that its number is higher than the last.
func (c *curveClient) recv() (body []byte, flags byte, err error) {
	f, err := readFrame(c.r, 1<<30)
	if err != nil {
		return nil, 0, err
	}
	name, data, err := splitCommand(f.body)
	if err != nil || name != "MESSAGE" || f.command || f.more {
		return nil, 0, fmt.Errorf("got %q, %v, want a sealed frame", name, err)
	}
	number := binary.BigEndian.Uint64(data)
	if number <= c.in {
		return nil, 0, fmt.Errorf("number %d came after %d", number, c.in)
	}
	c.in = number
	plain, ok := open(&c.key, short("CurveZMQMESSAGES", data[:8]), data[8:])
	if !ok {
		return nil, 0, errors.New("frame is forged")
	}
	return plain[1:], plain[0], nil
}

func TestCurve(t *testing.T) {
	s := listen(t, ROUTER, Options{Mechanism: curve(t)})
	go echo(s)
	c := newCurveClient(t, s.Addr())
	if err := c.shake("DEALER"); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 255, 70_000} {
		c.conn.Write(c.seal(make([]byte, n), sealedMore))
		c.conn.Write(c.seal([]byte("end"), 0))
		for _, want := range []struct {
			size  int
			flags byte
		}{{n, sealedMore}, {3, 0}} {
			body, flags, err := c.recv()
			if err != nil || len(body) != want.size || flags != want.flags {
				t.Fatalf("got %d bytes, flags %d, %v, want %v", len(body), flags, err, want)
			}
		}
	}
	c.conn.Write(c.seal(commandBody(nil, "PING", []byte("\x00\x0acontext")), sealedCmd))
	if body, flags, err := c.recv(); err != nil || string(body) != "\x04PONGcontext" || flags != sealedCmd {
		t.Errorf("got %q, flags %d, %v, want a PONG", body, flags, err)
	}
}

// Whoever lacks the key, or spoils a step, gets nothing.
func TestCurveHandshakeRefused(t *testing.T) {
	why := make(chan error, 1)
	s := listen(t, ROUTER, Options{Mechanism: curve(t), OnDrop: func(_ net.Addr, err error) { why <- err }})
	flip := func(i int) func([]byte) []byte {
		return func(b []byte) []byte {
			b[(i+len(b))%len(b)] ^= 1
			return b
		}
	}
	lowOrder := make([]byte, keySize)
	for name, c := range map[string]struct {
		spoil func(*curveClient)
		want  string
	}{
		"another server's key":   {func(c *curveClient) { c.serverKey, _ = decodeKey(clientPublic) }, "another key for this server"},
		"HELLO is changed":       {func(c *curveClient) { c.spoilHello = flip(-1) }, "another key for this server"},
		"HELLO is short":         {func(c *curveClient) { c.spoilHello = func(b []byte) []byte { return b[1:] } }, "HELLO with 193 bytes, want 194"},
		"version 2":              {func(c *curveClient) { c.spoilHello = func(b []byte) []byte { b[0] = 2; return b } }, "version 2.0 of CURVE"},
		"a key of low order":     {func(c *curveClient) { c.spoilHello = func(b []byte) []byte { copy(b[74:], lowOrder); return b } }, "peer's key"},
		"another cookie":         {func(c *curveClient) { c.spoilInit = flip(0) }, "another cookie"},
		"INITIATE is changed":    {func(c *curveClient) { c.spoilInit = flip(-1) }, "INITIATE is forged"},
		"INITIATE is short":      {func(c *curveClient) { c.spoilInit = func(b []byte) []byte { return b[:150] } }, "INITIATE of 150 bytes"},
		"another's vouch":        {func(c *curveClient) { c.vouchFor = c.serverKey }, "cannot vouch"},
		"the wrong sort of peer": {func(c *curveClient) {}, `peer is a "SUB"`},
	} {
		client := newCurveClient(t, s.Addr())
		c.spoil(client)
		kind := "DEALER"
		if strings.Contains(c.want, "SUB") {
			kind = "SUB"
		}
		if err := client.shake(kind); err == nil {
			_, _, err := client.recv() // the peer's sort is looked at last
			if err == nil {
				t.Errorf("%s: is let in", name)
			}
		}
		if err := <-why; !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: dropped since %q, want %q", name, err, c.want)
		}
	}
	plain := connect(t, s.Addr())
	plain.Write(append(greeting("NULL"), ready("DEALER", "")...))
	if err := <-why; !strings.Contains(err.Error(), `wants mechanism "NULL", want "CURVE"`) {
		t.Errorf("a peer without encryption: dropped since %q", err)
	}
}

// A frame that is changed, sent again or not sealed ends the connection.
func TestCurveFramesRefused(t *testing.T) {
	why := make(chan error, 1)
	s := listen(t, ROUTER, Options{Mechanism: curve(t), OnDrop: func(_ net.Addr, err error) { why <- err }})
	go echo(s)
	for name, c := range map[string]struct {
		frames func(c *curveClient) [][]byte
		want   string
	}{
		"changed": {func(c *curveClient) [][]byte {
			b := c.seal([]byte("hello"), 0)
			b[len(b)-1] ^= 1
			return [][]byte{b}
		}, "forged"},
		"sent again": {func(c *curveClient) [][]byte {
			b := c.seal([]byte("hello"), 0)
			return [][]byte{b, b}
		}, "replay"},
		"out of order": {func(c *curveClient) [][]byte {
			a, b := c.seal([]byte("a"), 0), c.seal([]byte("b"), 0)
			return [][]byte{b, a}
		}, "replay"},
		"not sealed": {func(*curveClient) [][]byte { return [][]byte{{0, 2, 'h', 'i'}} }, "is not sealed"},
		"too short": {func(*curveClient) [][]byte {
			return [][]byte{appendHeader(nil, 16, false, false), commandBody(nil, "MESSAGE", make([]byte, 8))}
		}, "is not sealed"},
	} {
		client := newCurveClient(t, s.Addr())
		if err := client.shake("DEALER"); err != nil {
			t.Fatal(err)
		}
		for _, b := range c.frames(client) {
			client.conn.Write(b)
		}
		if err := <-why; !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: dropped since %q, want %q", name, err, c.want)
		}
	}
}

// Many send at once, to queues that are full: each subscriber finds the numbers
// of its frames in order, and what each sender says in order.
func TestCurveOrder(t *testing.T) {
	const senders, messages, subscribers = 6, 300, 3
	subscribed := make(chan bool, subscribers)
	s := listen(t, XPUB, Options{
		MaxQueue: 5000, Stall: time.Minute, Mechanism: curve(t), OnSubscribe: func([]byte, bool, func(Msg)) { subscribed <- true },
	})
	var done sync.WaitGroup
	for range subscribers {
		c := newCurveClient(t, s.Addr())
		c.conn.SetDeadline(time.Now().Add(5 * time.Minute)) // a guard
		if err := c.shake("SUB"); err != nil {
			t.Fatal(err)
		}
		c.conn.Write(c.seal(commandBody(nil, "SUBSCRIBE", nil), sealedCmd))
		<-subscribed
		done.Go(func() {
			next := map[byte]uint32{}
			for range senders * messages {
				topic, flags, err := c.recv()
				if err != nil || flags != sealedMore || len(topic) != 1 {
					t.Errorf("got topic %q, flags %d, %v", topic, flags, err)
					return
				}
				body, _, err := c.recv()
				if err != nil {
					t.Error(err)
					return
				}
				if got := binary.BigEndian.Uint32(body); got != next[topic[0]] {
					t.Errorf("sender %d: got message %d, want %d", topic[0], got, next[topic[0]])
					return
				}
				next[topic[0]]++
			}
		})
	}
	for i := range senders {
		done.Go(func() {
			for n := range messages {
				body := binary.BigEndian.AppendUint32(nil, uint32(n))
				s.Send(Msg{{byte(i)}, append(body, make([]byte, n*7%900)...)})
			}
		})
	}
	done.Wait()
}
