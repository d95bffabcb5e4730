package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf8"
)

// A line of the file is a cell that began to run, or else its result. All
// kernels of a user append to the file, each under a number of its own. A line
// that a kernel left unfinished as it was killed is not read.
type line struct {
	Session int     `json:"session"`
	Line    int     `json:"line"`
	Input   *string `json:"input,omitempty"`
	Output  *string `json:"output,omitempty"`
}

// eachLine gives the lines of a file that can be read.
func eachLine(r io.Reader, do func(line)) error {
	in := bufio.NewReaderSize(io.LimitReader(r, 2*maxFile), 64<<10)
	for {
		text, err := in.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if l, ok := parse(text); ok {
			do(l)
		}
	}
}

// parse reads a line of the file.
func parse(text []byte) (l line, ok bool) {
	if l, ok := parseUsual(text); ok {
		return l, true
	}
	return l, json.Unmarshal(text, &l) == nil && l.Session > 0
}

// parseUsual reads what most lines are, as they were written, with a text in
// which nothing is escaped: with a parser of all JSON a long history takes four
// times as long.
func parseUsual(text []byte) (l line, ok bool) {
	rest, ok := bytes.CutPrefix(text, []byte(`{"session":`))
	if !ok {
		return line{}, false
	}
	l.Session, rest = digits(rest)
	if rest, ok = bytes.CutPrefix(rest, []byte(`,"line":`)); !ok {
		return line{}, false
	}
	l.Line, rest = digits(rest)
	kind := &l.Input
	body, ok := bytes.CutPrefix(rest, []byte(`,"input":"`))
	if !ok {
		kind = &l.Output
		if body, ok = bytes.CutPrefix(rest, []byte(`,"output":"`)); !ok {
			return line{}, false
		}
	}
	if body, ok = bytes.CutSuffix(body, []byte("\"}\n")); !ok || l.Session <= 0 || l.Line <= 0 || !utf8.Valid(body) {
		return line{}, false
	}
	for _, c := range body {
		if c < ' ' || c == '"' || c == '\\' {
			return line{}, false
		}
	}
	s := string(body)
	*kind = &s
	return l, true
}

// digits reads a number of at most nine digits at the start of a text; 0: there
// is none.
func digits(text []byte) (n int, rest []byte) {
	i := 0
	for i < len(text) && i < 9 && '0' <= text[i] && text[i] <= '9' {
		n = 10*n + int(text[i]-'0')
		i++
	}
	if i > 0 && text[0] == '0' { // no JSON
		return 0, text
	}
	return n, text[i:]
}
