package doortest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Client calls a world with one credential, or none.
type Client struct {
	url     string
	headers []string
}

// Anonymous calls without a credential.
func (w *World) Anonymous() *Client { return &Client{url: w.URL} }

// Key calls with an account's key or an admin's token.
func (w *World) Key(key string) *Client {
	return &Client{url: w.URL, headers: []string{"X-API-Key", key}}
}

// SignIn calls with a fresh session of the admin.
func (w *World) SignIn(t testing.TB) *Client {
	t.Helper()
	a := w.Anonymous().Call(t, "POST", "/api/auth/login", map[string]any{"username": Username, "password": Password})
	require.Equal(t, http.StatusOK, a.Status, a.Text)
	return &Client{url: w.URL, headers: []string{"Cookie", a.Cookie()}}
}

// Headers are what the client sends with each call.
func (c *Client) Headers() http.Header {
	h := http.Header{}
	for i := 0; i < len(c.headers); i += 2 {
		h.Set(c.headers[i], c.headers[i+1])
	}
	return h
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Text   string
}

// Cookie is the session's cookie as a browser sends it.
func (a Answer) Cookie() string {
	cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	return cookie
}

// JSON reads the answer.
func (a Answer) JSON(t testing.TB) map[string]any {
	t.Helper()
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.Text), &v), a.Text)
	return v
}

// Call sends a body: nil for none, text as it is, anything else as JSON.
func (c *Client) Call(t testing.TB, method, path string, body any, headers ...string) Answer {
	t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		require.NoError(t, err)
		r = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, c.url+path, r)
	require.NoError(t, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	all := append(append([]string{}, c.headers...), headers...)
	for i := 0; i < len(all); i += 2 {
		req.Header.Set(all[i], all[i+1])
	}
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	resp, err := transport.RoundTrip(req) // follows no redirect
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return Answer{Status: resp.StatusCode, Header: resp.Header, Text: string(text)}
}

// Query asks GraphQL.
func (c *Client) Query(t testing.TB, query string, variables map[string]any, headers ...string) Answer {
	t.Helper()
	return c.Call(t, "POST", "/graphql", map[string]any{"query": query, "variables": variables}, append([]string{"Accept", "application/graphql-response+json"}, headers...)...)
}
