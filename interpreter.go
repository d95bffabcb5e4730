package main

import (
	"context"
	"strings"

	"starling/kernel"
	"starling/lang"
	"starling/lang/comm"
)

// interpreter shows a session to the kernel.
type interpreter struct{ *lang.Session }

var _ kernel.Interpreter = interpreter{}

func (in interpreter) Info() kernel.Info {
	return kernel.Info{
		Implementation: "starling", Version: version(), Language: "starling",
		MIMEType: "text/x-starlark", FileExtension: ".star",
		PygmentsLexer: "ipython3", // it knows x? and %% too; in JupyterLab the two are alike
		Banner:        "Starling " + version() + ", a language for studies. Type help() to begin.",
	}
}

func (in interpreter) Execute(ctx context.Context, c kernel.Cell, p kernel.Publisher) kernel.Outcome {
	res := in.ExecContext(ctx, lang.Cell{Source: c.Source, Number: c.Number}, p)
	var out kernel.Outcome
	if res.Bundle != nil {
		out.Result = &kernel.Bundle{Data: res.Bundle.Data, Metadata: res.Bundle.Metadata}
	}
	if res.Pager != nil {
		out.Pager = &kernel.Bundle{Data: res.Pager.Data, Metadata: res.Pager.Metadata}
	}
	if res.Err != nil {
		out.Err = &kernel.Error{Name: res.Err.Kind, Value: res.Err.Message, Traceback: strings.Split(res.Err.ANSI(), "\n")}
	}
	return out
}

func (in interpreter) Complete(src string, cursor int) kernel.Completion {
	c := in.Session.Complete(src, cursor)
	out := kernel.Completion{Start: c.Start, End: c.End}
	for _, it := range c.Items {
		out.Items = append(out.Items, kernel.Match{Text: it.Text, Type: it.Type, Signature: it.Signature})
	}
	return out
}

func (in interpreter) Inspect(src string, cursor, detail int) (kernel.Bundle, bool) {
	b, ok := in.Session.Inspect(src, cursor, detail)
	return kernel.Bundle{Data: b.Data, Metadata: b.Metadata}, ok
}

func (in interpreter) Comm(ctx context.Context, m kernel.CommMessage) bool {
	return in.Session.Comm(ctx, comm.Message{
		Kind: comm.Kind(m.Kind), ID: m.ID, Target: m.Target, Data: m.Data, Metadata: m.Metadata, Buffers: m.Buffers,
	})
}
