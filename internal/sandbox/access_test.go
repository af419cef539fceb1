package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/sandbox"
)

func TestControlAccess(t *testing.T) {
	t.Parallel()
	ask := func(s *sandbox.Sandbox, change func(*http.Request)) int {
		req, err := http.NewRequestWithContext(testContext(t), http.MethodPost, "http://"+addrOf(s)+"/sandbox/phones", strings.NewReader("{}"))
		require.NoError(t, err)
		change(req)
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		resp, err := (&http.Client{Transport: transport}).Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode
	}
	as := func(name, password string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(name, password) }
	}

	t.Run("loopback_asks_nobody_on_this_machine", func(t *testing.T) {
		t.Parallel()
		s := startSandbox(t, "")
		require.Equal(t, http.StatusCreated, ask(s, func(*http.Request) {}))
		require.Equal(t, http.StatusForbidden, ask(s, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }))
	})

	t.Run("other_listeners_ask_for_the_admin", func(t *testing.T) {
		t.Parallel()
		_, err := sandbox.New(sandbox.Config{Listen: "0.0.0.0:0"})
		require.ErrorContains(t, err, "needs a username and a password")
		s, err := sandbox.New(sandbox.Config{Listen: "0.0.0.0:0", RootKey: rootKey.Priv[:], Username: "admin", Password: "secret"})
		require.NoError(t, err)
		done := make(chan error, 1)
		go func() { done <- s.Run(t.Context()) }()
		t.Cleanup(func() {
			require.NoError(t, s.Close())
			require.NoError(t, <-done)
		})
		require.False(t, s.Loopback())
		require.Equal(t, http.StatusUnauthorized, ask(s, func(*http.Request) {}))
		require.Equal(t, http.StatusUnauthorized, ask(s, as("admin", "wrong")))
		require.Equal(t, http.StatusUnauthorized, ask(s, as("root", "secret")))
		require.Equal(t, http.StatusCreated, ask(s, as("admin", "secret")))
	})
}
