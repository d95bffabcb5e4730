package lang

import (
	"context"

	"go.starlark.net/starlark"

	"starling/lang/comm"
	"starling/lang/decl"
	"starling/lang/display"
)

// Comm takes a message of a comm from a front end and runs the function of a
// cell that it is for, as a cell is run; what the function prints, and an error
// that it ends in, goes where the output of its cell goes. It returns false
// where no cell knows the comm, or the target of one that opens.
func (s *Session) Comm(ctx context.Context, m comm.Message) (known bool) {
	th, meter := s.thread("comm", nil)
	leave, err := s.enter(ctx, meter)
	if err != nil {
		return true
	}
	defer leave()
	call, known := s.comms.Receive(m)
	if call == nil {
		return known
	}
	display.Attach(th, call.To)
	s.loader.Round()
	if err := s.call(th, call); err != nil {
		call.To.Stream("stderr", s.report(ctx, meter, err).ANSI()+"\n")
	}
	return true
}

// call calls a function. A panic that no declaration of a builtin has caught is
// returned as an error.
func (s *Session) call(th *starlark.Thread, c *comm.Call) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &decl.Defect{Builtin: "the session", Cause: r}
		}
	}()
	_, err = starlark.Call(th, c.Fn, c.Args, c.Kwargs)
	return err
}
