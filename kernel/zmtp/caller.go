package zmtp

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"slices"
)

// answers names the types of socket that each kind of caller may connect to.
var answers = map[Kind][]string{
	DEALER: {"ROUTER", "REP", "DEALER"},
	REQ:    {"ROUTER", "REP"},
}

// The kinds of a Caller.
const (
	DEALER Kind = "DEALER"
	REQ    Kind = "REQ" // puts an empty frame before a message
)

// A Caller is one connection to a socket of another program, without security.
// It makes one call at a time.
type Caller struct {
	kind Kind
	conn net.Conn
	r    *bufio.Reader
}

// callLimit bounds the answer to a call, in bytes.
const callLimit = 1 << 20

// Dial connects to a socket. It gives up, as do calls, when the context ends.
func Dial(ctx context.Context, kind Kind, endpoint string) (*Caller, error) {
	if answers[kind] == nil {
		return nil, fmt.Errorf("dial %s: kind %q, want DEALER or REQ", endpoint, kind)
	}
	transport, address, err := network(endpoint)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", endpoint, err)
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, transport, address)
	if err != nil {
		return nil, err
	}
	c := &Caller{kind: kind, conn: conn, r: bufio.NewReader(conn)}
	if err := c.until(ctx, c.greet); err != nil {
		conn.Close()
		return nil, fmt.Errorf("dial %s: %w", endpoint, err)
	}
	return c, nil
}

// Close ends the connection.
func (c *Caller) Close() error { return c.conn.Close() }

// Call sends a message and returns the next that comes.
func (c *Caller) Call(ctx context.Context, m Msg) (answer Msg, err error) {
	err = c.until(ctx, func() error {
		if c.kind == REQ {
			m = append(Msg{nil}, m...)
		}
		for _, chunk := range encode(m).chunks {
			if _, err := c.conn.Write(chunk); err != nil {
				return err
			}
		}
		answer, err = c.read()
		return err
	})
	return answer, err
}

// until does what talks with the peer; the end of the context ends it.
func (c *Caller) until(ctx context.Context, do func() error) error {
	stop := context.AfterFunc(ctx, func() { c.conn.Close() })
	err := do()
	if !stop() { // closed under its hands
		return context.Cause(ctx)
	}
	return err
}

func (c *Caller) greet() error {
	if _, err := c.conn.Write(greeting(null{}.Name())); err != nil {
		return err
	}
	g := make([]byte, greetingSize)
	if _, err := io.ReadFull(c.r, g); err != nil {
		return err
	}
	if err := checkGreeting(g, null{}.Name()); err != nil {
		return err
	}
	_, properties, err := null{}.Handshake(c.conn, c.r, describe(string(c.kind)))
	if err != nil {
		return err
	}
	if theirs := properties["socket-type"]; !slices.Contains(answers[c.kind], theirs) {
		return fmt.Errorf("peer is a %q, want ROUTER or REP", theirs)
	}
	return nil
}

func (c *Caller) read() (Msg, error) {
	var (
		m    Msg
		size int
	)
	for {
		f, err := readFrame(c.r, callLimit)
		if err != nil {
			return nil, err
		}
		if f.command { // a PING to a connection that lives for one call
			continue
		}
		m = append(m, f.body)
		if size += len(f.body) + 1; size > callLimit {
			return nil, fmt.Errorf("answer of %d bytes or more, want at most %d", size, callLimit)
		}
		if f.more {
			continue
		}
		if c.kind == REQ {
			if len(m[0]) != 0 {
				return nil, fmt.Errorf("answer begins with %d bytes, want an empty frame", len(m[0]))
			}
			m = m[1:]
		}
		return m, nil
	}
}
