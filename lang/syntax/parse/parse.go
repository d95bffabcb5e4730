// Package parse reads a text into a tree.
//
//	File  reads a whole text, and goes on after what it cannot read
//	Expr  reads a lone expression
//
// The grammar is Starlark's with the notation that package tree lists; its
// operators bind as in Python. Statements are in stmt.go, expressions in
// expr.go, what they consist of in atom.go, f-strings in fstring.go.
//
// At an error the parser gives up the statement it is in and goes on at the
// next line: that line, and the block below it, are looked at as usual. So an
// editor can say something of a text that is being typed, and a text with one
// error has one error.
package parse

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// Bounds that keep what recurses over a tree far from the end of Go's stack,
// where the process would die.
const (
	maxSource = 8 << 20 // bytes
	maxDepth  = 1000    // of expressions and blocks in one another
	maxRow    = 4000    // operators, calls, elifs one behind the other
)

// File reads a text. What could not be read is in the tree as BadStmt, and why
// in its Errors.
func File(name, src string) *tree.File {
	f := &tree.File{Name: name}
	if len(src) > maxSource {
		at := syntax.MakePosition(&name, 1, 1)
		f.Errors = []syntax.Error{{Pos: at, Msg: fmt.Sprintf("the text has %.1f MiB, want at most %d MiB; keep data in a file and read it", float64(len(src))/(1<<20), maxSource>>20)}}
		return f
	}
	p := &parser{src: src, in: scan.New(name, src), file: f}
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
	p := &parser{src: src, in: scan.New(name, src), file: f}
	p.try(func() {
		p.next()
		e = p.exprs(false)
		for p.tok.Kind == syntax.NEWLINE {
			p.next()
		}
		if p.tok.Kind != syntax.EOF {
			p.fail(p.tok.Pos, "got %s after expression, want EOF", p.word())
		}
	})
	if len(f.Errors) > 0 {
		return nil, f.Errors[0]
	}
	return e, nil
}

// A parser looks at one token at a time.
type parser struct {
	src   string
	in    *scan.Scanner
	file  *tree.File
	tok   scan.Token
	depth int
	fresh bool // the statement that is given up ended before the token
}

// giveUp unwinds to the statement that cannot be read.
type giveUp struct{}

// next goes to the next token and returns the position of the one it leaves.
func (p *parser) next() syntax.Position {
	left := p.tok.Pos
	for p.tok = p.in.Next(); p.is(scan.Comment); p.tok = p.in.Next() {
		p.comment()
	}
	if p.tok.Kind == syntax.OUTDENT && p.tok.Err != "" {
		p.report(p.tok.Pos, p.tok.Err)
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

// word is how a message calls the token.
func (p *parser) word() string { return scan.Word(p.tok.Kind) }

// want goes over a token of a kind.
func (p *parser) want(kind syntax.Token) syntax.Position {
	if p.tok.Kind != kind {
		p.fail(p.tok.Pos, "got %s, want %s", p.word(), scan.Word(kind))
	}
	return p.next()
}

// fail gives up the statement. Where the token itself is wrong, that is why.
func (p *parser) fail(pos syntax.Position, format string, args ...any) {
	if p.tok.Err != "" && p.tok.Kind != syntax.OUTDENT {
		p.report(p.tok.Pos, p.tok.Err)
	} else {
		p.report(pos, fmt.Sprintf(format, args...))
	}
	panic(giveUp{})
}

func (p *parser) report(pos syntax.Position, message string) {
	p.file.Errors = append(p.file.Errors, syntax.Error{Pos: pos, Msg: message})
}

// try reports whether f did not give up.
func (p *parser) try(f func()) (ok bool) {
	depth := p.depth
	defer func() {
		if r := recover(); r != nil {
			if _, given := r.(giveUp); !given {
				panic(r)
			}
			p.depth = depth
		}
	}()
	f()
	return true
}

// skip goes to the end of the line, whatever is on it.
func (p *parser) skip() {
	if p.fresh {
		p.fresh = false
		return
	}
	p.in.Release()
	for {
		switch p.tok.Kind {
		case syntax.EOF, syntax.INDENT, syntax.OUTDENT:
			return
		case syntax.NEWLINE:
			p.next()
			return
		}
		p.next()
		p.in.Release()
	}
}

// enter goes one level down; leave comes back.
func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.tok.Pos, "excessive nesting")
	}
}

func (p *parser) leave() { p.depth-- }

// row counts what stands one behind the other.
func (p *parser) row(n int) {
	if n > maxRow {
		p.fail(p.tok.Pos, "this has too many operators in a row (want at most %d); split it", maxRow)
	}
}

// end is the position behind the token.
func (p *parser) end() syntax.Position { return endOf(p.tok.Pos, p.src[p.tok.Start:p.tok.End]) }

// endOf is the position behind a text that begins at pos.
func endOf(pos syntax.Position, text string) syntax.Position {
	for i, r := range text {
		switch {
		case r == '\n', r == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			pos.Line, pos.Col = pos.Line+1, 1
		case r != '\r':
			pos.Col++
		}
	}
	return pos
}

func compare(a, b syntax.Position) int {
	if a.Line != b.Line {
		return int(a.Line - b.Line)
	}
	return int(a.Col - b.Col)
}
