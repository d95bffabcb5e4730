package wire

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"
	"sync"
)

// schemes are the signature schemes of connection files, by their names there.
// Jupyter writes hmac-sha256 unless told otherwise.
var schemes = map[string]func() hash.Hash{
	"hmac-sha256": sha256.New,
	"hmac-sha384": sha512.New384,
	"hmac-sha512": sha512.New,
	"hmac-sha1":   sha1.New,
	"hmac-md5":    md5.New,
}

// signer signs the JSON parts of a message. Without a key it signs nothing and
// accepts all, as the protocol has it.
type signer struct {
	macs *sync.Pool // of hash.Hash: a key is costly to set up; nil: no key
}

func newSigner(scheme, key string) (signer, error) {
	if scheme == "" {
		scheme = "hmac-sha256"
	}
	h, ok := schemes[scheme]
	if !ok {
		return signer{}, fmt.Errorf("signature_scheme: got %q, want one of %s", scheme, schemeNames())
	}
	if key == "" {
		return signer{}, nil
	}
	return signer{macs: &sync.Pool{New: func() any { return hmac.New(h, []byte(key)) }}}, nil
}

func schemeNames() string {
	names := make([]string, 0, len(schemes))
	for name := range schemes {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func (s signer) sum(parts [][]byte) []byte {
	mac := s.macs.Get().(hash.Hash)
	defer s.macs.Put(mac)
	mac.Reset()
	for _, p := range parts {
		mac.Write(p)
	}
	return mac.Sum(nil)
}

func (s signer) sign(parts [][]byte) []byte {
	if s.macs == nil {
		return []byte{}
	}
	return hex.AppendEncode(nil, s.sum(parts))
}

func (s signer) verify(signature []byte, parts [][]byte) error {
	if s.macs == nil {
		return nil
	}
	if len(signature) == 0 {
		return errors.New("no signature")
	}
	got, err := hex.AppendDecode(nil, signature)
	if err != nil {
		return errors.New("signature is not hexadecimal")
	}
	if !hmac.Equal(got, s.sum(parts)) {
		return errors.New("wrong signature")
	}
	return nil
}

// mark is the beginning of a signature, which tells it from others: nobody without
// the key can make one that begins alike, and chance will not.
type mark [8]byte

// seen remembers the last n signatures.
type seen struct {
	mu   sync.Mutex
	n    int
	set  map[mark]struct{}
	ring []mark // the last n, the oldest at next once they are so many
	next int
}

func newSeen(n int) *seen { return &seen{n: n, set: make(map[mark]struct{})} }

// add reports whether the signature, which was verified, was there already. Case
// does not matter: a signature in capitals is the same signature.
func (s *seen) add(signature []byte) bool {
	var m mark
	_, _ = hex.Decode(m[:], signature[:min(len(signature), hex.EncodedLen(len(m)))])
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.set[m]; ok {
		return true
	}
	s.set[m] = struct{}{}
	if len(s.ring) < s.n {
		s.ring = append(s.ring, m)
		return false
	}
	delete(s.set, s.ring[s.next])
	s.ring[s.next] = m
	s.next = (s.next + 1) % s.n
	return false
}
