package seal

import (
	"encoding/base64"
	"fmt"
	"strings"
)

const (
	// signingPrefix marks signing secrets of Standard Webhooks.
	signingPrefix = "whsec_"
	// newSigning is the length of a secret that we make, in bytes: Standard Webhooks asks
	// for 24 to 64.
	newSigning = 32
	// shortestSigning and longestSigning are what is taken of people, in bytes.
	shortestSigning, longestSigning = 8, 64
)

// SigningKey makes the key of a signing secret.
func SigningKey() []byte { return Random(newSigning) }

// ShowSigning is a key as the secret that receivers verify with.
func ShowSigning(key []byte) string {
	return signingPrefix + base64.StdEncoding.EncodeToString(key)
}

// ReadSigning reads a secret that a person chose: whsec_ with base64, or any text, which
// then is the key itself. wrong tells that person what is the matter, in a sentence; it is
// empty when nothing is.
func ReadSigning(text string) (key []byte, wrong string) {
	key = []byte(text)
	if encoded, ok := strings.CutPrefix(text, signingPrefix); ok {
		var err error
		if key, err = base64.StdEncoding.DecodeString(encoded); err != nil {
			return nil, "After whsec_ the secret has to be base64."
		}
	}
	if len(key) < shortestSigning || len(key) > longestSigning {
		return nil, fmt.Sprintf("The secret has to have %d to %d bytes.", shortestSigning, longestSigning)
	}
	return key, ""
}
