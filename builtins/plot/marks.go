package plot

import (
	"fmt"

	"go.starlark.net/starlark"

	"starling/lang/decl"
)

// The functions of the namespace plot, one for each mark, and plot.layer. They
// are made when the namespace is first used.

type linesArgs struct {
	X, Y starlark.Iterable
	Style
	Frame
}

func linesFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name:    "lines",
		Doc:     "A line through points, in their order.",
		Returns: "plot",
		Examples: []string{
			`plot.lines([1, 2, 3], [2.5, None, 4], label="a", xlabel="time", xunit="h") # => <plot: lines "a" (3 points); x: time [h]>`,
			`plot.lines([1, 10], [2, 3], x_scale="log") + plot.points([1, 10], [2, 3]) # => <plot: lines (2 points), points (2 points); x: (log)>`,
		},
	}, func(a *linesArgs) []*decl.Param {
		p := []*decl.Param{list(&a.X, "x", "where"), list(&a.Y, "y", "how high, as many as x")}
		return append(append(p, a.line()...), a.params()...)
	}, func(th *starlark.Thread, a *linesArgs) (starlark.Value, error) {
		return single(th, "lines", a.Frame, func(c [][]float64) Layer { return Lines(c[0], c[1], a.Style) },
			column{"x", a.X}, column{"y", a.Y})
	})
}

type pointsArgs struct {
	X, Y starlark.Iterable
	Style
	Frame
}

func pointsFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name:     "points",
		Doc:      "A dot for each point.",
		Returns:  "plot",
		Examples: []string{`plot.points([1, 2], [0.1, 0.5], y_scale="weibull") # => <plot: points (2 points); y: (weibull)>`},
	}, func(a *pointsArgs) []*decl.Param {
		p := []*decl.Param{list(&a.X, "x", "where"), list(&a.Y, "y", "how high, as many as x")}
		p = append(append(p, a.label()...),
			decl.Float(&a.Size, "size", "px", "of a dot; default: 5, less if there are many").Range(0.5, 50).Or(starlark.None).ByName())
		return append(p, a.params()...)
	}, func(th *starlark.Thread, a *pointsArgs) (starlark.Value, error) {
		return single(th, "points", a.Frame, func(c [][]float64) Layer { return Points(c[0], c[1], a.Style) },
			column{"x", a.X}, column{"y", a.Y})
	})
}

type stepArgs struct {
	X, Y  starlark.Iterable
	Where string
	Style
	Frame
}

func stepFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name:     "step",
		Doc:      "A staircase through points: with \"post\", y[i] holds from x[i] on; with \"pre\", up to x[i]; with \"mid\", around it.",
		Returns:  "plot",
		Examples: []string{`plot.step([0, 5, 9], [1, 0.5, 0.2], ylabel="survival") # => <plot: step (3 points); y: survival>`},
	}, func(a *stepArgs) []*decl.Param {
		p := []*decl.Param{
			list(&a.X, "x", "where the steps are"), list(&a.Y, "y", "how high, as many as x"),
			decl.String(&a.Where, "where", "on which side of x a height holds").OneOf("post", "pre", "mid").Or(starlark.String("post")).ByName(),
		}
		return append(append(p, a.line()...), a.params()...)
	}, func(th *starlark.Thread, a *stepArgs) (starlark.Value, error) {
		return single(th, "step", a.Frame, func(c [][]float64) Layer { return Step(c[0], c[1], a.Where, a.Style) },
			column{"x", a.X}, column{"y", a.Y})
	})
}

type histogramArgs struct {
	X       starlark.Iterable
	Bins    starlark.Value
	Density bool
	Style
	Frame
}

func histogramFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "histogram",
		Doc: "How many values fall into each bin. Bins are equally wide on the x axis, also on a log one; " +
			"how many, if not given, follows from the data as with NumPy's \"auto\".",
		Returns:  "plot",
		Examples: []string{`plot.histogram([1, 1, 2, 5], bins=4) # => <plot: histogram (4 bins)>`},
	}, func(a *histogramArgs) []*decl.Param {
		p := []*decl.Param{
			list(&a.X, "x", "the values"),
			decl.Value(&a.Bins, "bins", "int or list of edges", "how many bins, or their edges").Or(starlark.None),
			decl.Bool(&a.Density, "density", "scale the bars' area to 1").Or(starlark.False).ByName(),
		}
		p = append(append(p, a.label()...),
			decl.Float(&a.Opacity, "opacity", "", "of the bars").Range(0.05, 1).Or(starlark.None).ByName())
		return append(p, a.params()...)
	}, func(th *starlark.Thread, a *histogramArgs) (starlark.Value, error) {
		bins := Bins{Log: a.XScale == "log", Density: a.Density}
		switch v := a.Bins.(type) {
		case nil, starlark.NoneType:
		case starlark.Int:
			n, err := starlark.AsInt32(v)
			if err != nil || n < 1 || n > maxBins {
				return nil, fmt.Errorf("histogram: bins = %s, want 1 to %d", v, maxBins)
			}
			bins.Count = n
		case starlark.Iterable:
			edges, err := numbers(th, "bins", v)
			if err != nil {
				return nil, fmt.Errorf("histogram: %w", err)
			}
			bins.Edges = append([]float64{}, edges...)
		default:
			return nil, fmt.Errorf("histogram: bins: got %s, want int or list of edges", v.Type())
		}
		return single(th, "histogram", a.Frame, func(c [][]float64) Layer { return Histogram(c[0], bins, a.Style) }, column{"x", a.X})
	})
}

type bandArgs struct {
	X, Low, High starlark.Iterable
	Where        string
	Style
	Frame
}

func bandFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name:     "band",
		Doc:      "The area between two lines, as of an error. It has the colour of the layer that comes next, unless it has its own.",
		Returns:  "plot",
		Examples: []string{`plot.band([1, 2], [0, 1], [2, 3]) + plot.lines([1, 2], [1, 2]) # => <plot: band (2 points), lines (2 points)>`},
	}, func(a *bandArgs) []*decl.Param {
		p := []*decl.Param{
			list(&a.X, "x", "where"), list(&a.Low, "low", "the lower line, as many as x"), list(&a.High, "high", "the upper line, as many as x"),
			decl.String(&a.Where, "where", "in steps, as of plot.step; default: straight lines").OneOf("post", "pre", "mid").Or(starlark.None).ByName(),
		}
		p = append(append(p, a.label()...),
			decl.Float(&a.Opacity, "opacity", "", "of the area").Range(0.05, 1).Or(starlark.None).ByName())
		return append(p, a.params()...)
	}, func(th *starlark.Thread, a *bandArgs) (starlark.Value, error) {
		return single(th, "band", a.Frame, func(c [][]float64) Layer { return Band(c[0], c[1], c[2], a.Where, a.Style) },
			column{"x", a.X}, column{"low", a.Low}, column{"high", a.High})
	})
}

type ruleArgs struct {
	At float64
	Style
	Frame
}

func ruleFunc(name, at, doc string, make func(float64, Style) Layer) *decl.Func {
	return decl.Bind(decl.Spec{
		Name: name, Doc: doc, Returns: "plot",
		Examples: []string{fmt.Sprintf(`plot.%s(2.5, label="limit") # => <plot: %s "limit" at 2.5>`, name, name)},
	}, func(a *ruleArgs) []*decl.Param {
		p := []*decl.Param{decl.Float(&a.At, at, "", "where").Range(-maxValue, maxValue)}
		return append(append(p, a.line()...), a.params()...)
	}, func(th *starlark.Thread, a *ruleArgs) (starlark.Value, error) {
		return single(th, name, a.Frame, func([][]float64) Layer { return make(a.At, a.Style) })
	})
}

func hlineFunc() *decl.Func {
	return ruleFunc("hline", "y", "A rule across the plot, for reference.", HLine)
}

func vlineFunc() *decl.Func {
	return ruleFunc("vline", "x", "A rule up the plot, for reference.", VLine)
}

type layerArgs struct {
	Plots []starlark.Value
	Frame
}

func layerFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name:     "layer",
		Doc:      "Plots over one another, the first at the bottom. Options given here replace theirs.",
		Returns:  "plot",
		Examples: []string{`plot.layer(plot.points([1], [2]), plot.hline(3), title="A") # => <plot: A: points (1 point), hline at 3>`},
	}, func(a *layerArgs) []*decl.Param {
		return append([]*decl.Param{decl.Rest(&a.Plots, "plots", "plots")}, a.params()...)
	}, func(_ *starlark.Thread, a *layerArgs) (starlark.Value, error) {
		plots := make([]*Plot, len(a.Plots))
		for i, v := range a.Plots {
			p, ok := v.(*Plot)
			if !ok {
				return nil, fmt.Errorf("layer: plots[%d]: got %s, want plot", i, v.Type())
			}
			plots[i] = p
		}
		p, err := Over(a.Frame, plots...)
		if err != nil {
			return nil, fmt.Errorf("layer: %w", err)
		}
		return p, nil
	})
}
