package zmtp

import (
	"bufio"
	"bytes"
	"net"
	"testing"
)

// Whatever a peer sends in place of HELLO and INITIATE, the handshake ends, and
// lets in nobody who does not know the key.
func FuzzCurveHandshake(f *testing.F) {
	hello := append([]byte{1, 0}, make([]byte, 192)...)
	hello[74] = 9 // a point that is on the curve
	f.Add(appendCommand(nil, "HELLO", hello))
	f.Add(appendCommand(nil, "HELLO", hello[:100]))
	f.Add(append(appendCommand(nil, "HELLO", hello), appendCommand(nil, "INITIATE", make([]byte, 300))...))
	f.Add(appendCommand(nil, "READY", describe("DEALER")))
	c := curve(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		go func() {
			theirs.Write(b)
			theirs.Close()
		}()
		if _, _, err := c.Handshake(ours, bufio.NewReader(ours), describe("ROUTER")); err == nil {
			t.Errorf("%q lets a peer in", b)
		}
		ours.Close()
	})
}

// Whatever an INITIATE holds, once it is opened, is refused unless it vouches.
func FuzzCurveInitiate(f *testing.F) {
	c := curve(f)
	transient, ours := newKey(f), newKey(f)
	key, err := shared(transient, ours.PublicKey().Bytes())
	if err != nil {
		f.Fatal(err)
	}
	cookie := make([]byte, cookieSize)
	number := []byte{0, 0, 0, 0, 0, 0, 0, 2}
	f.Add(make([]byte, 128))
	f.Add(append(bytes.Repeat([]byte{9}, 128), describe("DEALER")...))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, plain []byte) {
		b := seal(append(bytes.Clone(cookie), number...), key, short("CurveZMQINITIATE", number), plain)
		if _, err := c.initiated(&curveSession{}, b, cookie, transient.PublicKey().Bytes(), ours); err == nil {
			t.Errorf("%q vouches", plain)
		}
	})
}

// Whatever a sealed frame is, it opens only as it was sealed.
func FuzzCurveOpen(f *testing.F) {
	f.Add([]byte("\x07MESSAGE"), []byte("hello"))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, wire, body []byte) {
		s := &curveSession{}
		if _, _, _, err := s.Open(wire); err == nil {
			t.Errorf("%q opens", wire)
		}
		client := &curveClient{t: t}
		r := bufio.NewReader(bytes.NewReader(client.seal(body, sealedMore)))
		frame, err := readFrame(r, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		plain, more, command, err := s.Open(frame.body)
		if err != nil || !more || command || !bytes.Equal(plain, body) {
			t.Errorf("got %q, %v, %v, %v, want %q", plain, more, command, err, body)
		}
		if _, _, _, err := s.Open(frame.body); err == nil {
			t.Error("a frame opens twice")
		}
	})
}
