package table

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starling/lang/display"
	"starling/lang/steps"
)

// CSV is that of RFC 4180, with two rules that make it exact:
//
//   - A quoted cell is a string. A string that would read as something else
//     is written with quotes.
//   - An empty cell without quotes, or NA, is missing.
//
// The kind of a column is the narrowest that all its cells have: bool (True,
// true, False, false), int, float (also nan, inf), else string. Whole numbers
// with leading zeros or of more than 64 bits are texts: they are names, and
// numbers would not keep them.

// ParseCSV reads a table whose first line names the columns.
func ParseCSV(th *starlark.Thread, text string) (*Table, error) {
	s := scanner{th: th, text: strings.TrimPrefix(text, "\ufeff"), line: 1}
	if err := s.valid(); err != nil {
		return nil, err
	}
	header, err := s.row()
	if err != nil {
		return nil, err
	}
	if header == nil {
		return nil, errors.New("got an empty text, want a first line with the columns' names")
	}
	names := make([]string, len(header))
	for i, c := range header {
		names[i] = c.text
	}
	cells := make([][]cell, len(names))
	for {
		line := s.line
		row, err := s.row()
		if err != nil {
			return nil, err
		}
		if row == nil {
			break
		}
		if len(row) == 1 && len(names) > 1 && row[0] == (cell{}) {
			continue // a blank line
		}
		if len(row) != len(names) {
			return nil, fmt.Errorf("line %d: got %d cells, want %d as in the first line", line, len(row), len(names))
		}
		for j, c := range row {
			cells[j] = append(cells[j], c)
		}
	}
	cols := make([]Column, len(names))
	for j := range names {
		if cols[j], err = parseColumn(th, cells[j]); err != nil {
			return nil, fmt.Errorf("column %q: %w", names[j], err)
		}
	}
	return New(names, cols)
}

type cell struct {
	text   string
	quoted bool
}

type scanner struct {
	th   *starlark.Thread
	text string // what is left
	line int
	done int
}

func (s *scanner) valid() error {
	if utf8.ValidString(s.text) {
		return nil
	}
	for i, r := range s.text {
		if r == utf8.RuneError && !strings.HasPrefix(s.text[i:], "\ufffd") {
			return fmt.Errorf("line %d: byte %#x is not UTF-8; save the file as UTF-8", 1+strings.Count(s.text[:i], "\n"), s.text[i])
		}
	}
	return nil
}

// row returns the cells of one line, nil at the end.
func (s *scanner) row() ([]cell, error) {
	if s.text == "" {
		return nil, nil
	}
	if s.done++; s.done&255 == 0 {
		if err := steps.Poll(s.th); err != nil {
			return nil, err
		}
	}
	var row []cell
	for {
		c, err := s.cell(len(row))
		if err != nil {
			return nil, err
		}
		row = append(row, c)
		if strings.HasPrefix(s.text, ",") {
			s.text = s.text[1:]
			continue
		}
		s.text = strings.TrimPrefix(s.text, "\r")
		s.text = strings.TrimPrefix(s.text, "\n")
		s.line++
		return row, nil
	}
}

// cell takes one cell up to its comma or line end.
func (s *scanner) cell(column int) (cell, error) {
	if !strings.HasPrefix(s.text, `"`) {
		end := strings.IndexAny(s.text, ",\n")
		if end < 0 {
			end = len(s.text)
		}
		text := s.text[:end]
		if end == len(s.text) || s.text[end] == '\n' {
			text = strings.TrimSuffix(text, "\r")
		}
		if i := strings.IndexByte(text, '"'); i >= 0 {
			return cell{}, fmt.Errorf("line %d, cell %d: a quote inside a cell without quotes: %s", s.line, column+1, text)
		}
		s.text = s.text[end:]
		return cell{text, false}, nil
	}
	start := s.line
	var b strings.Builder
	for rest := s.text[1:]; ; {
		end := strings.IndexByte(rest, '"')
		if end < 0 {
			return cell{}, fmt.Errorf("line %d, cell %d: a quote that does not end", start, column+1)
		}
		b.WriteString(rest[:end])
		s.line += strings.Count(rest[:end], "\n")
		rest = rest[end+1:]
		if strings.HasPrefix(rest, `"`) {
			b.WriteByte('"')
			rest = rest[1:]
			continue
		}
		if rest != "" && !strings.HasPrefix(rest, ",") && !strings.HasPrefix(rest, "\n") && !strings.HasPrefix(rest, "\r\n") {
			return cell{}, fmt.Errorf("line %d, cell %d: got %q after a closing quote, want a comma or the end of the line", s.line, column+1, rest[:1])
		}
		s.text = rest
		return cell{b.String(), true}, nil
	}
}

// parseColumn gives the cells the narrowest kind that fits all of them.
func parseColumn(th *starlark.Thread, cells []cell) (Column, error) {
	values := make([]starlark.Value, len(cells))
	kind := ""
	for i, c := range cells {
		if i&1023 == 0 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
		values[i] = parseCell(c)
		switch k := kindOf(values[i]); {
		case k == "none" || k == kind:
		case kind == "":
			kind = k
		case kind+k == "intfloat" || kind+k == "floatint":
			kind = "float"
		default:
			kind = "string"
		}
	}
	if kind == "string" { // whatever a cell looks like
		for i, c := range cells {
			if values[i] != starlark.None {
				values[i] = starlark.String(c.text)
			}
		}
	}
	return fill(kind, len(values), func(i int) starlark.Value { return values[i] })
}

func parseCell(c cell) starlark.Value {
	text := strings.TrimSpace(c.text)
	switch {
	case c.quoted:
		return starlark.String(c.text)
	case text == "" || text == "NA":
		return starlark.None
	case text == "True" || text == "true":
		return starlark.True
	case text == "False" || text == "false":
		return starlark.False
	}
	if x, ok := parseNumber(text); ok {
		return x
	}
	return starlark.String(c.text)
}

func parseNumber(text string) (starlark.Value, bool) {
	digits := strings.TrimLeft(text, "+-")
	if len(text)-len(digits) > 1 || digits == "" {
		return nil, false
	}
	switch low := strings.ToLower(digits); {
	case low == "nan" || low == "inf":
	case strings.Trim(low, "0123456789") == "": // a whole number
		if len(digits) > 1 && digits[0] == '0' {
			return nil, false
		}
		i, err := strconv.ParseInt(text, 10, 64)
		return starlark.MakeInt64(i), err == nil
	case strings.Trim(low, "0123456789.e+-") != "": // hexadecimal, underscores
		return nil, false
	}
	x, err := strconv.ParseFloat(text, 64)
	return starlark.Float(x), err == nil
}

// CSV returns the table as text that ParseCSV reads back exactly.
func (t *Table) CSV(th *starlark.Thread) (string, error) {
	var b strings.Builder
	for j, name := range t.names {
		if j > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quoteIf(name, strings.ContainsAny(name, ",\"\r\n") || (name == "" && len(t.names) == 1)))
	}
	b.WriteByte('\n')
	for i := range t.rows {
		if i&255 == 0 {
			if err := steps.Poll(th); err != nil {
				return "", err
			}
			if err := steps.Grow(th, int64(b.Len())); err != nil {
				return "", err
			}
		}
		for j, c := range t.cols {
			if j > 0 {
				b.WriteByte(',')
			}
			writeCell(&b, c.Value(i), len(t.cols) == 1)
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

func writeCell(b *strings.Builder, v starlark.Value, alone bool) {
	switch v := v.(type) {
	case starlark.Float:
		b.WriteString(display.FloatRepr(float64(v)))
	case starlark.String:
		_, plain := parseCell(cell{string(v), false}).(starlark.String)
		b.WriteString(quoteIf(string(v), !plain || strings.ContainsAny(string(v), ",\"\r\n")))
	case starlark.NoneType:
		if alone { // an empty line would be no row
			b.WriteString("NA")
		}
	default:
		b.WriteString(v.String())
	}
}

func quoteIf(s string, quote bool) string {
	if !quote {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
