package webhook_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/webhook"
)

// TestLegacyBody holds the bodies against what scripts for the older server read.
func TestLegacyBody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][2]string{
		"a text": {
			`{"id":"0198c5a8-2b00-7c40-9d50-6e7f80912a3b","type":"message","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","data":{"message_id":"3EB0","direction":"incoming","chat":"4915112345678@s.whatsapp.net","sender":"4915112345678","type":"text","text":"hello","status":"received","timestamp":"2026-01-31T12:05:00Z","created_at":"2026-01-31T12:05:01Z"}}`,
			`{"event":"message","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","direction":"incoming","message_id":"3EB0","sender":"4915112345678","recipient":"4915112345678","message":"hello","timestamp":1769861100,"type":"text","chat_id":"4915112345678","is_group":false,"group_name":null,"status":"success","interactive_reply":null,"media":null,"created_at":"2026-01-31T12:05:01Z"}`,
		},
		"a tapped answer in a group": {
			`{"type":"message","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","data":{"message_id":"3EB1","direction":"incoming","chat":"120363@g.us","sender":"4915112345678","type":"choice","text":"Pizza","timestamp":"2026-01-31T12:05:00Z","created_at":"2026-01-31T12:05:01Z","choice":{"id":"pizza","title":"Pizza","matched_by":"list"}}}`,
			`{"event":"message","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","direction":"incoming","message_id":"3EB1","sender":"4915112345678","recipient":"120363","message":"Pizza","timestamp":1769861100,"type":"interactive_reply","chat_id":"120363","is_group":true,"group_name":null,"status":"success","interactive_reply":{"type":"list_reply","id":"pizza","title":"Pizza"},"media":null,"created_at":"2026-01-31T12:05:01Z"}`,
		},
		"read": {
			`{"type":"message.status","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","data":{"message_id":"3EB2","direction":"outgoing","chat":"4915112345678@s.whatsapp.net","type":"text","text":"hi","status":"read","timestamp":"2026-01-31T12:05:00Z","created_at":"2026-01-31T12:05:01Z","at":"2026-01-31T12:06:00.5Z"}}`,
			`{"event":"message_ack","account_id":"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e","message_id":"3EB2","recipient":"4915112345678@s.whatsapp.net","ack":4,"ack_name":"read","status":"read","status_code":4,"timestamp":1769861160500,"created_at":"2026-01-31T12:06:00.5Z"}`,
		},
	} {
		got, err := webhook.LegacyBody([]byte(c[0]))
		require.NoError(t, err)
		require.Equal(t, c[1], string(got), name)
	}
	_, err := webhook.LegacyBody([]byte("{"))
	require.Error(t, err)
}
