package wire

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

const (
	// As in Jupyter's documentation, and as Positron writes it.
	registrationFile = `{"kernel_id": "k1", "transport": "tcp", "registration_ip": "127.0.0.1", "registration_port": 51587,
		"signature_scheme": "hmac-sha256", "key": "key"}`
	positronFile = `{"transport": "tcp", "signature_scheme": "hmac-sha256", "ip": "127.0.0.1", "key": "key", "registration_port": 51587}`
)

func TestRegistrationFile(t *testing.T) {
	for in, want := range map[string][2]string{
		registrationFile: {"DEALER", "tcp://127.0.0.1:51587"},
		positronFile:     {"REQ", "tcp://127.0.0.1:51587"},
		// As xeus writes it: the port a string, an ip beside.
		`{"kernel_id": "k", "ip": "127.0.0.2", "registration_ip": "127.0.0.1", "registration_port": "5", "key": ""}`: {"DEALER", "tcp://127.0.0.1:5"},
		`{"transport": "ipc", "registration_ip": "/run/r", "registration_port": 1, "ip": "/run/k"}`:                  {"DEALER", "ipc:///run/r-1"},
	} {
		c, err := ParseConnection([]byte(in))
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if kind, endpoint := c.Registration(); !c.Registers() || kind != want[0] || endpoint != want[1] {
			t.Errorf("%s: got %v %s %s, want %s", in, c.Registers(), kind, endpoint, want)
		}
		if c.IP == "" {
			t.Errorf("%s: no address to bind", in)
		}
	}
}

func TestRegistrationFileRefused(t *testing.T) {
	for in, want := range map[string]string{
		`{"registration_port": 5}`:                                                           "registration_ip: missing",
		`{"registration_ip": "127.0.0.1", "registration_port": 0}`:                           "registration_port: got 0, want 1 to 65535",
		`{"registration_ip": "127.0.0.1", "registration_port": "99999"}`:                     "registration_port: got 99999, want 1 to 65535",
		`{"registration_ip": "127.0.0.1", "registration_port": 1.5}`:                         "registration_port: got 1.5, want 1 to 65535",
		`{"registration_ip": "127.0.0.1", "registration_port": "x"}`:                         "invalid number literal",
		`{"registration_ip": "127.0.0.1", "registration_port": 5, "hb_port": 6}`:             "hb_port: got 6 beside a registration_port",
		`{"registration_ip": "127.0.0.1"}`:                                                   "ip: missing",
		`{"registration_ip": "1", "registration_port": 5, "signature_scheme": "hmac-none"}`:  "signature_scheme",
		`{"registration_ip": "1", "registration_port": 5, "transport": "pigeon", "key": ""}`: "transport",
	} {
		if c, err := ParseConnection([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %+v, %v, want an error with %q", in, c, err, want)
		}
	}
}

func TestRegistrationMessage(t *testing.T) {
	c := codec(t, sample)
	to, err := ParseConnection([]byte(registrationFile))
	if err != nil {
		t.Fatal(err)
	}
	bound := to.Bound(1, 2, 3, 4, 5)
	if bound.Registers() || bound.KernelID != "" || bound.Validate() != nil {
		t.Errorf("got %+v, want a connection for others", bound)
	}
	frames, err := c.EncodeRegistration(to, bound)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string // all are strings
	if err := json.Unmarshal(frames[2], &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"kernel_id": "k1", "shell_port": "1", "iopub_port": "2", "stdin_port": "3", "control_port": "4", "hb_port": "5"}
	if len(frames) != 3 || string(frames[0]) != delimiter || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %s, a signature and %v", frames, delimiter, want)
	}
	if err := c.signer.verify(frames[1], frames[2:]); err != nil {
		t.Error(err)
	}
	ack := [][]byte{[]byte("ACK")}
	good := [][]byte{[]byte(delimiter), c.signer.sign(ack), ack[0]}
	if err := c.CheckReceipt(to, good); err != nil {
		t.Error(err)
	}
	for want, frames := range map[string][][]byte{
		"wrong signature": {good[0], c.signer.sign([][]byte{[]byte("NAK")}), ack[0]},
		"got 2 frames":    good[1:],
		"got 3 frames":    {[]byte("x"), good[1], good[2]},
	} {
		if err := c.CheckReceipt(to, frames); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestRegistrationRequest(t *testing.T) {
	kernel, launcher := codec(t, sample), codec(t, sample)
	to, err := ParseConnection([]byte(positronFile))
	if err != nil {
		t.Fatal(err)
	}
	frames, err := kernel.EncodeRegistration(to, to.Bound(1, 2, 3, 4, 5))
	if err != nil {
		t.Fatal(err)
	}
	m, err := launcher.Decode(frames)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"control_port":4,"hb_port":5,"iopub_port":2,"shell_port":1,"stdin_port":3}`; m.Header.Type != "handshake_request" || string(m.Content) != want {
		t.Errorf("got %s %s, want handshake_request %s", m.Header.Type, m.Content, want)
	}
	answer := func(msgType string, content map[string]any) [][]byte { return encode(t, launcher, msgType, m, content) }
	if err := kernel.CheckReceipt(to, answer("handshake_reply", map[string]any{"status": "ok", "capabilities": map[string]any{}})); err != nil {
		t.Error(err)
	}
	forged := answer("handshake_reply", map[string]any{"status": "ok"})
	forged[3] = []byte("00")
	for want, frames := range map[string][][]byte{
		`status "error" too late`: answer("handshake_reply", map[string]any{"status": "error", "error": "too late"}),
		"got kernel_info_reply":   answer("kernel_info_reply", map[string]any{"status": "ok"}),
		"wrong signature":         forged,
	} {
		if err := kernel.CheckReceipt(to, frames); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}
