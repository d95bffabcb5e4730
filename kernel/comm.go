package kernel

import (
	"sync"

	"starling/kernel/wire"
)

// Comms are channels between what cells define and scripts in the browser
// (https://jupyter-client.readthedocs.io/en/stable/messaging.html, "Custom
// Messages"). The kernel carries their messages and knows which are open.

// A CommMessage goes over a comm. Kind is comm_open, comm_msg or comm_close.
type CommMessage struct {
	Kind, ID string
	Target   string // of a comm that opens
	Data     any    // a JSON value
	Metadata map[string]any
	Buffers  [][]byte
}

// comms is the comms that are open, from either side: their targets by id.
type comms struct {
	mu   sync.Mutex
	open map[string]string
}

// note keeps up with a message that goes over a comm.
func (c *comms) note(kind, id, target string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch kind {
	case "comm_open":
		if c.open == nil {
			c.open = map[string]string{}
		}
		c.open[id] = target
	case "comm_close":
		delete(c.open, id)
	}
}

// of lists the comms of a target; "": all.
func (c *comms) of(target string) content {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := content{}
	for id, t := range c.open {
		if target == "" || t == target {
			list[id] = content{"target_name": t}
		}
	}
	return list
}

// commInfo answers from what the kernel keeps, so it needs no cell.
func (k *kernel) commInfo(r *request) (content, error) {
	var c struct {
		Target string `json:"target_name"`
	}
	if err := r.read(&c); err != nil {
		return nil, err
	}
	return content{"status": "ok", "comms": k.comms.of(c.Target)}, nil
}

// comm hands a message of a front end to the interpreter. A comm that nobody
// wants is closed again, as the protocol asks; what is said to one that is not
// open is dropped.
func (k *kernel) comm(r *request) (content, error) {
	var c struct {
		ID     string `json:"comm_id"`
		Target string `json:"target_name"`
		Data   any    `json:"data"`
	}
	if err := r.read(&c); err != nil {
		return nil, err
	}
	m := CommMessage{Kind: r.msg.Header.Type, ID: c.ID, Target: c.Target, Data: c.Data, Buffers: r.msg.Buffers}
	if err := r.readMetadata(&m.Metadata); err != nil {
		return nil, err
	}
	ctx, end := k.begin(r)
	defer end()
	k.comms.note(m.Kind, m.ID, m.Target) // first: what it calls may close it
	known := k.in.Comm(ctx, m)
	if ctx.Err() != nil {
		k.heeded(r.lane)
	}
	if !known && m.Kind == "comm_open" {
		return nil, k.sendComm(r.msg, CommMessage{Kind: "comm_close", ID: m.ID, Data: content{}})
	}
	return nil, nil
}

// sendComm sends a message over a comm to all front ends.
func (k *kernel) sendComm(parent *wire.Message, c CommMessage) error {
	fields := content{"comm_id": c.ID, "data": c.Data}
	if c.Kind == "comm_open" {
		fields["target_name"] = c.Target
	}
	m, err := k.codec.New(c.Kind, parent, fields)
	if err != nil {
		return err
	}
	if m.Metadata, err = wire.Marshal(orNone(c.Metadata)); err != nil {
		return err
	}
	m.Identities, m.Buffers = [][]byte{[]byte(c.Kind)}, c.Buffers
	frames, err := k.codec.Encode(m)
	if err != nil {
		return err
	}
	k.comms.note(c.Kind, c.ID, c.Target)
	k.out.iopub(frames)
	return nil
}

// Comm sends a message over a comm, behind what the cell has printed.
func (p *cellPublisher) Comm(kind, id, target string, data any, metadata map[string]any, buffers [][]byte) error {
	p.pump.admit()
	return p.comm(CommMessage{Kind: kind, ID: id, Target: target, Data: data, Metadata: metadata, Buffers: buffers})
}

func (nowhere) Comm(string, string, string, any, map[string]any, [][]byte) error { return nil }
