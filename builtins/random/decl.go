package random

import (
	"fmt"
	"math"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
	"starling/lang/steps"
)

// Module is the namespace random.
var Module = &decl.Module{
	Name: "random",
	Doc:  "Random numbers from explicit keys: the same key gives the same numbers each time.",
	Members: func() []decl.Member {
		return decl.Funcs(keyFunc(), splitFunc(), uniformFunc(), normalFunc(), integersFunc(), permutationFunc(), choiceFunc())
	},
}

const (
	salmon  = "Salmon, Moraes, Dror and Shaw, SC11 (2011): Philox4x32-10"
	wichura = salmon + "; Wichura, Appl. Stat. 37, 477 (1988), algorithm AS 241"
	single  = -1 // the value of n that was left out
	most    = 1e12
	bytes   = 24 // of an element: an interface, and what it points at
)

func keyParam(p *Key) *decl.Param {
	return decl.Value(p, "key", "key, as random.key(0)", "what decides the numbers; used again, it gives the same")
}

// countParam is n; left out, it is single.
func countParam(p *int) *decl.Param {
	*p = single
	return decl.Int(p, "n", "", "how many numbers, as a list; without it, one number").Range(0, most).Or(starlark.None)
}

// several calls draw for each index, or once where n was left out.
func several(th *starlark.Thread, n int, draw func(i uint64) starlark.Value) (starlark.Value, error) {
	if n == single {
		return draw(0), nil
	}
	if err := steps.Grow(th, bytes*int64(n)); err != nil {
		return nil, err
	}
	out := make([]starlark.Value, n)
	for i := range out {
		if i&1023 == 1023 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
		out[i] = draw(uint64(i))
	}
	return starlark.NewList(out), nil
}

type keyArgs struct{ Seed starlark.Int }

func keyFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "key", Doc: "A key from a seed. Split it for each thing that needs its own numbers; equal seeds give equal keys.", Returns: "key", Source: salmon,
		Examples: []string{`random.key(7)  # => random.key(7)`},
	}, func(a *keyArgs) []*decl.Param {
		return []*decl.Param{decl.Value(&a.Seed, "seed", "int, 0 to 2^64 - 1", "any whole number; none is better than another")}
	}, func(_ *starlark.Thread, a *keyArgs) (starlark.Value, error) {
		seed, ok := a.Seed.Uint64()
		if !ok {
			return nil, fmt.Errorf("key: seed has %d bits or is negative, want int, 0 to 2^64 - 1", a.Seed.BigInt().BitLen())
		}
		return Key(seed), nil
	})
}

type splitArgs struct {
	Key Key
	By  starlark.Value
}

func splitFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "split",
		Doc: "Keys split off a key, whose numbers have nothing to do with its own or one another's. By a label: one key, the same whichever others are split off. " +
			"By a number: a list of so many keys; a longer list begins with the same ones.",
		Returns: "key for a label, list of keys for a number", Source: salmon,
		Examples: []string{
			`random.split(random.key(0), "noise") == random.split(random.key(0), "noise")  # => True`,
			`len(random.split(random.key(0), 3))  # => 3`,
		},
	}, func(a *splitArgs) []*decl.Param {
		return []*decl.Param{keyParam(&a.Key), decl.Value(&a.By, "by", "string or int", "a label, or how many keys").Or(starlark.MakeInt(2))}
	}, func(th *starlark.Thread, a *splitArgs) (starlark.Value, error) {
		switch by := a.By.(type) {
		case starlark.String:
			return a.Key.labelled(string(by)), nil
		case starlark.Int:
			n, err := count("split", "by", by)
			if err != nil {
				return nil, err
			}
			return several(th, n, func(i uint64) starlark.Value { return a.Key.numbered(i) })
		}
		return nil, fmt.Errorf("split: by: got %s, want a label (string) or how many (int)", a.By.Type())
	})
}

// count reads how many of something a value asks for.
func count(name, param string, v starlark.Int) (int, error) {
	if n, ok := v.Int64(); ok && n >= 0 && n <= most {
		return int(n), nil
	}
	return 0, fmt.Errorf("%s: %s: want int, 0 to 1e12", name, param)
}

type uniformArgs struct {
	Key       Key
	N         int
	Low, High float64
}

func uniformFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "uniform", Doc: "Numbers of which none is likelier than another: low may come, high does not.", Returns: "float, or list of n", Source: salmon,
		Examples: []string{`random.uniform(random.key(0), 3)  # => [0.8412916030042479, 0.7746201223114756, 0.2256351137825957]`, `random.uniform(random.key(0), low=10, high=20)  # => 18.412916030042478`},
	}, func(a *uniformArgs) []*decl.Param {
		return []*decl.Param{
			keyParam(&a.Key), countParam(&a.N),
			decl.Float(&a.Low, "low", "", "the least").Or(starlark.Float(0)),
			decl.Float(&a.High, "high", "", "above the greatest").Or(starlark.Float(1)),
		}
	}, func(th *starlark.Thread, a *uniformArgs) (starlark.Value, error) {
		if width := a.High - a.Low; !(width >= 0) || math.IsInf(width, 0) {
			return nil, fmt.Errorf("uniform: low = %s, high = %s, want low <= high, and a finite number between", display.FloatRepr(a.Low), display.FloatRepr(a.High))
		}
		s := newStream(a.Key, forUniform)
		return several(th, a.N, func(i uint64) starlark.Value { return starlark.Float(s.uniform(i, a.Low, a.High)) })
	})
}

type normalArgs struct {
	Key       Key
	N         int
	Mean, Std float64
}

func normalFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "normal", Doc: "Normally distributed numbers.", Returns: "float, or list of n", Source: wichura,
		Examples: []string{`random.normal(random.key(0), 3)  # => [-0.06694714252462805, -2.994288612540678, 0.23797886819147332]`, `random.normal(random.key(0), mean=100, std=15)  # => 98.99579286213059`},
	}, func(a *normalArgs) []*decl.Param {
		return []*decl.Param{
			keyParam(&a.Key), countParam(&a.N),
			decl.Float(&a.Mean, "mean", "", "the expected value").Range(-1e300, 1e300).Or(starlark.Float(0)),
			decl.Float(&a.Std, "std", "", "the standard deviation").Range(0, 1e300).Or(starlark.Float(1)),
		}
	}, func(th *starlark.Thread, a *normalArgs) (starlark.Value, error) {
		s := newStream(a.Key, forNormal)
		return several(th, a.N, func(i uint64) starlark.Value {
			return starlark.Float(a.Mean + float64(a.Std*s.normal(i)))
		})
	})
}

type integersArgs struct {
	Key       Key
	Low, High int
	N         int
}

func integersFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "integers", Doc: "Whole numbers, each equally likely: low may come, high does not.", Returns: "int, or list of n",
		Source:   salmon + "; Lemire, ACM Trans. Model. Comput. Simul. 29, 3 (2019)",
		Examples: []string{`random.integers(random.key(0), 1, 7, n=8)  # => [6, 3, 3, 4, 5, 3, 4, 2]`},
	}, func(a *integersArgs) []*decl.Param {
		return []*decl.Param{
			keyParam(&a.Key),
			decl.Int(&a.Low, "low", "", "the least; within 64 bits"),
			decl.Int(&a.High, "high", "", "one more than the greatest; within 64 bits"),
			countParam(&a.N),
		}
	}, func(th *starlark.Thread, a *integersArgs) (starlark.Value, error) {
		if a.Low >= a.High {
			return nil, fmt.Errorf("integers: low = %d, high = %d, want low < high: high itself does not come", a.Low, a.High)
		}
		s, span := newStream(a.Key, forIntegers), uint64(a.High)-uint64(a.Low)
		return several(th, a.N, func(i uint64) starlark.Value {
			return starlark.MakeInt64(int64(uint64(a.Low) + s.below(i, span)))
		})
	})
}
