// Package data ships the published data sets that chapters and tests use.
// sets.go is the one table of them: what each is, where it is from, under
// which terms it is here.
package data

import (
	"embed"
	"fmt"

	"go.starlark.net/starlark"

	"starling/builtins/table"
	"starling/lang/decl"
)

//go:embed sets/*.csv
var files embed.FS

// Module is the namespace data.
var Module = &decl.Module{
	Name:    "data",
	Doc:     "Published data sets, with their source.",
	Members: func() []decl.Member { return decl.Funcs(getFunc(), namesFunc(), describeFunc()) },
}

// A set is one data set.
type set struct {
	name, doc string
	columns   string // name (unit): meaning
	source    string
	terms     string
}

func (s *set) table(th *starlark.Thread) (*table.Table, error) {
	text, err := files.ReadFile("sets/" + s.name + ".csv")
	if err != nil {
		return nil, err
	}
	return table.ParseCSV(th, string(text))
}

func names() []string {
	var out []string
	for _, s := range sets {
		out = append(out, s.name)
	}
	return out
}

func find(name string) (*set, error) {
	for i := range sets {
		if sets[i].name == name {
			return &sets[i], nil
		}
	}
	return nil, fmt.Errorf("no set %q", name)
}

type nameArgs struct{ Name string }

func oneName(a *nameArgs) []*decl.Param {
	return []*decl.Param{decl.String(&a.Name, "name", "the data set").OneOf(names()...)}
}

func getFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "get", Doc: "A data set as a table. data.describe(name) says what it holds and where it is from.", Returns: "table",
		Examples: []string{`data.get("lzbearing")["megacycles"][:3]  # => [17.88, 28.92, 33.0]`},
	}, oneName, func(th *starlark.Thread, a *nameArgs) (starlark.Value, error) {
		s, err := find(a.Name)
		if err != nil {
			return nil, fmt.Errorf("get: %w", err)
		}
		t, err := s.table(th)
		if err != nil {
			return nil, fmt.Errorf("get: %s: %w", a.Name, err)
		}
		return t, nil
	})
}

func namesFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "names", Doc: "Names of the data sets.", Returns: "list of strings",
		Examples: []string{`"lfp1370" in data.names()  # => True`},
	}, decl.NoParams, func(*starlark.Thread, *decl.None) (starlark.Value, error) {
		var out []starlark.Value
		for _, n := range names() {
			out = append(out, starlark.String(n))
		}
		return starlark.NewList(out), nil
	})
}

func describeFunc() *decl.Func {
	return decl.Bind(decl.Spec{
		Name: "describe", Doc: "What a data set holds, where it is from and on which terms it is here.", Returns: "description",
		Examples: []string{`type(data.describe("fan"))  # => 'description'`},
	}, oneName, func(th *starlark.Thread, a *nameArgs) (starlark.Value, error) {
		s, err := find(a.Name)
		if err != nil {
			return nil, fmt.Errorf("describe: %w", err)
		}
		t, err := s.table(th)
		if err != nil {
			return nil, fmt.Errorf("describe: %s: %w", a.Name, err)
		}
		return &description{s, t.Len()}, nil
	})
}
