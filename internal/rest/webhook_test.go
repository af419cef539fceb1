package rest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"switchboard/internal/web/doortest"
)

// TestWebhooks walks through a webhook's life at the REST door.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	shop, key := w.Account(t, "Shop")
	_, otherKey := w.Account(t, "Other")
	own, other := w.Key(key), w.Key(otherKey)
	path := "/api/accounts/" + shop.ID.String() + "/webhooks"

	got := make(chan *http.Request, 1)
	var body []byte
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		got <- r
		rw.WriteHeader(http.StatusAccepted)
		fmt.Fprint(rw, "thanks")
	}))
	t.Cleanup(receiver.Close)

	var made struct {
		ID     string   `json:"id"`
		Secret string   `json:"secret"`
		Events []string `json:"events"`
		Active bool     `json:"is_active"`
	}
	a := own.Call(t, "POST", path, map[string]any{"url": receiver.URL, "headers": []any{map[string]any{"name": "X-Tenant", "value": "7"}}})
	require.Equal(t, http.StatusCreated, a.Status, a.Text)
	require.NoError(t, json.Unmarshal([]byte(a.Text), &made))
	require.Equal(t, []string{"message"}, made.Events)
	require.True(t, made.Active)
	one := "/api/webhooks/" + made.ID

	t.Run("the_secret_is_shown_once", func(t *testing.T) {
		require.NotContains(t, own.Call(t, "GET", path, nil).Text, made.Secret)
		require.NotContains(t, own.Call(t, "GET", one, nil).Text, "whsec_")
	})
	t.Run("a_test_is_signed", func(t *testing.T) {
		a := own.Call(t, "POST", one+"/test", nil)
		require.Equal(t, http.StatusOK, a.Status, a.Text)
		require.Contains(t, a.Text, `"success":true`)
		shown := a.JSON(t)
		require.Equal(t, "message", shown["request_body"].(map[string]any)["type"])
		require.Contains(t, a.Text, `{"name":"X-Tenant","value":"(hidden)"}`)
		require.Equal(t, "thanks", shown["response_body"])
		r := <-got
		verify, err := standardwebhooks.NewWebhook(made.Secret)
		require.NoError(t, err)
		require.NoError(t, verify.Verify(body, r.Header))
		require.Equal(t, shop.ID.String(), r.Header.Get("X-Account-ID"))
		require.Equal(t, "7", r.Header.Get("X-Tenant"))
		require.Equal(t, "Switchboard/test", r.UserAgent())
	})
	t.Run("put_changes_what_it_names", func(t *testing.T) {
		a := own.Call(t, "PUT", one, map[string]any{"is_active": false, "events": []string{"*"}})
		require.Equal(t, http.StatusOK, a.Status, a.Text)
		require.Contains(t, a.Text, `"status":"paused"`)
		require.Contains(t, a.Text, `"header_names":["X-Tenant"]`)
	})
	for _, c := range []struct {
		name, field string
		body        map[string]any
	}{
		{"no_url", "url", map[string]any{}},
		{"ftp", "url", map[string]any{"url": "ftp://example.com"}},
		{"password_in_url", "url", map[string]any{"url": "https://a:b@example.com"}},
		{"unknown_event", "events", map[string]any{"url": receiver.URL, "events": []string{"mesage"}}},
		{"no_events", "events", map[string]any{"url": receiver.URL, "events": []string{"nothing.*"}}},
		{"short_secret", "secret", map[string]any{"url": receiver.URL, "secret": "abc"}},
		{"secret_no_base64", "secret", map[string]any{"url": receiver.URL, "secret": "whsec_!!!"}},
		{"reserved_header", "headers", map[string]any{"url": receiver.URL, "headers": []any{map[string]any{"name": "Webhook-Id", "value": "x"}}}},
		{"header_injection", "headers", map[string]any{"url": receiver.URL, "headers": []any{map[string]any{"name": "X-A", "value": "x\r\nY: z"}}}},
		{"unknown_format", "format", map[string]any{"url": receiver.URL, "format": "xml"}},
		{"nothing_in_this_format", "events", map[string]any{"url": receiver.URL, "format": "legacy", "events": []string{"presence"}}},
		{"legacy_header", "headers", map[string]any{"url": receiver.URL, "format": "legacy", "headers": []any{map[string]any{"name": "x-webhook-signature", "value": "x"}}}},
		{"unknown_type", "filters.types", map[string]any{"url": receiver.URL, "filters": map[string]any{"types": []string{"picture"}}}},
		{"nul", "description", map[string]any{"url": receiver.URL, "description": "a\x00b"}},
		{"too_many_tries", "max_attempts", map[string]any{"url": receiver.URL, "max_attempts": 21}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := own.Call(t, "POST", path, c.body)
			require.Equal(t, http.StatusUnprocessableEntity, a.Status, a.Text)
			require.Contains(t, a.Text, `"field":"`+c.field+`"`)
		})
	}
	t.Run("older_names_are_taken", func(t *testing.T) {
		a := own.Call(t, "POST", path, map[string]any{"url": receiver.URL, "format": "legacy", "events": []string{"message_ack", "all"}})
		require.Equal(t, http.StatusCreated, a.Status, a.Text)
		require.Contains(t, a.Text, `"events":["message.status","*"]`)
		require.Contains(t, a.Text, `"format":"legacy"`)
		a = own.Call(t, "POST", "/api/webhooks/"+a.JSON(t)["id"].(string)+"/test?type=message_ack", nil)
		require.Contains(t, a.Text, `"request_body":{"event":"message_ack"`)
		require.Len(t, (<-got).Header.Get("X-Webhook-Signature"), 64)
	})
	t.Run("a_replay_is_counted_first", func(t *testing.T) {
		w.Receive(t, shop.ID, "R1", "4915112345678", "once")
		body := map[string]any{"since": "2020-01-01T00:00:00Z", "dry_run": true}
		require.JSONEq(t, `{"count":1}`, own.Call(t, "POST", one+"/replay", body).Text)
		require.JSONEq(t, `{"attempts":0,"success_rate":null,"p50_ms":null,"p95_ms":null,"waiting":0,"oldest_at":null,"dead_letters":0}`,
			own.Call(t, "GET", one+"/health", nil).Text)
		body["dry_run"] = false
		require.JSONEq(t, `{"count":1}`, own.Call(t, "POST", one+"/replay", body).Text)
		require.Contains(t, own.Call(t, "GET", one+"/health", nil).Text, `"waiting":1`)
		require.Contains(t, w.Anonymous().Call(t, "GET", "/api/health", nil).Text, `"webhooks":{"pending":2,"failing":0,"dead_letters":0}`)
		body["failed_only"], body["dry_run"] = true, true
		require.Equal(t, http.StatusUnprocessableEntity, own.Call(t, "POST", one+"/replay", body).Status)
	})
	t.Run("not_yours", func(t *testing.T) {
		for _, c := range [][2]string{{"GET", path}, {"POST", path}, {"GET", one}, {"PUT", one}, {"DELETE", one}, {"POST", one + "/test"}, {"GET", one + "/health"}, {"POST", one + "/rotate-secret"}, {"POST", one + "/replay"}} {
			require.Equal(t, http.StatusForbidden, other.Call(t, c[0], c[1], map[string]any{"url": receiver.URL, "since": "2026-01-01T00:00:00Z"}).Status, c)
		}
	})
	t.Run("deleted_is_gone", func(t *testing.T) {
		require.Equal(t, http.StatusOK, own.Call(t, "DELETE", one, nil).Status)
		require.Equal(t, http.StatusNotFound, own.Call(t, "GET", one, nil).Status)
	})
}
