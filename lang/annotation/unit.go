package annotation

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"starling/lang/decl"
)

// A dimension and a factor to its SI unit say how units convert.
type scale struct {
	dimension string
	factor    float64
}

var scales = map[string]scale{
	"":  {"number", 1},
	"s": {"time", 1}, "h": {"time", 3600}, "1/s": {"rate", 1}, "Hz": {"rate", 1},
	"K": {"temperature", 1}, "eV": {"energy", 1.602176634e-19}, "J": {"energy", 1}, "W": {"power", 1},
	"V": {"voltage", 1}, "A": {"current", 1}, "F": {"capacitance", 1}, "Ohm": {"resistance", 1}, "C": {"charge", 1},
	"nm": {"length", 1e-9}, "um": {"length", 1e-6}, "mm": {"length", 1e-3}, "cm": {"length", 1e-2}, "m": {"length", 1},
	"nm/s": {"speed", 1e-9}, "nm2/s": {"diffusion", 1e-18},
	"mm2": {"area", 1e-6}, "cm2": {"area", 1e-4}, "m2": {"area", 1},
	"1/cm2": {"areal density", 1e4}, "1/cm3": {"density", 1e6},
	"g": {"mass", 1e-3}, "kg": {"mass", 1}, "mol": {"amount", 1}, "Pa": {"pressure", 1}, "rad": {"angle", 1},
	"px": {"pixels", 1},
}

// Convert says how a number in one unit becomes one in another: "x * 1000";
// "": it does not.
func Convert(name, from, to string) string {
	a, known := scales[from]
	b, ok := scales[to]
	if !known {
		f, foreign := elsewhere[from]
		if !foreign || f.unit != to || f.convert == "" {
			return ""
		}
		return fmt.Sprintf(f.convert, name)
	}
	if !ok || a.dimension != b.dimension || a.factor == b.factor {
		return ""
	}
	if factor := a.factor / b.factor; factor >= 1 {
		return fmt.Sprintf("%s * %s", name, number(factor))
	}
	return fmt.Sprintf("%s / %s", name, number(b.factor/a.factor))
}

// number writes a factor without the noise of a division.
func number(x float64) string {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', 10, 64), 64)
	if x < 1e6 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strings.Replace(strings.Replace(strconv.FormatFloat(x, 'e', -1, 64), "e+0", "e", 1), "e+", "e", 1)
}

// A foreign unit has a name here, or another unit takes its place.
type foreign struct{ unit, convert string }

// elsewhere are units and spellings that people know from elsewhere.
var elsewhere = map[string]foreign{
	"degC": {"K", "%s + 273.15"}, "°C": {"K", "%s + 273.15"}, "celsius": {"K", "%s + 273.15"}, "Celsius": {"K", "%s + 273.15"},
	"degF": {"K", "(%s + 459.67) / 1.8"}, "°F": {"K", "(%s + 459.67) / 1.8"},
	"kelvin": {"K", ""}, "Kelvin": {"K", ""}, "degK": {"K", ""}, "°K": {"K", ""},
	"sec": {"s", ""}, "second": {"s", ""}, "seconds": {"s", ""}, "ms": {"s", "%s / 1000"}, "us": {"s", "%s / 1e6"}, "ns": {"s", "%s / 1e9"},
	"min": {"s", "%s * 60"}, "minute": {"s", "%s * 60"}, "minutes": {"s", "%s * 60"},
	"hr": {"h", ""}, "hour": {"h", ""}, "hours": {"h", ""}, "d": {"h", "%s * 24"}, "day": {"h", "%s * 24"}, "days": {"h", "%s * 24"},
	"angstrom": {"nm", "%s / 10"}, "Å": {"nm", "%s / 10"}, "Angstrom": {"nm", "%s / 10"}, "pm": {"nm", "%s / 1000"},
	"µm": {"um", ""}, "μm": {"um", ""}, "micron": {"um", ""}, "microns": {"um", ""}, "inch": {"mm", "%s * 25.4"}, "in": {"mm", "%s * 25.4"},
	"nm/min": {"nm/s", "%s / 60"}, "um/h": {"nm/s", "%s * 1000 / 3600"}, "um2/h": {"nm2/s", "%s * 1e6 / 3600"}, "nm/h": {"nm/s", "%s / 3600"},
	"um2": {"mm2", "%s / 1e6"}, "nm2": {"mm2", "%s / 1e12"}, "cm^2": {"cm2", ""}, "mm^2": {"mm2", ""}, "m^2": {"m2", ""}, "cm²": {"cm2", ""}, "mm²": {"mm2", ""},
	"cm-2": {"1/cm2", ""}, "cm^-2": {"1/cm2", ""}, "/cm2": {"1/cm2", ""}, "cm-3": {"1/cm3", ""}, "cm^-3": {"1/cm3", ""}, "/cm3": {"1/cm3", ""}, "/s": {"1/s", ""},
	"Torr": {"Pa", "%s * 133.322"}, "mTorr": {"Pa", "%s * 0.133322"}, "torr": {"Pa", "%s * 133.322"}, "bar": {"Pa", "%s * 1e5"}, "mbar": {"Pa", "%s * 100"}, "atm": {"Pa", "%s * 101325"}, "kPa": {"Pa", "%s * 1000"},
	"kHz": {"Hz", "%s * 1e3"}, "MHz": {"Hz", "%s * 1e6"}, "GHz": {"Hz", "%s * 1e9"},
	"mV": {"V", "%s / 1000"}, "mA": {"A", "%s / 1000"}, "mW": {"W", "%s / 1000"}, "kW": {"W", "%s * 1000"}, "meV": {"eV", "%s / 1000"}, "keV": {"eV", "%s * 1000"},
	"ohm": {"Ohm", ""}, "Ω": {"Ohm", ""}, "deg": {"rad", "%s * 3.141592653589793 / 180"}, "°": {"rad", "%s * 3.141592653589793 / 180"}, "degrees": {"rad", "%s * 3.141592653589793 / 180"},
	"pixel": {"px", ""}, "pixels": {"px", ""}, "mg": {"g", "%s / 1000"},
	"%": {"", "%s / 100"}, "percent": {"", "%s / 100"}, "ppm": {"", "%s / 1e6"}, "1": {"", ""},
}

// Instead says what to write for a unit that is not known.
func Instead(unit string) string {
	if f, ok := elsewhere[unit]; ok {
		if f.convert == "" {
			return fmt.Sprintf("write %q", f.unit)
		}
		return fmt.Sprintf("write %q; x %s are %s", f.unit, unit, fmt.Sprintf(f.convert, "x"))
	}
	known := slices.Sorted(maps.Keys(decl.Units))
	if near := decl.Nearest(unit, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "known are " + strings.Join(known[1:], ", ") + `; "" is a pure number`
}
