package syntax

import (
	"go.starlark.net/syntax"

	"starling/lang/syntax/tree"
)

// position is a position in e itself, found without going down: the start of
// a long sum is as deep as it is long.
func position(e syntax.Expr) syntax.Position {
	switch e := e.(type) {
	case *syntax.Ident:
		return e.NamePos
	case *syntax.Literal:
		return e.TokenPos
	case *syntax.ParenExpr:
		return e.Lparen
	case *syntax.UnaryExpr:
		return e.OpPos
	case *syntax.BinaryExpr:
		return e.OpPos
	case *tree.Chain:
		return e.Rest[0].OpPos
	case *syntax.CallExpr:
		return e.Lparen
	case *syntax.DotExpr:
		return e.Dot
	case *syntax.IndexExpr:
		return e.Lbrack
	case *syntax.SliceExpr:
		return e.Lbrack
	case *tree.Slice:
		return e.Colon
	case *syntax.CondExpr:
		return e.If
	case *syntax.LambdaExpr:
		return e.Lambda
	case *syntax.ListExpr:
		return e.Lbrack
	case *syntax.TupleExpr:
		if !e.Lparen.IsValid() && len(e.List) > 0 {
			return position(e.List[0])
		}
		return e.Lparen
	case *syntax.DictExpr:
		return e.Lbrace
	case *tree.Set:
		return e.Lbrace
	case *syntax.DictEntry:
		return e.Colon
	case *syntax.Comprehension:
		return e.Lbrack
	case *tree.FString:
		return e.Pos
	case *tree.Annotated:
		return e.Colon
	case *tree.Ellipsis:
		return e.Pos
	case *tree.BadExpr:
		return e.From
	}
	return syntax.Position{}
}

// stmtPosition is position for a statement.
func stmtPosition(s syntax.Stmt) syntax.Position {
	switch s := s.(type) {
	case *syntax.ExprStmt:
		return position(s.X)
	case *syntax.AssignStmt:
		return s.OpPos
	case *tree.Declare:
		return s.Colon
	case *syntax.IfStmt:
		return s.If
	case *syntax.ForStmt:
		return s.For
	case *syntax.WhileStmt:
		return s.While
	case *syntax.ReturnStmt:
		return s.Return
	case *syntax.BranchStmt:
		return s.TokenPos
	case *syntax.LoadStmt:
		return s.Load
	case *tree.Def:
		return s.Def
	case *tree.BadStmt:
		return s.From
	}
	return syntax.Position{}
}
