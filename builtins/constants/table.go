package constants

import "math"

// A constant is a physical constant or the size of a unit.
type constant struct {
	name        string
	value       float64
	uncertainty float64 // standard uncertainty; 0: exact
	unit        string  // written as in decl.Units
	doc         string
	source      string
}

const (
	si     = "SI Brochure, 9th edition (2019): exact, it defines the unit"
	exact  = "CODATA 2022: exact, it follows from constants that define units"
	codata = "CODATA 2022: Mohr, Newell, Taylor and Tiesinga, Rev. Mod. Phys. 97, 025002 (2025)"
)

// The constants that define the SI. As untyped constants they are exact, and
// what is computed from them below is rounded once.
const (
	cs        = 9192631770
	lightness = 299792458
	planck    = 6.62607015e-34
	charge    = 1.602176634e-19
	boltzmann = 1.380649e-23
	avogadro  = 6.02214076e23
	luminous  = 683

	pi5 = math.Pi * math.Pi * math.Pi * math.Pi * math.Pi
	k4  = boltzmann * boltzmann * boltzmann * boltzmann
	h3  = planck * planck * planck
	// The x at which Planck's law over wavelength is greatest: x = 5 (1 - exp(-x)).
	wienRoot = 4.9651142317442763036987591313228939440555849867973
)

var table = []constant{
	{"delta_nu_Cs", cs, 0, "Hz", "hyperfine transition frequency of caesium 133", si},
	{"c", lightness, 0, "m/s", "speed of light in vacuum", si},
	{"h", planck, 0, "J s", "Planck constant", si},
	{"e", charge, 0, "C", "elementary charge", si},
	{"k", boltzmann, 0, "J/K", "Boltzmann constant", si},
	{"N_A", avogadro, 0, "1/mol", "Avogadro constant", si},
	{"K_cd", luminous, 0, "lm/W", "luminous efficacy at 540 THz", si},

	{"hbar", planck / (2 * math.Pi), 0, "J s", "reduced Planck constant, h / (2 pi)", exact},
	{"R", boltzmann * avogadro, 0, "J/(mol K)", "molar gas constant, k N_A", exact},
	{"F", charge * avogadro, 0, "C/mol", "Faraday constant, e N_A", exact},
	{"sigma", 2 * pi5 * k4 / (15 * h3 * lightness * lightness), 0, "W/(m2 K4)", "Stefan-Boltzmann constant", exact},
	{"Wien", planck * lightness / (boltzmann * wienRoot), 0, "m K", "Wien wavelength displacement law constant", exact},
	{"k_eV", boltzmann / charge, 0, "eV/K", "Boltzmann constant in electronvolts", exact},
	{"h_eV", planck / charge, 0, "eV s", "Planck constant in electronvolts", exact},
	{"hbar_eV", planck / (2 * math.Pi * charge), 0, "eV s", "reduced Planck constant in electronvolts", exact},
	{"Phi_0", planck / (2 * charge), 0, "Wb", "magnetic flux quantum, h / (2 e)", exact},
	{"G_0", 2 * charge * charge / planck, 0, "S", "conductance quantum, 2 e^2 / h", exact},
	{"K_J", 2 * charge / planck, 0, "Hz/V", "Josephson constant, 2 e / h", exact},
	{"R_K", planck / (charge * charge), 0, "Ohm", "von Klitzing constant, h / e^2", exact},
	{"eV", charge, 0, "J", "electronvolt", exact},

	{"G", 6.67430e-11, 1.5e-15, "m3/(kg s2)", "Newtonian constant of gravitation", codata},
	{"epsilon_0", 8.8541878188e-12, 1.4e-21, "F/m", "vacuum electric permittivity", codata},
	{"mu_0", 1.25663706127e-6, 2.0e-16, "N/A2", "vacuum magnetic permeability", codata},
	{"Z_0", 376.730313412, 5.9e-8, "Ohm", "characteristic impedance of vacuum", codata},
	{"alpha", 7.2973525643e-3, 1.1e-12, "", "fine-structure constant", codata},
	{"Rydberg", 10973731.568157, 1.2e-5, "1/m", "Rydberg constant", codata},
	{"m_e", 9.1093837139e-31, 2.8e-40, "kg", "electron mass", codata},
	{"m_p", 1.67262192595e-27, 5.2e-37, "kg", "proton mass", codata},
	{"m_n", 1.67492750056e-27, 8.5e-37, "kg", "neutron mass", codata},
	{"m_u", 1.66053906892e-27, 5.2e-37, "kg", "atomic mass constant", codata},
	{"a_0", 5.29177210544e-11, 8.2e-21, "m", "Bohr radius", codata},
	{"r_e", 2.8179403205e-15, 1.3e-24, "m", "classical electron radius", codata},
	{"E_h", 4.3597447222060e-18, 4.8e-30, "J", "Hartree energy", codata},
	{"mu_B", 9.2740100657e-24, 2.9e-33, "J/T", "Bohr magneton", codata},
	{"mu_N", 5.0507837393e-27, 1.6e-36, "J/T", "nuclear magneton", codata},

	{"g", 9.80665, 0, "m/s2", "standard acceleration of gravity", "3rd CGPM (1901): exact by agreement"},
	{"atm", 101325, 0, "Pa", "standard atmosphere", "10th CGPM (1954): exact by agreement"},
	{"torr", 101325. / 760, 0, "Pa", "torr, atm / 760", "exact by agreement"},
	{"bar", 100000, 0, "Pa", "bar", "exact by agreement"},
	{"calorie", 4.184, 0, "J", "thermochemical calorie", "exact by agreement"},
	{"zero_Celsius", 273.15, 0, "K", "0 degrees Celsius", "SI Brochure, 9th edition (2019): exact by agreement"},
	{"pi", math.Pi, 0, "", "circumference of a circle over its diameter", "mathematics"},
}
