package kernel

import (
	"strings"
	"testing"
)

func TestEveryRequestIsBetweenBusyAndIdle(t *testing.T) {
	for msgType, h := range handlers {
		for _, c := range []channel{shell, control} {
			b := newBench(t)
			out := b.do(c, msgType, map[string]any{"hist_access_type": "tail", "code": ""})
			got := types(out)
			if !strings.HasPrefix(got, "busy ") || !strings.HasSuffix(got, " idle") {
				t.Errorf("%s on %s: got %s, want busy first and idle last", msgType, c, got)
			}
			reply := h.reply + "@" + c.String()
			if want := h.reply != "" && h.channels&c != 0; strings.Contains(got, reply) != want {
				t.Errorf("%s on %s: got %s, want %s: %v", msgType, c, got, reply, want)
			}
			for _, m := range out {
				if m.ParentID() == "" || m.channel != "iopub" && string(m.Identities[0]) != "peer" {
					t.Errorf("%s: %s has parent %q and identities %q", msgType, m.Header.Type, m.ParentID(), m.Identities)
				}
			}
		}
	}
}

func TestKernelInfo(t *testing.T) {
	b := newBench(t)
	equal(t, "kernel_info_reply", find(t, b.do(control, "kernel_info_request", content{}), "kernel_info_reply"), `{
		"status": "ok", "protocol_version": "5.6", "implementation": "script", "implementation_version": "1.2",
		"language_info": {"name": "wishes", "version": "1.2", "mimetype": "text/x-wish", "file_extension": ".wish",
			"pygments_lexer": "python", "codemirror_mode": {"name": "python", "version": 3}},
		"banner": "hello", "help_links": [], "debugger": false, "supported_features": ["kernel subshells"]}`)
}

func TestCompleteCountsCodePoints(t *testing.T) {
	b := newBench(t)
	for _, tc := range []struct {
		request content
		end     float64
	}{
		{content{"code": "x = 𝛼𝛽", "cursor_pos": 5}, 5},
		{content{"code": "x = 𝛼𝛽"}, 6},
		{content{"code": "x = 𝛼𝛽", "cursor_pos": 8}, 6}, // UTF-16 units from an old front end
		{content{"code": "ab", "cursor_pos": -3}, 0},
	} {
		got := find(t, b.do(shell, "complete_request", tc.request), "complete_reply")
		if got["cursor_end"] != tc.end {
			t.Errorf("%v: got cursor_end %v, want %v", tc.request, got["cursor_end"], tc.end)
		}
	}
	equal(t, "complete_reply", find(t, b.do(shell, "complete_request", content{"code": "a"}), "complete_reply"), `{
		"status": "ok", "matches": ["aa", "ab"], "cursor_start": 0, "cursor_end": 1,
		"metadata": {"_jupyter_types_experimental": [
			{"text": "aa", "type": "function", "signature": "(x)", "start": 0, "end": 1},
			{"text": "ab", "type": "module", "signature": "", "start": 0, "end": 1}]}}`)
}

func TestInspectAndIsComplete(t *testing.T) {
	b := newBench(t)
	equal(t, "inspect_reply", find(t, b.do(shell, "inspect_request", content{"code": "ab", "cursor_pos": 1, "detail_level": 1}), "inspect_reply"),
		`{"status": "ok", "found": true, "data": {"text/plain": "ab1 1"}, "metadata": {}}`)
	equal(t, "inspect_reply", find(t, b.do(shell, "inspect_request", content{"code": ""}), "inspect_reply"),
		`{"status": "ok", "found": false, "data": {}, "metadata": {}}`)
	equal(t, "is_complete_reply", find(t, b.do(shell, "is_complete_request", content{"code": "if x:"}), "is_complete_reply"),
		`{"status": "incomplete", "indent": "    "}`)
	equal(t, "is_complete_reply", find(t, b.do(shell, "is_complete_request", content{"code": "x"}), "is_complete_reply"),
		`{"status": "complete"}`)
}

func TestShutdownIsAnsweredAndBroadcast(t *testing.T) {
	b := newBench(t)
	out := b.do(control, "shutdown_request", content{"restart": true})
	if got := types(out); got != "busy shutdown_reply@control shutdown_reply idle" {
		t.Errorf("got %s", got)
	}
	equal(t, "reply", out[1].fields, `{"status": "ok", "restart": true}`)
	equal(t, "broadcast", out[2].fields, `{"status": "ok", "restart": true}`)
	select {
	case <-b.k.stopped:
	default:
		t.Error("the kernel goes on")
	}
	b.do(shell, "shutdown_request", content{}) // a second one does no harm
}

func TestWhatCannotBeAnsweredIsAnErrorOrALogLine(t *testing.T) {
	b := newBench(t)
	for _, tc := range []struct {
		msgType   string
		fields    content
		sent, log string
	}{
		{"dance_request", content{}, "busy idle", `no handler for message type "dance_request"`},
		{"complete_request", content{"code": "panic"}, "busy complete_reply@shell idle", "panic in complete_request: complete"},
		{"complete_request", content{"code": 5}, "busy complete_reply@shell idle", "cannot unmarshal number"},
		{"execute_request", content{"code": []int{1}}, "busy execute_reply@shell idle", "cannot unmarshal array"},
		{"history_request", content{"hist_access_type": "all"}, "busy history_reply@shell idle", `got "all", want tail, range or search`},
		{"comm_open", content{"comm_id": 1}, "busy idle", "cannot unmarshal number"},
	} {
		b.log.Reset()
		out := b.do(shell, tc.msgType, tc.fields)
		if got := types(out); got != tc.sent {
			t.Errorf("%s: got %s, want %s", tc.msgType, got, tc.sent)
		}
		if !strings.Contains(b.log.String(), tc.log) {
			t.Errorf("%s: log is %q, want %q in it", tc.msgType, b.log, tc.log)
		}
		if len(out) == 3 && (out[1].fields["status"] != "error" || out[1].fields["evalue"] == "") {
			t.Errorf("%s: got %v, want an error reply", tc.msgType, out[1].fields)
		}
	}
	if got := types(b.run("print a")); got != "busy execute_input stream execute_reply@shell idle" {
		t.Errorf("afterwards a cell gives %s", got)
	}
}
