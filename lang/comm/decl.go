package comm

import (
	"errors"
	"maps"
	"slices"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
)

// Module is the namespace comm.
var Module = &decl.Module{
	Name:    "comm",
	Doc:     "Talk with the front end: a comm carries messages between a cell's functions and a script in the browser. A function that is called while a cell runs takes turns with it, as threads in Python do: of `n += 1` in both, one may be lost.",
	Members: func() []decl.Member { return decl.Funcs(openFunc(), targetFunc()) },
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// listed are the elements of a list that may be left out.
func listed(l *starlark.List) []starlark.Value {
	if l == nil {
		return nil
	}
	return slices.Collect(l.Elements())
}

type sent struct {
	Data    starlark.Value
	Buffers *starlark.List
}

func (a *sent) params() []*decl.Param {
	return []*decl.Param{
		decl.Value(&a.Data, "data", "numbers, strings, lists and dicts", "what to send, as JSON").Or(starlark.None),
		decl.Value(&a.Buffers, "buffers", "list of bytes", "what to send as it is").Or(starlark.None).ByName(),
	}
}

type openArgs struct {
	Target string
	sent
	OnMsg, OnClose starlark.Callable
}

func openFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "open", Doc: "Open a comm to the front end, where a script has registered the target.", Returns: "comm",
		Source: "Jupyter messaging protocol 5.5, custom messages",
	}, func(a *openArgs) []*decl.Param {
		return append(
			[]*decl.Param{decl.String(&a.Target, "target", "the name that the front end knows")},
			append(a.params(),
				decl.Callable(&a.OnMsg, "on_msg", "called with the data of each message that comes").Or(starlark.None).ByName(),
				decl.Callable(&a.OnClose, "on_close", "called with the last data when the front end closes").Or(starlark.None).ByName())...)
	}, func(th *starlark.Thread, a *openArgs) (starlark.Value, error) {
		r, err := of(th)
		if err != nil {
			return nil, err
		}
		data, buffers, err := dataOf(th, a.Data, listed(a.Buffers))
		if err != nil {
			return nil, err
		}
		p := display.To(th)
		c, err := r.openTo(p, a.Target, data, buffers)
		if err != nil {
			return nil, err
		}
		c.onMsg, c.onClose = callback{a.OnMsg, p}, callback{a.OnClose, p}
		return c, nil
	})
}

type targetArgs struct {
	Name   string
	OnOpen starlark.Callable
}

func targetFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "register_target", Doc: "Let front ends open comms of that name. What the function prints lands in this cell.", Returns: "None",
		Source: "Jupyter messaging protocol 5.5, custom messages",
	}, func(a *targetArgs) []*decl.Param {
		return []*decl.Param{
			decl.String(&a.Name, "name", "the name that front ends ask for"),
			decl.Callable(&a.OnOpen, "on_open", "called with the new comm and the data that came"),
		}
	}, func(th *starlark.Thread, a *targetArgs) (starlark.Value, error) {
		r, err := of(th)
		if err != nil {
			return nil, err
		}
		r.targets[a.Name] = callback{a.OnOpen, display.To(th)}
		return starlark.None, nil
	})
}

// class is what a comm has.
var class = func() *decl.Class[*Comm] {
	c := decl.NewClass[*Comm]("comm", "One end of a channel between a session and a front end.")
	c.Field("id", "", "the name of the comm", func(c *Comm) starlark.Value { return starlark.String(c.id) })
	c.Field("target", "", "the name of what it was opened to", func(c *Comm) starlark.Value { return starlark.String(c.target) })
	c.Field("closed", "", "whether either end has closed it", func(c *Comm) starlark.Value { return starlark.Bool(c.closed) })
	decl.Method(c, decl.Spec{Name: "send", Doc: "Send a message to the other end.", Returns: "None"},
		(*sent).params, func(th *starlark.Thread, c *Comm, a *sent) (starlark.Value, error) { return c.send(th, Msg, a) })
	decl.Method(c, decl.Spec{Name: "close", Doc: "Close the comm, with a last message.", Returns: "None"},
		(*sent).params, func(th *starlark.Thread, c *Comm, a *sent) (starlark.Value, error) { return c.send(th, Close, a) })
	decl.Method(c, decl.Spec{Name: "on_msg", Doc: "Call a function with the data of each message that comes from now on. What it prints lands in this cell.", Returns: "None"},
		handlerParam, func(th *starlark.Thread, c *Comm, a *handlerArgs) (starlark.Value, error) {
			c.onMsg = callback{a.F, display.To(th)}
			return starlark.None, nil
		})
	decl.Method(c, decl.Spec{Name: "on_close", Doc: "Call a function with the last data when the other end closes. What it prints lands in this cell.", Returns: "None"},
		handlerParam, func(th *starlark.Thread, c *Comm, a *handlerArgs) (starlark.Value, error) {
			c.onClose = callback{a.F, display.To(th)}
			return starlark.None, nil
		})
	return c
}()

type handlerArgs struct{ F starlark.Callable }

func handlerParam(a *handlerArgs) []*decl.Param {
	return []*decl.Param{decl.Callable(&a.F, "f", "the function; where bytes come too, they are its keyword argument buffers")}
}

// send sends a message, and forgets the comm if that closes it.
func (c *Comm) send(th *starlark.Thread, kind Kind, a *sent) (starlark.Value, error) {
	if c.closed {
		return nil, errors.New("the comm is closed")
	}
	data, buffers, err := dataOf(th, a.Data, listed(a.Buffers))
	if err != nil {
		return nil, err
	}
	if err := c.post(display.To(th), kind, data, buffers); err != nil {
		return nil, err
	}
	if kind == Close {
		c.forget()
	}
	return starlark.None, nil
}

var (
	_ starlark.HasAttrs = (*Comm)(nil)
	_ decl.Documented   = (*Comm)(nil)
)

func (c *Comm) Attr(name string) (starlark.Value, error)     { return class.Attr(c, name) }
func (c *Comm) AttrNames() []string                          { return class.Names() }
func (c *Comm) ClassDoc() (doc string, attrs []decl.AttrDoc) { return class.Docs() }
