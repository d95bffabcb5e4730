package zmtp

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"testing"
)

// Whatever a peer sends after its greeting, the socket lives and its limits
// hold.
func FuzzPeer(f *testing.F) {
	hello := ready("DEALER", "me")
	f.Add(append(bytes.Clone(hello), 1, 0, 0, 2, 'h', 'i'))
	f.Add(append(bytes.Clone(hello), appendCommand(nil, "PING", []byte("\x00\x01abc"))...))
	f.Add(append(ready("SUB", ""), appendCommand(nil, "SUBSCRIBE", []byte("t"))...))
	f.Add(append(ready("SUB", ""), 0, 2, 1, 't', 0, 2, 0, 't'))
	f.Add(append(ready("REQ", ""), 1, 0, 0, 1, 'x'))
	f.Add(append(bytes.Clone(hello), append([]byte{flagLong}, binary.BigEndian.AppendUint64(nil, 1<<62)...)...))
	f.Add([]byte{flagCommand, 6, 5, 'R', 'E', 'A', 'D', 'Y'})
	o := Options{MaxFrame: 1000, MaxMessage: 2000, MaxFrames: 5, OnSubscribe: func([]byte, bool, func(Msg)) {}}
	var sockets []*Socket
	for _, kind := range []Kind{ROUTER, XPUB, REP} {
		s, err := Listen(kind, "tcp://127.0.0.1:0", o)
		if err != nil {
			f.Fatal(err)
		}
		f.Cleanup(func() { s.Close() })
		sockets = append(sockets, s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, s := range sockets {
			ours, theirs := net.Pipe()
			served := make(chan struct{})
			go func() {
				defer close(served)
				s.serve(ours)
			}()
			go io.Copy(io.Discard, theirs)
			go func() {
				theirs.Write(greeting("NULL"))
				theirs.Write(b)
				theirs.Close()
			}()
			<-served
			for _, r := range s.intake.waiting {
				checkLimits(t, r.msg[1:], o)
				r.done()
			}
			s.intake.waiting = nil
			if s.intake.total != 0 {
				t.Fatalf("%s: %d bytes pend", s.kind, s.intake.total)
			}
			if len(s.peers) > 0 || len(s.all) > 0 {
				t.Fatalf("%s: %d peers are left", s.kind, len(s.all))
			}
		}
	})
}

func checkLimits(t *testing.T, m Msg, o Options) {
	var size uint64
	for _, part := range m {
		size += uint64(len(part))
		if uint64(len(part)) > o.MaxFrame {
			t.Errorf("received a frame of %d bytes", len(part))
		}
	}
	if len(m) == 0 || len(m) > o.MaxFrames || size > o.MaxMessage {
		t.Errorf("received %d frames of %d bytes", len(m), size)
	}
}

// What is encoded, cut and written reads as it was.
func FuzzEncode(f *testing.F) {
	f.Add([]byte("topicbody"), uint16(5), uint32(0))
	f.Add([]byte(""), uint16(0), uint32(300))
	f.Add([]byte("x"), uint16(1), uint32(writeSize+9000))
	f.Fuzz(func(t *testing.T, b []byte, at uint16, padding uint32) {
		i := min(int(at), len(b))
		m := Msg{b[:i], b[i:], make([]byte, padding%(2*writeSize))}
		var wire bytes.Buffer
		p := encode(m)
		total := 0
		for chunks := append([][]byte(nil), p.chunks...); len(chunks) > 0; {
			var (
				part [][]byte
				size int
			)
			part, chunks, size = cut(chunks)
			wire.Write(bytes.Join(part, nil))
			if total += size; total != wire.Len() || size > writeSize {
				t.Fatalf("cut %d bytes, said %d", wire.Len(), total)
			}
		}
		if total != p.size {
			t.Errorf("wrote %d bytes, want %d", total, p.size)
		}
		r := bufio.NewReader(&wire)
		for i, want := range m {
			got, err := readFrame(r, 1<<30)
			if err != nil || got.command || got.more != (i < len(m)-1) || !bytes.Equal(got.body, want) {
				t.Fatalf("frame %d: got %d bytes, more %v, %v, want %d bytes", i, len(got.body), got.more, err, len(want))
			}
		}
	})
}

func FuzzProperties(f *testing.F) {
	f.Add("Socket-Type", "DEALER", []byte{1, 'a', 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, name, value string, rest []byte) {
		_, _ = parseProperties(rest)
		if len(name) > 255 {
			return
		}
		m, err := parseProperties(appendProperty(nil, name, value))
		if err != nil || len(m) != 1 {
			t.Fatalf("got %v, %v", m, err)
		}
		for _, got := range m {
			if got != value {
				t.Errorf("got %q, want %q", got, value)
			}
		}
	})
}
