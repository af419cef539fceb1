package webhook_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"switchboard/internal/webhook"
)

// TestSign holds our signatures against the library that receivers use.
func TestSign(t *testing.T) {
	t.Parallel()
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	verify, err := standardwebhooks.NewWebhook(secret)
	require.NoError(t, err)
	key := []byte{0x31, 0xf2, 0x90, 0xf6, 0xbf, 0x06, 0x29, 0x8a, 0xab, 0x4f, 0x08, 0xd4, 0x3c, 0x3f, 0x08, 0x2c, 0xf6, 0x48, 0xa3, 0x62, 0xda, 0x2d, 0xa4, 0xb0}
	id := uuid.Must(uuid.NewV7())
	body := []byte(`{"type":"message","data":{"text":"Grüße 👋"}}`)
	signed := func(at time.Time, keys ...[]byte) http.Header {
		h := http.Header{}
		h.Set("webhook-id", id.String())
		h.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
		h.Set("webhook-signature", webhook.Sign(id, at, body, keys...))
		return h
	}
	now := time.Now()
	require.NoError(t, verify.Verify(body, signed(now, key)))
	require.NoError(t, verify.Verify(body, signed(now, []byte("the new secret of a rotation"), key)), "either of two is enough")
	require.Error(t, verify.Verify(append(body, ' '), signed(now, key)), "altered body")
	require.Error(t, verify.Verify(body, signed(now.Add(-time.Hour), key)), "old timestamp")
	require.Error(t, verify.Verify(body, signed(now.Add(time.Hour), key)), "future timestamp")
	require.Error(t, verify.Verify(body, signed(now, []byte("another secret altogether"))), "wrong secret")
	other := signed(now, key)
	other.Set("webhook-id", uuid.NewString())
	require.Error(t, verify.Verify(body, other), "another id")
}
