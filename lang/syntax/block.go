package syntax

import (
	"slices"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// A block is a function or a comprehension, with the names that are local to
// it. Those at top level are in no block.
type block struct {
	outer *block
	names map[string]*local
	order []*local
	fn    *frame // the function that it is or is in; nil: none
}

// A frame is what a function's activation needs of its own.
type frame struct{ boxes []string }

// A local is a name of a block. Its kind is that of all that is ever assigned
// to it.
type local struct {
	kind    kind
	sources []source
}

// A source is what is assigned to a local: value, or local op value.
type source struct {
	value   syntax.Expr // nil: of the given kind
	kind    kind
	op      syntax.Token // of an augmented assignment, 0: none
	element bool         // value is what a loop goes over
}

// function opens the block of a function.
func (l *lowering) function(params []syntax.Expr, body []syntax.Stmt) *block {
	b := &block{outer: l.block, names: map[string]*local{}, fn: new(frame)}
	l.block = b
	for _, p := range params {
		b.add(paramName(p), source{kind: anything})
	}
	b.stmts(body)
	l.settle(b)
	return b
}

// loopVars opens the block of a comprehension, if it is not open yet, and adds
// the targets of one of its loops to it.
func (l *lowering) loopVars(open bool, vars syntax.Expr, k kind) {
	if !open {
		b := &block{outer: l.block, names: map[string]*local{}}
		if b.outer != nil {
			b.fn = b.outer.fn
		}
		l.block = b
	}
	l.block.assigned(vars, source{kind: k})
	l.settle(l.block)
}

// close leaves a block.
func (l *lowering) close() { l.block = l.block.outer }

// settle finds the kinds of a block's locals, which may depend on one another:
// it begins with none and adds until nothing changes. Of a text that takes too
// many rounds nothing is known.
func (l *lowering) settle(b *block) {
	const rounds = 10
	for range rounds {
		changed := false
		for _, v := range b.order {
			k := v.kind
			for _, s := range v.sources {
				k |= l.sourceKind(v, s)
			}
			changed = changed || k != v.kind
			v.kind = k
		}
		if !changed {
			return
		}
	}
	for _, v := range b.order {
		v.kind = anything
	}
}

func (l *lowering) sourceKind(v *local, s source) kind {
	if s.value == nil {
		return s.kind
	}
	if s.element {
		return l.elementKind(s.value)
	}
	k := l.kind(s.value)
	if s.op != 0 {
		k = binaryKind(s.op, v.kind, k) | v.kind&(isList|isDict) // += extends a list
	}
	return k
}

func (b *block) add(name string, s source) {
	if name == "" {
		return
	}
	v := b.names[name]
	if v == nil {
		v = new(local)
		b.names[name] = v
		b.order = append(b.order, v)
	}
	v.sources = append(v.sources, s)
}

// stmts adds what statements assign, those of nested functions aside.
func (b *block) stmts(list []syntax.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *syntax.AssignStmt:
			if op := binaryOf(s.Op); op == 0 {
				b.assigned(s.LHS, source{value: s.RHS})
			} else if id, ok := tree.Unparen(s.LHS).(*syntax.Ident); ok {
				b.add(id.Name, source{value: s.RHS, op: op})
			}
		case *tree.Declare:
			if s.Value != nil {
				b.assigned(s.X, source{value: s.Value})
			}
		case *syntax.ForStmt:
			b.assigned(s.Vars, source{value: s.X, element: true})
			b.stmts(s.Body)
		case *syntax.WhileStmt:
			b.stmts(s.Body)
		case *syntax.IfStmt:
			b.stmts(s.True)
			b.stmts(s.False)
		case *tree.Def:
			b.add(s.Name.Name, source{kind: isFunction})
		case *syntax.LoadStmt: // the resolver's error
			for _, id := range s.To {
				b.add(id.Name, source{kind: anything})
			}
		}
	}
}

// assigned adds the names in a target.
func (b *block) assigned(target syntax.Expr, s source) {
	switch e := target.(type) {
	case *syntax.Ident:
		b.add(e.Name, s)
	case *syntax.ParenExpr:
		b.assigned(e.X, s)
	case *syntax.TupleExpr:
		b.unpacked(e.List, s)
	case *syntax.ListExpr:
		b.unpacked(e.List, s)
	case *syntax.UnaryExpr:
		if e.Op == syntax.STAR {
			b.assigned(e.X, source{kind: isList})
		}
	}
}

// unpacked adds the names among several targets.
func (b *block) unpacked(targets []syntax.Expr, s source) {
	values := display(s.value)
	if s.element || len(values) != len(targets) || slices.ContainsFunc(targets, isTargetStar) || slices.ContainsFunc(values, isTargetStar) {
		values = nil
	}
	for i, t := range targets {
		if values != nil {
			b.assigned(t, source{value: values[i]})
		} else {
			b.assigned(t, source{kind: anything})
		}
	}
}

// display returns the elements of a list or tuple that is written as one.
func display(e syntax.Expr) []syntax.Expr {
	switch e := tree.Unparen(e).(type) {
	case *syntax.TupleExpr:
		return e.List
	case *syntax.ListExpr:
		return e.List
	}
	return nil
}

// find returns what a name stands for in the blocks; nil: it is none of
// theirs, so it is one of the live map.
func (l *lowering) find(name string) *local {
	for b := l.block; b != nil; b = b.outer {
		if v := b.names[name]; v != nil {
			return v
		}
	}
	return nil
}

func (l *lowering) global(name string) bool { return l.find(name) == nil }

func (l *lowering) nameKind(name string) kind {
	if v := l.find(name); v != nil {
		return v.kind
	}
	switch name {
	case "None":
		return isNone
	case "True", "False":
		return isBool
	}
	return anything
}

// isBuiltin reports whether a name is that of a builtin whose results' kind is
// known, and neither this text nor, so far, the session binds it anew.
func (l *lowering) isBuiltin(name string) bool {
	return results[name] != 0 && l.global(name) && !l.bound[name] && (l.options.Builtin == nil || l.options.Builtin(name))
}

// paramName is the name of a parameter; "": it is a star alone.
func paramName(p syntax.Expr) string {
	switch p := p.(type) {
	case *syntax.Ident:
		return p.Name
	case *tree.Annotated:
		return p.Name.Name
	case *syntax.BinaryExpr:
		return paramName(p.X)
	case *syntax.UnaryExpr:
		if p.X != nil {
			return paramName(p.X)
		}
	}
	return ""
}

// boundAtTop returns the names that a text binds at top level.
func boundAtTop(stmts []syntax.Stmt) map[string]bool {
	b := &block{names: map[string]*local{}}
	b.stmts(stmts)
	bound := make(map[string]bool, len(b.names))
	for name := range b.names {
		bound[name] = true
	}
	return bound
}
