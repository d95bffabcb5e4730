package doctest

import (
	"errors"
	"strings"

	"starling/lang/display"
)

// mostOutput is what is kept of the output of one test, in bytes.
const mostOutput = 64 << 10

// A recorder keeps what a test prints, for the case that it fails.
type recorder struct {
	strings.Builder
	full bool
}

var _ display.Publisher = (*recorder)(nil)

func (r *recorder) Stream(_, text string) {
	if r.full {
		return
	}
	if r.full = r.Len()+len(text) > mostOutput; r.full {
		text = "\n… more was printed …"
	}
	r.WriteString(text)
}

func (r *recorder) Display(data, _ map[string]any, _ string) {
	if text, ok := data["text/plain"].(string); ok {
		r.Stream("stdout", text+"\n")
	}
}

func (r *recorder) Update(data, metadata map[string]any, id string) { r.Display(data, metadata, id) }
func (r *recorder) ClearOutput(bool)                                {}
func (r *recorder) Input(string, bool) (string, error) {
	return "", errors.New("input: a test cannot ask")
}
