package spool

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// A Record is printed text, or else a message of another kind.
type Record struct {
	Stream, Text string // stdout or stderr
	Type         string
	Content      json.RawMessage
}

// A record is written as its kind, the length of its body, and that: text, or
// the type of a message, a line end and its content.
const (
	kindStdout  = 'o'
	kindStderr  = 'e'
	kindMessage = 'm'
)

func appendText(b []byte, stream string, text []byte) []byte {
	if len(text) == 0 {
		return b
	}
	kind := byte(kindStdout)
	if stream == "stderr" {
		kind = kindStderr
	}
	b = binary.AppendUvarint(append(b, kind), uint64(len(text)))
	return append(b, text...)
}

func appendMessage(b []byte, msgType string, content []byte) []byte {
	b = binary.AppendUvarint(append(b, kindMessage), uint64(len(msgType)+1+len(content)))
	b = append(append(b, msgType...), '\n')
	return append(b, content...)
}

// readRecords gives the records in the first size bytes of r to show.
func readRecords(r io.Reader, size int64, show func(Record) error) error {
	in := bufio.NewReaderSize(io.LimitReader(r, size), chunk)
	for {
		kind, err := in.ReadByte()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		n, err := binary.ReadUvarint(in)
		if err != nil {
			return fmt.Errorf("record: %w", io.ErrUnexpectedEOF)
		}
		if int64(n) > size {
			return fmt.Errorf("record of %d bytes in a file of %d", n, size)
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(in, body); err != nil {
			return fmt.Errorf("record: %w", io.ErrUnexpectedEOF)
		}
		var rec Record
		switch kind {
		case kindStdout:
			rec = Record{Stream: "stdout", Text: string(body)}
		case kindStderr:
			rec = Record{Stream: "stderr", Text: string(body)}
		default:
			msgType, content, _ := strings.Cut(string(body), "\n")
			rec = Record{Type: msgType, Content: json.RawMessage(content)}
		}
		if err := show(rec); err != nil {
			return err
		}
	}
}
