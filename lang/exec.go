package lang

import (
	"context"
	"fmt"
	"runtime"

	"go.starlark.net/starlark"

	"starling/lang/comm"
	"starling/lang/decl"
	"starling/lang/diag"
	"starling/lang/display"
	"starling/lang/load"
	"starling/lang/steps"
	"starling/lang/syntax"
)

// Exec runs a cell; what it prints and shows on the way goes to p. Whatever
// happens, the names that it bound stay, and the session can go on. A builtin
// must not call Exec of the session that runs it.
func (s *Session) Exec(c Cell, p display.Publisher) Result {
	return s.ExecContext(context.Background(), c, p)
}

// ExecContext is Exec of a cell that is interrupted when ctx ends, and of no
// other: also where ctx has ended before the cell begins.
func (s *Session) ExecContext(ctx context.Context, c Cell, p display.Publisher) Result {
	file := c.Name
	switch {
	case file != "":
	case c.Number > 0:
		file = fmt.Sprintf("In[%d]", c.Number)
	default:
		file = s.texts.anonymousFile()
	}
	th, meter := s.thread(file, p)
	leave, err := s.enter(ctx, meter)
	if err != nil {
		return Result{Err: diag.From(err, s.source, nil)}
	}
	defer leave()
	if name, detail, ok := syntax.HelpRequest(c.Source); ok && !c.Script {
		return s.help(name, detail)
	}
	s.texts.add(file, c.Source)
	s.loader.Round()
	s.copy()
	v, bundle, err := s.run(th, file, c)
	if err != nil {
		return Result{Err: s.report(ctx, meter, err), Steps: th.Steps}
	}
	s.keep(c.Number, v)
	return Result{Value: v, Bundle: bundle, Steps: th.Steps}
}

// thread makes the machine's thread of one cell.
func (s *Session) thread(name string, p display.Publisher) (*starlark.Thread, *steps.Meter) {
	th := &starlark.Thread{Name: name, Print: func(th *starlark.Thread, text string) {
		display.To(th).Stream("stdout", text+"\n")
	}}
	meter := steps.Attach(th, steps.Options{MaxSteps: s.options.MaxSteps, Lock: s.turns, Aside: s.aside})
	display.Attach(th, p)
	load.Attach(th, s.files)
	comm.Attach(th, s.comms)
	return th, meter
}

// aside lets other cells run, and keeps what belongs to the one that steps
// aside.
func (s *Session) aside(others func()) {
	result := s.scope.Result
	others()
	s.scope.Result = result
}

// enter waits until it is a thread's turn. The end of ctx interrupts the thread,
// also while it waits: then that is the error, and there is nothing to leave.
func (s *Session) enter(ctx context.Context, meter *steps.Meter) (leave func(), err error) {
	stop := context.AfterFunc(ctx, meter.Interrupt)
	if ctx.Err() != nil {
		meter.Interrupt() // AfterFunc takes its time
	}
	err = meter.Enter()
	if err == nil && ctx.Err() != nil { // it got its turn from one that the same end interrupted
		meter.Leave()
		err = steps.ErrInterrupted
	}
	if err != nil {
		stop()
		return nil, err
	}
	// The operating system takes a thread that computes all the time off the
	// processor before one that mostly waits. So a cell has a thread to itself,
	// and whoever answers a question meanwhile has another.
	runtime.LockOSThread()
	return func() {
		runtime.UnlockOSThread()
		meter.Leave()
		stop()
	}, nil
}

// run compiles and runs a text, and returns its last expression's value and
// how that shows. A panic that no declaration of a builtin has caught is
// returned as an error too.
func (s *Session) run(th *starlark.Thread, file string, c Cell) (v starlark.Value, b *display.Bundle, err error) {
	defer func() {
		if r := recover(); r != nil {
			v, b, err = nil, nil, &decl.Defect{Builtin: "the session", Cause: r}
		}
	}()
	o := s.lowering
	o.Result = !c.Script
	o.Builtin = func(name string) bool { return sameValue(s.names[name], s.base[name]) }
	prog, err := syntax.Compile(file, c.Source, o)
	if err != nil {
		return nil, nil, err
	}
	s.scope.Result = nil
	s.notes.add(prog.Annotations)
	if _, err := prog.Init(th, s.names); err != nil {
		return nil, nil, err
	}
	v, s.scope.Result = s.scope.Result, nil
	if v == nil || v == starlark.None {
		return v, nil, nil
	}
	shown, err := display.Of(th, v)
	if err != nil {
		return nil, nil, err
	}
	return v, &shown, nil
}

// keep makes a result Out[n] and _, unless the user has bound _.
func (s *Session) keep(n int, v starlark.Value) {
	if n == 0 || v == nil || v == starlark.None {
		return
	}
	if err := s.out.SetKey(starlark.MakeInt(n), v); err != nil {
		return // a cell froze Out, or iterates over it
	}
	if s.view().lastIsOurs() {
		s.names[lastName], s.last = v, v
	}
}

// source returns the text of a cell, module or formula's file by its name in
// errors.
func (s *Session) source(file string) (string, bool) {
	if src, ok := s.texts.get(file); ok {
		return src, true
	}
	if src, ok := s.formulas.Source(file); ok {
		return src, true
	}
	return s.loader.Source(file)
}

// report explains an error. One that came of the cell's being ended says so,
// whatever a builtin made of it on its way.
func (s *Session) report(ctx context.Context, meter *steps.Meter, err error) *diag.Error {
	if ctx.Err() != nil { // a builtin may have heard of it before the meter has
		meter.Interrupt()
	}
	ended := meter.Err()
	if ended == nil {
		return diag.From(err, s.source, s.visible())
	}
	e := diag.From(&ending{err, ended}, s.source, s.visible())
	e.Message = ended.Error()
	return e
}

// An ending is an error together with the reason why the cell was ended.
type ending struct{ err, reason error }

func (e *ending) Error() string   { return e.reason.Error() }
func (e *ending) Unwrap() []error { return []error{e.err, e.reason} }
