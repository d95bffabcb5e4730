package np

import (
	"testing"

	"starling/lang/decl"
)

// Every derivative against differences of its function.
func TestPartials(t *testing.T) {
	for _, f := range ofOne {
		if partials1[f.name] == nil {
			t.Errorf("%s has no derivative", f.name)
			continue
		}
		if err := decl.CheckGradient(f.gradient(), func(x []float64) float64 { return f.f(x[0]) }); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
	for _, f := range ofTwo {
		if partials2[f.name] == nil {
			t.Errorf("%s has no derivatives", f.name)
			continue
		}
		if err := decl.CheckGradient(f.gradient(), func(x []float64) float64 { return f.f(x[0], x[1]) }); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
	if n := len(partials1) + len(partials2); n != len(ofOne)+len(ofTwo) {
		t.Errorf("%d derivatives of %d functions", n, len(ofOne)+len(ofTwo))
	}
}
