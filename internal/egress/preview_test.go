package egress_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/egress"
)

func TestPreview(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][2]string{
		`<html><head><title> A
 &amp; B </title><meta name="description" content="Plain"></head><body><title>no</title>`: {"A & B", "Plain"},
		`<meta property="og:title" content="Open"><title>T</title><meta property="og:description" content="Graph"></meta>`: {"Open", "Graph"},
		`<p>nothing`: {"", ""},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(body))
		}))
		title, description, err := egress.New(true, "test").Preview(t.Context(), s.URL)
		require.NoError(t, err)
		require.Equal(t, want, [2]string{title, description})
		_, _, err = egress.New(false, "test").Preview(t.Context(), s.URL)
		require.Error(t, err, "a private address")
		s.Close()
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("\x89PNG\r\n\x1a\n")) }))
	defer s.Close()
	_, _, err := egress.New(true, "test").Preview(t.Context(), s.URL)
	require.Error(t, err, "a picture")
}
