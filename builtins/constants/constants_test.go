package constants

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// units are SciPy's writings of ours, where they differ.
var units = map[string]string{
	"J Hz^-1": "J s", "eV Hz^-1": "eV s", "J mol^-1 K^-1": "J/(mol K)", "W m^-2 K^-4": "W/(m2 K4)",
	"m^3 kg^-1 s^-2": "m3/(kg s2)", "N A^-2": "N/A2", "m s^-2": "m/s2", "mol^-1": "1/mol", "m^-1": "1/m", "ohm": "Ohm",
}

// Every constant is as SciPy 1.17 has it: name; value; uncertainty; unit. An
// exact one may differ by a few units in the last place, where SciPy rounds more than once.
func TestAsSciPy(t *testing.T) {
	text, err := os.ReadFile("testdata/scipy.txt")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]constant{}
	for _, c := range table {
		byName[c.name] = c
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSpace(line), ";")
		c, ok := byName[f[0]]
		if !ok {
			t.Errorf("%s is not here", f[0])
			continue
		}
		delete(byName, f[0])
		value, err1 := strconv.ParseFloat(f[1], 64)
		uncertainty, err2 := strconv.ParseFloat(f[2], 64)
		if err1 != nil || err2 != nil {
			t.Fatal(line)
		}
		tolerance := 0.0
		if uncertainty == 0 {
			tolerance = 1e-15 * value
		}
		if math.Abs(c.value-value) > tolerance || c.uncertainty != uncertainty {
			t.Errorf("%s = %v ± %v, want %v ± %v", c.name, c.value, c.uncertainty, value, uncertainty)
		}
		want, ok := units[f[3]]
		if !ok {
			want = strings.Replace(strings.TrimSuffix(f[3], "^-1"), " ", "/", 1)
			if !strings.HasSuffix(f[3], "^-1") {
				want = f[3]
			}
		}
		if f[3] != "-" && c.unit != want {
			t.Errorf("%s is in %s, want %s", c.name, c.unit, want)
		}
	}
	for name := range byName {
		t.Errorf("%s is not compared", name)
	}
}

// What NIST prints of those that follow from exact ones, cut at the dots; and
// their values by mpmath, of 50 digits rounded once.
func TestExactOnes(t *testing.T) {
	byName := map[string]float64{}
	for _, c := range table {
		byName[c.name] = c.value
	}
	for _, c := range []struct {
		name, printed string
		value         float64
	}{
		{"hbar", "1.054571817e-34", 1.0545718176461565e-34},
		{"R", "8.314462618e+00", 8.31446261815324},
		{"F", "9.648533212e+04", 96485.33212331001},
		{"sigma", "5.670374419e-08", 5.6703744191844294e-08},
		{"Wien", "2.897771955e-03", 0.0028977719551851727},
		{"k_eV", "8.617333262e-05", 8.617333262145177e-05},
		{"h_eV", "4.135667696e-15", 4.135667696923859e-15},
		{"hbar_eV", "6.582119569e-16", 6.582119569509066e-16},
		{"Phi_0", "2.067833848e-15", 2.0678338484619295e-15},
		{"G_0", "7.748091729e-05", 7.74809172986365e-05},
		{"K_J", "4.835978484e+14", 483597848416983.6},
		{"R_K", "2.581280745e+04", 25812.807459304506},
	} {
		got := byName[c.name]
		mantissa, exp, _ := strings.Cut(strconv.FormatFloat(got, 'e', 15, 64), "e")
		if got != c.value || mantissa[:11]+"e"+exp != c.printed {
			t.Errorf("%s = %v, want %v, printed as %s", c.name, got, c.value, c.printed)
		}
	}
}

func TestInfo(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`constants.info("k")`, "k = 1.380649e-23 J/K: Boltzmann constant\n  SI Brochure, 9th edition (2019): exact, it defines the unit"},
		{`constants.info("alpha")`, "alpha = 0.0072973525643 ± 1.1e-12: fine-structure constant\n  " + codata},
		{`constants.info("mu0")`, `info: no constant "mu0"; did you mean "mu_0"?`},
		{`constants.info(1)`, `info: name: got int, want string`},
		{`constants.info("g").value == constants.g`, `True`},
	} {
		got := ""
		v, err := starlark.EvalOptions(&syntax.FileOptions{}, new(starlark.Thread), "t", c.src, starlark.StringDict{"constants": Module})
		if err != nil {
			got = err.Error()
		} else {
			got = v.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}
