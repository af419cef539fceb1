// Package seal keeps secrets: it makes tokens and hashes them for storage.
package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// Token prefixes tell people and scanners what a leaked string is.
const (
	AccountKeyPrefix = "wak_"
	AdminTokenPrefix = "wat_"
)

// shownPrefix is how much of a token is kept in clear to tell tokens apart: the
// kind and 32 of its 192 bits.
const shownPrefix = len(AccountKeyPrefix) + 8

// Token is a new secret and what may be stored of it.
type Token struct {
	Secret string // shown once, never stored
	Hash   []byte // stored, looked up by
	Prefix string // stored, shown
}

// NewToken makes a token of 192 random bits. Randomness of that size needs no
// slow hash: it cannot be guessed.
func NewToken(prefix string) Token {
	raw := make([]byte, 24)
	rand.Read(raw)
	secret := prefix + hex.EncodeToString(raw)
	return Token{Secret: secret, Hash: Hash(secret), Prefix: secret[:shownPrefix]}
}

// Hash is what is stored of a token. Looking a hash up in an index leaks no more
// by its timing than the hash itself.
func Hash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// Password makes a password for people to copy: 20 characters of an alphabet
// without look-alikes, about 116 bits.
func Password() string {
	const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	out := make([]byte, 0, 20)
	buf := make([]byte, 64)
	for len(out) < cap(out) {
		rand.Read(buf)
		for _, b := range buf {
			// 224 is the largest multiple of 56 below 256: no letter is likelier.
			if b < 224 && len(out) < cap(out) {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out)
}
