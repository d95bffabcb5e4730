package universe

import (
	"fmt"
	"math"
	"time"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/steps"
)

// shows talk to the user.
var shows = []*decl.Func{
	decl.Bind(decl.Spec{
		Name: "print", Doc: "Print values.", Returns: "None",
	}, func(a *printArgs) []*decl.Param {
		return []*decl.Param{
			decl.Rest(&a.Args, "values", "what to print"),
			decl.String(&a.Sep, "sep", "between them").Or(starlark.String(" ")).ByName(),
			decl.String(&a.End, "end", "after them").Or(starlark.String("\n")).ByName(),
		}
	}, func(th *starlark.Thread, a *printArgs) (starlark.Value, error) {
		s, err := joined(th, a.Args, a.Sep)
		if err != nil {
			return nil, err
		}
		display.To(th).Stream("stdout", s+a.End)
		return starlark.None, nil
	}),
	decl.Bind(decl.Spec{
		Name: "warn", Doc: "Print a text as a warning, to stderr.", Returns: "None",
	}, oneValue("text", "any value", "the warning"), func(th *starlark.Thread, a *value) (starlark.Value, error) {
		s, err := display.Str(th, a.X)
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
		s, err := display.To(th).Input(a.Prompt, a.Password)
		if ended := steps.Poll(th); ended != nil {
			return nil, ended
		}
		return starlark.String(s), err
	}),
	decl.Bind(decl.Spec{
		Name: "sleep", Doc: "Wait. Nothing else waits; an interrupt ends it.", Returns: "None",
		Examples: []string{`sleep(0)  # => None`},
	}, func(a *sleepArgs) []*decl.Param {
		return []*decl.Param{decl.Float(&a.Seconds, "seconds", "s", "how long").Range(0, 1e9)}
	}, func(th *starlark.Thread, a *sleepArgs) (starlark.Value, error) {
		nanos := math.Min(a.Seconds*1e9, math.MaxInt64/2)
		return starlark.None, steps.Sleep(th, time.Duration(nanos))
	}),
	rich("html", "text/html", `<b>bold</b>`),
	rich("markdown", "text/markdown", `**bold**`),
	rich("svg", "image/svg+xml", `<svg/>`),
	decl.Bind(decl.Spec{
		Name: "clear_output", Doc: "Remove what the cell has shown so far.", Returns: "None",
	}, func(a *clearArgs) []*decl.Param {
		return []*decl.Param{decl.Bool(&a.Wait, "wait", "only when the next output comes").Or(starlark.False)}
	}, func(th *starlark.Thread, a *clearArgs) (starlark.Value, error) {
		display.To(th).ClearOutput(a.Wait)
		return starlark.None, nil
	}),
}

type (
	printArgs struct {
		Args     []starlark.Value
		Sep, End string
	}
	inputArgs struct {
		Prompt   string
		Password bool
	}
	sleepArgs   struct{ Seconds float64 }
	clearArgs   struct{ Wait bool }
	richArgs    struct{ Text string }
	displayArgs struct {
		X        starlark.Value
		ID       string
		Volatile bool
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

// displayFunc declares display. It remembers which ids have been shown in its
// session: showing one again updates what is there.
func displayFunc() *decl.Func {
	shown := map[string]bool{}
	return decl.Bind(decl.Spec{
		Name: "display", Doc: "Show a value, as the last expression of a cell is shown. With an id that was shown before, replace that.",
		Returns: "None",
	}, func(a *displayArgs) []*decl.Param {
		return []*decl.Param{
			decl.Value(&a.X, "x", "any value", "what to show"),
			decl.String(&a.ID, "id", "a name by which it can be replaced").Or(starlark.String("")).ByName(),
			decl.Bool(&a.Volatile, "volatile", "depends on time: comparing notebooks skips it").Or(starlark.False).ByName(),
		}
	}, func(th *starlark.Thread, a *displayArgs) (starlark.Value, error) {
		b, err := display.Of(th, a.X)
		if err != nil {
			return nil, err
		}
		if a.Volatile {
			b.Metadata["volatile"] = true
		}
		if a.ID != "" && shown[a.ID] {
			display.To(th).Update(b.Data, b.Metadata, a.ID)
		} else {
			display.To(th).Display(b.Data, b.Metadata, a.ID)
			shown[a.ID] = true
		}
		return starlark.None, nil
	})
}
