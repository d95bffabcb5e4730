package steps

// Waiting is how many wait for a lock.
func Waiting(l *Lock) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.queue)
}
