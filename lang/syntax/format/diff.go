package format

import (
	"fmt"
	"slices"
	"strings"
)

const context = 3 // lines around a change

// Diff says how a file changes from one text to another, as diff -u does.
func Diff(name, from, to string) string {
	if from == to {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", name, name)
	edits := compare(strings.SplitAfter(from, "\n"), strings.SplitAfter(to, "\n"))
	for len(edits) > 0 {
		begin := slices.IndexFunc(edits, edit.changes)
		if begin < 0 {
			break
		}
		end := begin + 1 // behind the last change that is near
		for i := end; i < len(edits) && i < end+2*context; i++ {
			if edits[i].changes() {
				end = i + 1
			}
		}
		hunk := edits[max(0, begin-context):min(len(edits), end+context)]
		write(&b, hunk)
		edits = edits[end:]
	}
	return b.String()
}

// An edit is a line that stays (' '), goes ('-') or comes ('+').
type edit struct {
	what     byte
	line     string
	from, to int // how many lines are before it
}

func (e edit) changes() bool { return e.what != ' ' }

func write(b *strings.Builder, hunk []edit) {
	var body strings.Builder
	count := map[byte]int{}
	for _, e := range hunk {
		if e.line == "" {
			continue // what is behind the last line break
		}
		count[e.what]++
		fmt.Fprintf(&body, "%c%s", e.what, e.line)
		if !strings.HasSuffix(e.line, "\n") {
			body.WriteString("\n\\ No newline at end of file\n")
		}
	}
	from, to := count[' ']+count['-'], count[' ']+count['+']
	fmt.Fprintf(b, "@@ -%s +%s @@\n%s", lines(hunk[0].from, from), lines(hunk[0].to, to), body.String())
}

// lines is the n lines behind some, as diff -u writes it.
func lines(before, n int) string {
	switch n {
	case 0:
		return fmt.Sprintf("%d,0", before)
	case 1:
		return fmt.Sprint(before + 1)
	}
	return fmt.Sprintf("%d,%d", before+1, n)
}

// compare finds what lines stay, go and come: those that each text has once, in
// the longest order that both have (a "patience diff"), and those around them.
func compare(a, b []string) []edit {
	var edits []edit
	x, y := 0, 0
	until := func(toX, toY int) {
		for ; x < toX; x++ {
			edits = append(edits, edit{'-', a[x], x, y})
		}
		for ; y < toY; y++ {
			edits = append(edits, edit{'+', b[y], x, y})
		}
	}
	same := func() {
		for x < len(a) && y < len(b) && a[x] == b[y] {
			edits = append(edits, edit{' ', a[x], x, y})
			x, y = x+1, y+1
		}
	}
	same()
	for _, at := range append(anchors(a, b), [2]int{len(a), len(b)}) {
		if at[0] < x {
			continue // it was around the one before
		}
		for at[0] > x && at[1] > y && a[at[0]-1] == b[at[1]-1] {
			at[0], at[1] = at[0]-1, at[1]-1
		}
		until(at[0], at[1])
		same()
	}
	return edits
}

// anchors are the longest rising sequence of places (in a, in b) of lines that
// each text has once.
func anchors(a, b []string) [][2]int {
	inA, inB := once(a), once(b)
	var ends []int // of the best sequences of each length: places in b
	var nodes []anchor
	var tops []int // their last nodes
	for x, l := range a {
		if _, ok := inA[l]; !ok {
			continue
		}
		y, ok := inB[l]
		if !ok {
			continue
		}
		n, _ := slices.BinarySearch(ends, y)
		before := -1
		if n > 0 {
			before = tops[n-1]
		}
		if n == len(ends) {
			ends, tops = append(ends, 0), append(tops, 0)
		}
		nodes = append(nodes, anchor{[2]int{x, y}, before})
		ends[n], tops[n] = y, len(nodes)-1
	}
	if len(tops) == 0 {
		return nil
	}
	var list [][2]int
	for i := tops[len(tops)-1]; i >= 0; i = nodes[i].before {
		list = append(list, nodes[i].at)
	}
	slices.Reverse(list)
	return list
}

type anchor struct {
	at     [2]int
	before int // the one that precedes it; -1: none
}

// once is where the lines are that a text has once.
func once(lines []string) map[string]int {
	count, at := map[string]int{}, map[string]int{}
	for i, l := range lines {
		count[l]++
		at[l] = i
	}
	for l, n := range count {
		if n > 1 {
			delete(at, l)
		}
	}
	return at
}
