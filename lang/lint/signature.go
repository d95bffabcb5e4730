package lint

import (
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/annotation"
	"starling/lang/decl"
	"starling/lang/syntax/parse"
	"starling/lang/syntax/tree"
)

// A signature is what a function takes, whoever declares it.
type signature struct {
	name   string
	params []parameter // without *args and **kwargs
	rest   bool        // it takes any number of positional arguments more
	more   bool        // it takes any keywords more
	loose  bool        // which arguments may be left out is not known
}

// A parameter is one of a signature.
type parameter struct {
	name     string
	required bool
	named    bool        // keyword only
	spec     *decl.Param // of a builtin; nil: of a def
	note     syntax.Expr // the annotation of a def's
	none     bool        // None is its default
}

// signature is what a value takes when it is called; nil: not known.
func (l *linter) signature(f fact) *signature {
	switch {
	case f.fn != nil:
		return signatureOf(f.fn)
	case f.method != nil:
		return methodSignature(f)
	}
	switch v := f.value.(type) {
	case *decl.Func:
		return declared(v)
	case *starlark.Function:
		return running(v)
	}
	return nil
}

func declared(f *decl.Func) *signature {
	s := &signature{name: f.Spec.Name}
	for _, p := range f.Spec.Params {
		switch {
		case p.IsRest():
			s.rest = true
		case p.IsKeywords():
			s.more = true
		default:
			s.params = append(s.params, parameter{name: p.Name, required: p.Default == nil, named: p.Named || s.rest, spec: p})
		}
	}
	return s
}

func signatureOf(f *function) *signature {
	s := &signature{name: f.name}
	if s.name == "" {
		s.name = "this lambda"
	}
	star := false
	for _, p := range f.params {
		name, note := paramName(p)
		one := parameter{named: star, required: true, note: note}
		switch p := p.(type) {
		case *syntax.UnaryExpr:
			if star = true; name != nil {
				s.rest = s.rest || p.Op == syntax.STAR
				s.more = s.more || p.Op == syntax.STARSTAR
			}
			continue
		case *syntax.BinaryExpr:
			one.required = false
			id, ok := tree.Unparen(p.Y).(*syntax.Ident)
			one.none = ok && id.Name == "None"
		}
		if name != nil {
			one.name = name.Name
			s.params = append(s.params, one)
		}
	}
	return s
}

// methodSignature reads the head of a method of the language's own types.
func methodSignature(f fact) *signature {
	file := parse.File("method", "def "+f.method.Head+": pass\n")
	d, ok := file.Stmts[0].(*tree.Def)
	if !ok || len(file.Errors) > 0 {
		return nil
	}
	s := signatureOf(&function{name: f.owner + "." + d.Name.Name, params: d.Params})
	s.loose = true
	return s
}

// running is the signature of a function that a session has already.
func running(f *starlark.Function) *signature {
	s := &signature{name: f.Name(), rest: f.HasVarargs(), more: f.HasKwargs()}
	n := f.NumParams()
	if s.rest {
		n--
	}
	if s.more {
		n--
	}
	for i := range n {
		name, _ := f.Param(i)
		s.params = append(s.params, parameter{
			name: name, required: f.ParamDefault(i) == nil, named: i >= n-f.NumKwonlyParams(), none: f.ParamDefault(i) == starlark.None,
		})
	}
	return s
}

// positional is how many arguments come without a name at most.
func (s *signature) positional() int {
	n := 0
	for _, p := range s.params {
		if !p.named {
			n++
		}
	}
	return n
}

// names are those that keywords may have.
func (s *signature) names() []string {
	var out []string
	for _, p := range s.params {
		out = append(out, p.name)
	}
	return out
}

// head is a call as it should look.
func (s *signature) head() string {
	var list []string
	star := false
	for _, p := range s.params {
		text := p.name
		if p.named && !star && !s.rest {
			list, star = append(list, "*"), true
		}
		if !p.required {
			text += "=…"
		}
		list = append(list, text)
	}
	if s.rest {
		list = append(list, "*…")
	}
	if s.more {
		list = append(list, "**…")
	}
	return s.name + "(" + strings.Join(list, ", ") + ")"
}

// unit is the unit that a parameter declares.
func (p *parameter) unit() (unit string, ok bool) {
	switch {
	case p.spec != nil:
		return p.spec.Unit, p.spec.Unit != ""
	case p.note != nil:
		a, _ := annotation.Read(p.note)
		return a.Unit, a.Has
	}
	return "", false
}
