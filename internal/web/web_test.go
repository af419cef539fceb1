package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"switchboard/internal/web"
	"switchboard/internal/web/doortest"
)

func TestEveryAnswer(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, func(d *web.Deps) { d.Secure = true })
	for _, path := range []string{"/ping", "/", "/api/health", "/api/accounts", "/nothing", "/graphql", "/robots.txt"} {
		a := w.Anonymous().Call(t, "GET", path, nil)
		require.Len(t, a.Header.Get("X-Request-Id"), 24, path)
		require.Equal(t, "nosniff", a.Header.Get("X-Content-Type-Options"), path)
		require.Equal(t, "noindex", a.Header.Get("X-Robots-Tag"), path)
		require.Equal(t, "max-age=31536000", a.Header.Get("Strict-Transport-Security"), path)
		require.Equal(t, "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "+
			"font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'; "+
			"require-trusted-types-for 'script'", a.Header.Get("Content-Security-Policy"), path)
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	for given, kept := range map[string]bool{
		"0198c5a4-5b1e-7c3a-9d42-6f1b2a3c4d5e": true,
		"trace_1.a":                            true,
		"short":                                false,
		"with a space in it":                   false,
		strings.Repeat("a", 65):                false,
	} {
		a := w.Anonymous().Call(t, "GET", "/ping", nil, "X-Request-Id", given)
		require.Equal(t, kept, a.Header.Get("X-Request-Id") == given, given)
	}
}

func TestPing(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, nil)
	admin := w.SignIn(t)
	w.Pool.Close()
	a := admin.Call(t, "GET", "/ping", nil)
	require.Equal(t, http.StatusOK, a.Status)
	require.Equal(t, "pong", a.Text)
	health := admin.Call(t, "GET", "/api/health", nil)
	require.Equal(t, http.StatusServiceUnavailable, health.Status, "a cookie asks nothing of the database")
	require.Equal(t, "unavailable", health.JSON(t)["status"])
}

func TestDashboard(t *testing.T) {
	t.Parallel()
	dist := fstest.MapFS{
		"index.html":          {Data: []byte("<p>page</p>")},
		"index.html.br":       {Data: []byte("brotli")},
		"favicon.svg":         {Data: []byte("<svg/>")},
		"assets/app-1.js":     {Data: []byte("script")},
		"assets/app-1.js.gz":  {Data: []byte("gzip")},
		"graphiql/index.html": {Data: []byte("<p>graphiql</p>")},
		".gitkeep":            {},
	}
	w := doortest.New(t, func(d *web.Deps) { d.Dashboard = dist })
	const page, any = "text/html,*/*", "*/*"
	for _, c := range []struct {
		name, path, accept, encoding string
		status                       int
		body, cache, encoded         string
	}{
		{"root", "/", any, "", 200, "<p>page</p>", "no-cache", ""},
		{"an_address_of_its_own", "/accounts/x", page, "", 200, "<p>page</p>", "no-cache", ""},
		{"with_a_dot", "/accounts/a.b", page, "", 200, "<p>page</p>", "no-cache", ""},
		{"compressed", "/login", page, "gzip, br", 200, "brotli", "no-cache", "br"},
		{"refused_compression", "/login", page, "br;q=0", 200, "<p>page</p>", "no-cache", ""},
		{"file", "/favicon.svg", any, "", 200, "<svg/>", "no-cache", ""},
		{"asset", "/assets/app-1.js", any, "gzip, br", 200, "gzip", "public, max-age=31536000, immutable", "gzip"},
		{"missing_asset", "/assets/app-2.js", page, "", 404, "There is nothing here", "no-store", ""},
		{"data", "/nothing.json", "application/json", "", 404, "There is nothing here", "no-store", ""},
		{"api", "/api/nothing", page, "", 404, "no such endpoint", "no-store", ""},
		{"compressed_form_by_name", "/index.html.br", any, "", 404, "There is nothing here", "no-store", ""},
		{"hidden_file", "/.gitkeep", any, "", 404, "There is nothing here", "no-store", ""},
		{"outside", "/assets/../../secret", any, "", 404, "There is nothing here", "no-store", ""},
		{"sandbox_that_is_not_there", "/sandbox/info", page, "", 404, "There is no sandbox", "no-store", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := w.Anonymous().Call(t, "GET", c.path, nil, "Accept", c.accept, "Accept-Encoding", c.encoding)
			require.Equal(t, c.status, a.Status)
			require.Contains(t, a.Text, c.body)
			require.Equal(t, c.cache, a.Header.Get("Cache-Control"))
			require.Equal(t, c.encoded, a.Header.Get("Content-Encoding"))
		})
	}
	t.Run("unchanged", func(t *testing.T) {
		t.Parallel()
		first := w.Anonymous().Call(t, "GET", "/", nil)
		again := w.Anonymous().Call(t, "GET", "/", nil, "If-None-Match", first.Header.Get("ETag"))
		require.Equal(t, http.StatusNotModified, again.Status)
	})
	t.Run("graphiql_is_for_the_admin", func(t *testing.T) {
		t.Parallel()
		_, key := w.Account(t, "Shop")
		for _, c := range []*doortest.Client{w.Anonymous(), w.Key(key)} {
			a := c.Call(t, "GET", "/graphiql/", nil)
			require.Equal(t, http.StatusFound, a.Status)
			require.Equal(t, "/login?to=/graphiql/", a.Header.Get("Location"))
		}
		a := w.SignIn(t).Call(t, "GET", "/graphiql/", nil)
		require.Equal(t, "<p>graphiql</p>", a.Text)
		require.Contains(t, a.Header.Get("Content-Security-Policy"), "style-src 'self' 'unsafe-inline'")
	})
}

func TestDashboard_not_built(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, func(d *web.Deps) { d.Dashboard = fstest.MapFS{".gitkeep": {}} })
	a := w.Anonymous().Call(t, "GET", "/", nil)
	require.Contains(t, a.Text, "make build")
}

func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, func(d *web.Deps) { d.Origins = []string{"https://shop.example"} })
	admin := w.SignIn(t)
	_, key := w.Account(t, "Shop")
	for _, c := range []struct {
		name    string
		client  *doortest.Client
		headers []string
		status  int
	}{
		{"own_page", admin, []string{"Sec-Fetch-Site", "same-origin"}, 201},
		{"program", admin, nil, 201},
		{"other_site", admin, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		{"other_site_of_an_old_browser", admin, []string{"Origin", "https://evil.example"}, 403},
		{"page_in_a_frame", admin, []string{"Origin", "null"}, 403},
		{"configured_site", admin, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://shop.example"}, 201},
		{"key_is_no_cookie", w.Key(key), []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403 /* not an admin's */},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := c.client.Call(t, "POST", "/api/accounts", map[string]any{"name": c.name}, c.headers...)
			require.Equal(t, c.status, a.Status, a.Text)
			require.Equal(t, c.status == 403 && c.name != "key_is_no_cookie", strings.Contains(a.Text, "cross_origin"))
		})
	}
	t.Run("configured_site_asks_first", func(t *testing.T) {
		t.Parallel()
		ask := func(origin string) http.Header {
			return w.Anonymous().Call(t, "OPTIONS", "/api/send", nil, "Origin", origin, "Access-Control-Request-Method", "POST",
				"Access-Control-Request-Headers", "x-api-key").Header
		}
		require.Equal(t, "https://shop.example", ask("https://shop.example").Get("Access-Control-Allow-Origin"))
		require.Empty(t, ask("https://evil.example").Get("Access-Control-Allow-Origin"))
	})
}

func TestSandboxAccess(t *testing.T) {
	t.Parallel()
	phones := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("phones")) })
	closed := doortest.New(t, func(d *web.Deps) { d.Sandbox = phones })
	_, key := closed.Account(t, "Shop")
	require.Equal(t, http.StatusUnauthorized, closed.Anonymous().Call(t, "GET", "/sandbox/phones", nil).Status)
	require.Equal(t, http.StatusForbidden, closed.Key(key).Call(t, "GET", "/sandbox/phones", nil).Status)
	require.Equal(t, "phones", closed.SignIn(t).Call(t, "GET", "/sandbox/phones", nil).Text)
	open := doortest.New(t, func(d *web.Deps) { d.Sandbox, d.SandboxOpen = phones, true })
	require.Equal(t, "phones", open.Anonymous().Call(t, "GET", "/sandbox/phones", nil).Text)
	foreign := open.Anonymous().Call(t, "POST", "/sandbox/phones", nil, "Origin", "https://evil.example")
	require.Equal(t, http.StatusForbidden, foreign.Status, "a page of another site reaches this machine too")
}

func TestPanic(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, func(d *web.Deps) {
		d.GraphQL = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret detail") })
	})
	a := w.Anonymous().Call(t, "POST", "/graphql", "{}")
	require.Equal(t, http.StatusInternalServerError, a.Status)
	require.NotContains(t, a.Text, "secret")
	require.Equal(t, a.Header.Get("X-Request-Id"), a.JSON(t)["request_id"])
}

func TestLimits(t *testing.T) {
	t.Parallel()
	w := doortest.New(t, func(d *web.Deps) { d.Limits = true })
	limited := func(c *doortest.Client, headers ...string) bool {
		for range 650 {
			a := c.Call(t, "GET", "/api/nothing", nil, headers...)
			if a.Status == http.StatusTooManyRequests {
				require.Equal(t, "60", a.Header.Get("Retry-After"))
				require.Equal(t, "application/problem+json", a.Header.Get("Content-Type"))
				return true
			}
		}
		return false
	}
	require.True(t, limited(w.Anonymous()))
	require.Equal(t, http.StatusTooManyRequests, w.Key("wak_made_up").Call(t, "GET", "/api/nothing", nil).Status, "a made-up key opens no new count")
	_, key := w.Account(t, "Shop")
	require.Equal(t, http.StatusNotFound, w.Key(key).Call(t, "GET", "/api/nothing", nil).Status, "a real one has its own")
	require.Equal(t, http.StatusOK, w.Anonymous().Call(t, "GET", "/ping", nil).Status)
}

func TestServer(t *testing.T) {
	t.Parallel()
	s := web.NewServer(slog.New(slog.DiscardHandler))
	ask := func(path string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		s.Handler.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
		return rec
	}
	require.Equal(t, "pong", ask("/ping").Body.String())
	early := ask("/api/health")
	require.Equal(t, http.StatusServiceUnavailable, early.Code)
	require.NotEmpty(t, early.Header().Get("Retry-After"))
	require.NotEmpty(t, early.Header().Get("X-Request-Id"))
	s.Open(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("open")) }))
	require.Equal(t, "open", ask("/api/health").Body.String())
}
