package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
)

// Box seals secrets at rest with AES-256-GCM. A sealed value is a random nonce and the
// ciphertext; it opens with the same key only, and where it was sealed for.
type Box struct{ aead cipher.AEAD }

// NewBox makes a box from a key of 32 bytes.
func NewBox(key []byte) (*Box, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make sealing key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make sealing key: %w", err)
	}
	return &Box{aead: aead}, nil
}

// Seal hides a secret. use names where it belongs, such as a row and a column: a sealed
// value that is copied elsewhere does not open there.
func (b *Box) Seal(secret []byte, use string) []byte {
	return b.aead.Seal(nil, nil, secret, []byte(use)) //nolint:gosec // the AEAD draws its own random nonce
}

// ErrSealed says that a value does not open: another key sealed it, or for another use.
var ErrSealed = errors.New("the sealed value does not open with this key; was ENCRYPTION_KEY or SESSION_SECRET changed?")

// Open reveals what Seal hid for the same use.
func (b *Box) Open(sealed []byte, use string) ([]byte, error) {
	secret, err := b.aead.Open(nil, nil, sealed, []byte(use))
	if err != nil {
		return nil, ErrSealed
	}
	return secret, nil
}

// Random is n bytes of randomness.
func Random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
