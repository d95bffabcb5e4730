package lang_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"starling/lang"
)

const instruments = `data = [1, 2, 3]
def gauge(width):
  "How wide."
  return width
def lens(width, marks=[]):
  "How long."
`

func items(c lang.Completion) string {
	var names []string
	for _, it := range c.Items {
		names = append(names, it.Text)
	}
	return strings.Join(names, " ")
}

func page(s *lang.Session, src string) string {
	b, _ := s.Inspect(src, len(src), 0)
	text, _ := b.Data["text/plain"].(string)
	return text
}

// shows waits until a page holds a text: a cell that this machine does not let
// run for a few milliseconds answers no question, and the page is an older one.
func shows(t *testing.T, s *lang.Session, src, want string) {
	t.Helper()
	got := ""
	for range 1000 {
		if got = page(s, src); strings.Contains(got, want) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("page of %s: got %s, want %q in it", src, got, want)
}

func TestQuestionsAreAnsweredInALoop(t *testing.T) {
	for name, src := range map[string]string{
		"a loop":            "while True: pass",
		"below a builtin":   "def f(x):\n  while True: pass\nsorted([1], key=f)",
		"a builtin of ours": "max(range(1 << 40))",
		"a sleep in a key":  "sorted([1], key=lambda x: sleep(3600))",
		"a sleep":           "sleep(3600)",
	} {
		t.Run(name, func(t *testing.T) {
			s := session(t, lang.Options{})
			play(s, 1, instruments)
			ctx, interrupt := context.WithCancel(t.Context())
			busy := beginContext(ctx, s, "later = {'a': 1}\n"+src)
			bound(t, s, "later")
			if got := items(s.Complete("gau", 3)); got != "gauge" {
				t.Errorf("completion: %q", got)
			}
			shows(t, s, "data", "[1, 2, 3]") // a list of an earlier cell
			shows(t, s, "later", "{'a': 1}") // a dict of the cell itself
			interrupt()
			ended(t, busy)
		})
	}
}

// A builtin that does not poll leaves what was there when the cell began.
func TestQuestionsAreAnsweredDuringABuiltin(t *testing.T) {
	g := newGate()
	s := session(t, lang.Options{Modules: append(hardware(), g.module()), Formulas: shelf})
	play(s, 1, instruments+"n, word, pair, nested = 7, 'kelvin', (1, 'two'), ([],)")
	busy := begin(s, "gate.block()")
	<-g.reached
	for src, want := range map[string]string{
		"ga": "gate gauge", "data.so": "sort", "data.app": "append", "word.uppe": "upper", "lens": "lens",
		"hardware.wafer.di": "disc", "gauge(wi": "width=",
	} {
		if got := items(s.Complete(src, len(src))); !strings.HasPrefix(got, want) {
			t.Errorf("completion of %s: got %q, want %q", src, got, want)
		}
	}
	for src, want := range map[string]string{
		"gauge": "How wide.", "n": "7", "word": "kelvin", "pair": "two", "hardware.wafer.disc": "Area of a wafer.",
		"data": "list, in use by the cell that runs", "nested": "tuple, in use by", "lens": "function, in use by",
	} {
		if got := page(s, src); !strings.Contains(got, want) {
			t.Errorf("page of %s: got %s, want %q in it", src, got, want)
		}
	}
	if got := strings.Join(s.Names(), " "); got != "data gauge lens n nested pair word" {
		t.Errorf("names: %s", got)
	}
	close(g.unblock)
	end(t, busy, "None")
	if got := page(s, "data"); !strings.Contains(got, "[1, 2, 3]") {
		t.Errorf("after the cell: %s", got)
	}
}
