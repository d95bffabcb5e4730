package steps_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"starling/lang/steps"
)

// queued waits until so many wait for a lock that is held, in order.
func queued(t *testing.T, l *steps.Lock, n int) {
	t.Helper()
	for range 10_000 {
		if steps.Waiting(l) == n {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%d wait, want %d", steps.Waiting(l), n)
}

func TestLockIsFirstComeFirstServed(t *testing.T) {
	l := steps.NewLock()
	l.Lock()
	var order []int
	var wait sync.WaitGroup
	for i := range 10 {
		wait.Go(func() {
			l.Lock()
			defer l.Unlock()
			order = append(order, i)
		})
		queued(t, l, i+1)
	}
	l.Unlock()
	wait.Wait()
	if want := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}; !slices.Equal(order, want) {
		t.Errorf("got %v, want the order in which they came", order)
	}
}

func TestAsk(t *testing.T) {
	l := steps.NewLock()
	asked := 0
	if !l.Ask(time.Hour, func() { asked++ }) || asked != 1 {
		t.Error("a question to a free lock is not answered")
	}
	l.Lock()
	if l.Ask(time.Millisecond, func() { asked++ }) || asked != 1 {
		t.Error("a question is answered by nobody")
	}
	if steps.Waiting(l) != 0 {
		t.Error("a question that was given up waits")
	}
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if !l.Ask(time.Minute, func() { asked++ }) {
				t.Error("not answered")
			}
		})
	}
	queued(t, l, 3)
	l.Unlock()
	wait.Wait()
	if asked != 4 {
		t.Errorf("%d answers, want 4", asked)
	}
	free(l)
}

func TestAPanicOfAQuestionIsTheAskers(t *testing.T) {
	l := steps.NewLock()
	th, m := shared(l, nil)
	if err := m.Enter(); err != nil {
		t.Fatal(err)
	}
	panicked := make(chan any)
	go func() {
		defer func() { panicked <- recover() }()
		l.Ask(time.Minute, func() { panic("mine") })
	}()
	queued(t, l, 1)
	for len(panicked) == 0 && steps.Waiting(l) > 0 { // the asker gives up its place once it is answered
		if err := steps.Poll(th); err != nil {
			t.Fatal(err)
		}
	}
	if got := <-panicked; fmt.Sprint(got) != "mine" {
		t.Errorf("got %v", got)
	}
	m.Leave()
}

// free waits until nobody has the lock.
func free(l *steps.Lock) {
	l.Lock()
	defer l.Unlock()
}
