package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A kernel is ready in some milliseconds because nothing is made before it is
// needed: packages declare, and modules make their members at first use. The
// bounds are far above what there is, and far below one table, font or data
// set.
func TestNothingHeavyAtInit(t *testing.T) {
	const each, all = 256 << 10, 1 << 20 // bytes
	cmd := starling("", "--version")
	cmd.Env = append(cmd.Env, "GODEBUG=inittrace=1")
	trace := &strings.Builder{}
	cmd.Stderr = trace
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	total := 0
	lines := regexp.MustCompile(`(?m)^init (\S+) .* (\d+) bytes, \d+ allocs$`).FindAllStringSubmatch(trace.String(), -1)
	for _, l := range lines {
		n, err := strconv.Atoi(l[2])
		if err != nil {
			t.Fatal(err)
		}
		if total += n; n > each {
			t.Errorf("package %s makes %d bytes before main, want at most %d", l[1], n, each)
		}
	}
	if len(lines) < 20 || total > all {
		t.Errorf("%d packages make %d bytes before main, want at most %d", len(lines), total, all)
	}
}
