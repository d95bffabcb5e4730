package kernel

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"starling/kernel/wire"
)

var (
	// ErrNoInput is Input's error where the front end cannot ask the user.
	ErrNoInput = errors.New("this front end does not take input (allow_stdin is false)")
	// ErrInterrupted is Input's error on an interrupt.
	ErrInterrupted = errors.New("interrupted")

	errNoStdin = errors.New("the front end has no stdin channel")
)

// question is an input_request that waits for its reply.
type question struct {
	id       string   // msg_id of the request
	peer     [][]byte // identity of the client that was asked
	subshell string
	answer   chan string
}

// desk holds the questions that wait: each subshell may have one.
type desk struct {
	mu   sync.Mutex
	open []*question // the oldest first
}

func (d *desk) add(q *question) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = append(d.open, q)
}

func (d *desk) remove(q *question) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = slices.DeleteFunc(d.open, func(other *question) bool { return other == q })
}

// deliver hands an input_reply to the question that waits for it. A reply from
// another client, or to an older question, is not an answer.
func (d *desk) deliver(m *wire.Message) error {
	var c struct {
		Value string `json:"value"`
	}
	if m.Header.Type != "input_reply" {
		return errors.New("got " + m.Header.Type + ", want input_reply")
	}
	if err := json.Unmarshal(m.Content, &c); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	i, err := d.match(m)
	if err != nil {
		return err
	}
	d.open[i].answer <- c.Value
	d.open = slices.Delete(d.open, i, i+1)
	return nil
}

// match finds the question that a reply answers. Many clients name no parent:
// theirs is for the oldest question, of the subshell that they name if they do.
func (d *desk) match(m *wire.Message) (int, error) {
	if len(d.open) == 0 {
		return 0, errors.New("input_reply: nothing was asked")
	}
	parent, subshell := m.ParentID(), m.Header.SubshellID
	asked := false
	for i, q := range d.open {
		if !slices.EqualFunc(m.Identities, q.peer, bytes.Equal) {
			continue
		}
		asked = true
		if parent == q.id || parent == "" && (subshell == "" || subshell == q.subshell) {
			return i, nil
		}
	}
	if !asked {
		return 0, errors.New("input_reply: from a client that was not asked")
	}
	return 0, errors.New("input_reply: to an earlier question")
}

// asker is the Input of one cell: it asks the client that sent the cell.
func (k *kernel) asker(r *request, allowed bool, interrupted <-chan struct{}) func(string, bool) (string, error) {
	var turn sync.Mutex
	return func(prompt string, password bool) (string, error) {
		if !allowed {
			return "", ErrNoInput
		}
		m, err := k.codec.New("input_request", r.msg, content{"prompt": prompt, "password": password})
		if err != nil {
			return "", err
		}
		m.Identities = r.msg.Identities
		frames, err := k.codec.Encode(m)
		if err != nil {
			return "", err
		}
		q := &question{id: m.Header.MsgID, peer: m.Identities, subshell: r.msg.Header.SubshellID, answer: make(chan string, 1)}
		turn.Lock() // a cell's goroutines ask one after the other
		defer turn.Unlock()
		k.desk.add(q)
		defer k.desk.remove(q)
		if err := k.ask(frames, interrupted); err != nil {
			return "", err
		}
		select {
		case text := <-q.answer:
			return text, nil
		case <-interrupted:
			return "", ErrInterrupted
		}
	}
}

// ask sends a question. A client connects its channels one after the other, so
// the one it is asked on may come a little later than the cell.
func (k *kernel) ask(frames [][]byte, interrupted <-chan struct{}) error {
	const patience, pause = 2 * time.Second, 20 * time.Millisecond
	for range patience / pause {
		if k.out.stdin(frames) {
			return nil
		}
		select {
		case <-interrupted:
			return ErrInterrupted
		case <-time.After(pause):
		}
	}
	return errNoStdin
}
