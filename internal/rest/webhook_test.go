package rest_test

import (
	"encoding/json"
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
		{"too_many_tries", "max_attempts", map[string]any{"url": receiver.URL, "max_attempts": 21}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := own.Call(t, "POST", path, c.body)
			require.Equal(t, http.StatusUnprocessableEntity, a.Status, a.Text)
			require.Contains(t, a.Text, `"field":"`+c.field+`"`)
		})
	}
	t.Run("not_yours", func(t *testing.T) {
		for _, c := range [][2]string{{"GET", path}, {"POST", path}, {"GET", one}, {"PUT", one}, {"DELETE", one}, {"POST", one + "/test"}} {
			require.Equal(t, http.StatusForbidden, other.Call(t, c[0], c[1], map[string]any{"url": receiver.URL}).Status, c)
		}
	})
	t.Run("deleted_is_gone", func(t *testing.T) {
		require.Equal(t, http.StatusOK, own.Call(t, "DELETE", one, nil).Status)
		require.Equal(t, http.StatusNotFound, own.Call(t, "GET", one, nil).Status)
	})
}
