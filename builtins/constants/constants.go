// Package constants holds physical constants as CODATA recommends them (2022)
// and as the SI defines them (2019), under the names of scipy.constants where
// it has one. table.go is the one table; a constant is a plain float, and info
// says what it is.
package constants

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starling/lang/decl"
	"starling/lang/display"
)

// Module is the namespace constants.
var Module = &decl.Module{
	Name: "constants",
	Doc:  "Physical constants in SI units (CODATA 2022): plain numbers; constants.info(name) tells uncertainty, unit and source.",
	Members: func() []decl.Member {
		all := decl.Funcs(infoFunc())
		for _, c := range table {
			all = append(all, decl.Member{Name: c.name, Value: starlark.Float(c.value)})
		}
		return all
	},
}

type infoArgs struct{ Name string }

func infoFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "info", Doc: "What a constant is: its value, standard uncertainty, unit, meaning and source.", Returns: "constant: name, value, uncertainty, unit, doc, source",
		Source: codata,
		Examples: []string{
			`constants.info("m_e").uncertainty  # => 2.8e-40`,
			`constants.info("k").unit  # => 'J/K'`,
			`constants.k_eV  # => 8.617333262145177e-05`,
		},
	}, func(a *infoArgs) []*decl.Param {
		return []*decl.Param{decl.String(&a.Name, "name", "the constant, as in constants.k")}
	}, func(_ *starlark.Thread, a *infoArgs) (starlark.Value, error) {
		i := slices.IndexFunc(table, func(c constant) bool { return c.name == a.Name })
		if i >= 0 {
			return &table[i], nil
		}
		var names []string
		for _, c := range table {
			names = append(names, c.name)
		}
		slices.Sort(names)
		if near := decl.Nearest(a.Name, names); near != "" {
			return nil, fmt.Errorf("info: no constant %.60q; did you mean %q?", a.Name, near)
		}
		return nil, fmt.Errorf("info: no constant %.60q; have %s", a.Name, strings.Join(names, ", "))
	})
}

var class = func() *decl.Class[*constant] {
	c := decl.NewClass[*constant]("constant", "A physical constant.")
	text := func(name, doc string, get func(*constant) string) {
		c.Field(name, "", doc, func(c *constant) starlark.Value { return starlark.String(get(c)) })
	}
	text("name", "its name in constants", func(c *constant) string { return c.name })
	text("unit", "its unit; empty: a pure number", func(c *constant) string { return c.unit })
	text("doc", "what it is", func(c *constant) string { return c.doc })
	text("source", "where its value is from", func(c *constant) string { return c.source })
	c.Field("value", "", "in its unit", func(c *constant) starlark.Value { return starlark.Float(c.value) })
	c.Field("uncertainty", "", "standard uncertainty in the same unit; 0: exact", func(c *constant) starlark.Value { return starlark.Float(c.uncertainty) })
	return c
}()

var (
	_ starlark.HasAttrs = (*constant)(nil)
	_ decl.Documented   = (*constant)(nil)
)

func (c *constant) String() string {
	s := c.name + " = " + display.FloatRepr(c.value)
	if c.uncertainty > 0 {
		s += " ± " + display.FloatRepr(c.uncertainty)
	}
	if c.unit != "" {
		s += " " + c.unit
	}
	return s + ": " + c.doc + "\n  " + c.source
}

func (c *constant) Type() string                             { return "constant" }
func (c *constant) Freeze()                                  {}
func (c *constant) Truth() starlark.Bool                     { return true }
func (c *constant) Hash() (uint32, error)                    { return starlark.String(c.name).Hash() }
func (c *constant) Attr(name string) (starlark.Value, error) { return class.Attr(c, name) }
func (c *constant) AttrNames() []string                      { return class.Names() }
func (c *constant) ClassDoc() (string, []decl.AttrDoc)       { return class.Docs() }
