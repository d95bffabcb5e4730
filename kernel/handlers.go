package kernel

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"unicode/utf8"

	"starling/kernel/wire"
)

// channel is where a request came in.
type channel int

const (
	shell channel = 1 << iota
	control
)

func (c channel) String() string {
	if c == control {
		return "control"
	}
	return "shell"
}

// content is the content of a message.
type content = map[string]any

// handler answers one type of request. A request of another channel than those
// of the handler is refused: a cell on the control channel would block it.
type handler struct {
	channels channel
	turn     turn
	reply    string // type of the reply; "": none is sent
	run      func(k *kernel, r *request) (content, error)
}

// handlers is all the kernel can do. The message types are those of
// https://jupyter-client.readthedocs.io/en/stable/messaging.html.
var handlers = map[string]handler{
	"kernel_info_request":     {shell | control, aside, "kernel_info_reply", (*kernel).kernelInfo},
	"execute_request":         {shell, inOrder, "execute_reply", (*kernel).execute},
	"inspect_request":         {shell, aside, "inspect_reply", (*kernel).inspect},
	"complete_request":        {shell, aside, "complete_reply", (*kernel).complete},
	"is_complete_request":     {shell, aside, "is_complete_reply", (*kernel).isComplete},
	"history_request":         {shell, asideOfHistory, "history_reply", (*kernel).historyReply},
	"comm_info_request":       {shell | control, aside, "comm_info_reply", (*kernel).commInfo},
	"comm_open":               {shell | control, inOrder, "", (*kernel).comm},
	"comm_msg":                {shell | control, inOrder, "", (*kernel).comm},
	"comm_close":              {shell | control, inOrder, "", (*kernel).comm},
	"interrupt_request":       {shell | control, aside, "interrupt_reply", (*kernel).interruptRequest},
	"create_subshell_request": {control, inOrder, "create_subshell_reply", (*kernel).createSubshell},
	"delete_subshell_request": {control, inOrder, "delete_subshell_reply", (*kernel).deleteSubshell},
	"list_subshell_request":   {control, inOrder, "list_subshell_reply", (*kernel).listSubshells},
	"shutdown_request":        {shell | control, inOrder, "shutdown_reply", (*kernel).shutdown},
}

// dispatch answers a request between a busy and an idle status. Whatever goes
// wrong ends in an error reply or a line in the log: the kernel goes on.
func (k *kernel) dispatch(r *request) {
	k.begins(r)
	defer k.ends(r)
	h := r.handler
	switch {
	case r.refused != nil:
		k.logf("%s channel: %s: %s", r.channel, r.msg.Header.Type, r.refused.Value)
		if h != nil && h.reply != "" {
			r.reply(h.reply, errorContent(r.refused))
		}
		return
	case h == nil:
		k.logf("%s channel: no handler for message type %q", r.channel, r.msg.Header.Type)
		return
	case h.channels&r.channel == 0:
		k.logf("%s channel: %s belongs on another channel", r.channel, r.msg.Header.Type)
		return
	}
	answer, err := k.guarded(h, r)
	if err != nil {
		k.logf("%s: %v", r.msg.Header.Type, err)
		answer = errorContent(&Error{Name: "KernelError", Value: err.Error(), Traceback: []string{err.Error()}})
	}
	if h.reply != "" {
		r.reply(h.reply, answer)
	}
	if r.after != nil {
		r.after()
	}
}

// guarded runs a handler; a panic becomes an error.
func (k *kernel) guarded(h *handler, r *request) (answer content, err error) {
	defer func() {
		if p := recover(); p != nil {
			k.logf("panic in %s: %v\n%s", r.msg.Header.Type, p, debug.Stack())
			err = fmt.Errorf("a defect in the kernel: panic: %v", p)
		}
	}()
	return h.run(k, r)
}

// read decodes the content of a request over the defaults that v holds.
func (r *request) read(v any) error {
	if err := json.Unmarshal(r.msg.Content, v); err != nil {
		return fmt.Errorf("content: %w", err)
	}
	return nil
}

// readMetadata decodes the metadata of a request.
func (r *request) readMetadata(v any) error {
	if len(r.msg.Metadata) == 0 {
		return nil
	}
	if err := json.Unmarshal(r.msg.Metadata, v); err != nil {
		return fmt.Errorf("metadata: %w", err)
	}
	return nil
}

func errorContent(e *Error) content {
	trace := e.Traceback
	if trace == nil {
		trace = []string{}
	}
	return content{"status": "error", "ename": e.Name, "evalue": e.Value, "traceback": trace}
}

func (k *kernel) kernelInfo(*request) (content, error) {
	in := k.in.Info()
	links := in.HelpLinks
	if links == nil {
		links = []HelpLink{}
	}
	return content{
		"status":                 "ok",
		"protocol_version":       wire.ProtocolVersion,
		"implementation":         in.Implementation,
		"implementation_version": in.Version,
		"language_info": content{
			"name":            in.Language,
			"version":         or(in.LanguageVersion, in.Version),
			"mimetype":        in.MIMEType,
			"file_extension":  in.FileExtension,
			"pygments_lexer":  or(in.PygmentsLexer, "python"),
			"codemirror_mode": content{"name": or(in.CodeMirrorMode, "python"), "version": 3},
		},
		"banner":             in.Banner,
		"help_links":         links,
		"debugger":           false,
		"supported_features": []string{"kernel subshells"},
	}, nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// place is a cursor in a piece of code.
type place struct {
	Code        string `json:"code"`
	CursorPos   *int   `json:"cursor_pos"` // in code points; nil: the end
	DetailLevel int    `json:"detail_level"`
}

// cursor is within the code whatever the front end sent.
func (p place) cursor() int {
	n := utf8.RuneCountInString(p.Code)
	if p.CursorPos == nil {
		return n
	}
	return min(max(*p.CursorPos, 0), n)
}

func (k *kernel) complete(r *request) (content, error) {
	var p place
	if err := r.read(&p); err != nil {
		return nil, err
	}
	c := k.in.Complete(p.Code, p.cursor())
	// JupyterLab reads the types by the index of the match and inserts their
	// text, so every match has an entry, in the same order.
	matches, types := make([]string, len(c.Items)), make([]content, len(c.Items))
	for i, m := range c.Items {
		matches[i] = m.Text
		types[i] = content{"text": m.Text, "type": m.Type, "signature": m.Signature, "start": c.Start, "end": c.End}
	}
	return content{
		"status": "ok", "matches": matches, "cursor_start": c.Start, "cursor_end": c.End,
		"metadata": content{"_jupyter_types_experimental": types},
	}, nil
}

func (k *kernel) inspect(r *request) (content, error) {
	var p place
	if err := r.read(&p); err != nil {
		return nil, err
	}
	b, found := k.in.Inspect(p.Code, p.cursor(), p.DetailLevel)
	if !found {
		b = Bundle{}
	}
	return content{"status": "ok", "found": found, "data": orNone(b.Data), "metadata": orNone(b.Metadata)}, nil
}

func (k *kernel) isComplete(r *request) (content, error) {
	var p place
	if err := r.read(&p); err != nil {
		return nil, err
	}
	status, indent := k.in.IsComplete(p.Code)
	answer := content{"status": status}
	if status == "incomplete" {
		answer["indent"] = indent
	}
	return answer, nil
}

func (k *kernel) interruptRequest(*request) (content, error) {
	k.interrupt()
	return content{"status": "ok"}, nil
}

// shutdown answers on its channel and to all who listen, and stops the kernel
// once both are on their way.
func (k *kernel) shutdown(r *request) (content, error) {
	var c struct {
		Restart bool `json:"restart"`
	}
	if err := r.read(&c); err != nil {
		return nil, err
	}
	answer := content{"status": "ok", "restart": c.Restart}
	r.after = func() {
		r.publish("shutdown_reply", answer)
		k.stop()
	}
	return answer, nil
}

// orNone makes JSON's {} of a nil map, which would be null.
func orNone(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
