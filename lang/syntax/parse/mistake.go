package parse

import (
	"fmt"

	"go.starlark.net/syntax"

	"starling/lang/syntax/scan"
	"starling/lang/syntax/tree"
)

// giveUp unwinds to what cannot be read.
type giveUp struct{}

// fail gives up. Where the token itself is wrong, that is why.
func (p *parser) fail(pos syntax.Position, format string, args ...any) {
	if p.tok.Err != "" && p.tok.Kind != syntax.OUTDENT {
		p.report(p.tok.At(), p.tok.Err, p.unfinished())
	} else {
		p.report(pos, fmt.Sprintf(format, args...), false)
	}
	panic(giveUp{})
}

// report notes an error.
func (p *parser) report(pos syntax.Position, message string, unfinished bool) {
	if len(p.file.Errors) == 0 {
		p.file.Unfinished = unfinished
	}
	p.file.Errors = append(p.file.Errors, syntax.Error{Pos: pos, Msg: message})
	if len(p.file.Errors) >= maxErrors { // this is no program
		p.in.Stop()
	}
}

// unfinished reports whether the text ends at the token, so that what is wrong
// with it may be that more should follow.
func (p *parser) unfinished() bool {
	switch text := p.src[p.tok.Start:p.tok.End]; p.tok.Kind {
	case syntax.EOF:
		return true
	case syntax.OUTDENT:
		return p.tok.Start == len(p.src)
	case scan.Torn:
		_, quotes, _ := scan.Quotes(text + `"""`)
		return len(quotes) == 3
	case scan.Bad:
		return text == `\` && p.tok.End == len(p.src)
	}
	return false
}

// value is what the parser wants where an expression begins.
const value = "a value"

// unexpected gives up because of the token. Brackets that are never closed are
// shown themselves: where that is noticed says nothing.
func (p *parser) unexpected(want string) {
	at, got, why := p.tok.Pos, scan.Word(p.tok.Kind), ""
	if n := len(p.open); n > 0 && p.tok.Err == "" {
		open := p.open[n-1]
		if p.is(syntax.EOF) || p.leads() {
			p.report(open.Pos, "the "+open.Kind.String()+" is not closed", p.is(syntax.EOF))
			panic(giveUp{})
		}
		if want != value && open.Pos.Line != at.Line {
			why = fmt.Sprintf(" (the %s of line %d is open)", open.Kind, open.Pos.Line)
		}
	}
	switch kind := p.tok.Kind; {
	case kind == syntax.EOF && p.tok.Err == "":
		p.report(p.before, "the text ends where "+want+" should follow", true)
		panic(giveUp{})
	case syntax.AS <= kind && kind <= syntax.YIELD:
		p.fail(at, "%s is not part of the language", got)
	case want == value && (kind == syntax.ELIF || kind == syntax.ELSE) && ownLine(p.src, p.tok.Start):
		p.fail(at, "no if begins above this %s", got)
	case want == value && kind == syntax.INDENT:
		p.fail(at, "this line is indented, but no block begins above it")
	case kind == syntax.NEWLINE:
		p.fail(p.before, "the line ends where %s should follow", want)
	case kind == syntax.OUTDENT:
		p.fail(p.before, "the block ends where %s should follow", want)
	case want == scan.Word(syntax.NEWLINE):
		p.fail(at, "got %s where the line should end", got)
	}
	p.fail(at, "got %s where %s should stand%s", got, want, why)
}

// tolerant reads an expression, and takes what cannot be read for a bad one.
// The rest of the line is then lost.
func (p *parser) tolerant(f func() syntax.Expr) (e syntax.Expr) {
	from := p.tok.Pos
	if p.lost {
		return &tree.BadExpr{From: from, To: from}
	}
	if !p.try(func() { e = f() }) {
		p.lost = true
		return &tree.BadExpr{From: from, To: p.reached(from)}
	}
	return e
}
