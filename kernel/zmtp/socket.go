// Package zmtp is the server side of ZeroMQ's wire protocol, ZMTP 3.1: the
// ROUTER, XPUB and REP sockets that a Jupyter kernel binds, over tcp and ipc.
//
//	Socket      binds, accepts, sends and receives (this file)
//	peer        one connection: its handshake, what it sends (peer.go)
//	queue       what is to be sent to one peer (queue.go)
//	intake      what was received and is not done with (intake.go)
//	frame       the bytes of frames and commands (frame.go)
//	Mechanism   NULL, and the seam for others (handshake.go)
//	Curve       the one that encrypts (curve.go)
//	Caller      the other side, for the one request that a kernel makes (caller.go)
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
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
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
	MaxFrame   uint64        // bytes of one frame: 1 GiB
	MaxMessage uint64        // bytes of one message: 1 GiB
	MaxFrames  int           // frames of one message: 4096
	MaxPeers   int           // connections at a time: 4096
	MaxPending int           // bytes received from a peer and not done with before it is read no more: 64 MiB
	MaxQueue   int           // bytes queued for a peer before a sender waits: 16 MiB
	Stall      time.Duration // how long a peer may take nothing before it is dropped once its queue is full: 10 s
	Handshake  time.Duration // how long a peer may take to introduce itself: 5 s
	Linger     time.Duration // how long Close waits for queues to empty: 1 s
	Mechanism  Mechanism     // nil: NULL

	// OnSubscribe is told of every subscription to an XPUB, also of one that
	// others hold already, once it is in force: what is sent from within
	// reaches the subscriber. An answer goes to the subscriber alone.
	OnSubscribe func(topic []byte, on bool, answer func(Msg))
	// OnDrop is told why the socket ended a connection; it is not told of
	// peers that leave by themselves.
	OnDrop func(peer net.Addr, why error)
	// Both are called from the goroutines of connections, several at a time,
	// and must not call Close, which waits for these.
}

func (o *Options) fill() {
	setDefault(&o.MaxFrame, 1<<30)
	setDefault(&o.MaxMessage, 1<<30)
	setDefault(&o.MaxFrames, 4096)
	setDefault(&o.MaxPeers, 4096)
	setDefault(&o.MaxPending, 64<<20)
	setDefault(&o.MaxQueue, 16<<20)
	// libzmq takes nothing from a full pipe until half of its 1,000 messages
	// are read, which is seconds where each is a picture to be drawn.
	setDefault(&o.Stall, 10*time.Second)
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
// goroutine; what one goroutine sends reaches each peer in order.
type Socket struct {
	kind    Kind
	o       Options
	ln      net.Listener
	intake  *intake
	done    chan struct{}  // closed when Close begins
	serving sync.WaitGroup // connections, in handshake or after

	mu      sync.Mutex
	conns   map[net.Conn]bool
	peers   map[string]*peer
	all     []*peer // peers by age; replaced, never changed
	nextID  uint64
	closed  bool
	closing sync.Once
}

// Listen binds a socket to tcp://host:port or ipc://path.
func Listen(kind Kind, endpoint string, o Options) (*Socket, error) {
	o.fill()
	if serves[kind] == nil {
		return nil, fmt.Errorf("listen %s: kind %q, want ROUTER, XPUB or REP", endpoint, kind)
	}
	transport, addr, err := network(endpoint)
	if err != nil {
		return nil, fmt.Errorf("listen %s: %w", endpoint, err)
	}
	if transport == "unix" {
		if most := len(syscall.RawSockaddrUnix{}.Path) - 1; len(addr) > most {
			return nil, fmt.Errorf("listen %s: path of %d bytes, want at most %d", endpoint, len(addr), most)
		}
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
		intake: newIntake(o.MaxPending), done: make(chan struct{}),
		conns: map[net.Conn]bool{}, peers: map[string]*peer{},
	}
	s.serving.Go(s.accept)
	return s, nil
}

// network splits an endpoint into what package net knows it by.
func network(endpoint string) (network, address string, err error) {
	transport, address, _ := strings.Cut(endpoint, "://")
	switch transport {
	case "tcp":
		return "tcp", address, nil
	case "ipc":
		return "unix", address, nil
	}
	return "", "", errors.New("want tcp://host:port or ipc://path")
}

// ErrInUse is Listen's error where others have the path of an ipc endpoint.
var ErrInUse = errors.New("address in use")

// removeStale removes a socket file that nobody listens on.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil
	}
	if info.Mode()&os.ModeSocket == 0 {
		return fmt.Errorf("%w by a file that is not a socket", ErrInUse)
	}
	c, err := net.Dial("unix", path)
	switch {
	case err == nil:
		c.Close()
		return ErrInUse
	case !errors.Is(err, syscall.ECONNREFUSED): // alive, but busy or not ours
		return err
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
	for {
		c, err := s.ln.Accept()
		if err != nil {
			select {
			case <-s.done:
				return
			case <-time.After(10 * time.Millisecond): // out of file descriptors, say
				continue
			}
		}
		s.mu.Lock()
		if s.closed || len(s.conns) >= s.o.MaxPeers {
			full := !s.closed
			s.mu.Unlock()
			c.Close()
			if full && s.o.OnDrop != nil {
				s.o.OnDrop(c.RemoteAddr(), fmt.Errorf("there are %d connections already", s.o.MaxPeers))
			}
			continue
		}
		s.conns[c] = true
		s.serving.Go(func() { s.serve(c) })
		s.mu.Unlock()
	}
}

// register makes a peer known; one with the same identity takes over, as with
// libzmq's ROUTER_HANDOVER.
func (s *Socket) register(p *peer, id string) bool {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return false
	}
	if id == "" || s.kind != ROUTER {
		s.nextID++
		id = "\x00" + string(binary.BigEndian.AppendUint64(nil, s.nextID))
	}
	p.id = id
	old := s.peers[id]
	s.peers[id] = p
	s.all = append(s.all[:len(s.all):len(s.all)], p)
	s.mu.Unlock()
	if old != nil {
		old.out.kill(fmt.Errorf("identity %q: a later peer took over", id))
	}
	return true
}

func (s *Socket) unregister(p *peer) {
	s.mu.Lock()
	if s.peers[p.id] == p {
		delete(s.peers, p.id)
	}
	s.all = slices.DeleteFunc(slices.Clone(s.all), func(q *peer) bool { return q == p })
	s.mu.Unlock()
}

// Recv returns the next message of a ROUTER; false when the socket is closed.
func (s *Socket) Recv() (Msg, bool) {
	m, done, ok := s.Take()
	if ok {
		done()
	}
	return m, ok
}

// Take returns the next message and a function to call once it is done with.
// Until then it counts against its peer, which is read no more while it has too
// much pending: who sends more than is answered waits, and nobody else.
func (s *Socket) Take() (m Msg, done func(), ok bool) {
	r, ok := s.intake.take()
	return r.msg, r.done, ok
}

// Send sends a message to the peer named by frame 0 (ROUTER), or to all who
// subscribe to the topic in frame 0 (XPUB). It waits while a receiver's queue
// is full, and reports whether the message was queued for all. The frames must
// not be changed afterwards.
func (s *Socket) Send(m Msg) bool {
	if len(m) == 0 {
		return false
	}
	s.mu.Lock()
	closed, to, all := s.closed, s.peers[string(m[0])], s.all
	s.mu.Unlock()
	switch {
	case closed:
		return false
	case s.kind == XPUB:
		return publish(all, m)
	}
	return to != nil && len(m) > 1 && to.out.put(to.pack(m[1:]))
}

// publish serves first those whose queue has room, then waits for the others
// side by side: they delay one another as little as they delay the first.
func publish(peers []*peer, m Msg) bool {
	var (
		plain   func() packet // encoded once for all
		waiting sync.WaitGroup
		lost    atomic.Bool
	)
	for _, p := range peers {
		if !p.wants(m[0]) {
			continue
		}
		pack := plain
		if pack == nil || p.session != nil {
			pack = p.pack(m)
		}
		if p.session == nil {
			plain = pack
		}
		switch p.out.offer(pack) {
		case dead:
			lost.Store(true)
		case full:
			waiting.Go(func() {
				if !p.out.put(pack) {
					lost.Store(true)
				}
			})
		}
	}
	waiting.Wait()
	return !lost.Load()
}

// Close stops accepting, writes what is queued within the linger time, ends
// every connection and waits for all goroutines.
func (s *Socket) Close() error {
	var err error
	s.closing.Do(func() { err = s.close() })
	return err
}

func (s *Socket) close() error {
	deadline := time.Now().Add(s.o.Linger)
	s.mu.Lock()
	s.closed = true
	peers := s.all
	known := map[net.Conn]bool{}
	for _, p := range peers {
		known[p.out.conn] = true
	}
	for c := range s.conns { // still in handshake
		if !known[c] {
			c.Close()
		}
	}
	s.mu.Unlock()
	close(s.done)
	s.intake.close()
	err := s.ln.Close() // also removes an ipc file
	for _, p := range peers {
		s.serving.Go(func() { p.end(deadline) })
	}
	s.serving.Wait()
	return err
}
