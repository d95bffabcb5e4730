package client

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An object is one of JSON's, as notebooks hold it.
type object = map[string]any

// decode reads an object. Numbers keep their digits, written as Python writes
// them.
func decode(data []byte, v *object) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return err
	}
	numbers(*v)
	return nil
}

func numbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		return number(v)
	case object:
		for key, x := range v {
			v[key] = numbers(x)
		}
	case []any:
		for i, x := range v {
			v[i] = numbers(x)
		}
	}
	return v
}

// number writes 1.50 as 1.5, 1e-7 as 1e-07 and 1E20 as 1e+20. A whole number
// stays, of any length.
func number(n json.Number) json.Number {
	x, err := n.Float64()
	if err != nil || !strings.ContainsAny(string(n), ".eE") {
		return n
	}
	if a := math.Abs(x); a != 0 && (a < 1e-4 || a >= 1e16) {
		return json.Number(strconv.FormatFloat(x, 'e', -1, 64))
	}
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return json.Number(s)
}

// split cuts a text behind each end of a line. Notebooks hold texts so, and
// what ends a line is what Python takes for it.
func split(s string) []any {
	list := []any{}
	start := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch r {
		case '\r':
			if i < len(s) && s[i] == '\n' {
				i++
			}
		case '\n', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		default:
			continue
		}
		list = append(list, s[start:i])
		start = i
	}
	if start < len(s) {
		list = append(list, s[start:])
	}
	return list
}

// text joins what split has cut.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		return strings.Join(lines(v), "")
	}
	return ""
}

func lines(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, x := range list {
		s, _ := x.(string)
		out = append(out, s)
	}
	return out
}

// bundle splits those texts of a MIME bundle that notebooks hold split.
func bundle(v any) object {
	data, _ := v.(object)
	out := object{}
	for mime, x := range data {
		s, isText := x.(string)
		if isText && (strings.HasPrefix(mime, "text/") || mime == "image/svg+xml" || mime == "application/javascript") {
			out[mime] = split(s)
			continue
		}
		out[mime] = x
	}
	return out
}

func orEmpty(v any) any {
	if v == nil {
		return object{}
	}
	return v
}

func hasTag(cell object, tag string) bool {
	metadata, _ := cell["metadata"].(object)
	return slices.Contains(lines(metadata["tags"]), tag)
}
