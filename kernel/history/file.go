package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"starling/kernel/filelock"
)

const (
	// maxFile bounds the file; what is older than its latest half then goes.
	maxFile = 8 << 20
	// maxInput bounds a cell in the file: it is no place for data.
	maxInput = 256 << 10
)

// A file is the history on disk. It is opened anew each time, under the lock of
// a file beside it: another kernel may have replaced it by a shorter one.
type file struct {
	path   string
	logf   func(format string, args ...any)
	write  func(*os.File, []byte) (int, error)
	broken bool // it was said that nothing can be written

	mu      sync.Mutex
	session int // of this kernel; 0: it has written nothing yet
}

// add appends lines. The first gives this kernel the number of its session.
func (f *file) add(lines []line) {
	if len(lines) == 0 {
		return
	}
	err := f.locked(func(lock *os.File) error {
		size, err := f.append(lines, lock)
		if err == nil && size > maxFile {
			err = f.shorten()
		}
		return err
	})
	if err != nil && !f.broken {
		f.logf("history is not kept: %v", err)
	}
	f.broken = err != nil
}

// locked runs what no other kernel may come between.
func (f *file) locked(do func(lock *os.File) error) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	lock, err := os.OpenFile(f.path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close() // gives the lock back
	if err := filelock.Lock(lock); err != nil {
		return err
	}
	return do(lock)
}

// append returns how long the file then is.
func (f *file) append(lines []line, lock *os.File) (size int64, err error) {
	out, err := os.OpenFile(f.path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return 0, err
	}
	defer out.Close()
	info, err := out.Stat()
	if err != nil {
		return 0, err
	}
	size = info.Size()
	session, err := f.number(out, size, lock)
	if err != nil {
		return 0, err
	}
	var text bytes.Buffer
	if torn(out, size) {
		text.WriteByte('\n')
	}
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	for _, l := range lines {
		if l.Session = session; l.Input == nil || len(*l.Input) <= maxInput {
			_ = enc.Encode(l) // numbers and texts are always JSON
		}
	}
	if _, err := f.write(out, text.Bytes()); err != nil {
		_ = out.Truncate(size)
		return 0, err
	}
	return size + int64(text.Len()), nil
}

// torn reports that the last line of a file has no end.
func torn(f *os.File, size int64) bool {
	last := make([]byte, 1)
	_, err := f.ReadAt(last, size-1)
	return size > 0 && err == nil && last[0] != '\n'
}

// number is that of this kernel's session: one more than the last, which the
// lock's file holds. To look for it in a long history keeps a processor busy for
// a tenth of a second, in which the first cell runs.
func (f *file) number(in *os.File, size int64, lock *os.File) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.session != 0 {
		return f.session, nil
	}
	last, ok := lastNumber(lock)
	if !ok || size == 0 {
		last = 0
		err := eachLine(in, func(l line) { last = max(last, l.Session) })
		if err != nil {
			return 0, err
		}
	}
	f.session = last + 1
	_, _ = fmt.Fprintf(io.NewOffsetWriter(lock, 0), numberFormat, f.session) // if it fails, there is none to be read
	return f.session, nil
}

// A number is written over the last one: on a full disk too.
const numberFormat = "%019d\n"

func lastNumber(lock *os.File) (n int, ok bool) {
	text := make([]byte, 21)
	size, _ := lock.ReadAt(text, 0)
	if size != 20 || text[19] != '\n' {
		return 0, false
	}
	n, err := strconv.Atoi(string(text[:19]))
	return n, err == nil && n > 0
}

// shorten keeps the latest half of the file.
func (f *file) shorten() error {
	text, err := os.ReadFile(f.path)
	if err != nil {
		return err
	}
	text = text[len(text)/2:]
	_, text, _ = bytes.Cut(text, []byte{'\n'})
	short := f.path + ".short"
	if err := os.WriteFile(short, text, 0o600); err != nil {
		_ = os.Remove(short)
		return err
	}
	return os.Rename(short, f.path)
}

// read returns the number of this session, and the entries of all others.
func (f *file) read() (session int, past []Entry) {
	f.mu.Lock()
	session = f.session
	f.mu.Unlock()
	in, err := os.Open(f.path)
	if err != nil { // there is none yet, or it cannot be read: it adds nothing
		return max(session, 1), nil
	}
	defer in.Close()
	last := 0
	at := map[[2]int]int{}
	_ = eachLine(in, func(l line) {
		last = max(last, l.Session)
		key := [2]int{l.Session, l.Line}
		switch i, ok := at[key]; {
		case l.Session == session: // it is in memory
		case l.Input != nil:
			at[key] = len(past)
			past = append(past, Entry{Session: l.Session, Line: l.Line, Input: *l.Input})
		case ok:
			past[i].Output = l.Output
		}
	})
	if session == 0 {
		session = last + 1
	}
	return session, past
}
