package universe

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"strconv"
	"time"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/steps"
)

// shows talk to the user.
var shows = []*decl.Func{
	decl.Raw(decl.Spec{
		Name: "print", Doc: "Print values.", Returns: "None", Examples: []string{`print("a", 1, sep=", ")  # => None`},
	}, []*decl.Param{
		rest("values", "what to print"),
		decl.String(nil, "sep", "between them").Or(starlark.String(" ")).ByName(),
		decl.String(nil, "end", "after them").Or(starlark.String("\n")).ByName(),
	}, func(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		sep, end := " ", "\n"
		if len(kwargs) > 0 {
			if err := starlark.UnpackArgs("print", nil, kwargs, "sep?", &sep, "end?", &end); err != nil {
				return nil, err
			}
		}
		s, err := printed(th, args, sep, end)
		if err != nil {
			return nil, err
		}
		display.To(th).Stream("stdout", s)
		return starlark.None, nil
	}),
	unary(decl.Spec{
		Name: "warn", Doc: "Print a text as a warning, to stderr.", Returns: "None", Examples: []string{`warn("few points")  # => None`},
	}, param("text", "any value", "the warning"), func(th *starlark.Thread, x starlark.Value) (starlark.Value, error) {
		s, err := text(th, x)
		if err != nil {
			return nil, err
		}
		display.To(th).Stream("stderr", s+"\n")
		return starlark.None, nil
	}),
	decl.Bind(decl.Spec{
		Name: "input", Doc: "Ask the user for a line. In a script it is an error.", Returns: "string",
	}, func(a *inputArgs) []*decl.Param {
		return []*decl.Param{
			decl.String(&a.Prompt, "prompt", "what to ask").Or(starlark.String("")),
			decl.Bool(&a.Password, "password", "hide what is typed").Or(starlark.False).ByName(),
		}
	}, func(th *starlark.Thread, a *inputArgs) (starlark.Value, error) {
		var s string
		var err error
		steps.Await(th, func() { s, err = display.To(th).Input(a.Prompt, a.Password) })
		if ended := steps.Poll(th); ended != nil {
			return nil, ended
		}
		return starlark.String(s), err
	}),
	decl.Bind(decl.Spec{
		Name: "sleep", Doc: "Wait. Nothing else waits; an interrupt ends it.", Returns: "None",
		Examples: []string{`sleep(0)  # => None`},
	}, func(a *sleepArgs) []*decl.Param {
		return []*decl.Param{decl.Float(&a.Seconds, "seconds", "s", "how long").Range(0, maxSleep)}
	}, func(th *starlark.Thread, a *sleepArgs) (starlark.Value, error) {
		return starlark.None, steps.Sleep(th, time.Duration(a.Seconds*float64(time.Second)))
	}),
	decl.Bind(decl.Spec{
		Name: "display", Doc: "Show a value, as the last expression of a cell is shown. With an id that was shown before, replace that.",
		Returns: "None", Examples: []string{`display(html("<b>42</b>"), id="answer")  # => None`},
	}, func(a *displayArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "any value", "what to show"),
			decl.String(&a.ID, "id", "a name by which it can be replaced").Or(starlark.String("")).ByName(),
			decl.Bool(&a.Update, "update", "only replace what was shown with this id, in whatever cell").Or(starlark.False).ByName(),
			decl.Bool(&a.Volatile, "volatile", "depends on time: comparing notebooks skips it").Or(starlark.False).ByName(),
		}
	}, show),
	rich("html", "text/html", `<b>bold</b>`),
	rich("markdown", "text/markdown", `**bold**`),
	rich("svg", "image/svg+xml", `<svg/>`),
	decl.Bind(decl.Spec{
		Name: "clear_output", Doc: "Remove what the cell has shown so far.", Returns: "None", Examples: []string{`clear_output(wait=True)  # => None`},
	}, func(a *clearArgs) []*decl.Param {
		return []*decl.Param{decl.Bool(&a.Wait, "wait", "only when the next output comes").Or(starlark.False)}
	}, func(th *starlark.Thread, a *clearArgs) (starlark.Value, error) {
		display.To(th).ClearOutput(a.Wait)
		return starlark.None, nil
	}),
	decl.Bind(decl.Spec{
		Name: "replay", Doc: "Show again all that a cell has put out, also what was left out for its length. Only a notebook keeps that.",
		Returns: "None",
	}, func(a *replayArgs) []*decl.Param {
		return []*decl.Param{decl.Int(&a.N, "n", "", "n of the cell In[n]; None: the latest of which not all was seen").Range(1, math.Inf(1)).Or(starlark.None)}
	}, replay),
}

// printed is what print prints. One value is the usual case, and has no copy
// made that it does not need.
func printed(th *starlark.Thread, args starlark.Tuple, sep, end string) (string, error) {
	if len(args) != 1 {
		s, err := joined(th, args, sep)
		return s + end, err
	}
	if i, ok := args[0].(starlark.Int); ok {
		if n, ok := i.Int64(); ok {
			var digits [32]byte
			return string(append(strconv.AppendInt(digits[:0], n, 10), end...)), nil
		}
	}
	s, err := text(th, args[0])
	return s + end, err
}

// maxSleep is about 30 years, in seconds.
const maxSleep = 1e9

type (
	inputArgs struct {
		Prompt   string
		Password bool
	}
	sleepArgs   struct{ Seconds float64 }
	clearArgs   struct{ Wait bool }
	replayArgs  struct{ N int }
	richArgs    struct{ Text string }
	displayArgs struct {
		X                starlark.Value
		ID               string
		Update, Volatile bool
	}
)

// rich declares the function that makes a text show as its MIME type.
func rich(name, mime, example string) *decl.Func {
	return decl.Bind(decl.Spec{
		Name: name, Doc: "A text that shows as " + mime + ".", Returns: "a value to display",
		Examples: []string{fmt.Sprintf("type(%s(%q))  # => 'rich'", name, example)},
	}, func(a *richArgs) []*decl.Param {
		return []*decl.Param{decl.String(&a.Text, "text", "the "+mime)}
	}, func(_ *starlark.Thread, a *richArgs) (starlark.Value, error) {
		return display.Rich{MIME: mime, Text: a.Text}, nil
	})
}

func replay(th *starlark.Thread, a *replayArgs) (starlark.Value, error) {
	p, ok := display.To(th).(display.Replayer)
	if !ok {
		return nil, errors.New("there is nothing to replay: only a notebook keeps what its cells have put out")
	}
	var err error
	steps.Await(th, func() { err = p.Replay(a.N) })
	if ended := steps.Poll(th); ended != nil {
		return nil, ended
	}
	return starlark.None, err
}

const shownKey = "starling.universe.shown"

// show is the function display. In the cell that showed an id, the next value
// of that id replaces the one there. A later cell shows it again: front ends
// then replace the earlier ones too, and a cell that is run anew, whose output
// is gone, shows something. With update it never shows one more.
func show(th *starlark.Thread, a *displayArgs) (starlark.Value, error) {
	if a.Update && a.ID == "" {
		return nil, errors.New("display: update without an id, want the id of what is to be replaced")
	}
	b, err := display.Of(th, a.X)
	if err != nil {
		return nil, err
	}
	if a.Volatile {
		b.Metadata = maps.Clone(b.Metadata) // a value may give the same one each time
		b.Metadata["volatile"] = true
	}
	shown, _ := th.Local(shownKey).(map[string]bool)
	out := display.To(th)
	put := out.Display
	if a.Update || a.ID != "" && shown[a.ID] {
		put = out.Update
	} else {
		if shown == nil {
			shown = map[string]bool{}
			th.SetLocal(shownKey, shown)
		}
		shown[a.ID] = true
	}
	steps.Await(th, func() { put(b.Data, b.Metadata, a.ID) }) // many displays wait for one another
	return starlark.None, nil
}
