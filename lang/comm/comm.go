// Package comm lets a session and a front end talk. A comm is a channel
// between the two, named by an id; either opens it, sends on it, closes it.
//
//	Comm      the session's end, a value with methods
//	Registry  the comms and targets of one session
//	Message   what goes over a comm, in either direction
//	Sender    a publisher that can carry messages to the front end
//
// What a front end sends runs a function that a cell has given: that of a
// target for a comm that opens (comm.register_target), that of the comm for
// what follows (c.on_msg, c.on_close). What it prints lands where its cell's
// output is, since it runs with the publisher of that cell.
//
// The words are in decl.go; how values become JSON and back is in json.go.
package comm

import (
	"errors"
	"fmt"
	"strconv"

	"go.starlark.net/starlark"

	"starling/lang/display"
)

// A Kind is what a message does to its comm.
type Kind string

// The kinds, named as in the messages of Jupyter.
const (
	Open  Kind = "comm_open"
	Msg   Kind = "comm_msg"
	Close Kind = "comm_close"
)

// A Message goes over a comm. Data is a JSON value.
type Message struct {
	Kind     Kind
	ID       string
	Target   string // of a comm that opens
	Data     any
	Metadata map[string]any
	Buffers  [][]byte
}

// A Sender takes messages to the front end. Its method has basic types only,
// so that a kernel's publisher is one without knowing of this package.
type Sender interface {
	Comm(kind, id, target string, data any, metadata map[string]any, buffers [][]byte) error
}

// A callback is a function of a cell, with the publisher of that cell.
type callback struct {
	fn starlark.Callable
	to display.Publisher
}

// A Registry holds the comms of a session. It is used by the one who has the
// session's turn; it has no lock of its own.
type Registry struct {
	targets map[string]callback
	open    map[string]*Comm
	made    int // comms that the session has opened: their ids are counted
}

// NewRegistry returns one without comms or targets.
func NewRegistry() *Registry {
	return &Registry{targets: map[string]callback{}, open: map[string]*Comm{}}
}

const key = "starling.comm"

// Attach makes r the registry of a thread.
func Attach(th *starlark.Thread, r *Registry) { th.SetLocal(key, r) }

// of is the registry of a thread.
func of(th *starlark.Thread) (*Registry, error) {
	if r, ok := th.Local(key).(*Registry); ok {
		return r, nil
	}
	return nil, errors.New("this program has no front end to talk to")
}

// A Comm is the session's end of a comm.
type Comm struct {
	registry       *Registry
	id, target     string
	onMsg, onClose callback
	closed         bool
}

// A Call is a function of a cell that a message from the front end asks for.
type Call struct {
	Fn     starlark.Callable
	Args   starlark.Tuple
	Kwargs []starlark.Tuple
	To     display.Publisher // of the cell that gave the function
}

// Receive takes a message from the front end. It returns the call to make, nil
// where no function wants it, and whether the message's comm is known.
func (r *Registry) Receive(m Message) (call *Call, known bool) {
	data := value(m.Data)
	c := r.open[m.ID]
	switch m.Kind {
	case Open:
		handler, ok := r.targets[m.Target]
		if !ok {
			return nil, false
		}
		c = &Comm{registry: r, id: m.ID, target: m.Target}
		r.open[c.id] = c
		return handler.call(m.Buffers, c, data), true
	case Msg:
		if c != nil {
			return c.onMsg.call(m.Buffers, data), true
		}
	case Close:
		if c != nil {
			c.forget()
			return c.onClose.call(m.Buffers, data), true
		}
	}
	return nil, false
}

// call is that of the function, with the buffers by name if any came.
func (f callback) call(buffers [][]byte, args ...starlark.Value) *Call {
	if f.fn == nil {
		return nil
	}
	c := &Call{Fn: f.fn, Args: args, To: f.to}
	if len(buffers) > 0 {
		list := make([]starlark.Value, len(buffers))
		for i, b := range buffers {
			list[i] = starlark.Bytes(b)
		}
		c.Kwargs = []starlark.Tuple{{starlark.String("buffers"), starlark.NewList(list)}}
	}
	return c
}

// openTo opens a comm to a front end.
func (r *Registry) openTo(p display.Publisher, target string, data any, buffers [][]byte) (*Comm, error) {
	r.made++
	c := &Comm{registry: r, id: "session-" + strconv.Itoa(r.made), target: target}
	if err := c.post(p, Open, data, buffers); err != nil {
		return nil, err
	}
	r.open[c.id] = c
	return c, nil
}

// post sends a message over the publisher of the cell that runs.
func (c *Comm) post(p display.Publisher, kind Kind, data any, buffers [][]byte) error {
	s, ok := p.(Sender)
	if !ok {
		return errors.New("this program has no front end to talk to")
	}
	target := ""
	if kind == Open {
		target = c.target
	}
	return s.Comm(string(kind), c.id, target, data, map[string]any{}, buffers)
}

func (c *Comm) forget() {
	c.closed = true
	delete(c.registry.open, c.id)
}

func (c *Comm) String() string {
	state := ""
	if c.closed {
		state = ", closed"
	}
	return fmt.Sprintf("<comm %s of %s%s>", c.id, c.target, state)
}

func (c *Comm) Type() string          { return "comm" }
func (c *Comm) Freeze()               {}
func (c *Comm) Truth() starlark.Bool  { return true }
func (c *Comm) Hash() (uint32, error) { return starlark.String(c.id).Hash() }
