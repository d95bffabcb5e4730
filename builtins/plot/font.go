package plot

import (
	"strings"
	"sync"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
)

// Text is laid out with Liberation Sans, whose letters are as wide as those
// of Arial and Helvetica; a viewer has one of the three, and if not, anchors
// keep labels in place.
const (
	fontFamily = "Arial, Helvetica, Liberation Sans, sans-serif"
	textSize   = 12
	titleSize  = 13
	lineHeight = 16
)

// fonts are parsed when the first plot is drawn: nobody else pays.
var fonts = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

func textWidth(s string) float64 {
	face := fonts().Lookup(font.Font{Typeface: "Liberation", Variant: "Sans"}, textSize)
	return float64(face.Width(s))
}

func titleWidth(s string) float64 {
	face := fonts().Lookup(font.Font{Typeface: "Liberation", Variant: "Sans", Weight: xfont.WeightBold}, titleSize)
	return float64(face.Width(s))
}

// wrap breaks a text between words, so that each line is at most so wide; a
// longer word is cut.
func wrap(s string, limit float64, width func(string) float64) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && width(line+" "+word) > limit {
			out, line = append(out, cut(line, limit, width)), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	if line != "" {
		out = append(out, cut(line, limit, width))
	}
	return out
}

func cut(s string, limit float64, width func(string) float64) string {
	if width(s) <= limit {
		return s
	}
	runes := []rune(s)
	for n := min(len(runes), 1000); n > 0; n-- {
		if short := string(runes[:n]) + "…"; width(short) <= limit {
			return short
		}
	}
	return "…"
}
