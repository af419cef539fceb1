package app_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"switchboard/internal/app"
)

// TestListen forwards a phone's message to a local program, which verifies it.
func TestListen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start(t)
	shop := w.link(t, w.login(t), "Shop")
	customer, err := w.box.AddPhone("", "Customer")
	require.NoError(t, err)
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	verify, err := standardwebhooks.NewWebhook(secret)
	require.NoError(t, err)
	type delivery struct {
		err  error
		body string
	}
	got := make(chan delivery, 10)
	local := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = verify.Verify(body, r.Header)
		}
		got <- delivery{err, string(body)}
	}))
	t.Cleanup(local.Close)

	ctx, stop := context.WithCancel(t.Context())
	listening, ready := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- app.Listen(ctx, app.Forwarding{Server: w.url, Key: shop.key, To: local.URL, Types: "message", Secret: secret}, app.Options{Version: "test", Out: ready})
	}()
	go io.Copy(io.Discard, listening)
	eventually(t, "forwarded event", func() bool {
		// What is written before the stream is open is not live: another one is written.
		_, err := customer.Say(t.Context(), shop.phone.Number(), "hello")
		require.NoError(t, err)
		select {
		case d := <-got:
			require.NoError(t, d.err)
			require.Contains(t, d.body, `"text":"hello"`)
			return true
		default:
			return false
		}
	})
	stop()
	require.NoError(t, <-done)

	err = app.Listen(t.Context(), app.Forwarding{Server: w.url, Key: "wak_wrong"}, app.Options{Out: io.Discard})
	require.ErrorContains(t, err, "API key")
}

// TestListen_comes_back when a stream goes silent without ending, and goes on where it was.
func TestListen_comes_back(t *testing.T) {
	t.Parallel()
	resumed := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resumed <- r.Header.Get("Last-Event-ID")
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "id: 7\n\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done() // no heartbeat
	}))
	t.Cleanup(server.Close)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- app.Listen(ctx, app.Forwarding{Server: server.URL, Key: "wak_x", Account: "shop", Silence: 50 * time.Millisecond}, app.Options{Out: io.Discard})
	}()
	require.Empty(t, <-resumed)
	require.Equal(t, "7", <-resumed)
	stop()
	require.NoError(t, <-done)
}
