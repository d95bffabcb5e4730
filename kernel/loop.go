package kernel

import (
	"context"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"starling/kernel/history"
	"starling/kernel/spool"
	"starling/kernel/wire"
)

// outlets are where messages leave; each is false where nobody takes it.
type outlets struct{ shell, control, stdin, iopub func(frames [][]byte) bool }

// kernel is the state that handlers share.
type kernel struct {
	in    Interpreter
	codec *wire.Codec
	out   outlets
	log   *logbook

	history *history.Store
	pace    *pace        // nil: output is sent as it comes
	spool   *spool.Spool // of what may be shown again
	replays atomic.Int64
	lanes   *lanes
	comms   comms
	busy    busy

	desk     desk
	stopOnce sync.Once
	stopped  chan struct{}

	mu         sync.Mutex
	count      int             // cells that were stored, so the number of the last one
	interrupts int             // how many there were
	cells      context.Context // ends with the next interrupt
	cut        context.CancelFunc
}

// replayMemory is how many signatures are remembered against replays.
const replayMemory = 1 << 16

func newKernel(conn wire.Connection, in Interpreter, out outlets, log io.Writer) (*kernel, error) {
	codec, err := wire.NewCodec(conn, "kernel")
	if err != nil {
		return nil, err
	}
	codec.RefuseReplays(replayMemory)
	if log == nil {
		log = os.Stderr
	}
	k := &kernel{in: in, codec: codec, out: out, log: newLogbook(log), stopped: make(chan struct{})}
	k.cells, k.cut = context.WithCancel(context.Background())
	k.lanes, k.history = newLanes(k), history.New("", k.logf)
	return k, nil
}

// cap bounds what cells show, and keeps the rest in a folder below root.
func (k *kernel) cap(root string) { k.pace, k.spool = &pace{}, spool.New(root, k.logf) }

func (k *kernel) logf(format string, args ...any) { k.log.printf(format, args...) }

// stop ends the loops after what they do now.
func (k *kernel) stop() { k.stopOnce.Do(func() { close(k.stopped) }) }

// begin gives a cell that begins its context, which the next interrupt ends; end
// must be called with the cell's end. One that came since the cell was received,
// and has ended no other of its lane, was meant for it.
func (k *kernel) begin(r *request) (ctx context.Context, end func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	ctx, end = context.WithCancel(k.cells)
	if r.interrupts < k.interrupts && r.lane.heeded < k.interrupts {
		end()
	}
	return ctx, end
}

// heeded notes that the latest interrupt has ended a cell.
func (k *kernel) heeded(by *lane) {
	k.mu.Lock()
	defer k.mu.Unlock()
	by.heeded = k.interrupts
}

// interrupt ends all cells that run, those of subshells too: who presses the
// button wants quiet. It does nothing to those that are received later.
func (k *kernel) interrupt() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.interrupts++
	k.cut()
	k.cells, k.cut = context.WithCancel(context.Background())
}

// request is a message with the means to answer it.
type request struct {
	k        *kernel
	handler  *handler // nil: there is none for its type
	msg      *wire.Message
	channel  channel
	received time.Time
	lane     *lane
	serial   uint64 // its place in its lane
	refused  *Error // why it is not answered; nil: it is
	after    func() // what to do once the reply is sent; nil: nothing
	done     func() // lets its client send more

	interrupts int // how many there had been when it was received
}

func (k *kernel) newRequest(c channel, m *wire.Message) *request {
	k.mu.Lock()
	defer k.mu.Unlock()
	r := &request{k: k, msg: m, channel: c, received: time.Now(), done: func() {}, interrupts: k.interrupts}
	if h, ok := handlers[m.Header.Type]; ok {
		r.handler = &h
	}
	return r
}

func (r *request) turn() turn {
	if r.handler == nil || r.refused != nil {
		return aside
	}
	return r.handler.turn
}

// reply answers on the channel of the request.
func (r *request) reply(msgType string, c content) {
	send := r.k.out.shell
	if r.channel == control {
		send = r.k.out.control
	}
	if err := r.k.send(send, msgType, r.msg, r.msg.Identities, c); err != nil {
		// The interpreter answered with what is no JSON: the client still waits.
		r.k.logf("%v", err)
		failure := errorContent(&Error{Name: "KernelError", Value: err.Error(), Traceback: []string{err.Error()}})
		_ = r.k.send(send, msgType, r.msg, r.msg.Identities, failure)
	}
}

// publish sends to all who listen, as an effect of the request.
func (r *request) publish(msgType string, c any) error { return r.k.publish(msgType, r.msg, c) }

// publish sends to all who subscribed to the type; most subscribe to all.
func (k *kernel) publish(msgType string, parent *wire.Message, c any) error {
	return k.send(k.out.iopub, msgType, parent, [][]byte{[]byte(msgType)}, c)
}

// send makes a message and sends it. It fails only where c is no JSON.
func (k *kernel) send(out func([][]byte) bool, msgType string, parent *wire.Message, to [][]byte, c any) error {
	m, err := k.codec.New(msgType, parent, c)
	if err != nil {
		return err
	}
	m.Identities = to
	frames, err := k.codec.Encode(m)
	if err != nil {
		return err
	}
	out(frames)
	return nil
}

// welcome greets a new subscriber, so that it knows from when on it gets all. The
// others need not hear of it: in a storm of reconnects they would hear much.
func (k *kernel) welcome(topic []byte, to func([][]byte) bool) {
	// The topic of the message is the subscription: that is what it matches.
	_ = k.send(to, "iopub_welcome", nil, [][]byte{topic}, content{"subscription": string(topic)})
}

// intake reads requests off a socket into their lane until it closes. It runs
// apart from the goroutines that answer, so that each request has the time when
// it came. A client that has much waiting is read no more until some is done.
func (k *kernel) intake(c channel, take func() (frames [][]byte, done func(), ok bool)) {
	for {
		frames, done, ok := take()
		if !ok {
			return
		}
		m, err := k.codec.Decode(frames)
		if err != nil {
			done()
			k.logf("%s channel: message dropped: %v", c, err)
			continue
		}
		r := k.newRequest(c, m)
		r.done = done
		k.lanes.put(r)
	}
}

// listen takes the replies to input requests until the socket closes.
func (k *kernel) listen(recv func() ([][]byte, bool)) {
	for {
		frames, ok := recv()
		if !ok {
			return
		}
		m, err := k.codec.Decode(frames)
		if err == nil {
			err = k.desk.deliver(m)
		}
		if err != nil {
			k.logf("stdin channel: message dropped: %v", err)
		}
	}
}
