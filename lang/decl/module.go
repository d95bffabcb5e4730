package decl

import (
	"fmt"
	"slices"
	"sync"

	"go.starlark.net/starlark"
)

// A Module is a namespace: reliability in hardware.reliability.
type Module struct {
	Name    string // the last part of its path
	Doc     string // one sentence
	Members func() []Member

	once  sync.Once
	names []string
	dict  starlark.StringDict
	err   error // a defect of the members
}

// A Member is a named value of a module.
type Member struct {
	Name  string
	Value starlark.Value
}

var _ starlark.HasAttrs = (*Module)(nil)

// Namespace is a module of modules.
func Namespace(name, doc string, modules ...*Module) *Module {
	return &Module{Name: name, Doc: doc, Members: func() []Member {
		var out []Member
		for _, m := range modules {
			out = append(out, Member{m.Name, m})
		}
		return out
	}}
}

// Funcs lists functions as members under their own names.
func Funcs(funcs ...*Func) []Member {
	var out []Member
	for _, f := range funcs {
		out = append(out, Member{f.Spec.Name, f})
	}
	return out
}

// load makes the members, at first use. A panic of Members is a defect of the
// module, which every use of it then meets.
func (m *Module) load() starlark.StringDict {
	m.once.Do(func() {
		defer func() {
			if r := recover(); r != nil {
				m.dict, m.names, m.err = nil, nil, &Defect{Builtin: m.Name, Cause: r}
			}
		}()
		m.dict = starlark.StringDict{}
		for _, member := range m.Members() {
			if m.dict.Has(member.Name) {
				panic(fmt.Sprintf("%s.%s is defined twice", m.Name, member.Name))
			}
			m.dict[member.Name] = member.Value
			m.names = append(m.names, member.Name)
		}
		slices.Sort(m.names)
		m.dict.Freeze()
	})
	return m.dict
}

// Attr returns a member; an unknown name is an error with the nearest one.
func (m *Module) Attr(name string) (starlark.Value, error) {
	if v, ok := m.load()[name]; ok {
		return v, nil
	}
	if m.err != nil {
		return nil, m.err
	}
	return nil, noAttr(m.Name, name, m.names)
}

// Err makes the members and returns what is wrong with them.
func (m *Module) Err() error { m.load(); return m.err }

// AttrNames returns the names of the members, sorted.
func (m *Module) AttrNames() []string { m.load(); return slices.Clone(m.names) }

func (m *Module) String() string        { return "<module " + m.Name + ">" }
func (m *Module) Type() string          { return "module" }
func (m *Module) Freeze()               {}
func (m *Module) Truth() starlark.Bool  { return true }
func (m *Module) Hash() (uint32, error) { return starlark.String(m.Name).Hash() }
