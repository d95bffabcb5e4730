package lang

import "starling/lang/lint"

// Lint finds mistakes in texts that are run in this order, as the cells of a
// notebook are, without running them. load reads a file that one of them
// loads; nil: none is read.
func (s *Session) Lint(texts []lint.Text, load func(module string) (string, error)) (findings []lint.Finding) {
	s.ask(func(v view) { findings = lint.Check(texts, lint.Known{Names: v.seen(), Load: load}) })
	return findings
}
