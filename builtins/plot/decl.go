package plot

import (
	"fmt"
	"math"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/load"
	"starling/lang/steps"
)

// Module is the namespace plot.
var Module = &decl.Module{
	Name: "plot",
	Doc:  "Plots as SVG: marks are laid over one another with +, or with plot.layer.",
	Members: func() []decl.Member {
		return decl.Funcs(linesFunc(), pointsFunc(), stepFunc(), histogramFunc(), bandFunc(), hlineFunc(), vlineFunc(), layerFunc())
	},
}

// params are the parameters that every function has.
func (f *Frame) params() []*decl.Param {
	opt := func(p *decl.Param) *decl.Param { return p.Or(starlark.None).ByName() }
	return []*decl.Param{
		opt(decl.String(&f.Title, "title", "above the plot")),
		opt(decl.String(&f.XLabel, "xlabel", "what x is")),
		opt(decl.String(&f.YLabel, "ylabel", "what y is")),
		opt(decl.String(&f.XUnit, "xunit", "unit of x, shown in brackets")),
		opt(decl.String(&f.YUnit, "yunit", "unit of y, shown in brackets")),
		opt(decl.String(&f.XScale, "x_scale", "how x is laid out").OneOf(scaleNames()...)),
		opt(decl.String(&f.YScale, "y_scale", "how y is laid out; a probability between 0 and 1 on weibull or normal").OneOf(scaleNames()...)),
		opt(decl.Floats(&f.XRange, "x_range", "", "lowest and highest x shown")),
		opt(decl.Floats(&f.YRange, "y_range", "", "lowest and highest y shown")),
		opt(decl.Int(&f.Width, "width", "px", "of the picture, 560 if not given").Range(minWidth, maxSize)),
		opt(decl.Int(&f.Height, "height", "px", "of the picture, 340 if not given").Range(minHeight, maxSize)),
	}
}

func (s *Style) label() []*decl.Param {
	return []*decl.Param{
		decl.String(&s.Label, "label", "in the legend").Or(starlark.String("")).ByName(),
		decl.String(&s.Color, "color", "blue, orange, green, pink, sky, yellow, gray, black or #rrggbb; default: the next").Or(starlark.String("")).ByName(),
	}
}

func (s *Style) line() []*decl.Param {
	return append(s.label(),
		decl.Float(&s.LineWidth, "line_width", "px", "of the line").Range(0.25, 20).Or(starlark.None).ByName(),
		decl.String(&s.Dash, "dash", "the line's pattern").OneOf("solid", "dashed", "dotted").Or(starlark.None).ByName())
}

// numbers reads a list in which None stands for a gap.
func numbers(th *starlark.Thread, name string, v starlark.Iterable) ([]float64, error) {
	if _, ok := v.(starlark.Mapping); ok {
		return nil, fmt.Errorf("%s: got %s, want a list of numbers", name, v.Type())
	}
	if n := starlark.Len(v); n > 0 {
		if err := steps.Grow(th, int64(n)*8); err != nil {
			return nil, err
		}
	}
	var out []float64
	it := v.Iterate()
	defer it.Done()
	var x starlark.Value
	for i := 0; it.Next(&x); i++ {
		if i&1023 == 0 {
			if err := steps.Poll(th); err != nil {
				return nil, err
			}
		}
		switch x := x.(type) {
		case starlark.Float:
			out = append(out, float64(x))
		case starlark.Int:
			out = append(out, float64(x.Float()))
		case starlark.NoneType:
			out = append(out, math.NaN())
		default:
			return nil, fmt.Errorf("%s[%d]: got %s, want a number, or None for a gap", name, i, x.Type())
		}
	}
	return out, nil
}

// list declares a parameter that numbers reads.
func list(p *starlark.Iterable, name, doc string) *decl.Param {
	return decl.Value(p, name, "list of numbers", doc+"; None is a gap")
}

// A column is an argument that numbers reads.
type column struct {
	name string
	list starlark.Iterable
}

// single reads the lists in turn and makes a plot of one layer.
func single(th *starlark.Thread, name string, f Frame, make func(c [][]float64) Layer, columns ...column) (starlark.Value, error) {
	var data [][]float64
	for _, c := range columns {
		x, err := numbers(th, c.name, c.list)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		data = append(data, x)
	}
	p, err := New(f, make(data))
	if err != nil {
		if !strings.HasPrefix(err.Error(), name+":") {
			err = fmt.Errorf("%s: %w", name, err)
		}
		return nil, err
	}
	return p, nil
}

var class = decl.NewClass[*Plot]("plot", "A picture of layers over one pair of axes. a + b draws b over a; in a notebook it shows as SVG.")

type saveArgs struct{ Path string }

func init() {
	decl.Method(class, decl.Spec{
		Name: "svg", Doc: "The picture as SVG text.", Returns: "string",
		Examples: []string{`plot.lines([1, 2], [1, 2]).svg().startswith("<svg")  # => True`},
	}, decl.NoParams,
		func(_ *starlark.Thread, p *Plot, _ *decl.None) (starlark.Value, error) {
			return starlark.String(p.SVG()), nil
		})
	decl.Method(class, decl.Spec{Name: "save", Doc: "Writes the picture to an SVG file.", Returns: "None"},
		func(a *saveArgs) []*decl.Param {
			return []*decl.Param{decl.String(&a.Path, "path", "the file, ending in .svg, from the session's folder")}
		}, func(th *starlark.Thread, p *Plot, a *saveArgs) (starlark.Value, error) {
			if !strings.HasSuffix(strings.ToLower(a.Path), ".svg") {
				return nil, fmt.Errorf("save: got %q, want a path that ends in .svg", a.Path)
			}
			if err := load.WriteFile(th, a.Path, []byte(p.SVG())); err != nil {
				return nil, fmt.Errorf("save: %w", err)
			}
			return starlark.None, nil
		})
}
