package zmtp

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// z85 is the alphabet of RFC 32/Z85, by which keys are written.
const z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"

// decodeKey reads a key of 32 bytes from its 40 characters. Its errors do not
// show the key.
func decodeKey(s string) ([]byte, error) {
	const size = keySize / 4 * 5
	if len(s) != size {
		return nil, fmt.Errorf("got %d characters, want %d of Z85", len(s), size)
	}
	out := make([]byte, 0, keySize)
	for ; s != ""; s = s[5:] {
		var n uint64
		for _, c := range []byte(s[:5]) {
			digit := strings.IndexByte(z85, c)
			if digit < 0 {
				return nil, fmt.Errorf("got the character %q, want those of Z85", c)
			}
			n = n*85 + uint64(digit)
		}
		if n > 1<<32-1 {
			return nil, fmt.Errorf("got five characters above 2^32, want Z85")
		}
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	return out, nil
}
