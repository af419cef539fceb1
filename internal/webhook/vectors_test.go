package webhook_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"switchboard/internal/webhook"
)

var update = flag.Bool("update", false, "write testdata/deliveries.json anew")

// vector is a delivery as it is on the wire, for verifiers in other languages: the npm
// package's test in frontend/src/test reads them too.
type vector struct {
	Secret    string `json:"secret"`
	ID        string `json:"id"`
	Timestamp int64  `json:"timestamp"`
	Signature string `json:"signature"`
	Body      string `json:"body"`
}

// TestVectors holds deliveries that others have in their tests against what is signed now
// and against the library.
func TestVectors(t *testing.T) {
	const file = "testdata/deliveries.json"
	key := []byte("0123456789abcdef0123456789abcdef")
	const secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	at := time.Date(2026, 1, 31, 12, 5, 1, 0, time.UTC)
	if *update {
		writeVectors(t, file, secret, key, at)
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var kept []vector
	require.NoError(t, json.Unmarshal(text, &kept))
	kinds := map[string]bool{}
	for _, v := range kept {
		var e struct{ Type string }
		require.NoError(t, json.Unmarshal([]byte(v.Body), &e))
		kinds[e.Type] = true
	}
	for _, kind := range webhook.Kinds() {
		require.True(t, kinds[kind], "%s has no delivery in %s", kind, file)
	}

	verify, err := standardwebhooks.NewWebhook(secret)
	require.NoError(t, err)
	for _, v := range kept {
		id, err := uuid.Parse(v.ID)
		require.NoError(t, err)
		require.Equal(t, v.Signature, webhook.Sign(id, time.Unix(v.Timestamp, 0), []byte(v.Body), key), "what was signed is signed the same")
		h := http.Header{}
		h.Set("webhook-id", v.ID)
		h.Set("webhook-timestamp", strconv.FormatInt(v.Timestamp, 10))
		h.Set("webhook-signature", v.Signature)
		require.NoError(t, verify.VerifyIgnoringTimestamp([]byte(v.Body), h))
		require.Error(t, verify.Verify([]byte(v.Body), h), "it is old by now")
	}
}

// writeVectors writes a delivery of each kind as it is now.
func writeVectors(t *testing.T, file, secret string, key []byte, at time.Time) {
	t.Helper()
	var all []vector
	for _, k := range webhook.Catalogue() {
		body, err := webhook.Body(k.Sample.ID, k.Sample.AccountID, k.Sample.Data, k.Sample.Timestamp)
		require.NoError(t, err)
		all = append(all, vector{secret, k.Sample.ID.String(), at.Unix(), webhook.Sign(k.Sample.ID, at, body, key), string(body)})
	}
	text, err := json.MarshalIndent(all, "", "  ")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, append(text, '\n'), 0o600))
}
