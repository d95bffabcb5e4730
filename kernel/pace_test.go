package kernel

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestABurstGoesAtOnce(t *testing.T) {
	for _, print := range []string{"whole", "by lines", "through two streams"} {
		t.Run(print, func(t *testing.T) {
			roll(t, func(t *testing.T, f *film) {
				p := f.cell()
				all := numbered(190_000) // 2.36 MB as JSON
				wait := took(func() {
					switch print {
					case "whole":
						p.stream("stdout", all)
					case "by lines":
						for line := range strings.Lines(all) {
							p.stream("stdout", line)
						}
					default:
						for line := range strings.Lines(all) {
							p.stream("stdout", line[:4])
							p.stream("stderr", line[4:])
						}
					}
					p.end()
				})
				if got := len(f.shown("stdout")) + len(f.shown("stderr")); got != len(all) || wait > 0 {
					t.Errorf("%d of %d bytes after %v", got, len(all), wait)
				}
				if print != "through two streams" && f.shown("stdout") != all {
					t.Error("text is out of order")
				}
			})
		})
	}
}

func TestAFloodShowsHeadAndTail(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		all := numbered(400_000)
		if wait := took(func() {
			for line := range strings.Lines(all) {
				p.stream("stdout", line)
			}
			p.end()
		}); wait > 0 {
			t.Errorf("the cell waits for %v", wait)
		}
		before, rest, ok := strings.Cut(f.shown("stdout"), "\n… ")
		note, behind, _ := strings.Cut(rest, " …\n")
		if !ok || !strings.HasPrefix(all, before) || !strings.HasSuffix(all, behind) || len(before) < 1_500_000 || len(behind) < 100_000 {
			t.Errorf("%d bytes, %q, %d bytes", len(before), note, len(behind))
		}
		left := len(all) - len(before) - 1 - len(behind)
		want := fmt.Sprintf("%s lines (%s) left out; replay(1) shows all", grouped(strings.Count(all, "\n")-1-strings.Count(before+behind, "\n")), byteSize(int64(left)))
		if note != want {
			t.Errorf("got %q, want %q", note, want)
		}
		if c := f.spool.Unseen("me"); c == nil || c.Number != 1 {
			t.Error("the cell does not count as one of which something was left out")
		}
	})
}

func TestACellThatFloodsForLongSaysSo(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		for range 2000 { // 20 s at 10 MB/s
			p.stream("stdout", strings.Repeat("x", 100_000)+"\n")
			time.Sleep(10 * time.Millisecond)
		}
		got := f.shown("stdout")
		if n := len(got); n > 3_000_000 {
			t.Errorf("%d bytes are shown before the end", n)
		}
		if n := strings.Count(got, "\r… "); n < 15 || n > 20 {
			t.Errorf("it says %d times in 20 s how much it has left out", n)
		}
		p.stream("stdout", "\nthe end\n")
		p.end()
		if got := f.shown("stdout"); !strings.HasSuffix(got, "x\n\nthe end\n") || !strings.Contains(got, "replay(1) shows all …\n") {
			t.Errorf("it ends with %q", got[len(got)-100:])
		}
	})
}

func TestACellThatCalmsDownIsShownAgain(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		p.stream("stdout", numbered(400_000))
		for i := range 100 {
			time.Sleep(100 * time.Millisecond)
			p.stream("stdout", fmt.Sprintln("calm", i))
		}
		got := f.shown("stdout")
		if !strings.Contains(got, "line 399999\ncalm 0\ncalm 1\n") || !strings.Contains(got, "calm 70\n") {
			t.Errorf("it shows %q", got[len(got)-100:])
		}
		if n := strings.Count(got, " …\n"); n != 1 {
			t.Errorf("%d notes end a gap", n)
		}
	})
}

func TestNoCellFillsTheBrowser(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		for range 600 { // 10 min at .5 MB/s
			p.stream("stdout", strings.Repeat(strings.Repeat("y", 99)+"\n", 5000))
			time.Sleep(time.Second)
		}
		p.stream("stdout", "the end\n")
		p.end()
		got := f.shown("stdout")
		if n := len(got); n < maxShown || n > maxShown+2_000_000 {
			t.Errorf("%d bytes are shown", n)
		}
		if !strings.HasSuffix(got, "y\nthe end\n") {
			t.Errorf("it ends with %q", got[len(got)-20:])
		}
	})
}

func TestASlowCellIsShownAsItGoes(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		var all strings.Builder
		for i := range 2000 {
			line := fmt.Sprintln("step", i)
			all.WriteString(line)
			p.stream("stdout", line)
			time.Sleep(time.Duration(i%30) * time.Millisecond)
			if i > 0 && i%500 == 0 {
				time.Sleep(200 * time.Millisecond)
				if got := f.shown("stdout"); got != all.String() {
					t.Fatalf("after step %d only %d of %d bytes are shown", i, len(got), all.Len())
				}
			}
		}
	})
}

func TestManySmallCells(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		small := func() {
			p := f.cell()
			p.stream("stdout", "hello\n")
			p.end()
		}
		if wait := took(func() {
			for range 60 {
				small()
			}
		}); wait > 0 {
			t.Errorf("60 small cells wait for %v", wait)
		}
		if wait := took(small); wait > byteWindow {
			t.Errorf("the next waits for %v", wait)
		}
		for range 300 {
			small()
		}
		if got := strings.Count(f.shown("stdout"), "hello\n"); got != 361 {
			t.Errorf("%d of 361 are shown", got)
		}
	})
}

func TestAFloodIsNotTheNextCellsFault(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		p.stream("stdout", numbered(400_000))
		p.end()
		f.mu.Lock()
		f.frames, p = nil, f.cell()
		f.mu.Unlock()
		table := numbered(20_000)
		p.stream("stdout", table)
		if wait := took(p.end); f.shown("stdout") != table || wait > byteWindow {
			t.Errorf("after %v %d of %d bytes are shown", wait, len(f.shown("stdout")), len(table))
		}
		p = f.cell()
		p.stream("stdout", numbered(400_000))
		if wait := took(p.end); wait > byteWindow {
			t.Errorf("it waits for %v", wait)
		}
		if got := strings.TrimPrefix(f.shown("stdout"), table); !strings.HasPrefix(got, "line 0\n") || !strings.HasSuffix(got, "line 399999\n") {
			t.Error("the next flood lacks its head or its tail")
		}
		p = f.cell()
		steady := strings.Repeat(strings.Repeat("z", 99)+"\n", 1000)
		for range 20 { // as much as pace carries, were it alone
			p.stream("stdout", steady)
			time.Sleep(50 * time.Millisecond)
		}
		p.end()
		if n := strings.Count(f.shown("stdout"), steady[:100]); n != 20_000 {
			t.Errorf("%d of 20000 lines are shown", n)
		}
	})
}

// Whatever several cells do at once, pace is kept, and all but floods is shown.
func TestPaceIsKept(t *testing.T) {
	for seed := range uint64(3) {
		roll(t, func(t *testing.T, f *film) {
			var all sync.WaitGroup
			for worker := range uint64(4) {
				rnd := rand.New(rand.NewPCG(seed, worker))
				all.Go(func() {
					for range 10 {
						f.mu.Lock()
						p := f.cell()
						f.mu.Unlock()
						for range rnd.IntN(200) {
							switch rnd.IntN(8) {
							case 0:
								p.stream("stderr", "e")
							case 1:
								p.show("display_data", text("d"), nil, content{})
							case 2:
								time.Sleep(time.Duration(rnd.IntN(100)) * time.Millisecond)
							case 3:
								p.stream("stdout", strings.Repeat("\x1b[0m", rnd.IntN(10_000)))
							default:
								p.stream("stdout", strings.Repeat("line\n", rnd.IntN(5)))
							}
						}
						p.end()
					}
				})
			}
			all.Wait()
		})
	}
}

func TestProgressIsNeverCapped(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		for i := range 100_000 {
			p.stream("stderr", fmt.Sprintf("\r%3d%% |%-50s|", i/1000, strings.Repeat("#", i/2000)))
			if i%100 == 0 {
				time.Sleep(time.Millisecond)
			}
		}
		if wait := took(p.end); wait > 0 {
			t.Errorf("the end waits for %v", wait)
		}
		got := f.shown("stderr")
		if strings.Contains(got, "left out") || !strings.HasSuffix(got, " 99% |"+strings.Repeat("#", 49)+" |") {
			t.Errorf("it ends with %q", got[max(0, len(got)-200):])
		}
		if f.spool.Unseen("another") == nil || len(got) > 100*70 {
			t.Errorf("%d bytes for one line", len(got))
		}
	})
}

func TestAnInterruptEndsWaiting(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		interrupted := make(chan struct{})
		p := f.cell()
		p.interrupted = interrupted
		time.AfterFunc(time.Second, func() { close(interrupted) })
		if wait := took(func() {
			for range 1000 {
				p.stream("stdout", "x")
				p.show("display_data", text("x"), nil, content{})
				if time.Since(p.sent) > time.Second {
					break
				}
			}
		}); wait > 2*time.Second {
			t.Errorf("it goes on for %v", wait)
		}
		p.end()
	})
}

func TestTheKernelDoesNotWaitToStop(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		full := f.cell()
		full.stream("stdout", numbered(400_000))
		full.end()
		stopped := make(chan struct{})
		close(stopped)
		p := f.cell()
		p.stopped = stopped
		p.stream("stdout", "x")
		if wait := took(p.end); wait > 0 || !strings.HasSuffix(f.shown("stdout"), "x") {
			t.Errorf("it waits for %v", wait)
		}
		f.frames = nil // no pace is kept here
	})
}

func TestLateOutput(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		p.stream("stdout", "a")
		p.end()
		p.stream("stdout", "late")
		p.update(text("1"), nil, "id")
		p.update(text("2"), nil, "id")
		time.Sleep(time.Second)
		if got, want := f.list(), "a update_display(1) late update_display(2)"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

func TestStreamsInTurn(t *testing.T) {
	turns := func(p *pump, n int) (wait time.Duration, want string) {
		var b strings.Builder
		for i := range n {
			p.stream("stdout", fmt.Sprint(i, " "))
			p.stream("stderr", fmt.Sprintln(i))
			fmt.Fprintf(&b, "%d %d\n", i, i)
		}
		return took(p.end), b.String()
	}
	both := func(f *film) string {
		f.mu.Lock()
		defer f.mu.Unlock()
		var b strings.Builder
		for _, m := range f.frames {
			b.WriteString(m.fields["text"].(string))
		}
		return b.String()
	}
	roll(t, func(t *testing.T, f *film) { // as many as go at once
		if wait, want := turns(f.cell(), 30); both(f) != want || wait > 0 {
			t.Errorf("after %v: %q", wait, both(f))
		}
		f.mu.Lock()
		f.frames = f.frames[:0]
		p := f.cell()
		f.mu.Unlock()
		if wait, want := turns(p, 15); both(f) != want || wait > byteWindow { // behind another cell
			t.Errorf("after %v: %q", wait, both(f))
		}
	})
	roll(t, func(t *testing.T, f *film) {
		wait, _ := turns(f.cell(), 500)
		if out, err := f.shown("stdout"), f.shown("stderr"); wait > 0 || len(out) != len(err) || !strings.HasSuffix(out, " 498 499 ") || !strings.HasSuffix(err, "\n498\n499\n") {
			t.Errorf("after %v: %q %q", wait, out, err)
		}
	})
}

// A cell that others keep from its turn ends all the same.
func TestTheEndIsNotPutOffForEver(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		done := make(chan bool)
		other := f.cell()
		go func() {
			defer close(done)
			for range 300 {
				other.stream("stdout", strings.Repeat("o", 30_000))
				time.Sleep(50 * time.Millisecond)
			}
			other.end()
		}()
		time.Sleep(time.Second)
		f.mu.Lock()
		p := f.cell()
		f.mu.Unlock()
		p.stream("stderr", numbered(400_000))
		if wait := took(p.end); wait > 2*byteWindow {
			t.Errorf("it waits for %v", wait)
		}
		if got := f.shown("stderr"); !strings.HasPrefix(got, "line 0\n") || !strings.HasSuffix(got, "line 399999\n") {
			t.Errorf("it shows %d bytes", len(got))
		}
		<-done
	})
}
