package lang_test

import (
	"testing"

	"starling/lang"
)

// What a session's cells cost: a small cell, and loops of 100,000 turns.
func BenchmarkCell(b *testing.B) {
	for _, c := range []struct{ name, before, src string }{
		{"small", "", "x = 1\nx + 1"},
		{"top-level-loop", "", "t = 0\nfor i in range(100000): t = t + i"},
		{"local-loop", "def f():\n  t = 0\n  for i in range(100000): t = t + i", "f()"},
		{"global-read", "k = 3\ndef f():\n  t = 0\n  for i in range(100000): t = t + k", "f()"},
		{"product", "def f():\n  t = 0\n  for i in range(100000): t = i * i", "f()"},
		{"float-product", "def f():\n  t = 0\n  for i in range(100000): t = 2.0 * i", "f()"},
		{"remainder", "def f():\n  t = 0\n  for i in range(100000): t = i % 7", "f()"},
		{"append", "def f():\n  t = []\n  for i in range(100000): t.append(i)", "f()"},
	} {
		b.Run(c.name, func(b *testing.B) {
			s, err := lang.New(lang.Options{})
			if err != nil {
				b.Fatal(err)
			}
			s.Exec(lang.Cell{Source: c.before}, nil)
			for b.Loop() {
				if res := s.Exec(lang.Cell{Source: c.src}, nil); res.Err != nil {
					b.Fatal(res.Err)
				}
			}
		})
	}
}
