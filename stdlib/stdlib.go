// Package stdlib is the formulas that are written in Starlark, for people to
// open and learn from. Folders are namespaces: physics/oxide.star is
// physics.oxide. A file begins with a docstring, and so does each function in
// it, from which package decl makes its declaration.
package stdlib

import "embed"

// Files is every formula.
//
//go:embed hardware/*.star physics/*.star
var Files embed.FS
