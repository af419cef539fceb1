package egress_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"switchboard/internal/egress"
	"switchboard/internal/fault"
)

func TestFetch_refuses_private_addresses(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	c := egress.New(false, "test")
	for _, url := range []string{
		server.URL, "http://localhost/", "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0/",
		"http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/", "http://10.1.2.3/", "http://172.16.0.1/", "http://192.168.1.1/",
		"http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fd00:ec2::254]/", "http://100.64.0.1/", "http://224.0.0.1/",
		"http://255.255.255.255/", "http://[64:ff9b::a00:1]/", "http://[2002:7f00:1::]/", "http://198.18.0.1/", "http://[::]/",
		"file:///etc/passwd", "gopher://example.com/", "ftp://example.com/", "http://", "//example.com", "javascript:alert(1)", "not a url",
	} {
		_, _, _, err := c.Fetch(t.Context(), url, 10)
		require.True(t, fault.Is(err, fault.Invalid), "%s: %v", url, err)
	}
}

func TestFetch_checks_redirects_too(t *testing.T) {
	t.Parallel()
	hop := httptest.NewServer(http.RedirectHandler("file:///etc/passwd", http.StatusFound))
	defer hop.Close()
	_, _, _, err := egress.New(true, "test").Fetch(t.Context(), hop.URL, 10)
	require.True(t, fault.Is(err, fault.Invalid))
}

func TestFetch(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/photo.jpg":
			w.Header().Set("Content-Type", "image/jpeg; charset=binary")
			w.Write([]byte("12345"))
		case "/named":
			w.Header().Set("Content-Disposition", `attachment; filename="price list.pdf"`)
			w.Write([]byte("12345"))
		case "/endless":
			w.WriteHeader(http.StatusOK)
			for range 100 {
				w.Write(bytes.Repeat([]byte("x"), 1000))
				w.(http.Flusher).Flush()
			}
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	c := egress.New(true, "test")

	body, mimetype, name, err := c.Fetch(t.Context(), server.URL+"/photo.jpg", 10)
	require.NoError(t, err)
	defer body.Close()
	b, err := io.ReadAll(body)
	require.NoError(t, err)
	require.Equal(t, "12345", string(b))
	require.Equal(t, "image/jpeg", mimetype)
	require.Equal(t, "photo.jpg", name)

	named, _, name, err := c.Fetch(t.Context(), server.URL+"/named", 10)
	require.NoError(t, err)
	defer named.Close()
	require.Equal(t, "price list.pdf", name)

	_, _, _, err = c.Fetch(t.Context(), server.URL+"/named", 4)
	require.True(t, fault.Is(err, fault.TooLarge), "told by its length")

	endless, _, _, err := c.Fetch(t.Context(), server.URL+"/endless", 5000)
	require.NoError(t, err)
	defer endless.Close()
	_, err = io.ReadAll(endless)
	require.True(t, fault.Is(err, fault.TooLarge), "told by counting")

	_, _, _, err = c.Fetch(t.Context(), server.URL+"/gone", 10)
	require.Equal(t, "bad_status", fault.CodeOf(err))
}

func TestDialContext(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	address := server.Listener.Addr().String()
	conn, err := egress.New(true, "test").DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	conn.Close()
	_, err = egress.New(false, "test").DialContext(t.Context(), "tcp", address)
	require.Equal(t, "private_address", fault.CodeOf(err))
	server.Close()
	_, err = egress.New(true, "test").DialContext(t.Context(), "tcp", address)
	require.Error(t, err)
	require.NotEqual(t, "private_address", fault.CodeOf(err))
}
