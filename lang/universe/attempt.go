package universe

import (
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/diag"
	"starling/lang/steps"
)

// An Attempt is what became of a call that was allowed to fail.
type Attempt struct {
	value   starlark.Value // nil: it failed
	failure *diag.Error    // nil: it did not
}

var attempts = []*decl.Func{
	decl.Raw(decl.Spec{
		Name:    "attempt",
		Doc:     "Call a function that may fail: the result holds its value, or its error and where that was. An interrupt, a limit of steps or memory, and a mistake of Starling's own are not held up.",
		Returns: "attempt: .ok, .value, .error, .kind, .position",
		Examples: []string{
			`attempt(int, "12").value  # => 12`, `attempt(int, "x").error  # => 'int: got "x", want digits of base 10'`,
			`[r.value if r.ok else 0 for r in [attempt(float, s) for s in ["1.5", "–"]]]  # => [1.5, 0]`,
		},
	}, []*decl.Param{
		param("f", "function", "what to call"), rest("args", "its arguments"),
		decl.Keywords(nil, "kwargs", "its arguments by name"),
	}, attempt),
}

func attempt(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) == 0 {
		return nil, fmt.Errorf("attempt: missing f, the function to call")
	}
	f, ok := args[0].(starlark.Callable)
	if !ok {
		return nil, fmt.Errorf("attempt: f: got %s, want function; its arguments follow it, as in attempt(f, x)", args[0].Type())
	}
	v, err := steps.Call(th, f, args[1:], kwargs)
	if err == nil {
		return &Attempt{value: v}, nil
	}
	if steps.Of(th).Err() != nil {
		return nil, err
	}
	failure := diag.From(err, func(string) (string, bool) { return "", false }, nil)
	switch failure.Kind {
	case diag.KindInterrupt, diag.KindLimit, diag.KindDefect:
		return nil, err
	}
	return &Attempt{failure: failure}, nil
}

var attemptClass = func() *decl.Class[*Attempt] {
	c := decl.NewClass[*Attempt]("attempt", "What became of a call that was allowed to fail. It is true if the call did not fail.")
	unless := func(get func(*diag.Error) starlark.Value) func(*Attempt) starlark.Value {
		return func(a *Attempt) starlark.Value {
			if a.failure == nil {
				return starlark.None
			}
			return get(a.failure)
		}
	}
	c.Field("ok", "", "whether the call gave a value", func(a *Attempt) starlark.Value { return a.Truth() })
	c.Field("value", "", "what the call gave; None if it failed", func(a *Attempt) starlark.Value {
		if a.value == nil {
			return starlark.None
		}
		return a.value
	})
	c.Field("error", "", "why it failed; None if it did not", unless(func(e *diag.Error) starlark.Value { return starlark.String(e.Message) }))
	c.Field("kind", "", "the kind of error: Error, NameError; None if there is none", unless(func(e *diag.Error) starlark.Value { return starlark.String(e.Kind) }))
	c.Field("position", "", "where it failed: file, line and column of the innermost call; None if it did not, or in no file", unless(func(e *diag.Error) starlark.Value {
		if len(e.Frames) == 0 {
			return starlark.None
		}
		f := e.Frames[len(e.Frames)-1]
		return starlark.Tuple{starlark.String(f.File), starlark.MakeInt(f.Line), starlark.MakeInt(f.Col)}
	}))
	return c
}()

var _ starlark.HasAttrs = (*Attempt)(nil)

func (a *Attempt) String() string {
	if a.failure != nil {
		return fmt.Sprintf("attempt(error=%s)", starlark.String(a.failure.Message))
	}
	return fmt.Sprintf("attempt(value=%s)", a.value)
}

func (a *Attempt) Type() string                             { return "attempt" }
func (a *Attempt) Truth() starlark.Bool                     { return a.failure == nil }
func (a *Attempt) Hash() (uint32, error)                    { return 0, fmt.Errorf("unhashable: attempt") }
func (a *Attempt) Attr(name string) (starlark.Value, error) { return attemptClass.Attr(a, name) }
func (a *Attempt) AttrNames() []string                      { return attemptClass.Names() }
func (a *Attempt) ClassDoc() (string, []decl.AttrDoc)       { return attemptClass.Docs() }

func (a *Attempt) Freeze() {
	if a.value != nil {
		a.value.Freeze()
	}
}
