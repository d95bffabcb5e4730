package decl

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
)

// A docstring declares a formula:
//
//	"""Thickness of an oxide.
//
//	Args:
//	    temp (K, 300..1687): furnace temperature
//	    steps (int, 1..): how many
//	    ambient ("dry" | "wet"): the gas
//	    report: called with each result
//	Returns: thickness in nm
//	Source: Deal and Grove, J. Appl. Phys. 36, 3770 (1965)
//	Valid:
//	    temp 973..1573 K
//	    Flat surfaces.
//	Examples:
//	    grow(1273, 3600)  # => 41.2
//	"""
//
// What stands before the first section is Doc. A line of Valid that names a
// parameter is checked at each call; others are for people.
type docstring struct {
	spec   Spec
	args   []argument
	limits []limit
}

// An argument is a line of Args.
type argument struct {
	stars string // "*", "**" or ""
	param Param
	typed bool // the line says of what type it is
}

// A limit is a line of Valid that is checked.
type limit struct {
	name, unit string
	interval
}

type interval struct{ lo, hi float64 }

func (v interval) String() string {
	switch {
	case math.IsInf(v.hi, 1):
		return "at least " + bound(v.lo)
	case math.IsInf(v.lo, -1):
		return "at most " + bound(v.hi)
	}
	return bound(v.lo) + " to " + bound(v.hi)
}

var (
	heading = regexp.MustCompile(`^([A-Z][a-z]+):(?:\s+(.*))?$`)
	argLine = regexp.MustCompile(`^(\*{0,2})([A-Za-z_]\w*)\s*(?:\(([^()]*)\))?:\s*(\S.*)$`)
)

var sections = []string{"Args", "Returns", "Source", "Valid", "Examples"}

func parseDocstring(text string) (*docstring, error) {
	d := &docstring{}
	body := map[string][]string{}
	section := ""
	for i, line := range unindent(text) {
		m := heading.FindStringSubmatch(line)
		switch {
		case m != nil && slices.Contains(sections, m[1]):
			if section = m[1]; body[section] != nil {
				return nil, fmt.Errorf("the docstring has two sections %s", section)
			}
			body[section] = []string{m[2]}
		case m != nil && m[2] == "":
			return nil, fmt.Errorf("line %d of the docstring: no section %s; have %s", i+1, m[1], strings.Join(sections, ", "))
		case section != "" && line != "" && !strings.HasPrefix(line, " "):
			return nil, fmt.Errorf("line %d of the docstring: %q is not indented below %s", i+1, line, section)
		default:
			body[section] = append(body[section], line)
		}
	}
	if d.spec.Doc = strings.TrimSpace(strings.Join(body[""], "\n")); d.spec.Doc == "" {
		return nil, fmt.Errorf("the docstring does not begin with what the function does")
	}
	d.spec.Returns = strings.Join(items(body["Returns"], true), " ")
	d.spec.Source = strings.Join(items(body["Source"], true), " ")
	d.spec.Examples = items(body["Examples"], false)
	for _, item := range items(body["Args"], false) {
		a, err := parseArgument(item)
		if err != nil {
			return nil, err
		}
		d.args = append(d.args, a)
	}
	return d, d.validity(items(body["Valid"], false))
}

// unindent returns a docstring's lines without the indentation that all but
// the first share.
func unindent(text string) []string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\t", "    ")), "\n")
	shared := math.MaxInt
	for _, line := range lines[1:] {
		if strings.TrimSpace(line) != "" {
			shared = min(shared, indentation(line))
		}
	}
	for i, line := range lines {
		if i > 0 && strings.TrimSpace(line) != "" {
			line = line[shared:]
		}
		lines[i] = strings.TrimRight(line, " \r")
	}
	return lines
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// items joins each line with those below it that are indented further, or,
// where a section is one text, all lines.
func items(lines []string, one bool) []string {
	var out []string
	first := -1
	for i, line := range lines {
		text := strings.TrimSpace(line)
		if text == "" {
			continue
		}
		depth := indentation(line)
		if i > 0 && first < 0 {
			first = depth
		}
		if len(out) > 0 && (one || depth > first && first >= 0) {
			out[len(out)-1] += " " + text
		} else {
			out = append(out, text)
		}
	}
	return out
}

func parseArgument(item string) (argument, error) {
	m := argLine.FindStringSubmatch(item)
	if m == nil {
		return argument{}, fmt.Errorf("section Args: %q is not of the form name (unit, lo..hi): meaning", item)
	}
	a := argument{stars: m[1], param: *param(kindValue, "any value", nil, m[2], "", m[4])}
	a.param.scratch = reflect.TypeFor[starlark.Value]()
	switch a.stars {
	case "*":
		a.param.kind, a.param.want = kindRest, "any number of values"
	case "**":
		a.param.kind, a.param.want = kindKeywords, "any number of keywords"
	}
	if m[3] == "" {
		return a, nil
	}
	if a.stars != "" {
		return a, fmt.Errorf("section Args: %s%s takes any values, so it has no unit or range", m[1], m[2])
	}
	if err := a.domain(m[3]); err != nil {
		return a, fmt.Errorf("section Args: %s: %w", m[2], err)
	}
	return a, nil
}

// types are the words for what a parameter may be.
var types = map[string]struct {
	kind    kind
	want    string
	scratch reflect.Type
}{
	"number":   {kindFloat, "number", reflect.TypeFor[float64]()},
	"int":      {kindInt, "int", reflect.TypeFor[int]()},
	"bool":     {kindBool, "bool", reflect.TypeFor[bool]()},
	"string":   {kindString, "string", reflect.TypeFor[string]()},
	"numbers":  {kindFloats, "list of numbers", reflect.TypeFor[[]float64]()},
	"function": {kindValue, "function", reflect.TypeFor[starlark.Callable]()},
}

func (a *argument) as(word string) {
	t := types[word]
	a.param.kind, a.param.want, a.param.scratch, a.typed = t.kind, t.want, t.scratch, true
}

// domain reads what stands between the parentheses: a type, a unit, a range,
// or choices.
func (a *argument) domain(text string) error {
	if strings.Contains(text, `"`) {
		a.as("string")
		for _, part := range strings.Split(text, "|") {
			choice, err := strconv.Unquote(strings.TrimSpace(part))
			if err != nil {
				return fmt.Errorf(`choices %s, want "a" | "b"`, text)
			}
			a.param.Choices = append(a.param.Choices, choice)
		}
		return nil
	}
	for _, part := range strings.Split(text, ",") {
		part = strings.TrimSpace(part)
		if strings.Contains(part, "..") {
			span, err := parseInterval(part)
			if err != nil {
				return err
			}
			a.param.Min, a.param.Max = span.lo, span.hi
		} else if _, ok := types[part]; ok && !a.typed {
			a.as(part)
		} else if part != "" && a.param.Unit == "" {
			a.param.Unit = part
		} else {
			return fmt.Errorf("(%s), want (type, unit, lo..hi), each once", text)
		}
	}
	if !a.typed {
		a.as("number")
	}
	if k := a.param.kind; k != kindFloat && k != kindInt && k != kindFloats && (a.param.Unit != "" || a.param.ranged()) {
		return fmt.Errorf("a %s has no unit or range", a.param.want)
	}
	return nil
}

func parseInterval(text string) (interval, error) {
	span := interval{math.Inf(-1), math.Inf(1)}
	lo, hi, _ := strings.Cut(text, "..")
	for _, end := range []struct {
		text string
		to   *float64
	}{{lo, &span.lo}, {hi, &span.hi}} {
		if end.text == "" {
			continue
		}
		x, err := strconv.ParseFloat(end.text, 64)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
			return span, fmt.Errorf("range %s, want numbers lo..hi", text)
		}
		*end.to = x
	}
	if lo == "" && hi == "" || span.lo > span.hi {
		return span, fmt.Errorf("range %s is empty or endless", text)
	}
	return span, nil
}

// validity reads the lines of Valid. One with a range is checked, so it must
// name a parameter; d.bind sees to that.
func (d *docstring) validity(lines []string) error {
	d.spec.Valid = strings.Join(lines, "; ")
	for _, line := range lines {
		if !strings.Contains(line, "..") {
			continue
		}
		words := strings.Fields(line)
		if len(words) != 2 && len(words) != 3 {
			return fmt.Errorf("section Valid: %q is not of the form name lo..hi unit", line)
		}
		span, err := parseInterval(words[1])
		if err != nil {
			return fmt.Errorf("section Valid: %s: %w", words[0], err)
		}
		d.limits = append(d.limits, limit{words[0], strings.Join(words[2:], ""), span})
	}
	return nil
}
