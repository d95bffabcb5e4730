package syntax

import (
	"math"

	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// A kind is the set of types that the value of an expression may have, as far
// as the text shows. What the text does not show may be anything.
type kind uint16

const (
	isInt kind = 1 << iota
	isFloat
	isString
	isBytes
	isBool
	isNone
	isList
	isTuple
	isDict
	isSet
	isRange
	isFunction
	isOther // a type that is not the machine's own

	// assumed: the rest is so while the names of builtins mean what they mean
	// now. Another cell may bind them anew, and functions look them up when
	// they run. Such a kind serves only where the machine would refuse a value
	// that is not of it.
	assumed

	isNumber = isInt | isFloat
	isScalar = isNumber | isString | isBytes | isBool | isNone
	isHashed = isString | isBytes | isDict | isSet | isRange // what in looks up without comparing elements
	anything = assumed - 1
)

// of reports whether nothing but the given types is possible.
func (k kind) of(types kind) bool { return k != 0 && k&^types == 0 }

// within is of, where assumptions do.
func (k kind) within(types kind) bool { return (k &^ assumed).of(types) }

// maxKindDepth is how deep an expression is looked into.
const maxKindDepth = 20

// kind returns the kind of an expression that is not lowered yet.
func (l *lowering) kind(e syntax.Expr) kind { return l.kindAt(e, 0) }

func (l *lowering) kindAt(e syntax.Expr, depth int) kind {
	if depth++; depth > maxKindDepth {
		return anything
	}
	switch e := e.(type) {
	case *syntax.ParenExpr:
		return l.kindAt(e.X, depth)
	case *syntax.Literal:
		switch e.Token {
		case syntax.INT:
			return isInt
		case syntax.FLOAT:
			return isFloat
		case syntax.STRING:
			return isString
		}
		return isBytes
	case *tree.FString:
		return isString
	case *syntax.ListExpr:
		return isList
	case *syntax.TupleExpr:
		return isTuple
	case *syntax.DictExpr:
		return isDict
	case *tree.Set:
		return isSet
	case *syntax.Comprehension:
		if _, ok := e.Body.(*syntax.DictEntry); ok {
			return isDict
		} else if e.Curly {
			return isSet
		}
		return isList
	case *syntax.LambdaExpr:
		return isFunction
	case *syntax.Ident:
		return l.nameKind(e.Name)
	case *syntax.UnaryExpr:
		return unaryKind(e.Op, l.kindAt(e.X, depth))
	case *syntax.BinaryExpr:
		x, y := l.kindAt(e.X, depth), l.kindAt(e.Y, depth)
		if isComparison(e.Op) && comparesStock(e.Op, x, y) {
			return isBool // also where a kind is assumed: the machine gives a bool, or refuses
		}
		return binaryKind(e.Op, x, y)
	case *tree.Chain:
		return anything
	case *syntax.CondExpr:
		return l.kindAt(e.True, depth) | l.kindAt(e.False, depth)
	case *syntax.CallExpr:
		if id, ok := tree.Unparen(e.Fn).(*syntax.Ident); ok && l.isBuiltin(id.Name) {
			return assumed | results[id.Name]
		}
	case *syntax.IndexExpr:
		if l.kindAt(e.X, depth).of(isString) {
			return isString
		}
	case *syntax.SliceExpr:
		if k := l.kindAt(e.X, depth); k.of(isString | isBytes | isList | isTuple | isRange) {
			return k
		}
	}
	return anything
}

// results are the kinds that builtins return, whatever they are given.
var results = map[string]kind{
	"len": isInt, "int": isInt, "float": isFloat, "str": isString, "range": isRange,
	"bool": isBool, "ord": isInt, "chr": isString, "repr": isString, "type": isString,
	"list": isList, "sorted": isList, "dict": isDict, "set": isSet, "tuple": isTuple,
}

func unaryKind(op syntax.Token, x kind) kind {
	if op == syntax.NOT {
		return isBool
	}
	return x&(isNumber|assumed) | other(x)
}

// other is anything for a value whose operators are its own.
func other(x kind) kind {
	if x&isOther != 0 {
		return anything
	}
	return 0
}

func binaryKind(op syntax.Token, x, y kind) kind {
	both := (x | y) & assumed
	if op == syntax.IN || op == syntax.NOT_IN {
		return isBool
	}
	if op == syntax.AND || op == syntax.OR {
		return x | y
	}
	if (x|y)&isOther != 0 {
		if op == syntax.SLASH || op == syntax.STAR && (x.of(isFloat) || y.of(isFloat)) {
			return isFloat | isOther // no string or list, and no int
		}
		return anything
	}
	switch op {
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		return both | isBool
	case syntax.SLASH:
		return both | isFloat
	case syntax.LTLT, syntax.GTGT:
		return both | isInt
	case syntax.PLUS:
		return both | arithmetic(x, y) | x&y&(isString|isBytes|isList|isTuple)
	case syntax.STAR:
		return both | arithmetic(x, y) | (x|y)&(isString|isBytes|isList|isTuple)
	case syntax.PERCENT:
		return both | arithmetic(x, y) | x&isString
	case syntax.MINUS, syntax.SLASHSLASH:
		return both | arithmetic(x, y) | x&y&isSet
	case syntax.AMP, syntax.PIPE, syntax.CIRCUMFLEX:
		return both | x&y&(isInt|isDict|isSet)
	case tree.Pow:
		return both | isNumber
	}
	return anything
}

// arithmetic is the kind of a sum of two numbers.
func arithmetic(x, y kind) (k kind) {
	if x&isInt != 0 && y&isInt != 0 {
		k |= isInt
	}
	if x&isFloat != 0 && y&isNumber != 0 || x&isNumber != 0 && y&isFloat != 0 {
		k |= isFloat
	}
	return k
}

// elementKind is the kind of the elements that a loop over e gives.
func (l *lowering) elementKind(e syntax.Expr) kind {
	var list []syntax.Expr
	switch e := tree.Unparen(e).(type) {
	case *syntax.ListExpr:
		list = e.List
	case *syntax.TupleExpr:
		list = e.List
	default:
		if k := l.kind(e); k.within(isRange) {
			return isInt | k&assumed
		}
		return anything
	}
	var k kind
	for _, x := range list {
		if isStarred(x, syntax.STAR) {
			return anything
		}
		k |= l.kind(x)
	}
	return k
}

// isConstant reports whether an expression is written as a value that is the
// same each time.
func (l *lowering) isConstant(e syntax.Expr) bool {
	switch e := tree.Unparen(e).(type) {
	case *syntax.Literal:
		return true
	case *syntax.Ident:
		return isKeyValue(e.Name) && l.global(e.Name)
	case *syntax.UnaryExpr:
		return (e.Op == syntax.MINUS || e.Op == syntax.PLUS) && isNumberLiteral(e.X)
	}
	return false
}

// isKeyValue reports whether a name stands for the same value for ever, at top
// level.
func isKeyValue(name string) bool { return name == "None" || name == "True" || name == "False" }

// asFloat is an int as written as the float that equals it, nil if e is no
// such int. To compare a float with it takes no conversion.
func asFloat(e syntax.Expr) *syntax.Literal {
	lit, ok := tree.Unparen(e).(*syntax.Literal)
	if !ok || lit.Token != syntax.INT {
		return nil
	}
	n, ok := lit.Value.(int64)
	if !ok || math.Abs(float64(n)) > 1<<53 {
		return nil
	}
	return &syntax.Literal{Token: syntax.FLOAT, TokenPos: lit.TokenPos, Raw: lit.Raw, Value: float64(n)}
}
