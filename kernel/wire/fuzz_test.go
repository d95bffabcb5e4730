package wire

import (
	"bytes"
	"testing"
)

// Whatever frames arrive, Decode answers; what it accepts it can send on.
func FuzzDecode(f *testing.F) {
	conn := Connection{Transport: "tcp", IP: "127.0.0.1", ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HBPort: 5}
	codec, err := NewCodec(conn, "user") // without a key, so that the fuzzer gets past the signature
	if err != nil {
		f.Fatal(err)
	}
	m, err := codec.New("execute_request", nil, map[string]string{"code": "1"})
	if err != nil {
		f.Fatal(err)
	}
	frames, err := codec.Encode(m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bytes.Join(frames, []byte{0}))
	f.Add([]byte("id\x00<IDS|MSG>\x00\x00{}\x00{}\x00{}\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := codec.Decode(bytes.Split(b, []byte{0}))
		if err != nil {
			return
		}
		if when, ok := m.Header.Time(); !ok && !when.IsZero() {
			t.Errorf("%q has a time, %v, that is none", b, when)
		}
		if m.ParentID() != "" && m.Parent == nil {
			t.Errorf("%q has a parent's id without a parent", b)
		}
		if _, err := codec.Encode(m); err != nil {
			t.Errorf("%q decodes to what cannot be encoded: %v", b, err)
		}
	})
}

// Whatever a connection file holds, it is refused or it is valid.
func FuzzConnection(f *testing.F) {
	f.Add([]byte(`{"transport":"tcp","ip":"127.0.0.1","shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"key":"k","signature_scheme":"hmac-sha256"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ParseConnection(b)
		if err != nil {
			return
		}
		if err := c.Validate(); err != nil {
			t.Errorf("%q is accepted, but %v", b, err)
		}
		if c.Endpoint(c.ShellPort) == "" {
			t.Errorf("%q has no endpoint", b)
		}
	})
}
