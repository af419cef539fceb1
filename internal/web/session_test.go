package web_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"switchboard/internal/web/doortest"
)

func login(t *testing.T, w *doortest.World, name, password string, headers ...string) doortest.Answer {
	t.Helper()
	return w.Anonymous().Call(t, "POST", "/api/auth/login", map[string]any{"username": name, "password": password}, headers...)
}

func TestSession(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)

	t.Run("cookie", func(t *testing.T) {
		t.Parallel()
		a := login(t, w, doortest.Username, doortest.Password)
		require.Equal(t, http.StatusOK, a.Status)
		require.JSONEq(t, `{"user":{"username":"admin"}}`, a.Text)
		require.Regexp(t, `^wa\.sid=[\w-]{43}; Path=/; Expires=.*; Max-Age=86400; HttpOnly; SameSite=Lax$`, a.Header.Get("Set-Cookie"))
	})
	t.Run("a_sign_in_gets_a_new_token_and_ends_the_old", func(t *testing.T) {
		t.Parallel()
		first := login(t, w, doortest.Username, doortest.Password).Cookie()
		second := login(t, w, doortest.Username, doortest.Password, "Cookie", first).Cookie()
		require.NotEqual(t, first, second)
		require.Equal(t, http.StatusUnauthorized, w.Anonymous().Call(t, "GET", "/api/auth/user", nil, "Cookie", first).Status)
		require.Equal(t, http.StatusOK, w.Anonymous().Call(t, "GET", "/api/auth/user", nil, "Cookie", second).Status)
	})
	t.Run("a_token_that_somebody_prepared_is_not_taken", func(t *testing.T) {
		t.Parallel()
		a := login(t, w, doortest.Username, doortest.Password, "Cookie", "wa.sid=prepared")
		require.NotContains(t, a.Header.Get("Set-Cookie"), "prepared")
	})
	t.Run("sign_out_ends_it", func(t *testing.T) {
		t.Parallel()
		admin := w.SignIn(t)
		require.JSONEq(t, `{"success":true}`, admin.Call(t, "POST", "/api/auth/logout", nil).Text)
		require.Equal(t, http.StatusUnauthorized, admin.Call(t, "GET", "/api/auth/user", nil).Status)
	})
	t.Run("stored_hashed", func(t *testing.T) {
		t.Parallel()
		token := login(t, w, doortest.Username, doortest.Password).Cookie()[len("wa.sid="):]
		var n int
		require.NoError(t, w.Pool.QueryRow(t.Context(), "SELECT count(*) FROM session WHERE token = $1", token).Scan(&n))
		require.Zero(t, n)
	})
	t.Run("used_sessions_are_written_once_a_minute", func(t *testing.T) {
		t.Parallel()
		admin := w.SignIn(t)
		for range 3 {
			require.Empty(t, admin.Call(t, "GET", "/api/auth/user", nil).Header.Get("Set-Cookie"))
		}
	})
}

func TestLogin_limited(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	for range 10 {
		require.Equal(t, http.StatusUnauthorized, login(t, w, "bob", "wrong").Status)
	}
	a := login(t, w, doortest.Username, doortest.Password)
	require.Equal(t, http.StatusTooManyRequests, a.Status)
	require.Equal(t, "too_many_attempts", a.JSON(t)["code"])
	seconds, err := strconv.Atoi(a.Header.Get("Retry-After"))
	require.NoError(t, err)
	require.InDelta(t, (15 * time.Minute).Seconds(), seconds, 60)
}

func TestLogin_without_database(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	w.Pool.Close()
	for range 12 {
		a := login(t, w, doortest.Username, doortest.Password)
		require.GreaterOrEqual(t, a.Status, 500, "what is our fault is not counted")
	}
}
