package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/stretchr/testify/require"

	"switchboard/internal/fault"
	"switchboard/internal/web"
)

// counter is a door where everybody may try to sign in: it costs no hashing.
type counter struct{ sessions *web.Sessions }

func (c counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if err := c.sessions.Attempt(r.Context(), name); err != nil {
		c.WriteError(w, r, err)
		return
	}
	switch r.URL.Query().Get("then") {
	case "success":
		if err := c.sessions.Start(r.Context(), name); err != nil {
			c.WriteError(w, r, err)
			return
		}
		w.WriteHeader(http.StatusOK)
	case "fault":
		c.sessions.Forgive(r.Context(), name)
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func (counter) WriteError(w http.ResponseWriter, _ *http.Request, err error) {
	if fault.Is(err, fault.RateLimited) {
		w.Header().Set("Retry-After", fault.As(err).RetryAfter.String())
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	w.WriteHeader(http.StatusInternalServerError)
}

type try struct {
	name, from, then string
	times            int
	want             int
}

func TestFailures(t *testing.T) {
	t.Parallel()
	const failed, limited, signedIn = http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusOK
	for name, c := range map[string]struct {
		direct bool // without a proxy
		tries  []try
	}{
		"an_address_gets_ten": {tries: []try{
			{name: "a", from: "198.51.100.1", times: 5, want: failed},
			{name: "b", from: "198.51.100.1", times: 5, want: failed},
			{name: "c", from: "198.51.100.1", times: 2, want: limited},
			{name: "c", from: "198.51.100.2", times: 1, want: failed},
		}},
		"a_name_gets_ten": {tries: []try{
			{name: "admin", from: "198.51.100.1", times: 5, want: failed},
			{name: " ADMIN ", from: "198.51.100.2", times: 5, want: failed},
			{name: "admin", from: "198.51.100.3", then: "success", times: 1, want: limited},
		}},
		"success_starts_the_name_anew": {tries: []try{
			{name: "admin", from: "198.51.100.1", times: 9, want: failed},
			{name: "admin", from: "198.51.100.2", then: "success", times: 1, want: signedIn},
			{name: "admin", from: "198.51.100.3", times: 9, want: failed},
		}},
		"success_is_no_failure": {tries: []try{
			{name: "admin", from: "198.51.100.1", then: "success", times: 50, want: signedIn},
		}},
		"success_does_not_clear_the_address": {tries: []try{
			{name: "a", from: "198.51.100.1", times: 9, want: failed},
			{name: "admin", from: "198.51.100.1", then: "success", times: 1, want: signedIn},
			{name: "b", from: "198.51.100.1", times: 1, want: failed},
			{name: "c", from: "198.51.100.1", times: 1, want: limited},
		}},
		"our_fault_is_not_counted": {tries: []try{
			{name: "admin", from: "198.51.100.1", then: "fault", times: 50, want: http.StatusServiceUnavailable},
		}},
		"an_ipv6_network_is_one_address": {tries: []try{
			{name: "a", from: "2001:db8::1", times: 5, want: failed},
			{name: "b", from: "2001:db8::2", times: 5, want: failed},
			{name: "c", from: "2001:db8::3", times: 1, want: limited},
			{name: "c", from: "2001:db8:0:1::3", times: 1, want: failed},
		}},
		"what_a_client_says_of_itself_is_not_believed": {direct: true, tries: []try{
			{name: "a", from: "198.51.100.1", times: 5, want: failed},
			{name: "b", from: "198.51.100.2", times: 5, want: failed},
			{name: "c", from: "198.51.100.3", times: 1, want: limited},
		}},
		"what_stands_before_the_proxys_word_is_not_believed": {tries: []try{
			{name: "a", from: "203.0.113.1, 198.51.100.1, 10.0.0.7", times: 5, want: failed},
			{name: "b", from: "203.0.113.2, 198.51.100.1", times: 5, want: failed},
			{name: "c", from: "198.51.100.1", times: 1, want: limited},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, newCounter(!c.direct), c.tries)
		})
	}
}

func newCounter(proxied bool) http.Handler {
	sessions := web.NewSessions(nil, store{memstore.NewWithCleanupInterval(0)}, false)
	return web.New(web.Deps{
		Sessions: sessions, REST: counter{sessions}, Log: slog.New(slog.DiscardHandler), TrustProxy: proxied,
	})
}

// store gives the memory store the methods with a context.
type store struct{ *memstore.MemStore }

func (s store) FindCtx(_ context.Context, token string) ([]byte, bool, error) { return s.Find(token) }
func (s store) DeleteCtx(_ context.Context, token string) error               { return s.Delete(token) }
func (s store) CommitCtx(_ context.Context, token string, b []byte, expiry time.Time) error {
	return s.Commit(token, b, expiry)
}

func play(t *testing.T, door http.Handler, tries []try) {
	t.Helper()
	for _, c := range tries {
		for i := range c.times {
			r := httptest.NewRequest(http.MethodPost, "/api/try", nil)
			r.URL.RawQuery = url.Values{"name": {c.name}, "then": {c.then}}.Encode()
			r.Header.Set("X-Forwarded-For", c.from)
			rec := httptest.NewRecorder()
			door.ServeHTTP(rec, r)
			require.Equal(t, c.want, rec.Code, "%+v, time %d", c, i+1)
		}
	}
}

func TestFailures_end(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		door := newCounter(true)
		one := []try{{name: "a", from: "198.51.100.1", times: 1, want: http.StatusUnauthorized}}
		play(t, door, one)
		time.Sleep(5 * time.Minute)
		play(t, door, []try{{name: "a", from: "198.51.100.1", times: 9, want: http.StatusUnauthorized}, {name: "a", from: "198.51.100.1", times: 1, want: http.StatusTooManyRequests}})
		time.Sleep(10*time.Minute - time.Second)
		play(t, door, []try{{name: "a", from: "198.51.100.1", times: 1, want: http.StatusTooManyRequests}})
		time.Sleep(time.Second)
		play(t, door, one)
		play(t, door, []try{{name: "a", from: "198.51.100.1", times: 1, want: http.StatusTooManyRequests}})
	})
}
