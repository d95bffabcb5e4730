// Package kernel serves a language to Jupyter.
//
//	Serve        binds the sockets of a connection and answers until shutdown
//	Interpreter  the language, as the kernel sees it: implemented elsewhere
//	Publisher    where the output of a cell goes: implemented here
//	Cell, Outcome, Bundle, Error, Completion, CommMessage, Info
//	             what passes between the two
//
// Inside, the way of a request is: loop.go takes it off a socket and finds its
// handler in the table of handlers.go, lane.go gives it its turn, status.go says
// that it is being answered; execute.go runs cells; pump.go carries output
// (displays.go what is no text, flood.go too much of it), pace.go says how fast;
// replay.go shows it again; input.go asks the user; history.go and comm.go answer
// from what the kernel keeps. A handler sees no socket, so it can be tested
// without one.
//
// The package knows nothing of the language it serves.
package kernel

import "context"

// Interpreter is a language. Its methods are called from many goroutines:
// Complete, Inspect and IsComplete at any time, also while cells run, and Execute
// while it runs another cell, for each subshell runs its own. A panic in any of
// them becomes an error that the user sees.
type Interpreter interface {
	Info() Info
	// Execute runs a cell. What it prints and shows on the way goes to p. It
	// ends the cell when the context ends, which is how the user interrupts it.
	Execute(ctx context.Context, c Cell, p Publisher) Outcome
	// Complete offers what may stand at the cursor, counted in code points.
	Complete(src string, cursor int) Completion
	// Inspect explains the word at the cursor; false: there is none to explain.
	// Detail 1 asks for more than 0, commonly the source.
	Inspect(src string, cursor, detail int) (Bundle, bool)
	// IsComplete is one of complete, incomplete, invalid or unknown; indent is
	// what the next line should begin with where src is incomplete.
	IsComplete(src string) (status, indent string)
	// Comm takes what a front end says over a comm, and runs what a cell has
	// given for it until the context ends; false: nobody wants it.
	Comm(ctx context.Context, m CommMessage) bool
}

// Publisher takes the output of one cell, in the order in which it is made.
// It may be used by several goroutines, and after the cell has ended.
type Publisher interface {
	// Stream writes text to "stdout" or "stderr".
	Stream(name, text string)
	// Display shows a MIME bundle; with an id, Update may replace it later.
	Display(data, metadata map[string]any, id string)
	Update(data, metadata map[string]any, id string)
	// ClearOutput clears what the cell has shown; wait: only when more comes.
	ClearOutput(wait bool)
	// Input asks the user for a line. It fails with ErrNoInput where the front
	// end cannot ask, and with ErrInterrupted on an interrupt.
	Input(prompt string, password bool) (string, error)
	// Replay shows again what the cell of a number has put out, also what was
	// left out for its length. Number 0 stands for the latest cell of which the
	// user has not seen all.
	Replay(number int) error
	// Comm sends a comm_open, comm_msg or comm_close to the front ends; the
	// target is that of a comm that opens. It fails where data is no JSON.
	Comm(kind, id, target string, data any, metadata map[string]any, buffers [][]byte) error
}

// Info describes the language to front ends.
type Info struct {
	Implementation, Version string // of the kernel
	Language                string
	LanguageVersion         string // "": Version
	MIMEType, FileExtension string
	PygmentsLexer           string // "": python
	CodeMirrorMode          string // "": python
	Banner                  string
	HelpLinks               []HelpLink
}

// HelpLink is an entry of the front end's help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// Cell is what to execute.
type Cell struct {
	Source string
	Number int  // n in Out[n]; 0: the result is not kept
	Silent bool // nobody sees the result or the output
}

// Outcome is what became of a cell.
type Outcome struct {
	Result *Bundle // nil: nothing to show
	Pager  *Bundle // nil: none; shown in the front end's pager, apart from the output
	Err    *Error  // nil: it went well
}

// Bundle is one thing in several MIME types: text as a string, JSON as values.
type Bundle struct{ Data, Metadata map[string]any }

// Error is a failed cell. Traceback is what the user reads, with ANSI colours.
type Error struct {
	Name, Value string
	Traceback   []string
}

// Completion is the matches for the code points Start to End.
type Completion struct {
	Start, End int
	Items      []Match
}

// Match is one completion. Type is a word such as function, module or keyword;
// Signature is empty or reads like (x, y=1).
type Match struct{ Text, Type, Signature string }
