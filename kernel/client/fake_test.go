package client

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"starling/kernel/wire"
	"starling/kernel/zmtp"
)

// The kernel of these tests is this very binary, started again. A cell's text
// is the script of what it answers: a list of steps in JSON.
type step struct {
	Type    string // of a message on iopub in answer to the cell
	Content json.RawMessage
	Do      string // or one of the acts below
}

const fakeKernel = "STARLING_FAKE_KERNEL"

func TestMain(m *testing.M) {
	if os.Getenv(fakeKernel) != "" {
		serveFake(os.Args[len(os.Args)-1])
		return
	}
	os.Exit(m.Run())
}

var floodLine = strings.Repeat("x", 1<<16) + "\n"

type fake struct {
	codec                 *wire.Codec
	shell, control, iopub *zmtp.Socket
	interrupt             chan bool
	count                 int
	stubborn              atomic.Bool // heeds no shutdown
}

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "fake kernel:", err)
		os.Exit(3)
	}
	return v
}

func serveFake(file string) {
	conn := must(wire.ReadConnection(file))
	k := &fake{codec: must(wire.NewCodec(conn, "kernel")), interrupt: make(chan bool, 1)}
	listen := func(kind zmtp.Kind, port int, o zmtp.Options) *zmtp.Socket {
		return must(zmtp.Listen(kind, conn.Endpoint(port), o))
	}
	ready := make(chan bool)
	k.iopub = listen(zmtp.XPUB, conn.IOPubPort, zmtp.Options{OnSubscribe: func([]byte, bool, func(zmtp.Msg)) {
		<-ready
		k.publish("iopub_welcome", []byte("null"), json.RawMessage(`{"subscription":""}`))
	}})
	close(ready)
	listen(zmtp.REP, conn.HBPort, zmtp.Options{})
	listen(zmtp.ROUTER, conn.StdinPort, zmtp.Options{})
	k.control = listen(zmtp.ROUTER, conn.ControlPort, zmtp.Options{})
	k.shell = listen(zmtp.ROUTER, conn.ShellPort, zmtp.Options{})
	go k.serve(k.control, func(m *wire.Message) {
		switch m.Header.Type {
		case "interrupt_request":
			k.interrupt <- true
		case "shutdown_request":
			if k.stubborn.Load() {
				return
			}
			k.control.Close()
			os.Exit(0)
		}
	})
	k.serve(k.shell, k.answer)
}

func (k *fake) serve(s *zmtp.Socket, each func(*wire.Message)) {
	for {
		frames, ok := s.Recv()
		if !ok {
			return
		}
		if m, err := k.codec.Decode(frames); err == nil {
			each(m)
		}
	}
}

func (k *fake) publish(msgType string, parent, content json.RawMessage) {
	m := must(k.codec.New(msgType, nil, content))
	m.Identities, m.Parent = [][]byte{[]byte(msgType)}, parent
	k.iopub.Send(must(k.codec.Encode(m)))
}

func (k *fake) reply(to *wire.Message, msgType string, content any) {
	m := must(k.codec.New(msgType, to, content))
	m.Identities = to.Identities
	k.shell.Send(must(k.codec.Encode(m)))
}

func (k *fake) status(m *wire.Message, state string) {
	k.publish("status", m.RawHeader, fmt.Appendf(nil, `{"execution_state":%q}`, state))
}

func (k *fake) answer(m *wire.Message) {
	k.status(m, "busy")
	switch m.Header.Type {
	case "kernel_info_request":
		k.reply(m, "kernel_info_reply", object{
			"status": "ok", "protocol_version": "5.6", "implementation": "fake", "implementation_version": "1", "banner": "",
			"language_info": object{"name": "script", "version": "1", "mimetype": "text/plain", "file_extension": ".json"},
		})
	case "execute_request":
		if !k.execute(m) {
			return
		}
	}
	k.status(m, "idle")
}

// execute plays a script and reports whether idle is to follow.
func (k *fake) execute(m *wire.Message) bool {
	var request struct{ Code string }
	var script []step
	must(0, json.Unmarshal(m.Content, &request))
	must(0, json.Unmarshal([]byte(request.Code), &script))
	k.count++
	reply := object{"status": "ok", "execution_count": k.count, "user_expressions": object{}}
	k.publish("execute_input", m.RawHeader, must(wire.Marshal(object{"code": request.Code, "execution_count": k.count})))
	replies, idle := true, true
	for _, s := range script {
		if s.Type != "" {
			k.publish(s.Type, m.RawHeader, s.Content)
			if s.Type == "error" {
				must(0, json.Unmarshal(s.Content, &reply))
				reply["status"] = "error"
			}
			continue
		}
		switch s.Do {
		case "strange": // somebody else's output, and noise
			k.publish("stream", []byte(`{"msg_id":"another","msg_type":"execute_request"}`), json.RawMessage(`{"name":"stdout","text":"not yours"}`))
			k.iopub.Send(zmtp.Msg{[]byte("noise")})
		case "flood": // 40 MiB
			flood := must(wire.Marshal(object{"name": "stdout", "text": floodLine}))
			for range 640 {
				k.publish("stream", m.RawHeader, flood)
			}
		case "fail": // nothing of it is published
			reply = object{"status": "error", "ename": "Hidden", "evalue": "why"}
		case "abort":
			reply = object{"status": "aborted"}
		case "stubborn":
			k.stubborn.Store(true)
		case "no reply":
			replies = false
		case "no idle":
			idle = false
		case "wait": // for an interrupt
			select {
			case <-k.interrupt:
			case <-time.After(time.Minute):
			}
		case "deaf":
			time.Sleep(time.Minute)
		case "die":
			fmt.Fprintln(os.Stderr, "famous last words")
			k.iopub.Close()
			os.Exit(7)
		case "hang up":
			k.shell.Close()
		}
	}
	if replies {
		k.reply(m, "execute_reply", reply)
	}
	return idle
}
