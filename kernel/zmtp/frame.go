package zmtp

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// The bits of a frame's first byte (RFC 23/ZMTP, "Framing").
const (
	flagMore    = 1
	flagLong    = 2
	flagCommand = 4

	maxHeader = 9 // bytes
)

// A frame is one part of a message, or a command.
type frame struct {
	body          []byte
	more, command bool
}

// appendHeader appends the header of a frame with n bytes.
func appendHeader(b []byte, n int, more, command bool) []byte {
	var flags byte
	if more {
		flags |= flagMore
	}
	if command {
		flags |= flagCommand
	}
	if n > 255 {
		b = append(b, flags|flagLong)
		return binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return append(b, flags, byte(n))
}

// appendCommand appends a whole command frame: the length of its name, its
// name, its data.
func appendCommand(b []byte, name string, data []byte) []byte {
	return commandBody(appendHeader(b, 1+len(name)+len(data), false, true), name, data)
}

func commandBody(b []byte, name string, data []byte) []byte {
	b = append(b, byte(len(name)))
	b = append(b, name...)
	return append(b, data...)
}

// splitCommand is the inverse, for a frame's body.
func splitCommand(body []byte) (name string, data []byte, err error) {
	if len(body) == 0 || len(body) < 1+int(body[0]) {
		return "", nil, fmt.Errorf("command of %d bytes is too short", len(body))
	}
	n := 1 + int(body[0])
	return string(body[1:n]), body[n:], nil
}

// maxCommand is how long a command may be, in bytes.
const maxCommand = 64 << 10

// trusted is how much memory a frame's header alone may claim; what is longer
// grows with the data that really arrives.
const trusted = 1 << 20

// readFrame reads one frame of at most max bytes, or a command of at most
// maxCommand.
func readFrame(r *bufio.Reader, max uint64) (f frame, err error) {
	flags, err := r.ReadByte()
	if err != nil {
		return f, err
	}
	if flags&^(flagMore|flagLong|flagCommand) != 0 {
		return f, fmt.Errorf("frame flags %#x are not of ZMTP", flags)
	}
	f.more, f.command = flags&flagMore != 0, flags&flagCommand != 0
	if f.command {
		if f.more {
			return f, fmt.Errorf("command in more than one frame")
		}
		max = maxCommand
	}
	var n uint64
	if flags&flagLong != 0 {
		var size [8]byte
		if _, err = io.ReadFull(r, size[:]); err != nil {
			return f, err
		}
		n = binary.BigEndian.Uint64(size[:])
	} else {
		size, err := r.ReadByte()
		if err != nil {
			return f, err
		}
		n = uint64(size)
	}
	if n > max {
		return f, fmt.Errorf("frame of %d bytes, want at most %d", n, max)
	}
	f.body, err = readBody(r, n)
	return f, err
}

// readBody reads n bytes into memory that grows with them, to n exactly.
func readBody(r io.Reader, n uint64) ([]byte, error) {
	b := make([]byte, min(n, trusted))
	for got := 0; ; {
		if _, err := io.ReadFull(r, b[got:]); err != nil {
			return nil, err
		}
		if got = len(b); uint64(got) == n {
			return b, nil
		}
		longer := make([]byte, min(n, 2*uint64(got)))
		copy(longer, b)
		b = longer
	}
}

// appendProperty appends one entry of a handshake's metadata.
func appendProperty(b []byte, name, value string) []byte {
	b = append(b, byte(len(name)))
	b = append(b, name...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(value)))
	return append(b, value...)
}

// parseProperties reads metadata; names are without case.
func parseProperties(b []byte) (map[string]string, error) {
	m := map[string]string{}
	for len(b) > 0 {
		n := 1 + int(b[0])
		if len(b) < n+4 {
			return nil, fmt.Errorf("metadata ends within a name")
		}
		name := strings.ToLower(string(b[1:n]))
		size := binary.BigEndian.Uint32(b[n:])
		b = b[n+4:]
		if uint64(size) > uint64(len(b)) {
			return nil, fmt.Errorf("metadata ends within the value of %s", name)
		}
		m[name] = string(b[:size])
		b = b[size:]
	}
	return m, nil
}

// big is how long a frame is that has a chunk of its own, without a copy.
const big = 8 << 10

// encode turns a message into what is written; small frames share a chunk.
func encode(m Msg) (p packet) {
	shared := 0
	for _, part := range m {
		if shared += maxHeader; len(part) <= big {
			shared += len(part)
		}
	}
	b := make([]byte, 0, shared) // one memory for all
	for i, part := range m {
		b = appendHeader(b, len(part), i < len(m)-1, false)
		if len(part) > big {
			p.append(b)
			p.append(part)
			b = b[len(b):]
		} else {
			b = append(b, part...)
		}
	}
	if len(b) > 0 {
		p.append(b)
	}
	return p
}
