package pacing

import (
	"crypto/sha256"
	"encoding/binary"
)

// Share is what is random about a message: a number in [0,1) that is always the same for an
// id and a purpose. A message that is planned again, or by another process, waits as long as
// the first time: drawn anew each time, the shortest draw would win.
func Share(id [16]byte, purpose string) float64 {
	sum := sha256.Sum256(append(id[:], purpose...))
	return float64(binary.BigEndian.Uint64(sum[:])>>11) / (1 << 53)
}
