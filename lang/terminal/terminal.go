// Package terminal shows what a session publishes on the standard streams: a
// display is its text.
package terminal

import (
	"bufio"
	"errors"
	"io"
	"os"

	"starling/lang/display"
)

// A Terminal publishes to the standard streams.
type Terminal struct{ out *bufio.Writer }

var _ display.Publisher = (*Terminal)(nil)

// New begins to publish; Flush ends it.
func New() *Terminal { return &Terminal{bufio.NewWriter(os.Stdout)} }

// Is reports whether somebody reads along: a file may be a pipe or a disk's.
func Is(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Flush writes what is still kept.
func (t *Terminal) Flush() { t.out.Flush() }

// Stream writes text to stdout or stderr.
func (t *Terminal) Stream(name, text string) {
	if name == "stderr" {
		t.Flush() // keep the order in which they were written
		io.WriteString(os.Stderr, text)
		return
	}
	t.out.WriteString(text)
	if Is(os.Stdout) {
		t.Flush()
	}
}

// Display writes the text of a display.
func (t *Terminal) Display(data, _ map[string]any, _ string) {
	if text, ok := data["text/plain"].(string); ok {
		t.Stream("stdout", text+"\n")
	}
}

// Update writes the display again: what is on a terminal stays.
func (t *Terminal) Update(data, metadata map[string]any, id string) { t.Display(data, metadata, id) }

// ClearOutput does nothing, for the same reason.
func (t *Terminal) ClearOutput(bool) {}

// Input refuses to ask: a script that waits for a person cannot run elsewhere.
func (t *Terminal) Input(string, bool) (string, error) {
	return "", errors.New("input: a script cannot ask; use --param, or run it in a notebook")
}
