package kernel

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"
)

// executeRequest is the content of an execute_request; the fields that are nil
// when absent have a default other than false.
type executeRequest struct {
	Code            *string           `json:"code"` // nil: missing, which is an error
	Silent          bool              `json:"silent"`
	StoreHistory    *bool             `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     *bool             `json:"stop_on_error"`
}

func (e executeRequest) stores() bool {
	return !e.Silent && (e.StoreHistory == nil || *e.StoreHistory)
}

func (e executeRequest) stopsOnError() bool { return e.StopOnError == nil || *e.StopOnError }

// execute runs a cell. What it printed, its result or its error are on their
// way before the reply is.
func (k *kernel) execute(r *request) (content, error) {
	var e executeRequest
	if err := r.read(&e); err != nil {
		return nil, err
	}
	if e.Code == nil {
		return nil, errors.New("content: code: missing")
	}
	if r.lane.abort.aborts(r) {
		return content{"status": "aborted", "execution_count": k.latest()}, nil
	}
	number := k.number(e)
	r.lane.enter()
	cell := Cell{Source: *e.Code, Silent: e.Silent}
	if e.stores() {
		cell.Number = number
	}
	if !e.Silent {
		r.publish("execute_input", content{"code": *e.Code, "execution_count": number})
	}

	ctx, end := k.begin(r)
	out := k.newPump(r, cell.Number, ctx.Done())
	outcome := k.runCell(ctx, cell, &cellPublisher{
		pump: out, silent: e.Silent, ask: k.asker(r, e.AllowStdin, ctx.Done()),
		comm:   func(m CommMessage) error { return k.sendComm(r.msg, m) },
		replay: k.replayer(r, out),
	})
	if outcome.Err != nil && ctx.Err() != nil {
		k.heeded(r.lane)
	}
	expressions := content{}
	if outcome.Err == nil {
		expressions = k.userExpressions(ctx, e.UserExpressions)
	}
	end()

	out.end()
	answer := content{"execution_count": number, "user_expressions": expressions, "payload": pages(outcome.Pager)}
	if outcome.Err != nil {
		failure := errorContent(outcome.Err)
		if !e.Silent {
			r.publish("error", content{"ename": failure["ename"], "evalue": failure["evalue"], "traceback": failure["traceback"]})
			out.keepError(outcome.Err)
		}
		maps.Copy(answer, failure)
		if e.stopsOnError() {
			r.lane.abort = abortion{session: r.msg.Header.Session, at: time.Now()}
		}
		return answer, nil
	}
	answer["status"] = "ok"
	if b := outcome.Result; b != nil && !e.Silent {
		out.show("execute_result", b.Data, b.Metadata, content{"execution_count": number})
		if cell.Number != 0 {
			k.remember(number, b)
		}
	}
	return answer, nil
}

// number gives a cell its number. One that is not stored leaves it to the next.
func (k *kernel) number(e executeRequest) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := k.count + 1
	if e.stores() {
		k.count = n
		k.history.Add(n, *e.Code)
	}
	return n
}

// latest is the number of the last cell that was stored.
func (k *kernel) latest() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.count
}

// runCell executes a cell; a panic becomes the cell's error.
func (k *kernel) runCell(ctx context.Context, c Cell, p Publisher) (out Outcome) {
	defer func() {
		if v := recover(); v != nil {
			k.logf("panic in a cell: %v\n%s", v, debug.Stack())
			value := fmt.Sprintf("panic: %v", v)
			out = Outcome{Err: &Error{
				Name: "Defect", Value: value,
				Traceback: []string{"A defect in the kernel, not in your cell: " + value, "The session goes on; the kernel's log has the details."},
			}}
		}
	}()
	return k.in.Execute(ctx, c, p)
}

// userExpressions evaluates expressions that a front end wants to know after a
// cell. Each has its own status: one that fails does not fail the cell.
func (k *kernel) userExpressions(ctx context.Context, list map[string]string) content {
	answers := content{}
	for _, name := range slices.Sorted(maps.Keys(list)) {
		out := k.runCell(ctx, Cell{Source: list[name], Silent: true}, nowhere{})
		switch b := out.Result; {
		case out.Err != nil:
			answers[name] = errorContent(out.Err)
		case b == nil:
			answers[name] = content{"status": "ok", "data": content{"text/plain": ""}, "metadata": content{}}
		default:
			answers[name] = content{"status": "ok", "data": orNone(b.Data), "metadata": orNone(b.Metadata)}
		}
	}
	return answers
}

func pages(b *Bundle) []content {
	if b == nil {
		return []content{}
	}
	return []content{{"source": "page", "data": orNone(b.Data), "start": 0}}
}

// abortion is the effect of a failed cell on those its sender queued behind it in
// the same subshell.
type abortion struct {
	session string
	at      time.Time // just before the reply to the failed cell was sent
}

// abortWindow bounds how long after a failure a cell may still arrive that was
// sent before it.
const abortWindow = time.Second

// aborts tells whether a cell was queued behind one that failed. One that was
// received before the reply was sent certainly was. A quick kernel, though, fails
// before the rest of "run all" has even arrived; those are told by their date.
// Cells of other clients are left alone: they did not build on the failed one.
func (a abortion) aborts(r *request) bool {
	if a.session == "" || a.session != r.msg.Header.Session {
		return false
	}
	if r.received.Before(a.at) {
		return true
	}
	sent, ok := r.msg.Header.Time()
	return ok && sent.Before(a.at) && r.received.Sub(a.at) < abortWindow
}
