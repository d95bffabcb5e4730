package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"starling/kernel/wire"
)

// script is an interpreter whose cells are lines of words, each a wish about
// what the cell should do; see its Execute.
type script struct {
	mu      sync.Mutex
	cells   []Cell
	heard   []CommMessage            // over comms
	gates   map[string]chan struct{} // of each "until"
	running chan struct{}            // gets a value when "loop" has begun
}

var _ Interpreter = (*script)(nil)

func newScript() *script {
	return &script{gates: map[string]chan struct{}{}, running: make(chan struct{}, 8)}
}

// gate is what "until name" waits for.
func (s *script) gate(name string) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gates[name] == nil {
		s.gates[name] = make(chan struct{})
	}
	return s.gates[name]
}

func (s *script) Info() Info {
	return Info{Implementation: "script", Version: "1.2", Language: "wishes", MIMEType: "text/x-wish", FileExtension: ".wish", Banner: "hello"}
}

func (s *script) Execute(ctx context.Context, c Cell, p Publisher) (out Outcome) {
	s.mu.Lock()
	s.cells = append(s.cells, c)
	s.mu.Unlock()
	for line := range strings.Lines(c.Source) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch word {
		case "print":
			p.Stream("stdout", rest+"\n")
		case "warn":
			p.Stream("stderr", rest+"\n")
		case "show":
			p.Display(map[string]any{"text/html": rest}, nil, "")
		case "named":
			p.Display(map[string]any{"text/plain": rest}, map[string]any{"volatile": true}, "id")
		case "update":
			p.Update(map[string]any{"text/plain": rest}, nil, rest)
		case "bad":
			p.Display(map[string]any{"application/json": func() {}}, nil, "")
		case "clear":
			p.ClearOutput(rest == "wait")
		case "replay":
			n, _ := strconv.Atoi(rest)
			if err := p.Replay(n); err != nil {
				return Outcome{Err: &Error{Name: "replay", Value: err.Error()}}
			}
		case "page":
			out.Pager = &Bundle{Data: map[string]any{"text/plain": rest}}
		case "value":
			out.Result = &Bundle{Data: map[string]any{"text/plain": rest}}
		case "badvalue":
			out.Result = &Bundle{Data: map[string]any{"application/json": func() {}}}
		case "ask", "password":
			text, err := p.Input(rest, word == "password")
			if err != nil {
				return Outcome{Err: &Error{Name: "input", Value: err.Error()}}
			}
			out.Result = &Bundle{Data: map[string]any{"text/plain": text}}
		case "open", "say", "close": // a comm: its name, then what to say
			id, what, _ := strings.Cut(rest, " ")
			kind := map[string]string{"open": "comm_open", "say": "comm_msg", "close": "comm_close"}[word]
			if err := p.Comm(kind, id, "target", map[string]any{"said": what}, map[string]any{"v": 1}, [][]byte{[]byte(what)}); err != nil {
				return Outcome{Err: &Error{Name: "comm", Value: err.Error()}}
			}
		case "loop":
			s.running <- struct{}{}
			<-ctx.Done()
			return Outcome{Err: &Error{Name: "interrupt", Value: "interrupted", Traceback: []string{"interrupted"}}}
		case "alive":
			if ctx.Err() != nil {
				return Outcome{Err: &Error{Name: "interrupt", Value: "interrupted"}}
			}
		case "until":
			<-s.gate(rest)
		case "fail":
			return Outcome{Err: &Error{Name: "error", Value: rest, Traceback: []string{rest}}}
		case "panic":
			panic(rest)
		}
	}
	return out
}

func (s *script) Complete(src string, cursor int) Completion {
	if src == "panic" {
		panic("complete")
	}
	return Completion{Start: cursor - 1, End: cursor, Items: []Match{{"aa", "function", "(x)"}, {"ab", "module", ""}}}
}

func (s *script) Inspect(src string, cursor, detail int) (Bundle, bool) {
	if src == "" {
		return Bundle{Data: map[string]any{"text/plain": "left over"}}, false
	}
	return Bundle{Data: map[string]any{"text/plain": fmt.Sprint(src, cursor, detail)}}, true
}

// Comm wants what is said over comms whose target begins with "known", and of
// those that are open it notes all.
func (s *script) Comm(ctx context.Context, m CommMessage) bool {
	s.mu.Lock()
	s.heard = append(s.heard, m)
	s.mu.Unlock()
	if m.Target == "known and slow" {
		s.running <- struct{}{}
		<-ctx.Done()
	}
	return strings.HasPrefix(m.Target, "known")
}

func (s *script) IsComplete(src string) (string, string) {
	if strings.HasSuffix(src, ":") {
		return "incomplete", "    "
	}
	return "complete", "unused"
}

var testConnection = wire.Connection{
	Transport: "tcp", IP: "127.0.0.1", ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HBPort: 5, Key: "key",
}

// sent is a message that left the kernel.
type sent struct {
	channel string // shell, control, stdin or iopub
	*wire.Message
	fields map[string]any // of the content
}

// bench is a kernel without sockets.
type bench struct {
	t      *testing.T
	k      *kernel
	in     *script
	client *wire.Codec
	log    *strings.Builder

	mu  sync.Mutex
	out []sent
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, in: newScript(), log: &strings.Builder{}}
	var err error
	if b.client, err = wire.NewCodec(testConnection, "user"); err != nil {
		t.Fatal(err)
	}
	b.k, err = newKernel(testConnection, b.in, outlets{
		shell: b.capture("shell"), control: b.capture("control"), stdin: b.capture("stdin"), iopub: b.capture("iopub"),
	}, b.log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.k.lanes.close()
		b.k.interrupt()
		b.k.lanes.wait()
	})
	return b
}

func (b *bench) capture(channel string) func([][]byte) bool {
	return func(frames [][]byte) bool {
		m, err := b.client.Decode(frames)
		if err != nil {
			b.t.Errorf("%s channel: the client cannot read a message: %v", channel, err)
			return false
		}
		s := sent{channel: channel, Message: m}
		if err := json.Unmarshal(m.Content, &s.fields); err != nil {
			b.t.Error(err)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.out = append(b.out, s)
		return true
	}
}

// request makes a request as it comes off a socket.
func (b *bench) request(c channel, msgType string, fields any) *request {
	b.t.Helper()
	m, err := b.client.New(msgType, nil, fields)
	if err != nil {
		b.t.Fatal(err)
	}
	m.Identities = [][]byte{[]byte("peer")}
	frames, err := b.client.Encode(m)
	if err != nil {
		b.t.Fatal(err)
	}
	got, err := b.k.codec.Decode(frames)
	if err != nil {
		b.t.Fatal(err)
	}
	r := b.k.newRequest(c, got)
	r.lane = b.k.lanes.shell
	return r
}

// do answers a request and takes what it caused.
func (b *bench) do(c channel, msgType string, fields any) []sent {
	b.t.Helper()
	r := b.request(c, msgType, fields)
	b.k.dispatch(r)
	return b.await(r)
}

// run executes a cell.
func (b *bench) run(code string) []sent {
	b.t.Helper()
	return b.do(shell, "execute_request", map[string]any{"code": code})
}

func (b *bench) taken() []sent {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.out
	b.out = nil
	return out
}

// types lists messages as "type" on iopub and "type@channel" elsewhere, with
// the state of a status.
func types(list []sent) string {
	var words []string
	for _, m := range list {
		word := m.Header.Type
		if word == "status" {
			word = fmt.Sprint(m.fields["execution_state"])
		}
		if m.channel != "iopub" {
			word += "@" + m.channel
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// find returns the only message of a type.
func find(t *testing.T, list []sent, msgType string) map[string]any {
	t.Helper()
	var got map[string]any
	for _, m := range list {
		if m.Header.Type == msgType {
			if got != nil {
				t.Fatalf("%s came twice in %s", msgType, types(list))
			}
			got = m.fields
		}
	}
	if got == nil {
		t.Fatalf("no %s in %s", msgType, types(list))
	}
	return got
}

// equal compares with JSON written out.
func equal(t *testing.T, what string, got any, want string) {
	t.Helper()
	var w any
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatal(err)
	}
	raw, _ := json.Marshal(got)
	var g any
	_ = json.Unmarshal(raw, &g)
	if !reflect.DeepEqual(g, w) {
		t.Errorf("%s:\n got %s\nwant %s", what, raw, want)
	}
}
