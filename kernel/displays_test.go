package kernel

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestTextIsSentBeforeADisplay(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		var want []string
		for i := range 200 {
			p.stream("stdout", fmt.Sprint(i))
			p.show("display_data", text(fmt.Sprint(i)), nil, content{})
			want = append(want, fmt.Sprintf("%d display(%d)", i, i))
		}
		p.end()
		if got := f.list(); got != strings.Join(want, " ") {
			t.Errorf("got %s", got)
		}
	})
}

func TestADisplayInAFloodNeedNotWait(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		if wait := took(func() {
			for range 20 {
				p.stream("stdout", numbered(200_000))
				p.show("display_data", text("d"), nil, content{})
			}
		}); wait > byteWindow {
			t.Errorf("it waits for %v", wait)
		}
		p.end()
		if n := f.count("display_data"); n != 20 {
			t.Errorf("%d of 20 displays are shown", n)
		}
	})
}

func TestUpdatesOfADisplayAreJoined(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		p.show("display_data", text("begin"), nil, content{"transient": content{"display_id": "a"}})
		for i := range 10_000 {
			p.update(text(fmt.Sprint(i)), nil, "a")
			p.update(text(fmt.Sprint(-i)), nil, "b")
			p.stream("stdout", ".")
			time.Sleep(time.Millisecond)
		}
		if n := f.count("update_display_data"); n < 150 || n > 210 {
			t.Errorf("%d updates of two displays in 10 s", n)
		}
		p.end()
		n := len(f.list())
		if got := f.list(); !strings.Contains(got, "update_display(9999)") || !strings.Contains(got, "update_display(-9999)") {
			t.Errorf("the last states are not sent: %s", got[n-200:])
		}
		time.Sleep(time.Second)
		if len(f.list()) != n {
			t.Error("something is sent after the end")
		}
	})
}

func TestClear(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		p.stream("stdout", "a")
		p.clearOutput(true)
		p.clearOutput(true)
		p.stream("stdout", "b")
		p.clearOutput(false)
		p.show("display_data", text("c"), nil, content{})
		p.clearOutput(true)
		p.end()
		if got, want := f.list(), "a clear clear display(c) clear"; got != want && got != "a clear b clear display(c) clear" {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	roll(t, func(t *testing.T, f *film) { // an animation
		p := f.cell()
		wait := took(func() {
			for i := range 100_000 {
				p.clearOutput(true)
				p.stream("stdout", fmt.Sprintln("frame", i))
			}
			p.end()
		})
		if got := f.list(); !strings.HasSuffix(got, "frame 99999") || strings.Contains(got, "left out") || len(got) > 1000 || wait > 0 {
			t.Errorf("after %v: %s", wait, got)
		}
	})
}

func TestAFloodOfDisplays(t *testing.T) {
	roll(t, func(t *testing.T, f *film) {
		p := f.cell()
		for i := range 4000 {
			p.show("display_data", text(fmt.Sprint(i)), nil, content{})
		}
		p.end()
		if n := f.count("display_data"); n != 4000 {
			t.Errorf("%d of 4000 are shown", n)
		}
	})
}
