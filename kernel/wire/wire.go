// Package wire models Jupyter's messages as they lie on a socket.
//
//	Connection  where a kernel's five channels are, and the key; from a connection file
//	Codec       turns frames into messages and back: framing and signatures
//	Message     one message: header, parent header, metadata, content, buffers
//	Header      who sent it, when, and its type
//
// A message on a socket is
//
//	identity… <IDS|MSG> signature header parent_header metadata content buffer…
//
// (https://jupyter-client.readthedocs.io/en/stable/messaging.html). The package
// knows neither ZeroMQ nor what any type of message means, so that the kernel
// and its client share it.
package wire

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// ProtocolVersion is the version of Jupyter's messaging protocol spoken here.
const ProtocolVersion = "5.6"

const (
	delimiter  = "<IDS|MSG>"
	jsonFrames = 4 // header, parent header, metadata, content
)

// Header says who sent a message, when, and of what type it is.
type Header struct {
	MsgID    string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`

	// SubshellID names the subshell that a request on the shell channel is for.
	SubshellID string `json:"subshell_id,omitempty"`
}

// Time is the sender's clock when it made the message; ok is false where the
// date is absent or not ISO 8601.
func (h Header) Time() (t time.Time, ok bool) {
	t, err := time.Parse(time.RFC3339Nano, h.Date)
	return t, err == nil
}

// Message is one message. The JSON parts stay raw: a reply echoes the header of
// its request to the byte, with whatever fields a newer client put there.
type Message struct {
	Identities [][]byte // routing prefix; on a PUB socket the topic
	Header     Header
	RawHeader  json.RawMessage // as received; nil in a message made here
	Parent     json.RawMessage // header of the request; nil: none
	Metadata   json.RawMessage // nil: none
	Content    json.RawMessage
	Buffers    [][]byte
}

// ParentID is the msg_id of the parent header, "" where there is none.
func (m *Message) ParentID() string {
	var h Header
	if json.Unmarshal(m.Parent, &h) != nil {
		return ""
	}
	return h.MsgID
}

// Codec frames and signs the messages of one session. It is safe for use by
// several goroutines.
type Codec struct {
	signer   signer
	session  string
	username string
	serial   atomic.Uint64
	seen     *seen
}

// NewCodec makes a codec for a connection; username is what messages made by it
// carry ("kernel" for a kernel). The session gets a random name.
func NewCodec(c Connection, username string) (*Codec, error) {
	s, err := newSigner(c.SignatureScheme, c.Key)
	if err != nil {
		return nil, err
	}
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		return nil, fmt.Errorf("session name: %w", err)
	}
	return &Codec{signer: s, session: hex.EncodeToString(id[:]), username: username}, nil
}

// RefuseReplays makes Decode refuse a signature among the last n it accepted:
// without it, whoever can write to a socket may send a recorded message again.
// Nothing is refused where messages are not signed.
func (c *Codec) RefuseReplays(n int) { c.seen = newSeen(n) }

// New makes a message of a type in answer to parent (nil: none). Content that is
// a json.RawMessage is taken as it is.
func (c *Codec) New(msgType string, parent *Message, content any) (*Message, error) {
	raw, encoded := content.(json.RawMessage)
	if !encoded {
		var err error
		if raw, err = Marshal(content); err != nil {
			return nil, fmt.Errorf("content of %s: %w", msgType, err)
		}
	}
	m := &Message{
		Header: Header{
			MsgID:    c.session + "_" + strconv.FormatUint(c.serial.Add(1), 10),
			Session:  c.session,
			Username: c.username,
			Date:     time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
			Type:     msgType,
			Version:  ProtocolVersion,
		},
		Content: raw,
	}
	if parent != nil {
		m.Parent = parent.RawHeader
		if m.Parent == nil {
			m.Parent = appendHeader(make([]byte, 0, headerSize), &parent.Header)
		}
	}
	return m, nil
}

// headerSize is room for most headers.
const headerSize = 320

// Encode frames and signs a message.
func (c *Codec) Encode(m *Message) ([][]byte, error) {
	header := []byte(m.RawHeader)
	if header == nil {
		header = appendHeader(make([]byte, 0, headerSize), &m.Header)
	}
	parts := [jsonFrames][]byte{header, orEmpty(m.Parent), orEmpty(m.Metadata), orEmpty(m.Content)}
	frames := make([][]byte, 0, len(m.Identities)+2+jsonFrames+len(m.Buffers))
	frames = append(frames, m.Identities...)
	frames = append(frames, []byte(delimiter), c.signer.sign(parts[:]))
	frames = append(frames, parts[:]...)
	return append(frames, m.Buffers...), nil
}

// Decode checks the frames of a message and reads its header. The message
// shares memory with the frames.
func (c *Codec) Decode(frames [][]byte) (*Message, error) {
	ids := 0
	for ids < len(frames) && string(frames[ids]) != delimiter {
		ids++
	}
	if ids == len(frames) {
		return nil, fmt.Errorf("no %s among %d frames", delimiter, len(frames))
	}
	body := frames[ids+1:]
	if len(body) < 1+jsonFrames {
		return nil, fmt.Errorf("got %d frames after %s, want at least %d (signature, header, parent_header, metadata, content)",
			len(body), delimiter, 1+jsonFrames)
	}
	signature, parts := body[0], body[1:1+jsonFrames]
	if err := c.signer.verify(signature, parts); err != nil {
		return nil, err
	}
	for i, name := range [jsonFrames]string{"header", "parent_header", "metadata", "content"} {
		if err := checkObject(parts[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	m := &Message{
		Identities: frames[:ids:ids],
		RawHeader:  parts[0], Parent: parts[1], Metadata: parts[2], Content: parts[3],
		Buffers: body[1+jsonFrames:],
	}
	if err := json.Unmarshal(parts[0], &m.Header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if m.Header.Type == "" {
		return nil, errors.New("header: no msg_type")
	}
	if c.seen != nil && c.signer.macs != nil && c.seen.add(signature) {
		return nil, fmt.Errorf("%s %s was sent before with the same signature", m.Header.Type, m.Header.MsgID)
	}
	return m, nil
}

func orEmpty(raw json.RawMessage) []byte {
	if len(raw) == 0 {
		return []byte("{}")
	}
	return raw
}

// checkObject accepts a JSON object, and null as some senders write for none.
func checkObject(raw []byte) error {
	switch t := bytes.TrimLeft(raw, " \t\r\n"); {
	case !utf8.Valid(raw):
		return errors.New("not UTF-8")
	case !json.Valid(raw):
		return errors.New("not JSON")
	case t[0] != '{' && string(bytes.TrimSpace(t)) != "null":
		return errors.New("got other JSON, want an object")
	}
	return nil
}
