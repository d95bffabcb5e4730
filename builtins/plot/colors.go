package plot

import (
	"fmt"
	"strings"

	"starling/lang/decl"
)

// The palette is that of Okabe and Ito (Color Universal Design, 2008), told
// apart by all common kinds of colour vision, less its yellow, which is faint
// on white.
var palette = []string{"blue", "orange", "green", "pink", "sky", "yellow"}

var colors = []struct{ name, hex string }{
	{"blue", "#0072b2"},
	{"orange", "#d55e00"},
	{"green", "#009e73"},
	{"pink", "#cc79a7"},
	{"sky", "#56b4e9"},
	{"yellow", "#e69f00"},
	{"gray", "#6b7280"},
	{"black", "#111827"},
}

// Theme. The background is white in a dark notebook too: the colours of the
// data are chosen for it.
const (
	paper    = "#fff"
	ink      = "#1f2937" // title, labels
	softInk  = "#4b5563" // tick labels
	axisInk  = "#9ca3af"
	gridInk  = "#e5e7eb"
	faintInk = "#f3f4f6" // minor grid
)

// colorOf returns a colour as #rrggbb, "" for "".
func colorOf(name string) (string, error) {
	var names []string
	for _, c := range colors {
		if c.name == name {
			return c.hex, nil
		}
		names = append(names, c.name)
	}
	if name == "" {
		return "", nil
	}
	if low := strings.ToLower(name); len(low) == 7 && low[0] == '#' && strings.Trim(low[1:], "0123456789abcdef") == "" {
		return low, nil
	}
	hint := ""
	if near := decl.Nearest(name, names); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return "", fmt.Errorf("color = %q, want \"#rrggbb\" or one of %s%s", name, strings.Join(names, ", "), hint)
}

// dashes are patterns of strokes and gaps in pixels.
var dashes = map[string]string{"": "", "solid": "", "dashed": "6 4", "dotted": "1.5 3.5"}
