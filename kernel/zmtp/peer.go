package zmtp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
	"time"
)

// A peer is one connection after its handshake.
type peer struct {
	socket  *Socket
	id      string
	session Session // nil: NULL
	out     *queue
	read    chan struct{} // closed when nothing more is read
	pending int           // bytes, guarded by the intake

	mu         sync.Mutex
	topics     map[string]int // XPUB: how often each is subscribed to
	topicBytes int
}

// serve runs a connection from its greeting to its end.
func (s *Socket) serve(c net.Conn) {
	why := s.talk(c)
	c.Close()
	s.mu.Lock()
	delete(s.conns, c)
	closed := s.closed
	s.mu.Unlock()
	if s.o.OnDrop != nil && !closed && !left(why) {
		s.o.OnDrop(c.RemoteAddr(), why)
	}
}

// left reports whether an error means that the peer left by itself.
func left(err error) bool {
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

// readSize is how much is read of small frames at once. There may be thousands of
// connections.
const readSize = 8 << 10

// talk returns why the connection ended.
func (s *Socket) talk(c net.Conn) error {
	_ = c.SetDeadline(time.Now().Add(s.o.Handshake))
	r := bufio.NewReaderSize(c, readSize)
	session, properties, err := s.handshake(c, r)
	if err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	_ = c.SetDeadline(time.Time{})
	p := &peer{
		socket: s, session: session, out: newQueue(c, s.o.MaxQueue, s.o.Stall, s.intake.wake),
		read: make(chan struct{}), topics: map[string]int{},
	}
	if !s.register(p, properties["identity"]) {
		return net.ErrClosed
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		p.out.run()
	}()
	err = p.readAll(r)
	close(p.read)
	s.unregister(p)
	p.out.kill(err)
	<-written
	return p.out.why // the first reason; a reader hears only that its connection is closed
}

// end writes what is queued, tells the peer that nothing follows, and lets it
// read that: closing at once could reset the connection under its eyes.
func (p *peer) end(deadline time.Time) {
	p.out.drain(deadline)
	if c, ok := p.out.conn.(interface{ CloseWrite() error }); ok && c.CloseWrite() == nil {
		select {
		case <-p.read:
		case <-time.After(max(0, min(time.Until(deadline), 200*time.Millisecond))):
		}
	}
	p.out.kill(nil)
}

// readAll reads messages until the connection ends or breaks a rule.
func (p *peer) readAll(r *bufio.Reader) error {
	var (
		msg  Msg
		size uint64
	)
	o := &p.socket.o
	for {
		f, err := readFrame(r, min(o.MaxFrame, o.MaxMessage-size+overhead))
		if err != nil {
			return err
		}
		if p.session != nil {
			if f.body, f.more, f.command, err = p.session.Open(f.body); err != nil {
				return err
			}
		}
		if f.command {
			if err := p.command(f.body); err != nil {
				return err
			}
			continue
		}
		msg = append(msg, f.body)
		size += uint64(len(f.body))
		if len(msg) > o.MaxFrames || size > o.MaxMessage {
			return fmt.Errorf("message of %d frames and %d bytes or more, want at most %d and %d", len(msg), size, o.MaxFrames, o.MaxMessage)
		}
		if f.more {
			continue
		}
		if err := p.deliver(msg); err != nil {
			return err
		}
		msg, size = nil, 0
	}
}

// overhead is what a mechanism may add to a frame.
const overhead = 64

// deliver hands a whole message to its socket. While that closes, what still
// arrives is read and dropped: unread bytes would reset the connection, and
// the peer would lose what was sent to it last.
func (p *peer) deliver(m Msg) error {
	switch p.socket.kind {
	case XPUB:
		if len(m) == 1 && len(m[0]) > 0 && m[0][0] <= 1 {
			return p.subscribe(m[0][1:], m[0][0] == 1)
		}
	case REP: // a heartbeat is echoed from here and needs no application
		p.out.put(p.pack(m))
	default:
		p.socket.intake.put(p, append(Msg{[]byte(p.id)}, m...))
	}
	return nil
}

func (p *peer) command(body []byte) error {
	name, data, err := splitCommand(body)
	if err != nil {
		return err
	}
	switch name {
	case "PING": // two bytes of time to live, then a context to send back
		if len(data) < 2 || len(data) > 18 {
			return fmt.Errorf("PING with %d bytes, want 2 to 18", len(data))
		}
		p.out.put(p.packCommand("PONG", data[2:]))
	case "SUBSCRIBE", "CANCEL":
		return p.subscribe(data, name == "SUBSCRIBE")
	}
	return nil
}

// What the subscriptions of one peer may take: each is compared with every
// message.
const (
	maxTopics     = 10_000
	maxTopicBytes = 1 << 20 // all of them together
)

func (p *peer) subscribe(topic []byte, on bool) error {
	if p.socket.kind != XPUB {
		return nil
	}
	p.mu.Lock()
	t := string(topic)
	held := p.topics[t]
	switch {
	case !on && held == 0: // nothing to cancel
		p.mu.Unlock()
		return nil
	case on && held == 0:
		p.topicBytes += len(t)
		p.topics[t] = 1
	case !on && held == 1:
		p.topicBytes -= len(t)
		delete(p.topics, t)
	case on:
		p.topics[t]++
	default:
		p.topics[t]--
	}
	n, size := len(p.topics), p.topicBytes
	p.mu.Unlock()
	if n > maxTopics || size > maxTopicBytes {
		return fmt.Errorf("subscriptions to %d topics of %d bytes, want at most %d and %d", n, size, maxTopics, maxTopicBytes)
	}
	if p.socket.o.OnSubscribe != nil {
		p.socket.o.OnSubscribe(bytes.Clone(topic), on, func(m Msg) { p.out.put(p.pack(m)) })
	}
	return nil
}

// wants reports whether the peer subscribes to a topic.
func (p *peer) wants(topic []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for t := range p.topics {
		if len(t) <= len(topic) && string(topic[:len(t)]) == t {
			return true
		}
	}
	return false
}

// pack returns what makes the packet of a message at the moment it is queued.
func (p *peer) pack(m Msg) func() packet {
	if p.session == nil {
		plain := encode(m)
		return func() packet { return plain }
	}
	return func() (sealed packet) {
		for i, part := range m {
			sealed.append(p.session.Seal(part, i < len(m)-1, false))
		}
		return sealed
	}
}

func (p *peer) packCommand(name string, data []byte) func() packet {
	return func() (one packet) {
		if p.session == nil {
			one.append(appendCommand(nil, name, data))
		} else {
			one.append(p.session.Seal(commandBody(nil, name, data), false, true))
		}
		return one
	}
}
