package decl

// Units is every unit in which a number may cross a boundary; "" is a pure
// number. A unit is written as here, with ASCII letters, so that one quantity
// reads the same everywhere. There is no conversion: a caller gives the
// declared unit.
var Units = map[string]string{
	"": "a pure number",

	"s": "seconds", "h": "hours", "1/s": "per second", "Hz": "hertz",
	"K": "kelvins", "eV": "electronvolts", "J": "joules", "W": "watts",
	"V": "volts", "A": "amperes", "F": "farads", "Ohm": "ohms", "C": "coulombs",
	"nm": "nanometres", "um": "micrometres", "mm": "millimetres", "cm": "centimetres", "m": "metres",
	"nm/s": "nanometres per second", "nm2/s": "square nanometres per second",
	"mm2": "square millimetres", "cm2": "square centimetres", "m2": "square metres",
	"1/cm2": "per square centimetre", "1/cm3": "per cubic centimetre",
	"g": "grams", "kg": "kilograms", "mol": "moles", "Pa": "pascals", "rad": "radians",

	"px": "pixels of a picture",
}

// Measured reports whether p is a number or several, and so has a unit.
func (p *Param) Measured() bool {
	return p.kind == kindFloat || p.kind == kindInt || p.kind == kindFloats
}
