package wire

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var sample = Connection{
	Transport: "tcp", IP: "127.0.0.1", ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HBPort: 5,
	Key: "key", SignatureScheme: "hmac-sha256",
}

func codec(t *testing.T, c Connection) *Codec {
	t.Helper()
	out, err := NewCodec(c, "kernel")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func encode(t *testing.T, c *Codec, msgType string, parent *Message, content any) [][]byte {
	t.Helper()
	m, err := c.New(msgType, parent, content)
	if err != nil {
		t.Fatal(err)
	}
	m.Identities = [][]byte{[]byte("peer"), {0, 1}}
	m.Buffers = [][]byte{{1, 2}, {}}
	frames, err := c.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	return frames
}

func TestRoundTrip(t *testing.T) {
	for _, key := range []string{"", "key", "ключ"} {
		for scheme := range schemes {
			conn := sample
			conn.Key, conn.SignatureScheme = key, scheme
			a, b := codec(t, conn), codec(t, conn)
			frames := encode(t, a, "execute_request", nil, map[string]any{"code": "<b>&"})
			m, err := b.Decode(frames)
			if err != nil {
				t.Fatalf("key %q, %s: %v", key, scheme, err)
			}
			if m.Header.Type != "execute_request" || m.Header.Version != "5.6" || m.Header.Username != "kernel" {
				t.Errorf("header: got %+v", m.Header)
			}
			if got := string(m.Content); got != `{"code":"<b>&"}` {
				t.Errorf("content: got %s, want HTML kept as it is", got)
			}
			if len(m.Identities) != 2 || len(m.Buffers) != 2 || string(m.Buffers[0]) != "\x01\x02" {
				t.Errorf("got identities %q, buffers %q", m.Identities, m.Buffers)
			}
			if _, ok := m.Header.Time(); !ok {
				t.Errorf("date %q is not understood", m.Header.Date)
			}
		}
	}
}

// The signature of fixed bytes, computed by Python's hmac module:
// hmac.new(b"key", b'{"a":1}{}{}{}', "sha256").hexdigest()
func TestSignatureIsThatOfPython(t *testing.T) {
	s, err := newSigner("hmac-sha256", "key")
	if err != nil {
		t.Fatal(err)
	}
	got := string(s.sign([][]byte{[]byte(`{"a":1}`), []byte("{}"), []byte("{}"), []byte("{}")}))
	if want := "f1128388193e4dd1aa760827bd756a1b40b627676b5efe22c0e8297919bfa218"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestReplyEchoesTheRequestsHeader(t *testing.T) {
	c := codec(t, sample)
	raw := `{"msg_id": "1", "session":"s","msg_type":"x_request","subshell_id": "new field"}`
	request := &Message{RawHeader: json.RawMessage(raw)}
	m, err := c.New("x_reply", request, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	if string(m.Parent) != raw || m.ParentID() != "1" {
		t.Errorf("got parent %s, want %s", m.Parent, raw)
	}
	made, _ := c.New("x_request", nil, struct{}{})
	reply, _ := c.New("x_reply", made, struct{}{})
	if reply.ParentID() != made.Header.MsgID {
		t.Errorf("got parent %q, want %q", reply.ParentID(), made.Header.MsgID)
	}
}

func TestDecodeRefuses(t *testing.T) {
	c := codec(t, sample)
	resign := func(f [][]byte) [][]byte {
		f[3] = c.signer.sign(f[4:8])
		return f
	}
	cases := []struct {
		want  string
		spoil func(f [][]byte) [][]byte
	}{
		{"no <IDS|MSG> among 0 frames", func([][]byte) [][]byte { return nil }},
		{"no <IDS|MSG>", func(f [][]byte) [][]byte { return f[3:] }},
		{"got 2 frames after", func(f [][]byte) [][]byte { return f[:5] }},
		{"wrong signature", func(f [][]byte) [][]byte { f[7] = []byte(`{"code":"x"}`); return f }},
		{"no signature", func(f [][]byte) [][]byte { f[3] = nil; return f }},
		{"not hexadecimal", func(f [][]byte) [][]byte { f[3] = []byte("zz"); return f }},
		{"header: not JSON", func(f [][]byte) [][]byte { f[4] = []byte("{"); return resign(f) }},
		{"header: not JSON", func(f [][]byte) [][]byte { f[4] = []byte{}; return resign(f) }},
		{"parent_header: got other JSON", func(f [][]byte) [][]byte { f[5] = []byte("[1]"); return resign(f) }},
		{"content: not UTF-8", func(f [][]byte) [][]byte { f[7] = []byte("{\"\xff\":1}"); return resign(f) }},
		{"no msg_type", func(f [][]byte) [][]byte { f[4] = []byte("{}"); return resign(f) }},
		{"header: json: cannot unmarshal number", func(f [][]byte) [][]byte { f[4] = []byte(`{"msg_type":1}`); return resign(f) }},
	}
	for _, tc := range cases {
		m, err := c.Decode(tc.spoil(encode(t, c, "x_request", nil, struct{}{})))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("got %v, %v, want an error with %q", m, err, tc.want)
		}
	}
}

func TestReplayIsRefused(t *testing.T) {
	c := codec(t, sample)
	c.RefuseReplays(2)
	first := encode(t, c, "x_request", nil, struct{}{})
	if _, err := c.Decode(first); err != nil {
		t.Fatal(err)
	}
	capitals := slices.Clone(first)
	capitals[3] = []byte(strings.ToUpper(string(first[3])))
	for _, frames := range [][][]byte{first, capitals} {
		if _, err := c.Decode(frames); err == nil || !strings.Contains(err.Error(), "sent before") {
			t.Errorf("got %v, want the replay refused", err)
		}
	}
	for range 2 {
		if _, err := c.Decode(encode(t, c, "x_request", nil, struct{}{})); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.seen.set) != 2 {
		t.Errorf("remembers %d signatures, want 2", len(c.seen.set))
	}
}

func TestContentThatIsNotJSON(t *testing.T) {
	_, err := codec(t, sample).New("display_data", nil, map[string]any{"x": math.NaN()})
	if err == nil || !strings.Contains(err.Error(), "display_data") || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("got %v, want an error that names the type of message and NaN", err)
	}
}

func TestConnectionFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.json")
	if err := sample.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("got mode %v, %v, want that others cannot read the key", info.Mode(), err)
	}
	got, err := ReadConnection(path)
	if err != nil || got != sample {
		t.Errorf("got %+v, %v, want %+v", got, err, sample)
	}
	if got := got.Endpoint(got.IOPubPort); got != "tcp://127.0.0.1:2" {
		t.Errorf("got endpoint %s", got)
	}
	got.Transport, got.IP = "ipc", "/run/k"
	if got := got.Endpoint(got.IOPubPort); got != "ipc:///run/k-2" {
		t.Errorf("got endpoint %s", got)
	}
}

func TestConnectionFileRefused(t *testing.T) {
	const ports = `"ip":"127.0.0.1","shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,`
	for in, want := range map[string]string{
		`{`:                              "unexpected end of JSON",
		`{}`:                             "ip: missing",
		`{"ip":"x"}`:                     "shell_port: got 0, want 1 to 65535",
		`{` + ports + `"hb_port":70000}`: "hb_port: got 70000, want 1 to 65535",
		`{` + ports + `"hb_port":1}`:     "hb_port: got 1, which is shell_port too",
		`{` + ports + `"hb_port":5,"transport":"udp"}`:                     `transport: got "udp", want tcp or ipc`,
		`{` + ports + `"hb_port":5,"key":"k","signature_scheme":"hmac-x"}`: `signature_scheme: got "hmac-x", want one of hmac-md5, hmac-sha1`,
		`{` + ports + `"hb_port":5,"curve_publickey":"a"}`:                 "curve_secretkey: missing",
		`{` + ports + `"hb_port":5,"curve_secretkey":"a"}`:                 "curve_publickey: missing",
		`{"shell_port":"1"}`: "cannot unmarshal string",
	} {
		if c, err := ParseConnection([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %+v, %v, want an error with %q", in, c, err, want)
		}
	}
	if _, err := ReadConnection(filepath.Join(t.TempDir(), "none.json")); err == nil || !strings.Contains(err.Error(), "none.json") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}
