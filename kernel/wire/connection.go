package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Connection says where a kernel's channels are. Jupyter writes it to a file
// whose name it gives to the kernel.
type Connection struct {
	Transport       string `json:"transport"` // tcp or ipc
	IP              string `json:"ip"`        // for ipc: prefix of the sockets' paths
	ShellPort       int    `json:"shell_port"`
	IOPubPort       int    `json:"iopub_port"`
	StdinPort       int    `json:"stdin_port"`
	ControlPort     int    `json:"control_port"`
	HBPort          int    `json:"hb_port"`
	Key             string `json:"key"` // empty: messages are not signed
	SignatureScheme string `json:"signature_scheme"`
	KernelName      string `json:"kernel_name,omitempty"`

	// RegistrationPort asks the kernel to choose its ports and to tell them to a
	// socket of whoever starts it, at RegistrationIP, else at IP (registration.go).
	RegistrationIP   string      `json:"registration_ip,omitempty"`
	RegistrationPort json.Number `json:"registration_port,omitempty"` // some write it as a string
	KernelID         string      `json:"kernel_id,omitempty"`

	// CurvePublicKey and CurveSecretKey, in Z85, ask for encrypted sockets. The
	// kernel and its clients have the same pair.
	CurvePublicKey string `json:"curve_publickey,omitempty"`
	CurveSecretKey string `json:"curve_secretkey,omitempty"`
}

// ReadConnection reads a connection file and checks it.
func ReadConnection(path string) (Connection, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Connection{}, fmt.Errorf("connection file: %w", err)
	}
	c, err := ParseConnection(data)
	if err != nil {
		return Connection{}, fmt.Errorf("connection file %s: %w", path, err)
	}
	return c, nil
}

// ParseConnection reads the JSON of a connection file and checks it. Keys it
// does not know are left aside.
func ParseConnection(data []byte) (Connection, error) {
	c := Connection{Transport: "tcp", SignatureScheme: "hmac-sha256"}
	if err := json.Unmarshal(data, &c); err != nil {
		return Connection{}, err
	}
	if c.IP == "" && c.Registers() {
		c.IP = c.RegistrationIP
	}
	return c, c.Validate()
}

// Validate says what is wrong with a connection, if anything.
func (c Connection) Validate() error {
	if c.Transport != "tcp" && c.Transport != "ipc" {
		return fmt.Errorf("transport: got %q, want tcp or ipc", c.Transport)
	}
	if c.Registers() {
		if err := c.validateRegistration(); err != nil {
			return err
		}
	} else if err := c.validatePorts(); err != nil {
		return err
	}
	for _, k := range [][3]string{
		{"curve_publickey", c.CurvePublicKey, c.CurveSecretKey},
		{"curve_secretkey", c.CurveSecretKey, c.CurvePublicKey},
	} {
		if k[1] == "" && k[2] != "" {
			return fmt.Errorf("%s: missing beside the other key of the pair", k[0])
		}
	}
	_, err := newSigner(c.SignatureScheme, c.Key)
	return err
}

func (c Connection) validatePorts() error {
	if c.IP == "" {
		return errors.New("ip: missing")
	}
	taken := map[int]string{}
	for _, p := range c.ports() {
		if *p.port < 1 || *p.port > 65535 {
			return fmt.Errorf("%s: got %d, want 1 to 65535", p.name, *p.port)
		}
		if other := taken[*p.port]; other != "" {
			return fmt.Errorf("%s: got %d, which is %s too", p.name, *p.port, other)
		}
		taken[*p.port] = p.name
	}
	return nil
}

// namedPort is a port by its name in a connection file.
type namedPort struct {
	name string
	port *int
}

func (c *Connection) ports() []namedPort {
	return []namedPort{
		{"shell_port", &c.ShellPort},
		{"iopub_port", &c.IOPubPort},
		{"stdin_port", &c.StdinPort},
		{"control_port", &c.ControlPort},
		{"hb_port", &c.HBPort},
	}
}

// Encrypted tells whether the sockets are.
func (c Connection) Encrypted() bool { return c.CurveSecretKey != "" }

// Endpoint is the ZeroMQ address of a port of this connection.
func (c Connection) Endpoint(port int) string {
	if c.Transport == "ipc" {
		return fmt.Sprintf("ipc://%s-%d", c.IP, port)
	}
	return fmt.Sprintf("tcp://%s:%d", c.IP, port)
}

// WriteFile writes a connection file that only its owner can read: whoever has
// the key can run code. The file appears whole or not at all.
func (c Connection) WriteFile(path string) error {
	if err := c.Validate(); err != nil {
		return err
	}
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".connection-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(append(data, '\n')); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
