package lint

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// kinds of types that operators tell apart.
func isNumber(typ string) bool { return typ == "int" || typ == "float" }

func isPlain(typ string) bool {
	switch typ {
	case "int", "float", "bool", "string", "bytes", "NoneType", "list", "tuple", "dict", "set", "range":
		return true
	}
	return false
}

// operation is what is known of x op y.
func operation(op syntax.Token, x, y fact) fact {
	f := fact{typ: operationType(op, x.typ, y.typ)}
	switch op {
	case syntax.PLUS, syntax.MINUS:
		if x.measured && y.measured && x.unit == y.unit {
			f.unit, f.measured = x.unit, true
		}
	}
	if isNumber(x.typ) && isNumber(y.typ) && x.constant() && y.constant() {
		f.value = fold(op, x, y)
	}
	return f
}

func operationType(op syntax.Token, x, y string) string {
	numbers := isNumber(x) && isNumber(y)
	switch op {
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		if isPlain(x) && isPlain(y) {
			return "bool"
		}
	case syntax.NOT_IN, syntax.IN:
		if isPlain(y) {
			return "bool"
		}
	case syntax.SLASH:
		if numbers {
			return "float"
		}
	case syntax.PERCENT:
		if x == "string" {
			return "string"
		}
		return arithmetic(numbers, x, y)
	case syntax.PLUS:
		if x == y && (x == "string" || x == "list" || x == "tuple" || x == "bytes") {
			return x
		}
		return arithmetic(numbers, x, y)
	case syntax.STAR:
		if y == "int" && (x == "string" || x == "list" || x == "tuple") {
			return x
		}
		return arithmetic(numbers, x, y)
	case syntax.MINUS, syntax.SLASHSLASH:
		return arithmetic(numbers, x, y)
	case syntax.AND, syntax.OR:
		if x == y {
			return x
		}
	}
	return ""
}

// arithmetic is the type of a sum or product.
func arithmetic(numbers bool, x, y string) string {
	switch {
	case !numbers:
		return ""
	case x == "int" && y == "int":
		return "int"
	}
	return "float"
}

// fold computes with constants, where that takes no time.
func fold(op syntax.Token, x, y fact) starlark.Value {
	switch op {
	case syntax.PLUS, syntax.MINUS, syntax.STAR, syntax.SLASH:
	default:
		return nil
	}
	for _, v := range []starlark.Value{x.value, y.value} {
		if i, ok := v.(starlark.Int); ok && i.BigInt().BitLen() > 64 {
			return nil
		}
	}
	v, err := starlark.Binary(op, x.value, y.value)
	if err != nil {
		return nil
	}
	return v
}

// comparison reports whether an operator compares.
func comparison(op syntax.Token) bool {
	switch op {
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		return true
	}
	return false
}

// same reports whether two expressions read the same without calling anything,
// and so have the same value.
func same(a, b syntax.Expr) bool {
	a, b = tree.Unparen(a), tree.Unparen(b)
	switch a := a.(type) {
	case *syntax.Ident:
		b, ok := b.(*syntax.Ident)
		return ok && a.Name == b.Name
	case *syntax.DotExpr:
		b, ok := b.(*syntax.DotExpr)
		return ok && a.Name.Name == b.Name.Name && same(a.X, b.X)
	case *syntax.IndexExpr:
		b, ok := b.(*syntax.IndexExpr)
		return ok && same(a.X, b.X) && same(a.Y, b.Y)
	case *syntax.Literal:
		b, ok := b.(*syntax.Literal)
		return ok && a.Token == b.Token && a.Raw == b.Raw
	case *syntax.BinaryExpr:
		b, ok := b.(*syntax.BinaryExpr)
		return ok && a.Op == b.Op && same(a.X, b.X) && same(a.Y, b.Y)
	}
	return false
}
