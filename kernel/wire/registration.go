package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Whoever starts a kernel may let it choose its ports, so that nobody takes them
// in between: the file then holds where to register
// (https://jupyter-client.readthedocs.io/en/stable/messaging.html, "Kernel
// startup handshake"; JEP 66). There are two forms of it:
//
//   - as the protocol has it since 5.6, with a registration_ip: a message
//     <IDS|MSG> signature content, answered by any signed content;
//   - as Positron does, without one: a handshake_request on a REQ socket,
//     answered by a handshake_reply.

// Registers tells whether the kernel is to choose its ports.
func (c Connection) Registers() bool { return c.RegistrationPort != "" }

// asRequest tells which of the forms is asked for.
func (c Connection) asRequest() bool { return c.RegistrationIP == "" }

func (c Connection) validateRegistration() error {
	for _, p := range c.ports() {
		if *p.port != 0 {
			return fmt.Errorf("%s: got %d beside a registration_port, want one of the two", p.name, *p.port)
		}
	}
	if n, err := strconv.Atoi(string(c.RegistrationPort)); err != nil || n < 1 || n > 65535 {
		return fmt.Errorf("registration_port: got %s, want 1 to 65535", c.RegistrationPort)
	}
	if c.RegistrationIP == "" && c.IP == "" {
		return errors.New("registration_ip: missing")
	}
	return nil
}

// Registration is where to register: the kind of socket to connect, and the
// endpoint to connect it to.
func (c Connection) Registration() (kind, endpoint string) {
	port, _ := strconv.Atoi(string(c.RegistrationPort)) // valid since it was read
	if c.asRequest() {
		return "REQ", c.Endpoint(port)
	}
	at := c
	at.IP = c.RegistrationIP
	return "DEALER", at.Endpoint(port)
}

// Bound is the connection for others once the ports are known.
func (c Connection) Bound(shell, iopub, stdin, control, hb int) Connection {
	c.ShellPort, c.IOPubPort, c.StdinPort, c.ControlPort, c.HBPort = shell, iopub, stdin, control, hb
	c.RegistrationIP, c.RegistrationPort, c.KernelID = "", "", ""
	return c
}

// EncodeRegistration makes the message that tells the ports of bound, in the form
// that c asks for.
func (c *Codec) EncodeRegistration(to, bound Connection) ([][]byte, error) {
	ports := map[string]any{}
	if to.asRequest() {
		for _, p := range bound.ports() {
			ports[p.name] = *p.port
		}
		m, err := c.New("handshake_request", nil, ports)
		if err != nil {
			return nil, err
		}
		return c.Encode(m)
	}
	for _, p := range bound.ports() {
		ports[p.name] = strconv.Itoa(*p.port)
	}
	ports["kernel_id"] = to.KernelID
	content, err := Marshal(ports)
	if err != nil {
		return nil, err
	}
	return [][]byte{[]byte(delimiter), c.signer.sign([][]byte{content}), content}, nil
}

// CheckReceipt says what is wrong with the answer to a registration.
func (c *Codec) CheckReceipt(to Connection, frames [][]byte) error {
	if to.asRequest() {
		m, err := c.Decode(frames)
		if err != nil {
			return err
		}
		var answer struct{ Status, Error string }
		if err := json.Unmarshal(m.Content, &answer); err != nil {
			return fmt.Errorf("content: %w", err)
		}
		if m.Header.Type != "handshake_reply" || answer.Status != "ok" {
			return fmt.Errorf("got %s with status %q %s, want handshake_reply with status \"ok\"", m.Header.Type, answer.Status, answer.Error)
		}
		return nil
	}
	if len(frames) != 3 || !bytes.Equal(frames[0], []byte(delimiter)) {
		return fmt.Errorf("got %d frames, want %s, a signature and a content", len(frames), delimiter)
	}
	return c.signer.verify(frames[1], frames[2:])
}
