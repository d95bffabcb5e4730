package zmtp

import (
	"bufio"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"net"

	"golang.org/x/crypto/nacl/box"
	"golang.org/x/crypto/nacl/secretbox"
)

// Curve is the mechanism CURVE, server side: RFC 26/CURVEZMQ and RFC 25/ZMTP-CURVE
// of zeromq.org. Traffic is encrypted, each connection with keys of its own, and
// only a peer that knows the server's public key gets in. Which key the peer has
// itself does not matter, as with libzmq.
type Curve struct{ secret *ecdh.PrivateKey }

var _ Mechanism = (*Curve)(nil)

// NewCurve makes the mechanism from the server's keys in Z85.
func NewCurve(public, secret string) (*Curve, error) {
	s, err := decodeKey(secret)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err) // without the key
	}
	key, err := ecdh.X25519().NewPrivateKey(s)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	p, err := decodeKey(public)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	if subtle.ConstantTimeCompare(p, key.PublicKey().Bytes()) != 1 {
		return nil, errors.New("public key: is not that of the secret key")
	}
	return &Curve{key}, nil
}

// Name is that in greetings.
func (*Curve) Name() string { return "CURVE" }

const (
	keySize    = 32
	cookieSize = 96
	boxed      = secretbox.Overhead // what a box adds
)

// Handshake answers HELLO with WELCOME and INITIATE with READY.
func (c *Curve) Handshake(conn net.Conn, r *bufio.Reader, metadata []byte) (Session, map[string]string, error) {
	hello, err := readCommand(r, "HELLO", 194)
	if err != nil {
		return nil, nil, err
	}
	if hello[0] != 1 || hello[1] != 0 {
		return nil, nil, fmt.Errorf("peer speaks version %d.%d of CURVE, want 1.0", hello[0], hello[1])
	}
	transient := hello[74:106] // the peer's key of this connection
	first, err := shared(c.secret, transient)
	if err != nil {
		return nil, nil, err
	}
	if _, ok := open(first, short("CurveZMQHELLO---", hello[106:114]), hello[114:]); !ok {
		return nil, nil, errors.New("peer has another key for this server")
	}

	ours, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	// The cookie is opaque to the peer. A server that kept no state until the
	// peer has answered would seal its state into it; ours remembers.
	var fresh [16 + cookieSize]byte
	if _, err := rand.Read(fresh[:]); err != nil {
		return nil, nil, err
	}
	nonce, cookie := fresh[:16], fresh[16:]
	welcome := seal(nonce, first, long("WELCOME-", nonce), append(ours.PublicKey().Bytes(), cookie...))
	if _, err := conn.Write(appendCommand(nil, "WELCOME", welcome)); err != nil {
		return nil, nil, err
	}

	initiate, err := readCommand(r, "INITIATE", 0)
	if err != nil {
		return nil, nil, err
	}
	s := &curveSession{}
	properties, err := c.initiated(s, initiate, cookie, transient, ours)
	if err != nil {
		return nil, nil, err
	}
	number, nonces := s.next("CurveZMQREADY---")
	_, err = conn.Write(appendCommand(nil, "READY", seal(number, &s.key, nonces, metadata)))
	return s, properties, err
}

// initiated checks an INITIATE, which proves that the peer has the secret of the
// key that it goes by, and that it meant this server.
func (c *Curve) initiated(s *curveSession, b, cookie, transient []byte, ours *ecdh.PrivateKey) (map[string]string, error) {
	const vouch = keySize + 16 + 2*keySize + boxed // the peer's key, a nonce, and a box
	if len(b) < cookieSize+8+boxed+vouch {
		return nil, fmt.Errorf("INITIATE of %d bytes is too short", len(b))
	}
	if subtle.ConstantTimeCompare(b[:cookieSize], cookie) != 1 {
		return nil, errors.New("INITIATE has another cookie")
	}
	key, err := shared(ours, transient)
	if err != nil {
		return nil, err
	}
	s.key = *key
	number := b[cookieSize : cookieSize+8]
	s.in = binary.BigEndian.Uint64(number)
	plain, ok := open(key, short("CurveZMQINITIATE", number), b[cookieSize+8:])
	if !ok {
		return nil, errors.New("INITIATE is forged")
	}
	mine, err := shared(ours, plain[:keySize])
	if err != nil {
		return nil, err
	}
	said, ok := open(mine, long("VOUCH---", plain[keySize:keySize+16]), plain[keySize+16:vouch])
	if !ok || string(said[:keySize]) != string(transient) || string(said[keySize:]) != string(c.secret.PublicKey().Bytes()) {
		return nil, errors.New("peer cannot vouch for its keys")
	}
	return parseProperties(plain[vouch:])
}

// curveSession is one connection. Each frame has a number, higher than the last:
// sealing and sending must keep one order, which the lock of the peer's queue
// sees to.
type curveSession struct {
	key     [keySize]byte
	out, in uint64 // numbers last used and last seen
}

var _ Session = (*curveSession)(nil)

const (
	sealedHeader = 1 + len("MESSAGE") + 8
	sealedMore   = 1
	sealedCmd    = 2
)

// next takes the next number, and makes the nonce of it.
func (s *curveSession) next(prefix string) (number []byte, nonce *[24]byte) {
	s.out++
	number = binary.BigEndian.AppendUint64(nil, s.out)
	return number, short(prefix, number)
}

func (s *curveSession) Seal(body []byte, more, command bool) []byte {
	number, nonce := s.next("CurveZMQMESSAGES")
	plain := make([]byte, 1, 1+len(body))
	if more {
		plain[0] |= sealedMore
	}
	if command {
		plain[0] |= sealedCmd
	}
	plain = append(plain, body...)
	b := make([]byte, 0, maxHeader+sealedHeader+len(plain)+boxed)
	b = appendHeader(b, sealedHeader+len(plain)+boxed, false, false)
	b = commandBody(b, "MESSAGE", number)
	return secretbox.Seal(b, plain, nonce, &s.key)
}

func (s *curveSession) Open(body []byte) (plain []byte, more, command bool, err error) {
	name, data, err := splitCommand(body)
	if err != nil || name != "MESSAGE" || len(data) < 8+boxed+1 {
		return nil, false, false, fmt.Errorf("frame of %d bytes is not sealed", len(body))
	}
	number := binary.BigEndian.Uint64(data)
	if number <= s.in {
		return nil, false, false, fmt.Errorf("frame %d came after frame %d: it is a replay", number, s.in)
	}
	plain, ok := open(&s.key, short("CurveZMQMESSAGEC", data[:8]), data[8:])
	if !ok {
		return nil, false, false, errors.New("frame is forged")
	}
	s.in = number
	return plain[1:], plain[0]&sealedMore != 0, plain[0]&sealedCmd != 0, nil
}

// shared is the key that two pairs agree on. A public key from which any secret
// makes the same is refused.
func shared(secret *ecdh.PrivateKey, public []byte) (*[keySize]byte, error) {
	key, err := ecdh.X25519().NewPublicKey(public)
	if err != nil {
		return nil, err
	}
	if _, err := secret.ECDH(key); err != nil {
		return nil, fmt.Errorf("peer's key: %w", err)
	}
	var out [keySize]byte
	box.Precompute(&out, (*[keySize]byte)(public), (*[keySize]byte)(secret.Bytes()))
	return &out, nil
}

// seal appends a box to what stands before it.
func seal(before []byte, key *[keySize]byte, nonce *[24]byte, plain []byte) []byte {
	return secretbox.Seal(append([]byte(nil), before...), plain, nonce, key)
}

func open(key *[keySize]byte, nonce *[24]byte, sealed []byte) ([]byte, bool) {
	return secretbox.Open(nil, sealed, nonce, key)
}

// short makes a nonce of a name and a number; long, of a name and random bytes.
func short(name string, number []byte) *[24]byte { return nonce(name, 16, number) }
func long(name string, random []byte) *[24]byte  { return nonce(name, 8, random) }

func nonce(name string, size int, rest []byte) *[24]byte {
	var n [24]byte
	copy(n[:size], name)
	copy(n[size:], rest)
	return &n
}
