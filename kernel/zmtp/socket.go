// Package zmtp is the server side of ZeroMQ's wire protocol, ZMTP 3.1: the
// ROUTER, XPUB and REP sockets that a Jupyter kernel binds, over tcp and ipc.
//
//	Socket      binds, accepts, sends and receives (this file)
//	peer        one connection: its handshake, what it sends (peer.go)
//	queue       what is to be sent to one peer (queue.go)
//	frame       the bytes of frames and commands (frame.go)
//	Mechanism   NULL, and the seam for others (handshake.go)
//
// It is written for peers that may be slow, broken or hostile: a handshake
// never blocks another, memory is taken only for bytes that arrive, every
// queue is bounded, and a peer that stops reading is dropped, never a message.
//
// Sources: RFC 23/ZMTP and RFC 37/ZMTP 3.1 of zeromq.org; behaviour is tested
// against libzmq.
package zmtp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// A Kind is a type of socket.
type Kind string

// The kinds that a kernel binds.
const (
	ROUTER Kind = "ROUTER" // frame 0 of a message is the peer's identity
	XPUB   Kind = "XPUB"   // frame 0 is the topic
	REP    Kind = "REP"    // echoes: a heartbeat
)

// A Msg is a message, frame by frame.
type Msg [][]byte

// Options bound what peers can do; a zero field takes its default.
type Options struct {
	MaxFrame    uint64        // bytes of one frame: 1 GiB
	MaxMessage  uint64        // bytes of one message: 1 GiB
	MaxFrames   int           // frames of one message: 4096
	MaxQueue    int           // bytes queued for a peer before a sender waits: 16 MiB
	Stall       time.Duration // how long a full queue may stand still before its peer is dropped: 1 s
	Handshake   time.Duration // how long a peer may take to introduce itself: 5 s
	Linger      time.Duration // how long Close waits for queues to empty: 1 s
	Mechanism   Mechanism     // nil: NULL
	OnSubscribe func(topic []byte, on bool)
}

func (o *Options) fill() {
	setDefault(&o.MaxFrame, 1<<30)
	setDefault(&o.MaxMessage, 1<<30)
	setDefault(&o.MaxFrames, 4096)
	setDefault(&o.MaxQueue, 16<<20)
	setDefault(&o.Stall, time.Second)
	setDefault(&o.Handshake, 5*time.Second)
	setDefault(&o.Linger, time.Second)
}

func setDefault[T comparable](p *T, v T) {
	var zero T
	if *p == zero {
		*p = v
	}
}

// A Socket is bound to one endpoint. Its methods may be called from any
// goroutine; messages of one goroutine reach each peer in order.
type Socket struct {
	kind    Kind
	o       Options
	ln      net.Listener
	in      chan Msg
	closing chan struct{}
	serving sync.WaitGroup // connections, in handshake or after

	mu      sync.Mutex
	conns   map[net.Conn]bool
	peers   map[string]*peer
	nextID  uint64
	closed  bool
	closeMu sync.Once
}

// Listen binds a socket to tcp://host:port or ipc://path.
func Listen(kind Kind, endpoint string, o Options) (*Socket, error) {
	o.fill()
	transport, addr, ok := strings.Cut(endpoint, "://")
	if !ok || (transport != "tcp" && transport != "ipc") {
		return nil, fmt.Errorf("listen %s: want tcp://host:port or ipc://path", endpoint)
	}
	if transport == "ipc" {
		transport = "unix"
		if err := removeStale(addr); err != nil {
			return nil, fmt.Errorf("listen %s: %w", endpoint, err)
		}
	}
	ln, err := net.Listen(transport, addr)
	if err != nil {
		return nil, err
	}
	if transport == "unix" { // for its owner only
		if err := os.Chmod(addr, 0o600); err != nil {
			ln.Close()
			return nil, err
		}
	}
	s := &Socket{
		kind: kind, o: o, ln: ln,
		in: make(chan Msg, 64), closing: make(chan struct{}),
		conns: map[net.Conn]bool{}, peers: map[string]*peer{},
	}
	s.serving.Add(1)
	go s.accept()
	return s, nil
}

// removeStale removes a socket file that nobody listens on.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil
	}
	if info.Mode()&os.ModeSocket == 0 {
		return errors.New("there is a file that is not a socket")
	}
	if c, err := net.Dial("unix", path); err == nil {
		c.Close()
		return errors.New("address in use")
	}
	return os.Remove(path)
}

// Addr returns the endpoint that peers connect to.
func (s *Socket) Addr() string {
	if a, ok := s.ln.Addr().(*net.UnixAddr); ok {
		return "ipc://" + a.Name
	}
	return "tcp://" + s.ln.Addr().String()
}

func (s *Socket) accept() {
	defer s.serving.Done()
	for {
		c, err := s.ln.Accept()
		if err != nil {
			select {
			case <-s.closing:
				return
			case <-time.After(10 * time.Millisecond): // out of file descriptors, say
				continue
			}
		}
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			c.Close()
			continue
		}
		s.conns[c] = true
		s.serving.Add(1)
		s.mu.Unlock()
		go func() {
			defer s.serving.Done()
			s.serve(c)
			s.mu.Lock()
			delete(s.conns, c)
			s.mu.Unlock()
		}()
	}
}

// register makes a peer known; one with the same identity takes over, as with
// libzmq's ROUTER_HANDOVER.
func (s *Socket) register(p *peer, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	if id == "" || s.kind != ROUTER {
		s.nextID++
		id = "\x00" + string(binary.BigEndian.AppendUint64(nil, s.nextID))
	}
	p.id = id
	if old := s.peers[id]; old != nil {
		go old.out.kill() // its lock may be held by a sender
	}
	s.peers[id] = p
	return true
}

func (s *Socket) unregister(p *peer) {
	s.mu.Lock()
	if s.peers[p.id] == p {
		delete(s.peers, p.id)
	}
	s.mu.Unlock()
}

// Recv returns the next message of a ROUTER; false when the socket is closed.
func (s *Socket) Recv() (Msg, bool) {
	select {
	case m := <-s.in:
		return m, true
	case <-s.closing:
		return nil, false
	}
}

// Send sends a message to the peer named by frame 0 (ROUTER), or to all who
// subscribe to the topic in frame 0 (XPUB). It reports whether it was queued
// for all of them.
func (s *Socket) Send(m Msg) bool {
	if len(m) == 0 {
		return false
	}
	if s.kind == ROUTER {
		s.mu.Lock()
		p := s.peers[string(m[0])]
		s.mu.Unlock()
		return p != nil && p.send(m[1:])
	}
	s.mu.Lock()
	peers := make([]*peer, 0, len(s.peers))
	for _, p := range s.peers {
		peers = append(peers, p)
	}
	s.mu.Unlock()
	var (
		chunks [][]byte // encoded once for all
		size   int
		all    = true
	)
	for _, p := range peers {
		if !p.wants(m[0]) {
			continue
		}
		if p.session != nil {
			all = p.send(m) && all
			continue
		}
		if chunks == nil {
			chunks, size = encode(m)
		}
		all = p.out.put(chunks, size, nil) && all
	}
	return all
}

// Close stops accepting, writes what is queued within the linger time, ends
// every connection and waits for all goroutines.
func (s *Socket) Close() error {
	var err error
	s.closeMu.Do(func() { err = s.close() })
	return err
}

func (s *Socket) close() error {
	deadline := time.Now().Add(s.o.Linger)
	s.mu.Lock()
	s.closed = true
	peers := make([]*peer, 0, len(s.peers))
	known := map[net.Conn]bool{}
	for _, p := range s.peers {
		peers = append(peers, p)
		known[p.out.conn] = true
	}
	for c := range s.conns { // still in handshake
		if !known[c] {
			c.Close()
		}
	}
	s.mu.Unlock()
	close(s.closing)
	err := s.ln.Close() // also removes an ipc file
	var ending sync.WaitGroup
	for _, p := range peers {
		ending.Add(1)
		go func() {
			defer ending.Done()
			p.end(deadline)
		}()
	}
	ending.Wait()
	s.serving.Wait()
	return err
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
	p.out.kill()
}
