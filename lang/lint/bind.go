package lint

import (
	"slices"
	"sort"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

type scopeKind int

const (
	ofModule scopeKind = iota
	ofFunction
	ofComprehension
)

// A scope is where names are bound: all texts' top level, a function, or a
// comprehension.
type scope struct {
	kind   scopeKind
	parent *scope
	in     *function // whose it is; nil: the top level's
	names  map[string]*binding
	order  []*binding
}

// A block is a part of a function, or of the top level, that may run never or
// several times.
type block struct {
	parent *block
	loop   bool
}

// holds reports whether a block is b, or within it.
func (b *block) holds(inner *block) bool {
	for ; inner != nil; inner = inner.parent {
		if inner == b {
			return true
		}
	}
	return b == nil
}

// inLoop reports whether a loop holds the block.
func (b *block) inLoop() bool {
	for ; b != nil; b = b.parent {
		if b.loop {
			return true
		}
	}
	return false
}

// sharesLoop reports whether some loop holds both blocks.
func sharesLoop(a, b *block) bool {
	for ; a != nil; a = a.parent {
		if a.loop && a.holds(b) {
			return true
		}
	}
	return false
}

// An env is where an expression stands.
type env struct {
	scope  *scope
	block  *block
	called *syntax.Ident // it is called here; nil: nothing is
}

// A binding is a name of a scope.
type binding struct {
	name    string
	scope   *scope
	sites   []*site // in the order of the texts
	notes   []*site // those with an annotation
	uses    int
	called  int  // uses that call it
	refused bool // a finding says that it is no function
}

type siteKind int

const (
	byAssign  siteKind = iota // x = value
	byAugment                 // x += value
	byUnpack                  // a part of a target
	byLoop                    // for x in value
	byDef
	byParam
	byLoad
	byDeclare // x: "K", without a value
)

// A site is where a name is bound.
type site struct {
	kind  siteKind
	name  *syntax.Ident
	end   syntax.Position // from where on it is bound
	env   env             // where value stands
	value syntax.Expr     // what it is bound to, or, for byLoop, an element of
	note  syntax.Expr     // its annotation
	def   *function       // of byDef, and of byParam whose it is
	load  *syntax.LoadStmt
	from  string // of byLoad: the name there
	used  bool
}

// A function is a def or a lambda.
type function struct {
	name   string // lambda: ""
	node   syntax.Node
	params []syntax.Expr
	result syntax.Expr // its annotation
	body   []syntax.Stmt
	value  syntax.Expr // of a lambda
	env    env         // where it is made
	given  *fact       // what it returns; nil: not yet looked at
}

// before compares places in all texts.
func (l *linter) before(a, b syntax.Position) bool {
	if x, y := l.files[a.Filename()], l.files[b.Filename()]; x != y && x != nil && y != nil {
		return x.index < y.index
	}
	return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col
}

func (s *scope) add(st *site) {
	name := st.name.Name
	b := s.names[name]
	if b == nil {
		b = &binding{name: name, scope: s}
		s.names[name] = b
		s.order = append(s.order, b)
	}
	b.sites = append(b.sites, st)
	if st.note != nil {
		b.notes = append(b.notes, st)
	}
}

// bind notes what statements bind, without what the functions in them do.
func (l *linter) bind(e env, stmts []syntax.Stmt) {
	for _, s := range stmts {
		l.bindStmt(e, s)
	}
}

func (l *linter) bindStmt(e env, s syntax.Stmt) {
	switch s := s.(type) {
	case *tree.Def:
		f := &function{name: s.Name.Name, node: s, params: s.Params, result: s.Result, body: s.Body, env: e}
		l.functions[s] = f
		e.scope.add(&site{kind: byDef, name: s.Name, end: s.Rparen, env: e, def: f})
	case *tree.Declare:
		if id, ok := tree.Unparen(s.X).(*syntax.Ident); ok {
			_, end := s.Span()
			kind := byAssign
			if s.Value == nil {
				kind = byDeclare
			}
			e.scope.add(&site{kind: kind, name: id, end: end, env: e, value: s.Value, note: s.Type})
		}
	case *syntax.AssignStmt:
		_, end := s.RHS.Span()
		kind := byAssign
		if s.Op != syntax.EQ {
			kind = byAugment
		}
		l.bindTarget(e.scope, s.LHS, site{kind: kind, end: end, env: e, value: s.RHS})
	case *syntax.IfStmt:
		l.bind(l.inner(e, s, 0), s.True)
		l.bind(l.inner(e, s, 1), s.False)
	case *syntax.ForStmt:
		_, end := s.X.Span()
		inner := l.inner(e, s, 0)
		l.bindTarget(e.scope, s.Vars, site{kind: byLoop, end: end, env: inner, value: s.X})
		l.bind(inner, s.Body)
	case *syntax.WhileStmt:
		l.bind(l.inner(e, s, 0), s.Body)
	case *syntax.LoadStmt:
		for i, to := range s.To {
			e.scope.add(&site{kind: byLoad, name: to, end: s.Rparen, env: e, load: s, from: s.From[i].Name})
		}
	}
}

// A branch is a block of a statement: that of a loop, or the first or second
// one of an if.
type branch struct {
	stmt syntax.Stmt
	n    int
}

// inner is the block of a statement, the same at each call.
func (l *linter) inner(e env, s syntax.Stmt, n int) env {
	b := l.blocks[branch{s, n}]
	if b == nil {
		_, isIf := s.(*syntax.IfStmt)
		b = &block{parent: e.block, loop: !isIf}
		l.blocks[branch{s, n}] = b
	}
	return env{scope: e.scope, block: b}
}

// bindTarget notes in a scope the names of the left side of an assignment.
func (l *linter) bindTarget(to *scope, target syntax.Expr, like site) {
	parts := func(list []syntax.Expr) {
		if like.kind == byAssign || like.kind == byLoop {
			like.kind, like.value = byUnpack, nil
		}
		for _, x := range list {
			if star, ok := x.(*syntax.UnaryExpr); ok {
				x = star.X
			}
			l.bindTarget(to, x, like)
		}
	}
	switch t := target.(type) {
	case *syntax.Ident:
		like.name = t
		to.add(&like)
	case *syntax.ParenExpr:
		l.bindTarget(to, t.X, like)
	case *syntax.TupleExpr:
		parts(t.List)
	case *syntax.ListExpr:
		parts(t.List)
	}
}

// enter makes the scope of a function, with its parameters and what its body
// binds.
func (l *linter) enter(f *function) env {
	e := env{scope: &scope{kind: ofFunction, parent: f.env.scope, in: f, names: map[string]*binding{}}}
	for _, p := range f.params {
		name, note := paramName(p)
		if name == nil {
			continue
		}
		e.scope.add(&site{kind: byParam, name: name, end: syntax.Start(f.node), env: e, note: note, def: f})
	}
	l.bind(e, f.body)
	return e
}

// paramName is the name of a parameter, nil of a lone *, and its annotation.
func paramName(p syntax.Expr) (*syntax.Ident, syntax.Expr) {
	switch p := p.(type) {
	case *syntax.Ident:
		return p, nil
	case *tree.Annotated:
		return p.Name, p.Type
	case *syntax.BinaryExpr:
		return paramName(p.X)
	case *syntax.UnaryExpr:
		if p.X != nil {
			return paramName(p.X)
		}
	}
	return nil, nil
}

// lookUp finds the binding of a name; deferred: a function lies between, which
// runs some time.
func (e env) lookUp(name string) (b *binding, deferred bool) {
	for s := e.scope; s != nil; s = s.parent {
		if b := s.names[name]; b != nil {
			return b, deferred
		}
		deferred = deferred || s.kind == ofFunction
	}
	return nil, deferred
}

// reaching returns the sites that may have bound a name where it is used.
// certain: one of them has, wherever the program came from.
func (l *linter) reaching(b *binding, at syntax.Position, e env, deferred bool) (sites []*site, certain bool) {
	if deferred || b.scope.kind == ofComprehension {
		return b.sites, true
	}
	// The sites before the use; those behind it reach it by way of a loop.
	n := sort.Search(len(b.sites), func(i int) bool { return !l.before(b.sites[i].end, at) })
	if e.block.inLoop() {
		for _, s := range b.sites[n:] {
			if sharesLoop(s.env.block, e.block) {
				sites = append(sites, s)
			}
		}
	}
	for _, s := range slices.Backward(b.sites[:n]) {
		sites = append(sites, s)
		if s.env.block.holds(e.block) {
			return sites, true
		}
	}
	return sites, false
}
