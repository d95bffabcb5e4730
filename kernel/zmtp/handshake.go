package zmtp

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
)

// A Mechanism secures the connections of a socket. Nil in Options stands for
// NULL, which does not.
type Mechanism interface {
	Name() string // as in the greeting, at most 20 bytes
	// Handshake runs the server's side after the greetings and returns the
	// peer's metadata.
	Handshake(c net.Conn, r *bufio.Reader, metadata []byte) (Session, map[string]string, error)
}

// A Session seals what is sent on one connection and opens what arrives. Seal
// is called in the order in which the frames are sent.
type Session interface {
	Seal(body []byte, more, command bool) []byte // a whole frame
	Open(body []byte) (plain []byte, more, command bool, err error)
}

const (
	greetingSize = 64
	maxHandshake = 64 << 10 // bytes of a handshake's frame
)

// greeting is what each side sends first: signature, version 3.1, mechanism,
// and whether it is the mechanism's server (0 for NULL).
func greeting(mechanism string) []byte {
	g := make([]byte, greetingSize)
	g[0], g[9], g[10], g[11] = 0xff, 0x7f, 3, 1
	copy(g[12:32], mechanism)
	if mechanism != "NULL" {
		g[32] = 1
	}
	return g
}

// handshake greets a peer and agrees with it on the mechanism.
func (s *Socket) handshake(c net.Conn, r *bufio.Reader) (Session, map[string]string, error) {
	name := "NULL"
	if s.o.Mechanism != nil {
		name = s.o.Mechanism.Name()
	}
	if _, err := c.Write(greeting(name)); err != nil {
		return nil, nil, err
	}
	g := make([]byte, greetingSize)
	if _, err := io.ReadFull(r, g); err != nil {
		return nil, nil, err
	}
	switch theirs := string(bytes.TrimRight(g[12:32], "\x00")); {
	case g[0] != 0xff || g[9]&1 != 1:
		return nil, nil, fmt.Errorf("peer does not speak ZMTP")
	case g[10] < 3:
		return nil, nil, fmt.Errorf("peer speaks version %d of ZMTP, want 3", g[10])
	case theirs != name:
		return nil, nil, fmt.Errorf("peer wants mechanism %q, want %q", theirs, name)
	}
	metadata := appendProperty(appendProperty(nil, "Socket-Type", string(s.kind)), "Identity", "")
	if s.o.Mechanism != nil {
		return s.o.Mechanism.Handshake(c, r, metadata)
	}
	if _, err := c.Write(appendCommand(nil, "READY", metadata)); err != nil {
		return nil, nil, err
	}
	f, err := readFrame(r, maxHandshake)
	if err != nil {
		return nil, nil, err
	}
	command, data, err := splitCommand(f.body)
	if err != nil {
		return nil, nil, err
	}
	if !f.command || command != "READY" {
		return nil, nil, fmt.Errorf("peer sent %q, want READY", command)
	}
	properties, err := parseProperties(data)
	return nil, properties, err
}
