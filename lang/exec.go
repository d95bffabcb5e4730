package lang

import (
	"fmt"

	"go.starlark.net/starlark"

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
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, detail, ok := syntax.HelpRequest(c.Source); ok && !c.Script {
		return s.help(name, detail)
	}
	file := c.Name
	switch {
	case file != "":
	case c.Number > 0:
		file = fmt.Sprintf("In[%d]", c.Number)
	default:
		file = s.texts.anonymousFile()
	}
	s.texts.add(file, c.Source)

	th, meter := s.thread(file, p)
	s.running.Store(meter)
	defer s.running.Store(nil)
	v, bundle, err := s.run(th, file, c)
	if err != nil {
		return Result{Err: s.report(err, meter.Err()), Steps: th.Steps}
	}
	s.keep(c.Number, v)
	return Result{Value: v, Bundle: bundle, Steps: th.Steps}
}

// thread makes the machine's thread of one cell.
func (s *Session) thread(name string, p display.Publisher) (*starlark.Thread, *steps.Meter) {
	th := &starlark.Thread{Name: name, Print: func(th *starlark.Thread, text string) {
		display.To(th).Stream("stdout", text+"\n")
	}}
	meter := steps.Attach(th, steps.Options{MaxSteps: s.options.MaxSteps})
	display.Attach(th, p)
	load.Attach(th, s.files)
	s.loader.Round()
	return th, meter
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
	prog, err := syntax.Compile(file, c.Source, o)
	if err != nil {
		return nil, nil, err
	}
	s.scope.Result = nil
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
		return // a cell froze Out, or still iterates over it
	}
	if s.lastIsOurs() {
		s.names[lastName], s.last = v, v
	}
}

// lastIsOurs reports whether _ is not bound, or bound by the session itself.
// Values are compared by identity: a tuple is one by its first element.
func (s *Session) lastIsOurs() bool {
	v, ok := s.names[lastName]
	if !ok || s.last == nil {
		return !ok
	}
	x, xt := v.(starlark.Tuple)
	y, yt := s.last.(starlark.Tuple)
	if xt || yt {
		return xt && yt && len(x) == len(y) && (len(x) == 0 || &x[0] == &y[0])
	}
	return sameValue(v, s.last)
}

// sameValue compares two values as Go does; those that Go cannot compare are
// not the same.
func sameValue(x, y starlark.Value) (same bool) {
	defer func() {
		if recover() != nil {
			same = false
		}
	}()
	return x == y
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
func (s *Session) report(err, ended error) *diag.Error {
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
