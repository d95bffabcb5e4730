package universe_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"starling/lang/display"
)

// A record is a publisher that writes down what it is told.
type record struct{ lines []string }

func (r *record) Stream(name, text string) { r.add("%s %q", name, text) }
func (r *record) Display(data, metadata map[string]any, id string) {
	r.add("display %s %s %q", asJSON(data), asJSON(metadata), id)
}

func (r *record) Update(data, metadata map[string]any, id string) {
	r.add("update %s %s %q", asJSON(data), asJSON(metadata), id)
}
func (r *record) ClearOutput(wait bool) { r.add("clear %v", wait) }
func (r *record) Input(prompt string, password bool) (string, error) {
	r.add("input %q %v", prompt, password)
	if prompt == "nobody" {
		return "", errors.New("nobody to ask")
	}
	return "answer", nil
}

func (r *record) Replay(number int) error {
	r.add("replay %d", number)
	if number == 99 {
		return errors.New("nothing of that number")
	}
	return nil
}

func (r *record) add(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func asJSON(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		return err.Error()
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(b), `\u003c`, "<"), `\u003e`, ">")
}

func TestOutput(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`print()`, `stdout "\n"`},
		{`print("a", 1, 2.0, "é", None, ["b"], b"x")`, `stdout "a 1 2.0 é None ['b'] x\n"`},
		{`print(1, 2, sep=", ", end="")`, `stdout "1, 2"`},
		{`print(1e6, 1e16, 0.1 + 0.2)`, `stdout "1000000.0 1e+16 0.30000000000000004\n"`},
		{`warn("careful")`, `stderr "careful\n"`},
		{`warn([1.0])`, `stderr "[1.0]\n"`},
		{`print(input("name? "))`, `input "name? " false|stdout "answer\n"`},
		{`input("key", password=True);`, `input "key" true`},
		{`input("nobody")`, `input "nobody" false|error nobody to ask`},
		{`clear_output()`, `clear false`},
		{`clear_output(wait=True)`, `clear true`},
		{`replay()`, `replay 0`},
		{`replay(3)`, `replay 3`},
		{`replay(-1)`, `error replay: n = -1, want int, at least 1`},
		{`replay(99)`, `replay 99|error nothing of that number`},
		{`display(1.0)`, `display {"text/plain":"1.0"} {} ""`},
		{`display(html("<b>"))`, `display {"text/html":"<b>","text/plain":"<text/html, 3 characters>"} {} ""`},
		{`display(markdown("**a**"))`, `display {"text/markdown":"**a**","text/plain":"**a**"} {} ""`},
		{`display(svg("<svg/>"))`, `display {"image/svg+xml":"<svg/>","text/plain":"<image/svg+xml, 6 characters>"} {} ""`},
		{`display(1, volatile=True)`, `display {"text/plain":"1"} {"volatile":true} ""`},
		{`display(1, id="a"); display(2, id="a"); display(3, id="b"); display(4)`, `display {"text/plain":"1"} {} "a"|update {"text/plain":"2"} {} "a"|display {"text/plain":"3"} {} "b"|display {"text/plain":"4"} {} ""`},
		{`display(1, id="a", update=True)`, `update {"text/plain":"1"} {} "a"`},
		{`display(1, update=True)`, `error display: update without an id, want the id of what is to be replaced`},
		{`display(1); display(2)`, `display {"text/plain":"1"} {} ""|display {"text/plain":"2"} {} ""`},
		{`display(kept, volatile=True); display(kept)`, `display {"text/plain":"kept"} {"volatile":true} ""|display {"text/plain":"kept"} {} ""`},
		{`display(1, 2)`, `error display: got 2 positional arguments, want at most 1`},
	} {
		th, _ := thread()
		r := new(record)
		display.Attach(th, r)
		b := newBench(t)
		b.names["kept"] = keeper{display.Rich{}, display.Bundle{Data: map[string]any{"text/plain": "kept"}, Metadata: map[string]any{}}}
		if _, err := b.run(th, c.src); err != nil {
			r.add("error %v", err)
		}
		if got := strings.Join(r.lines, "|"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// A keeper gives the same bundle each time.
type keeper struct {
	display.Rich
	bundle display.Bundle
}

func (k keeper) Display() display.Bundle { return k.bundle }

// A cell that is run anew shows its display again.
func TestDisplayInNextCell(t *testing.T) {
	b := newBench(t)
	r := new(record)
	for range 2 {
		th, _ := thread()
		display.Attach(th, r)
		if _, err := b.run(th, `display(1, id="a")`); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range r.lines {
		if !strings.HasPrefix(line, "display") {
			t.Errorf("got %s", line)
		}
	}
}
