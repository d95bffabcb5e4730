// Package lint finds mistakes in a text without running it.
//
//	Check    what is wrong with a text, or with the cells of a notebook
//	Finding  a mistake: where, what, and what to do about it
//	Rules    what is looked for
//
// A finding must be worth reading: it is an error that running would show, or
// code that cannot be meant as it stands. Style is the formatter's.
//
// The way of a text: package parse makes a tree of it, however broken it is;
// bind.go finds what each scope binds; walk.go goes through statements and
// expressions, resolves each name (name.go) and asks what is known of a value
// (fact.go): the declaration of a builtin, a def of the same text, a constant,
// a type, a unit. On that stand the rules:
//
//	name.go       names: unknown, not yet bound, unused, hidden ones
//	call.go       calls: arguments, keywords, types, ranges, units
//	unit.go       units: of sums, comparisons, assignments, results
//	value.go      operations: attributes, operators, what is no function
//	statement.go  statements: never reached, without effect
//	format.go     texts with fields
//
// What is not known is not guessed: a rule speaks only where a value, a type
// or a unit is certain.
package lint

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	stock "go.starlark.net/syntax"

	"starling/lang/diag"
	"starling/lang/syntax"
	"starling/lang/syntax/parse"
	"starling/lang/syntax/tree"
)

// A Text is a file, or a cell of a notebook.
type Text struct {
	Name   string // in findings; of several texts each has its own
	Source string
	// Cell says that the last expression is a result, and that x? is help.
	Cell bool
	// Fails says that the text is there to show an error: it binds its names,
	// but has no findings.
	Fails bool
}

// Known is what texts can use without binding it.
type Known struct {
	Names starlark.StringDict
	// Load returns the text of a file that a text loads; nil: none is read.
	Load func(module string) (src string, err error)
}

// A Finding is a mistake.
type Finding struct {
	Rule    string `json:"rule"`
	File    string `json:"file"`   // of a notebook: with its cell
	Line    int    `json:"line"`   // from 1
	Col     int    `json:"column"` // from 1, in characters
	Width   int    `json:"width"`  // how many characters are marked
	Message string `json:"message"`
	Fix     string `json:"fix"` // "": the message says it
	source  string // the line
}

// Error is the finding as an error of the language, to be shown as those are.
func (f Finding) Error() *diag.Error {
	return &diag.Error{
		Kind: f.Rule, Message: f.Message, Hint: f.Fix,
		Frames: []diag.Frame{{File: f.File, Line: f.Line, Col: f.Col, Width: f.Width, Source: f.source}},
	}
}

// silent is a comment that takes back the findings of its line.
const silent = "# lint: ok"

// Check returns the findings in texts, which run one after another over the
// same names, as the cells of a notebook do.
func Check(texts []Text, known Known) []Finding {
	l := &linter{known: known, files: map[string]*text{}, functions: map[stock.Node]*function{}, blocks: map[branch]*block{}, facts: map[stock.Expr]fact{}, module: &scope{kind: ofModule, names: map[string]*binding{}}}
	for i, t := range texts {
		if _, _, help := syntax.HelpRequest(t.Source); help && t.Cell {
			t.Source = ""
		}
		l.add(i, t)
	}
	for _, t := range l.texts {
		l.bind(env{scope: l.module}, t.file.Stmts)
	}
	for _, t := range l.texts {
		l.now = t
		l.syntax()
		l.program(t.file.Stmts)
	}
	l.unused(l.module)
	return l.sorted()
}

// A linter goes through texts.
type linter struct {
	known     Known
	texts     []*text
	files     map[string]*text
	module    *scope // of all texts
	functions map[stock.Node]*function
	blocks    map[branch]*block
	facts     map[stock.Expr]fact
	followed  int // of how many expressions the facts are being worked out
	undefined int // names
	findings  []Finding
	now       *text // the one it is in
	loaded    map[string]*exports
}

// A text on its way.
type text struct {
	Text
	file   *tree.File
	index  int
	lines  []string
	silent map[int]bool    // lines whose findings are taken back
	torn   map[string]bool // names in what could not be read: each may be bound or used there
	broken bool            // something could not be read
}

func (l *linter) add(index int, src Text) {
	t := &text{Text: src, index: index, file: parse.File(src.Name, src.Source), lines: strings.Split(src.Source, "\n"), silent: map[int]bool{}}
	t.broken = len(t.file.Errors) > 0
	if t.broken {
		t.torn = torn(src.Name, src.Source, t.file)
	}
	for _, c := range t.file.Comments {
		if strings.HasPrefix(c.Text, silent) {
			t.silent[int(c.Pos.Line)] = true
		}
	}
	l.texts = append(l.texts, t)
	l.files[src.Name] = t
}

// syntax reports what cannot be compiled.
func (l *linter) syntax() {
	t := l.now
	for _, err := range t.file.Errors[:min(len(t.file.Errors), maxExplained)] {
		l.explained(err)
	}
	if t.broken {
		return
	}
	_, err := syntax.Compile(t.Name, t.Source, syntax.Options{})
	var (
		list resolve.ErrorList
		one  stock.Error
	)
	switch {
	case errors.As(err, &list):
		for _, e := range list[:min(len(list), maxExplained)] {
			l.explained(stock.Error{Pos: e.Pos, Msg: e.Msg})
		}
	case errors.As(err, &one):
		l.explained(one)
	}
}

// explained reports an error in the words in which running would.
func (l *linter) explained(err stock.Error) {
	if l.now.Fails || l.now.silent[int(err.Pos.Line)] {
		return
	}
	e := diag.From(err, l.source, nil)
	f := Finding{Rule: "syntax", File: l.now.Name, Message: e.Message, Fix: e.Hint}
	if n := len(e.Frames); n > 0 {
		at := e.Frames[n-1]
		f.Line, f.Col, f.Width, f.source = at.Line, at.Col, at.Width, at.Source
	}
	l.findings = append(l.findings, f)
}

func (l *linter) source(file string) (string, bool) {
	t, ok := l.files[file]
	if !ok {
		return "", false
	}
	return t.Source, true
}

// report notes a finding about a node.
func (l *linter) report(rule string, n stock.Node, fix, message string) {
	start, end := n.Span()
	l.reportAt(rule, start, end, fix, message)
}

func (l *linter) reportAt(rule string, start, end stock.Position, fix, message string) {
	t := l.files[start.Filename()]
	if t == nil || t.Fails || t.silent[int(start.Line)] {
		return
	}
	f := Finding{Rule: rule, File: t.Name, Line: int(start.Line), Col: int(start.Col), Width: int(end.Col - start.Col), Message: message, Fix: fix}
	if f.Line <= len(t.lines) {
		f.source = strings.TrimRight(t.lines[f.Line-1], "\r")
	}
	if end.Line != start.Line {
		f.Width = len([]rune(strings.TrimRight(f.source, " \t"))) - f.Col + 1
	}
	f.Width = max(f.Width, 1)
	l.findings = append(l.findings, f)
}

// sorted returns the findings in the order of the texts, each once.
func (l *linter) sorted() []Finding {
	slices.SortStableFunc(l.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(l.files[a.File].index, l.files[b.File].index), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return slices.Compact(l.findings)
}
