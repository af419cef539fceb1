package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchboard/internal/fault"
	"switchboard/internal/seal"
)

// Names of the headers of Standard Webhooks.
const (
	headerID        = "webhook-id"
	headerTimestamp = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

// readSecret reads a secret that a person chose.
func readSecret(text string) ([]byte, error) {
	key, wrong := seal.ReadSigning(text)
	if wrong != "" {
		return nil, fault.Bad("secret", wrong)
	}
	return key, nil
}

// Sign is the value of webhook-signature: one signature for each key, so that receivers
// accept either during a rotation.
func Sign(id uuid.UUID, at time.Time, body []byte, keys ...[]byte) string {
	signatures := make([]string, len(keys))
	for i, key := range keys {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id.String() + "." + strconv.FormatInt(at.Unix(), 10) + "."))
		mac.Write(body)
		signatures[i] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return strings.Join(signatures, " ")
}

var errNoSecret = fault.New(fault.Unauthenticated, "This is not the secret of a webhook of the account.").WithCode("invalid_webhook_secret")

// Recognise tells whether somebody who has no key knows the secret of one of an account's
// active webhooks. Fault: Unauthenticated.
func (s *Service) Recognise(ctx context.Context, accountID uuid.UUID, secret string) error {
	key, err := readSecret(secret)
	if err != nil {
		return errNoSecret
	}
	all, err := s.Store.Webhooks(ctx, accountID)
	if err != nil {
		return err
	}
	for _, w := range all {
		own, err := s.Box.Open(w.SealedSecret, use(w.ID, "secret"))
		if err == nil && w.Active && subtle.ConstantTimeCompare(own, key) == 1 {
			return nil
		}
	}
	return errNoSecret
}
