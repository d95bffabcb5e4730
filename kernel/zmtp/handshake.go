package zmtp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
)

// A Mechanism secures the connections of a socket. Nil in Options stands for
// NULL, which does not.
type Mechanism interface {
	Name() string // as in the greeting, at most 20 bytes
	// Handshake runs the server's side after the greetings and returns the
	// peer's metadata, its names in small letters. A nil Session leaves the
	// frames as they are. The connection has the handshake's deadline.
	Handshake(c net.Conn, r *bufio.Reader, metadata []byte) (Session, map[string]string, error)
}

// A Session seals what is sent on one connection and opens what arrives. Seal
// is called by one goroutine at a time, in the order in which the frames are
// sent; Open in the order in which they arrive; both may run at once.
type Session interface {
	Seal(body []byte, more, command bool) []byte // a whole frame
	Open(body []byte) (plain []byte, more, command bool, err error)
}

const greetingSize = 64

// serves names the types of socket that may connect to each kind (RFC 23/ZMTP,
// "Socket Semantics").
var serves = map[Kind][]string{
	ROUTER: {"DEALER", "REQ", "ROUTER"},
	XPUB:   {"SUB", "XSUB"},
	REP:    {"REQ", "DEALER"},
}

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

// versionEnd is where the mechanism of a greeting is still to come.
const versionEnd = 11

// greet exchanges greetings with a peer that must want the same mechanism. Our
// own mechanism a peer hears last: libzmq leaves without a word where it wants
// another, and then nobody could say what was wrong.
func greet(c net.Conn, r *bufio.Reader, mechanism string) error {
	ours := greeting(mechanism)
	if _, err := c.Write(ours[:versionEnd]); err != nil {
		return err
	}
	g := make([]byte, greetingSize)
	if _, err := io.ReadFull(r, g); err != nil {
		return err
	}
	if _, err := c.Write(ours[versionEnd:]); err != nil {
		return err
	}
	return checkGreeting(g, mechanism)
}

func checkGreeting(g []byte, mechanism string) error {
	switch theirs := string(bytes.TrimRight(g[12:32], "\x00")); {
	case g[0] != 0xff || g[9]&1 != 1:
		return errors.New("peer does not speak ZMTP")
	case g[10] < 3:
		return fmt.Errorf("peer speaks version %d of ZMTP, want 3", g[10])
	case theirs != mechanism:
		return fmt.Errorf("peer wants mechanism %q, want %q", theirs, mechanism)
	}
	return nil
}

// handshake greets a peer, agrees with it on the mechanism and checks what it
// says of itself.
func (s *Socket) handshake(c net.Conn, r *bufio.Reader) (Session, map[string]string, error) {
	var mechanism Mechanism = null{}
	if s.o.Mechanism != nil {
		mechanism = s.o.Mechanism
	}
	if err := greet(c, r, mechanism.Name()); err != nil {
		return nil, nil, err
	}
	session, properties, err := mechanism.Handshake(c, r, describe(string(s.kind)))
	if err != nil {
		return nil, nil, err
	}
	switch theirs, id := properties["socket-type"], properties["identity"]; {
	case !slices.Contains(serves[s.kind], theirs):
		return nil, nil, fmt.Errorf("peer is a %q, want %s", theirs, strings.Join(serves[s.kind], " or "))
	case len(id) > 255:
		return nil, nil, fmt.Errorf("identity of %d bytes, want at most 255", len(id))
	case id != "" && id[0] == 0: // those are the socket's own to give
		return nil, nil, fmt.Errorf("identity %q begins with a zero byte", id)
	}
	return session, properties, nil
}

// describe is what a socket says of itself.
func describe(kind string) []byte {
	return appendProperty(appendProperty(nil, "Socket-Type", kind), "Identity", "")
}

// null is the mechanism that secures nothing.
type null struct{}

func (null) Name() string { return "NULL" }

func (null) Handshake(c net.Conn, r *bufio.Reader, metadata []byte) (Session, map[string]string, error) {
	if _, err := c.Write(appendCommand(nil, "READY", metadata)); err != nil {
		return nil, nil, err
	}
	data, err := readCommand(r, "READY", 0)
	if err != nil {
		return nil, nil, err
	}
	properties, err := parseProperties(data)
	return nil, properties, err
}

// readCommand reads a command of a handshake, with so many bytes of data (0: any
// number).
func readCommand(r *bufio.Reader, want string, size int) ([]byte, error) {
	f, err := readFrame(r, maxCommand)
	if err != nil {
		return nil, err
	}
	if !f.command {
		return nil, fmt.Errorf("peer sent a message, want %s", want)
	}
	name, data, err := splitCommand(f.body)
	switch {
	case err != nil:
		return nil, err
	case name != want:
		return nil, fmt.Errorf("peer sent %q, want %s", name, want)
	case size != 0 && len(data) != size:
		return nil, fmt.Errorf("%s with %d bytes, want %d", name, len(data), size)
	}
	return data, nil
}
