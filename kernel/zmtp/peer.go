package zmtp

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"sync"
	"time"
)

// A peer is one connection after its handshake.
type peer struct {
	socket  *Socket
	id      string
	session Session // nil: NULL
	out     *queue
	read    chan struct{} // closed when nothing more is read

	mu     sync.Mutex
	topics map[string]int // XPUB: how often each is subscribed to
}

// serve runs a connection from its greeting to its end.
func (s *Socket) serve(c net.Conn) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(s.o.Handshake))
	r := bufio.NewReaderSize(c, 64<<10)
	session, properties, err := s.handshake(c, r)
	if err != nil {
		return // a peer that cannot introduce itself is nobody's concern
	}
	_ = c.SetDeadline(time.Time{})
	p := &peer{
		socket: s, session: session, out: newQueue(c, s.o.MaxQueue, s.o.Stall),
		read: make(chan struct{}), topics: map[string]int{},
	}
	if !s.register(p, properties["identity"]) {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.out.run()
	}()
	_ = p.readAll(r)
	close(p.read)
	s.unregister(p)
	p.out.kill()
	<-done
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
			return fmt.Errorf("message of %d frames and %d bytes, want at most %d and %d", len(msg), size, o.MaxFrames, o.MaxMessage)
		}
		if f.more {
			continue
		}
		p.deliver(msg)
		msg, size = nil, 0
	}
}

// overhead is what a mechanism may add to a frame.
const overhead = 64

// deliver hands a whole message to its socket. While that closes, what still
// arrives is read and dropped: unread bytes would reset the connection, and
// the peer would lose what was sent to it last.
func (p *peer) deliver(m Msg) {
	switch p.socket.kind {
	case XPUB:
		if len(m) == 1 && len(m[0]) > 0 && m[0][0] <= 1 {
			p.subscribe(m[0][1:], m[0][0] == 1)
		}
	case REP: // a heartbeat is echoed from here and needs no application
		p.send(m)
	default:
		select {
		case p.socket.in <- append(Msg{[]byte(p.id)}, m...):
		case <-p.socket.closing:
		}
	}
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
		p.sendCommand("PONG", data[2:])
	case "SUBSCRIBE", "CANCEL":
		p.subscribe(data, name == "SUBSCRIBE")
	}
	return nil
}

// maxTopics bounds the subscriptions that one peer may hold.
const maxTopics = 10_000

func (p *peer) subscribe(topic []byte, on bool) {
	if p.socket.kind != XPUB {
		return
	}
	p.mu.Lock()
	switch t := string(topic); {
	case on && (p.topics[t] > 0 || len(p.topics) < maxTopics):
		p.topics[t]++
	case !on && p.topics[t] > 1:
		p.topics[t]--
	case !on:
		delete(p.topics, t)
	}
	p.mu.Unlock()
	if p.socket.o.OnSubscribe != nil {
		p.socket.o.OnSubscribe(bytes.Clone(topic), on)
	}
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

func (p *peer) send(m Msg) bool {
	if p.session == nil {
		chunks, size := encode(m)
		return p.out.put(chunks, size, nil)
	}
	return p.out.put(nil, 0, func() (chunks [][]byte, size int) {
		for i, part := range m {
			sealed := p.session.Seal(part, i < len(m)-1, false)
			chunks, size = append(chunks, sealed), size+len(sealed)
		}
		return chunks, size
	})
}

func (p *peer) sendCommand(name string, data []byte) {
	if p.session == nil {
		b := appendCommand(nil, name, data)
		p.out.put([][]byte{b}, len(b), nil)
		return
	}
	p.out.put(nil, 0, func() ([][]byte, int) {
		body := append([]byte{byte(len(name))}, name...)
		b := p.session.Seal(append(body, data...), false, true)
		return [][]byte{b}, len(b)
	})
}
