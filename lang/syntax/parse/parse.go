// Package parse reads a text into a tree.
//
//	File  reads a whole text, and goes on after what it cannot read
//	Expr  reads a lone expression
//
// The grammar is Starlark's with the notation that package tree lists; its
// operators bind as in Python. Statements are in stmt.go, expressions in
// expr.go, what they consist of in atom.go, f-strings in fstring.go, what is
// said of a mistake in mistake.go.
//
// At a mistake the parser gives up what it is in and goes on at the next line:
// the head of a block is given up without the block, the right side of an
// assignment without the left. So an editor can say something of a text that
// is being typed, and a text with one mistake has one error.
package parse

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// Bounds that keep what recurses over a text or tree far from the end of Go's
// stack, where the process would die, and what is kept of a text that is none
// small.
const (
	maxSource = 8 << 20 // bytes
	maxDepth  = 1000    // of the parser: expressions and blocks in one another
	maxHeight = 4000    // of the tree, to which rows of operators add
	maxErrors = 1000
)

// File reads a text. What could not be read is in the tree as BadStmt or
// BadExpr, and why in its Errors.
func File(name, src string) *tree.File {
	f := &tree.File{Name: name}
	if len(src) > maxSource {
		at := syntax.MakePosition(&name, 1, 1)
		f.Stmts = []syntax.Stmt{&tree.BadStmt{From: at, To: at}}
		f.Errors = []syntax.Error{{Pos: at, Msg: fmt.Sprintf("the text has %.1f MiB, want at most %d MiB; keep data in a file and read it", float64(len(src))/(1<<20), maxSource>>20)}}
		return f
	}
	p := newParser(f, src)
	p.next()
	f.Stmts = p.program()
	slices.SortStableFunc(f.Errors, func(a, b syntax.Error) int { return compare(a.Pos, b.Pos) })
	return f
}

// Expr reads an expression, which line ends may follow.
func Expr(name, src string) (e syntax.Expr, err error) {
	f := &tree.File{Name: name}
	if len(src) > maxSource {
		return nil, fmt.Errorf("the expression has %d bytes, want at most %d", len(src), maxSource)
	}
	p := newParser(f, src)
	p.try(func() {
		p.next()
		e = p.exprs(false)
		for p.is(syntax.NEWLINE) {
			p.next()
		}
		if !p.is(syntax.EOF) {
			p.unexpected(scan.Word(syntax.NEWLINE))
		}
	})
	if len(f.Errors) > 0 {
		return nil, f.Errors[0]
	}
	return e, nil
}

// A parser looks at one token at a time.
type parser struct {
	src    string
	in     *scan.Scanner
	file   *tree.File
	tok    scan.Token
	before syntax.Position // the end of the last token that was written
	column int32           // of the first token of the line that is being read, whatever its brackets go over
	depth  int             // of what is being read
	height int             // of the highest tree that was read within it
	open   []scan.Token    // brackets that are open
	lost   bool            // an expression was given up, and with it the rest of the line
	dented syntax.Position // of a line that is indented as none above it, until it is in the tree
}

func newParser(f *tree.File, src string) *parser {
	in := scan.New(f.Name, src)
	return &parser{src: src, in: in, file: f, before: in.Pos(), tok: scan.Token{Kind: syntax.NEWLINE}}
}

// next goes to the next token and returns the position of the one it leaves.
func (p *parser) next() syntax.Position {
	left := p.tok.Pos
	switch p.tok.Kind {
	case syntax.LPAREN, syntax.LBRACK, syntax.LBRACE:
		p.open = append(p.open, p.tok)
	case syntax.RPAREN, syntax.RBRACK, syntax.RBRACE:
		p.open = p.open[:max(0, len(p.open)-1)]
	}
	layout := p.tok.Layout()
	if !layout {
		p.before = p.end()
	}
	for p.tok = p.in.Next(); p.is(scan.Comment); p.tok = p.in.Next() {
		p.comment()
	}
	if p.is(syntax.OUTDENT) && p.tok.Err != "" {
		p.report(p.tok.Pos, p.tok.Err, false)
		p.dented = p.tok.Pos
	}
	if layout && !p.tok.Layout() {
		p.column = p.tok.Pos.Col
	}
	return left
}

func (p *parser) comment() {
	text := strings.TrimRight(p.src[p.tok.Start:p.tok.End], " \t")
	p.file.Comments = append(p.file.Comments, tree.Comment{Pos: p.tok.Pos, Text: text, Own: ownLine(p.src, p.tok.Start)})
}

// ownLine reports whether nothing but white space is before src[at] on its line.
func ownLine(src string, at int) bool {
	before := strings.TrimRight(src[:at], " \t")
	return before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, "\r")
}

// is reports whether the token is of a kind.
func (p *parser) is(kinds ...syntax.Token) bool { return slices.Contains(kinds, p.tok.Kind) }

// want goes over a token of a kind.
func (p *parser) want(kind syntax.Token) syntax.Position {
	if p.tok.Kind != kind {
		p.unexpected(scan.Word(kind))
	}
	return p.next()
}

// close goes over the bracket that closes the innermost.
func (p *parser) close(kind syntax.Token) syntax.Position {
	if p.tok.Kind != kind {
		p.unexpected(", or " + kind.String())
	}
	return p.next()
}

// comma goes over a comma, where a token of a kind would end the list.
func (p *parser) comma(end syntax.Token) {
	if !p.is(syntax.COMMA) {
		p.unexpected(", or " + end.String())
	}
	p.next()
}

// try reports whether f did not give up.
func (p *parser) try(f func()) (ok bool) {
	depth, height := p.depth, p.height
	defer func() {
		if r := recover(); r != nil {
			if _, given := r.(giveUp); !given {
				panic(r)
			}
			p.depth, p.height = depth, height
		}
	}()
	f()
	return true
}

// skip goes to the next line, whatever is on this one.
func (p *parser) skip() {
	p.open = p.open[:0]
	for !p.is(syntax.EOF, syntax.INDENT, syntax.OUTDENT) {
		if p.leads() {
			p.in.Restart(p.tok)
			p.tok.Kind = syntax.NEWLINE
		}
		line := p.is(syntax.NEWLINE)
		if p.next(); line {
			return
		}
	}
}

// leads reports whether the token, though in brackets, begins a new statement:
// at the beginning of a line, not further to the right than the one that is
// being read, or with a word that no expression holds.
func (p *parser) leads() bool {
	if p.tok.Depth == 0 || !ownLine(p.src, p.tok.Start) || len(p.file.Errors) >= maxErrors {
		return false
	}
	switch p.tok.Kind {
	case syntax.DEF, syntax.RETURN, syntax.WHILE, syntax.PASS, syntax.BREAK, syntax.CONTINUE, syntax.ELIF:
		return true
	case syntax.IDENT, syntax.IF, syntax.FOR, syntax.LOAD, syntax.ELSE:
		return p.tok.Pos.Col <= p.column
	}
	return false
}

// enter goes one level down, and returns what leave needs to come back.
func (p *parser) enter() (height int) {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.tok.Pos, "this is nested too deeply; split it")
	}
	height, p.height = p.height, 0
	return height
}

func (p *parser) leave(height int) {
	p.depth--
	p.height = max(height, p.height+1)
}

// grow makes what was read the operand of one operator more.
func (p *parser) grow() {
	if p.height++; p.height > maxHeight {
		p.fail(p.tok.Pos, "this has too many operators in a row (want at most %d); split it", maxHeight)
	}
}

// end is the position behind the token.
func (p *parser) end() syntax.Position { return scan.After(p.tok.Pos, p.src[p.tok.Start:p.tok.End]) }

func compare(a, b syntax.Position) int {
	if a.Line != b.Line {
		return int(a.Line - b.Line)
	}
	return int(a.Col - b.Col)
}
