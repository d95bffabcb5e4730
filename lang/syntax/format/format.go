// Package format sets programs in the one style that all share. There are no
// options.
//
//	Source  a .star file
//	Cell    a cell of a notebook
//	Diff    how a file changes
//
// The style is that of Python's black, with what people who write studies need:
//
//   - Lines have at most 88 columns, blocks are indented by 4 spaces. Strings
//     have double quotes unless that takes more escapes.
//   - Operators have spaces around them, but x**2 has none where both sides are
//     a name or number; neither has the = of a keyword or default, unless an
//     annotation is before it. Slices are a[1:n, :] and a[i + 1 : n].
//   - What does not fit on a line is broken in its outermost bracket: all that
//     it holds on one line further in if that fits, else an element a line with
//     a comma behind the last. Where there is no bracket it gets parentheses,
//     and loses those it does not need. Operators begin lines.
//   - A bracket that its author broke, with a comma behind the last element, keeps
//     its lines: what belongs together stays together. So does a list of numbers
//     that was broken anywhere, and is filled where a line is too long. A list of
//     lists that was broken has a line each.
//   - Statements have a line each; no more than one empty line is left between
//     them, none where a block begins, and one around each function of the
//     program.
//   - Comments stay, in their order, at what they were written at. Those behind
//     code are two spaces from it; where their author has put them below one
//     another, they stay so. At the end of a block, a comment belongs to the
//     block if it is indented further than what holds the block.
//   - The semicolon behind the last expression of a cell stays: it keeps the
//     cell from showing a value.
//
// Nothing but white space, quotes, commas behind last elements and parentheses
// that only group is changed; the result is read again to see that. What has
// errors is left alone. Setting a text twice changes nothing.
//
// The text is split into words, each with the comments around it (words.go).
// In the order of the tree they become docs (stmt.go, expr.go, list.go): text
// with places at which lines may be broken (doc.go), as Wadler's "A prettier
// printer" (2003) has it. A writer chooses among those places (layout.go).
package format

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/syntax"

	lowering "starling/lang/syntax"
	"starling/lang/syntax/parse"
	"starling/lang/syntax/tree"
)

// Errors are those of a text that cannot be set.
type Errors []syntax.Error

func (e Errors) Error() string {
	list := make([]string, len(e))
	for i, err := range e {
		list[i] = err.Error()
	}
	return strings.Join(list, "\n")
}

// Source is a program in the style. Where the text has errors they are its
// Errors.
func Source(name, src string) (string, error) { return formatted(name, src, false) }

func formatted(name, src string, cell bool) (string, error) {
	f := parse.File(name, src)
	if len(f.Errors) > 0 {
		return "", Errors(f.Errors)
	}
	out := program(f, src, cell)
	if err := same(f, parse.File(name, out)); err != nil {
		return "", fmt.Errorf("%s: cannot be formatted: %w; this is a defect of the formatter", name, err)
	}
	return out, nil
}

func program(f *tree.File, src string, cell bool) string {
	list, muted := words(f.Name, src)
	p := &printer{words: list, muted: muted && cell}
	p.block(f.Stmts, 0, 0)
	return p.String()
}

// same says what a program has lost when it was set.
func same(before, after *tree.File) error {
	if len(after.Errors) > 0 {
		return after.Errors[0]
	}
	if tree.Dump(before.Stmts) != tree.Dump(after.Stmts) {
		return errors.New("its meaning would change")
	}
	if len(before.Comments) != len(after.Comments) {
		return errors.New("a comment would be lost")
	}
	for i, c := range before.Comments {
		if c.Text != after.Comments[i].Text {
			return fmt.Errorf("the comment %s would move before another", c.Text)
		}
	}
	return nil
}

// Cell is a cell of a notebook in the style, without a line break at its end.
// One that asks for help (x?) stays as it is, and so does one that begins with
// %%: it is of another language.
func Cell(name, src string) (string, error) {
	if _, _, help := lowering.HelpRequest(src); help || strings.HasPrefix(src, "%%") {
		return src, nil
	}
	out, err := formatted(name, src, true)
	return strings.TrimSuffix(out, "\n"), err
}
