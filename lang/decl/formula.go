package decl

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/display"
)

// Formula declares a Starlark function by its docstring. Calls of what it
// returns are checked as those of a Go builtin, and then run the function.
// The error says what in the docstring is at odds with the function.
func Formula(fn *starlark.Function) (*Func, error) {
	d, err := parseDocstring(fn.Doc())
	if err == nil {
		err = d.bind(fn)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", fn.Name(), err)
	}
	f := &Func{Spec: d.spec, formula: fn}
	for i, p := range f.Spec.Params {
		if p.Default == nil && p.kind != kindRest && p.kind != kindKeywords {
			f.required |= 1 << i
			f.leading = i + 1
		}
		f.plain = append(f.plain, p.plain())
	}
	return f, nil
}

// plain is the interval in which a float needs no further look: in range and
// where the formula is valid. Where there is none, no float is in it.
func (p *Param) plain() interval {
	if p.kind != kindFloat || p.Named {
		return interval{math.NaN(), math.NaN()}
	}
	// Infinities need a further look: a range refuses them.
	v := interval{max(p.Min, -math.MaxFloat64), min(p.Max, math.MaxFloat64)}
	if p.holds != nil {
		v = interval{max(v.lo, p.holds.lo), min(v.hi, p.holds.hi)}
	}
	return v
}

// isPlain reports whether a call is what most calls in innermost loops are:
// floats by position, all well inside. It takes some 10 ns.
func (f *Func) isPlain(args starlark.Tuple, kwargs []starlark.Tuple) bool {
	if len(kwargs) > 0 || len(args) < f.leading || len(args) > len(f.plain) {
		return false
	}
	for i, v := range args {
		x, ok := v.(starlark.Float)
		if !ok || !(f.plain[i].lo <= float64(x) && float64(x) <= f.plain[i].hi) {
			return false
		}
	}
	return true
}

// Formula returns the Starlark function that f runs, nil if f is Go.
func (f *Func) Formula() *starlark.Function { return f.formula }

// bind joins what the docstring says with the parameters that are there.
func (d *docstring) bind(fn *starlark.Function) error {
	params := parametersOf(fn)
	if len(params) > 64 {
		return fmt.Errorf("%d parameters, want at most 64", len(params))
	}
	want, have := make([]string, len(params)), make([]string, len(d.args))
	for i, p := range params {
		want[i] = p.name
	}
	for i, a := range d.args {
		have[i] = a.stars + a.param.Name
	}
	if strings.Join(want, ", ") != strings.Join(have, ", ") {
		return fmt.Errorf("section Args describes (%s), the function takes (%s)", strings.Join(have, ", "), strings.Join(want, ", "))
	}
	for i := range d.args {
		a := &d.args[i]
		p := &a.param
		p.Default, p.Named = params[i].value, params[i].named
		if !a.typed && p.Default != nil && a.stars == "" {
			a.inferred()
		}
		if p.Default != nil && p.Default != starlark.None {
			if err := p.check(nil, p.Default); err != nil {
				return fmt.Errorf("default of %s%w", p.Name, err)
			}
		}
		d.spec.Params = append(d.spec.Params, p)
	}
	d.spec.Name = fn.Name()
	return d.limit()
}

// inferred makes a parameter that is only described what its default is.
func (a *argument) inferred() {
	switch a.param.Default.(type) {
	case starlark.Bool:
		a.as("bool")
	case starlark.String:
		a.as("string")
	case starlark.Float, starlark.Int:
		a.as("number")
	}
}

func (d *docstring) limit() error {
	for _, l := range d.limits {
		var p *Param
		for _, q := range d.spec.Params {
			if q.Name == l.name {
				p = q
			}
		}
		switch {
		case p == nil:
			return fmt.Errorf("section Valid: there is no parameter %s", l.name)
		case p.kind != kindFloat && p.kind != kindInt:
			return fmt.Errorf("section Valid: %s is not a number", l.name)
		case p.Unit != l.unit:
			return fmt.Errorf("section Valid: %s has the unit %q in Args, %q here", l.name, p.Unit, l.unit)
		case l.lo < p.Min && !math.IsInf(l.lo, -1), l.hi > p.Max && !math.IsInf(l.hi, 1):
			return fmt.Errorf("section Valid: %s is %s here, %s in Args", l.name, l.interval, interval{p.Min, p.Max})
		}
		p.holds = &l.interval
	}
	return nil
}

type parameter struct {
	name  string // with its stars
	value starlark.Value
	named bool
}

// parametersOf lists parameters as a def writes them. The machine has *args
// and **kwargs last.
func parametersOf(fn *starlark.Function) []parameter {
	var out, named []parameter
	n := fn.NumParams()
	star := func() string {
		n--
		name, _ := fn.Param(n)
		return name
	}
	rest, kwargs := "", ""
	if fn.HasKwargs() {
		kwargs = "**" + star()
	}
	if fn.HasVarargs() {
		rest = "*" + star()
	}
	for i := range n {
		name, _ := fn.Param(i)
		p := parameter{name, fn.ParamDefault(i), i >= n-fn.NumKwonlyParams()}
		if p.named {
			named = append(named, p)
		} else {
			out = append(out, p)
		}
	}
	if rest != "" {
		out = append(out, parameter{name: rest})
	}
	out = append(out, named...)
	if kwargs != "" {
		out = append(out, parameter{name: kwargs})
	}
	return out
}

// admit checks the arguments of a formula's call.
func (f *Func) admit(th *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) error {
	var seen uint64
	params := f.Spec.Params
	for i, v := range args {
		if i >= len(params) || params[i].Named || params[i].kind == kindKeywords {
			return fmt.Errorf("%s: got %d positional arguments, want at most %d", f.Spec.Name, len(args), i)
		}
		if params[i].kind == kindRest {
			break
		}
		seen |= 1 << i
		if err := f.argument(th, params[i], v); err != nil {
			return err
		}
	}
	for _, kv := range kwargs {
		if err := f.admitKeyword(th, &seen, string(kv[0].(starlark.String)), kv[1]); err != nil {
			return err
		}
	}
	return f.complete(seen)
}

func (f *Func) admitKeyword(th *starlark.Thread, seen *uint64, name string, v starlark.Value) error {
	for i, p := range f.Spec.Params {
		switch {
		case p.kind == kindKeywords:
			return nil
		case p.Name != name || p.kind == kindRest:
			continue
		case *seen&(1<<i) != 0:
			return fmt.Errorf("%s: %s given twice", f.Spec.Name, name)
		}
		*seen |= 1 << i
		return f.argument(th, p, v)
	}
	return f.noKeyword(name)
}

// argument checks one value, and warns of one outside the validity.
func (f *Func) argument(th *starlark.Thread, p *Param, v starlark.Value) error {
	if v == starlark.None && p.Default == starlark.None {
		return nil
	}
	if err := p.check(th, v); err != nil {
		return fmt.Errorf("%s: %s%w", f.Spec.Name, p.Name, err)
	}
	if p.holds != nil {
		f.warn(th, p, v)
	}
	return nil
}

// check says what is wrong with a value. A formula gets it as it is.
func (p *Param) check(th *starlark.Thread, v starlark.Value) error {
	if p.kind == kindFloat {
		_, err := p.number(v, p.want)
		return err
	}
	return p.store(th, reflect.New(p.scratch).Elem(), v)
}

// warned is where a thread keeps what it has been warned of: a thread runs one
// cell, and a loop in it should not say the same a million times.
const warned = "decl.warned"

func (f *Func) warn(th *starlark.Thread, p *Param, v starlark.Value) {
	x, ok := starlark.AsFloat(v)
	if !ok || p.holds.lo <= x && x <= p.holds.hi {
		return
	}
	seen, _ := th.Local(warned).(map[*Param]bool)
	if seen == nil {
		seen = map[*Param]bool{}
		th.SetLocal(warned, seen)
	}
	if !seen[p] {
		seen[p] = true
		text := strings.TrimSpace(fmt.Sprintf("warning: %s: %s = %s, the model holds for %s %s", f.Spec.Name, p.Name, shown(v), p.holds, p.Unit))
		display.To(th).Stream("stderr", text+"\n")
	}
}
