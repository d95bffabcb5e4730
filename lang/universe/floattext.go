package universe

import (
	"math"
	"strconv"
	"strings"

	"starling/lang/display"
)

// floatDigits writes x, which is not negative, as a type of a format spec
// says: e, f, g, n and % as C does, 0 as Python's repr, or, with a precision,
// as g with at least one decimal.
func floatDigits(x float64, kind byte, precision int, alt bool) string {
	var s string
	switch {
	case math.IsInf(x, 0):
		s = "inf"
	case math.IsNaN(x):
		s = "nan"
	case kind == 'e' || kind == 'E':
		s = withDot(strconv.FormatFloat(x, 'e', precision, 64), alt)
	case kind == 'f' || kind == 'F' || kind == '%':
		s = withDot(strconv.FormatFloat(x, 'f', precision, 64), alt)
	case kind == 0 && precision < 0:
		s = withDot(display.FloatRepr(x), alt)
	default:
		s = general(x, max(precision, 1), alt, kind == 0)
	}
	if kind == 'E' || kind == 'F' || kind == 'G' {
		return strings.ToUpper(s)
	}
	return s
}

// general is C's %g: so many significant digits, with an exponent where it is
// below -4 or has more digits than that. With decimal, a whole number shows
// one decimal, for which one digit is kept.
func general(x float64, precision int, alt, decimal bool) string {
	s := strconv.FormatFloat(x, 'e', precision-1, 64)
	at := strings.IndexByte(s, 'e')
	exponent, _ := strconv.Atoi(s[at+1:])
	limit := precision
	if decimal {
		limit--
	}
	if exponent < -4 || exponent >= limit {
		if !alt {
			return trimZeros(s[:at]) + s[at:]
		}
		return withDot(s, true)
	}
	s = strconv.FormatFloat(x, 'f', precision-1-exponent, 64)
	if alt {
		return withDot(s, true)
	}
	if s = trimZeros(s); decimal && !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func trimZeros(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// withDot sees to it that a number has a decimal point, if it must.
func withDot(s string, must bool) string {
	if !must || strings.Contains(s, ".") {
		return s
	}
	if i := strings.IndexByte(s, 'e'); i >= 0 {
		return s[:i] + "." + s[i:]
	}
	return s + "."
}
